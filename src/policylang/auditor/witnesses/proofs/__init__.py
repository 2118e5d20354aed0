"""Certificates of proofs: what they look like, and a checker that knows nothing of the solver.

| module        | what it does                                                              |
|---------------|---------------------------------------------------------------------------|
| `form.py`     | the file: what is in it, read as hostile                                  |
| `fragment.py` | which policies the checker can follow, so that one day stands for others  |
| `calendar.py` | that nothing happens inside a stage, and that the rounds repeat           |
| `steps.py`    | a state of the file as a person of the interpreter, and what comes of it  |
| `amounts.py`  | that the amounts the file lists stand for all others                      |
| `checking.py` | every state, every event, every inequality                                |

A proof is a table: for each stage of the calendar the states a person can be in, each with a bound
on what can still be gained from there. It proves its claim if the first bound is no gain, no event
and no day leads out of the table, and no step brings more than the bounds fall by. Then, by
induction over the steps of any history, nobody gains. A **closed set** has no bounds: it proves
that a grade is never reached, as no state in it has that grade.
"""
