"""What a search says of each property, where the exact process refuses a policy.

| module        | properties                               |
|---------------|------------------------------------------|
| `dispatch.py` | which answers which                      |
| `gains.py`    | profit, claims, bad acts                 |
| `worth.py`    | thresholds                               |
| `grades.py`   | the price of each grade                  |
| `back.py`     | the way back after an offence, and traps |
| `points.py`   | free points, splitting                   |

Every answer is of one of three kinds. Where the search left nothing out: proved within the horizon.
What it found: a witness, replayed. What it did not find: searched to a bound, which is stated.
"""
