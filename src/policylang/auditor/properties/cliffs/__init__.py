"""Cliffs: every point at which one more point, dollar or event changes what things are worth.

PROPERTY. For each score, attribute, amount of an event and count of the past: every value from
which on a grade, a perk, a sanction or what a rule asks for is another than just below; with what
changes, each time and in a year. No cliff is backward: whoever has more of what is good, or pays
more, is not worse off for it.

METHOD. Read off the machine's own expressions (`decisions.breakpoints`), without trying every
value, on every day from which on the policy says something else; so the table is complete for the
person asked about, as far as nothing is named as not looked at. What does not depend on the
quantity is taken to hold. A backward cliff is a finding where two histories
on either side of it were replayed.

| module       | what it does                                            |
|--------------|---------------------------------------------------------|
| `cliff.py`   | one cliff, and what perks and sanctions change at it    |
| `days.py`    | on which days cliffs are looked for, and what stays unsaid      |
| `grants.py`  | cliffs of grades, perks and sanctions                   |
| `effects.py` | cliffs of what rules do to a score                      |
| `amounts.py` | cliffs of amounts and counts in what rules ask for      |
| `sides.py`   | histories on either side of a backward cliff            |
| `answer.py`  | the table and the findings                              |
"""

from policylang.auditor.properties.cliffs.answer import NAME, answer

__all__ = ["NAME", "answer"]
