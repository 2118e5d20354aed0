"""Traps: grades out of which no choice leads, within the horizon or for ever.

PROPERTY. From where the shortest fall into a grade by each offence leaves somebody, of every grade
below the one that people begin with, some history of chosen actions, within what can be spent,
reaches the next better grade by the last day. A fall is one kind of event, done up to forty times
on the first day; events that leave more behind than scores (a status, a count) are kinds of their
own. Of deeper falls, and of several offences together, nothing is said.

METHOD. The exact solver, from the best and from the worst score of each grade, and from where each
fall leads (`properties.falling`). What is not reached within the horizon is never reached if the
scores up to there are closed under every choice, rule by rule or year by year (`solving.closure`).
A finding shows how people fall there. An offence that no process follows is named.

| module       | what it does                                    |
|--------------|-------------------------------------------------|
| `answer.py`  | the question put to every grade                 |
| `climb.py`   | the way from one state to a better grade        |
| `told.py`    | the table and the findings                      |
"""

from policylang.auditor.properties.traps.answer import NAME, answer

__all__ = ["NAME", "answer"]
