"""The auditor: asks a policy what people could do with it, and shows what it finds.

| package or module                        | what it does                                          |
|------------------------------------------|-------------------------------------------------------|
| `asking.py`, `question.py`               | what is asked, of whom, over which days               |
| `decisions/`                             | the machine as a decision process, where exact        |
| `witnesses/`                             | every history through both engines; findings as files |
| `solving/`                               | the best history of all, and its events               |
| `inquiry.py`                             | what every property is answered with                  |
| `unfinished.py`                          | what can be said where the solver was stopped         |
| `gained.py`                              | what a gain is, in words                              |
| `searching/`                             | people as the runtime has them, on a grid of days     |
| `properties/`                            | one property each                                     |
| `fallbacks/`                             | the same by a search, where the exact process refuses |
| `audit.py`                               | all properties together                               |
| `baseline.py`                            | findings that are known already                       |
"""
