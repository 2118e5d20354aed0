"""The oracle: what a machine means, in the plainest code that says it.

Every other engine is held to `interpret` by the agreement tests. It goes through a person's days
one by one, as the section "What happens when" of `docs/language.md` does, and keeps the whole past
and looks at all of it each time.

| module      | what it says                                                       |
|-------------|--------------------------------------------------------------------|
| `days.py`   | the order of things: days, phases of a day, moments of an event    |
| `person.py` | what happens at one moment: rules, reactions, perks, statuses      |
| `sight.py`  | what expressions see of a person at one moment                     |
| `past.py`   | what counts, sums and caps look back to                            |
| `lots.py`   | scores made of lots                                                |
| `breakdown.py` | what a formula is made of, for people who ask why               |
"""

from policylang.runtime.interpreter.breakdown import breakdown_of
from policylang.runtime.interpreter.days import Timeline, interpret, live
from policylang.runtime.interpreter.past import Use
from policylang.runtime.interpreter.person import Person
from policylang.runtime.interpreter.sight import Watch

__all__ = ["Person", "Timeline", "Use", "Watch", "breakdown_of", "interpret", "live"]
