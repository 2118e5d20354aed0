"""Property tests for policies: strategies for Hypothesis, and one state machine per policy.

| module          | what it gives                                                          |
|-----------------|------------------------------------------------------------------------|
| `edges.py`      | the days and values next to which a policy decides otherwise           |
| `strategies.py` | `events`, `persons`, `histories`, `lives`: what fits a policy          |
| `stateful.py`   | `life_of`: a person followed event by event, for laws of your own      |

Needs the extra `laws`. How it is used is described in `docs/testing.md`.
"""

from policylang.core.errors import MissingExtraError

try:
    import hypothesis as _  # noqa: F401 - asked for here, so that what is missing has a name
except ModuleNotFoundError as error:
    raise MissingExtraError("laws", "hypothesis") from error

from policylang.testing.stateful import PersonLife, life_of
from policylang.testing.strategies import Life, events, histories, lives, persons

__all__ = ["Life", "PersonLife", "events", "histories", "life_of", "lives", "persons"]
