"""The machine of a policy as a decision process: states, moves, stages, and proofs that few do.

| module                     | what it does                                             |
|----------------------------|----------------------------------------------------------|
| `process.py`               | the process, built exactly or refused                    |
| `effects.py`, `readings.py`| rules over states; what expressions look at              |
| `variants.py`, `stages.py` | the few amounts and the few days that matter             |
| `dominance.py`             | actions that may be left out, and scores that need no end|
| `order.py`                 | whether one event more or less can turn an order round   |
| `breakpoints.py`           | where expressions turn as one quantity rises             |
| `reachable.py`, `possible.py`, `bitsets.py` | what can come about at all, from above |
| `merging.py`               | actions that differ in price alone, put together         |
| `forms.py`                 | what the form of the rules proves, without any process   |
"""
