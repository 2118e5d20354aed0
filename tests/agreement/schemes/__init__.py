"""Policies as real schemes need them: moments, lots, statuses, clocks, tables, versions, limits.

Written as text, clause by clause, from the same choices as the other generator. They are looser:
what the checker refuses is thrown away, and a test holds the share of it down.

| module         | what it writes                                              |
|----------------|-------------------------------------------------------------|
| `file`         | the whole file: which blocks there are, and in what order   |
| `setting`      | what is declared so far, and what has been written about it |
| `days`         | dates and lengths of time                                   |
| `recall`       | counts, sums, picks and their windows                       |
| `conditions`   | what has to hold                                            |
| `effects`      | what is done to scores and statuses                         |
| `modifiers`    | how often and for how long                                  |
| `actions`      | actions, their moments, their versions                      |
| `triggers`     | what sets off rules, perks and sanctions                    |
| `reactions`    | rules, perks and sanctions                                  |
| `scores`       | scores, grades, shared limits                               |
| `declarations` | the person, tables, periods, figures, rankings, claims      |
"""

from tests.agreement.schemes.file import SCHEME_BYTES, machine_of_scheme, scheme_of

__all__ = ["SCHEME_BYTES", "machine_of_scheme", "scheme_of"]
