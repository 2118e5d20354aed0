"""The general process: people as the runtime has them, on a grid of days.

For policies that the exact process refuses. A state is the runtime person itself, so every
construct is there as it is; what is left out is days and ways to do things, and where none is left
out the search is a proof.

| module         | what it does                                             |
|----------------|----------------------------------------------------------|
| `lives.py`     | a person taken up, moved on and put down again           |
| `normal.py`    | what of a person later days can still see, and no more   |
| `grid.py`      | the days on which something is done                      |
| `stretches.py` | days that stand for others, with a proof                |
| `ways.py`      | the ways to do an action                                 |
| `frontier.py`  | the states that are reached, and how one leads to others |
| `paths.py`     | the best history among them, at any prices               |
| `buying.py`    | points bought by their price, where there is too much    |
| `shrinking.py` | fewer events, less money, earlier days                   |
| `search.py`    | all of it for one question, and what was left out        |
"""
