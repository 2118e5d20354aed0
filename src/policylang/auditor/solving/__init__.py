"""What a decision process comes to.

| module       | what it does                                        |
|--------------|-----------------------------------------------------|
| `solver.py`  | the best history of all                             |
| `plans.py`   | its events                                          |
| `closure.py` | scores that no choice leaves upwards, and the proof |
"""
