"""The best history of a decision process, and its events.

| module         | what it does                                                        |
|----------------|---------------------------------------------------------------------|
| `solver.py`    | what is asked; which of the two solvers answers                     |
| `tuples.py`    | one in plain Python, for everything                                 |
| `packed.py`    | one for what is large: its states are numbers (`packing.py`,        |
|                | `parts.py`), what can be done stands in tables (`tables.py`,        |
|                | `grids.py`), and its loops over a stage (`layers.py`) are compiled  |
|                | (`kernel.py`)                                                       |
| `pricing.py`, `goals.py` | what counts, and what has to be reached                   |
| `plans.py`     | what is found, as dated events                                      |
| `closure.py`   | scores that no choice leaves upwards, with the proof                |
| `stopping.py`, `watching.py` | searches that are cut short, and how far one is       |
| `forever.py`   | a process without an end: stages, then rounds that repeat           |
| `graph.py`     | everything a person can come to in it                               |
| `cycles.py`    | the best cycle, and the potential                                   |
| `walks.py`     | histories in the graph: the first gain, the way into a cycle        |
"""
