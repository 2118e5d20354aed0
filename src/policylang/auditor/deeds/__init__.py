"""What people do, tried out: events at the edges, histories run, offences told from good acts.

Nothing here proves that something cannot be; what it finds is replayed before it is shown.

| module        | what it does                                                    |
|---------------|-----------------------------------------------------------------|
| `events.py`   | a few ways to do each action: at the edges of what rules read   |
| `trials.py`   | a history run through the generated evaluator, and compared     |
| `valued.py`   | which way each score is good                                    |
| `offences.py` | actions that do harm to whoever does them, and those that help  |
| `harm.py`     | actions that could do harm to somebody, by the form of rules    |
| `climbing.py` | as many points as can be gathered by choice                     |
"""
