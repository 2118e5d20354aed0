"""People who have fallen: which offences there are, where they lead, and who goes on from there.

| module        | what it does                                                         |
|---------------|----------------------------------------------------------------------|
| `ground.py`   | the process in which somebody goes on: of numbers, or of the runtime |
| `offences.py` | the worst events of each action, and falls made of them              |
| `after.py`    | replays of what comes after a fall                                   |
"""
