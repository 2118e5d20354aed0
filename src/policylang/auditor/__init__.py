"""The auditor: asks a policy what people could do with it, and shows what it finds.

| module                                   | what it does                                          |
|------------------------------------------|-------------------------------------------------------|
| `asking.py`, `question.py`               | what is asked, of whom, over which days               |
| `process.py`                             | the machine as a decision process, where exact        |
| `effects.py`, `readings.py`              | rules over states; what expressions look at           |
| `variants.py`, `stages.py`               | the few amounts and the few days that matter          |
| `dominance.py`, `merging.py`             | what may be left out or put together, with proofs     |
| `solver.py`, `plans.py`                  | the best history of all, and its events               |
| `replay.py`                              | every history through both engines                    |
| `profit.py` ... `claims.py`              | one property each                                     |
| `search.py`                              | what finds where nothing can be proved                |
| `certificate.py`, `verification.py`      | findings as files, and their independent check        |
| `audit.py`                               | all properties together                               |
"""
