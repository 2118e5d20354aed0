"""The best history of a process, and what can be had of it for ever.

| module       | what it does                                                  |
|--------------|---------------------------------------------------------------|
| `solver.py`  | the best history up to a last day                             |
| `plans.py`   | its events                                                    |
| `forever.py` | a process without an end: stages, then rounds that repeat     |
| `graph.py`   | everything a person can come to in it                         |
| `cycles.py`  | the best cycle, and the potential                             |
| `walks.py`   | histories in the graph: the first gain, the way into a cycle  |
"""
