"""Dead parts: what can never come about, and what a person cannot bring about in time.

PROPERTY. Every grade can be had, every perk and sanction given, every rule applied and every status
begun, by somebody; every cap can cut something; every action does something or is counted.

METHOD. What is dead is proved for ever, by closing everything that may come about from above
(`decisions.reachable`), and for caps by comparing windows. What lives is shown by histories that
were run, and of those a few that show all of it were replayed. Between the two lies what can be
brought about, but not by choice up to the last day: proved by the exact solver where it covers the
policy, else as far as was tried.

| module       | what it does                                                  |
|--------------|---------------------------------------------------------------|
| `part.py`    | a part of a policy, and what is known of it                   |
| `proofs.py`  | parts that are dead for ever, with the reason                 |
| `caps.py`    | caps that another cap, or the range of what is asked, outruns |
| `living.py`  | histories that show parts at work                             |
| `answer.py`  | the table and the findings                                    |
"""

from policylang.auditor.properties.dead_parts.answer import NAME, answer

__all__ = ["NAME", "answer"]
