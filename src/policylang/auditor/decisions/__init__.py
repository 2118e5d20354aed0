"""The machine of a policy as a decision process: states, moves, stages, and proofs that few do.

| module                       | what it does                                              |
|------------------------------|-----------------------------------------------------------|
| `process.py`                 | which process a policy has: compact, lived or refused     |
| `transitions.py`             | what a process is: moves, steps, rewards                  |
| `compact.py`                 | numbers alone: scores, caps, counts                       |
| `effects.py`, `counts.py`    | rules and counts over such states                         |
| `clocks.py`                  | clocks that nothing chosen touches, as dates              |
| `seasons.py`                 | caps that count in named periods                          |
| `lasting.py`, `statuses.py`, `aging.py` | points that run out, statuses that end, over such   |
| `lived.py`, `life.py`        | people of the runtime, who are put into states            |
| `days.py`, `stages.py`       | the few days that matter                                  |
| `soonest.py`                 | what caps over moving windows let through, without delay  |
| `relevance.py`               | what need not be kept                                     |
| `telling.py`, `ceilings.py`  | from where on points, and counts, need not be told apart  |
| `remembered.py`              | entries of counts that nothing can tell apart             |
| `readings.py`, `variants.py` | what expressions look at; the few amounts that matter     |
| `dominance.py`               | actions that may be left out                              |
| `outdone.py`                 | actions for which another one makes up                    |
| `merging.py`                 | actions that differ in price alone, put together          |
| `order.py`                   | whether one event more or less can turn an order round    |
| `breakpoints.py`             | where expressions turn as one quantity rises              |
| `reachable.py`, `bitsets.py` | what can come about at all, from above                    |
| `possible.py`, `spans.py`    | what expressions, and formulas, may come to               |
| `forms.py`                   | what the form of the rules proves, without any process    |
| `earning.py`                 | actions that always bring points, and that could          |
| `following.py`               | perks and sanctions that follow from scores alone         |
"""
