"""What a policy declares of events and persons: fields, actions, scores, statuses."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import attrs

from policylang.core.record import Record, record
from policylang.model.expressions import Constant, Expression
from policylang.model.machine.origin import Origin
from policylang.model.machine.rules import Choice, Rule, rules_of
from policylang.model.units import Domain, Kind


@record
class Slot(Record):
    """A field of an action or an attribute of a person. `default` is in held units or None."""

    name: str
    label: str
    domain: Domain
    default: int | None
    origin: Origin


@record
class Definition(Record):
    """A named expression, for documents: the rules hold its meaning already.

    The text of its origin is the name alone, or `define NAME`. Where it is used, an expression
    equal to `value` stands.
    """

    name: str
    label: str
    text: str
    origin: Origin
    value: Expression | None = attrs.field(default=None, eq=False)
    kind: Kind | None = None


@record
class Cost(Record):
    """What an event costs the person: held money or held hours (seconds)."""

    kind: Literal["money", "hours"]
    amount: Expression


@record
class Moment(Record):
    """A date of an event, and what happens on it.

    `day` reads the event's fields; None is the day the history gives the event. A moment whose
    `day` comes to 0 (a date that was not given) does not come; one that would lie before the
    event's first moment comes with it.
    """

    name: str
    day: Expression | None
    choices: tuple[Choice, ...]
    origin: Origin


@record
class Refusal(Record):
    """An event for which `condition` holds at its first moment is not applied and not counted."""

    condition: Expression
    text: str
    origin: Origin


@record
class Action(Record):
    """A kind of event. Its code is its place in `Machine.actions`.

    There is at least one moment. The first `dated` of them are dates that the history gives; where
    there is more than one, each is a field, the first is the day of the event, later ones may be
    missing (0) and none is before the one before it. The rest are derived from fields.
    """

    name: str
    label: str
    by: Literal["choice", "chance", "authority"]
    fields: tuple[Slot, ...]
    costs: tuple[Cost, ...]
    moments: tuple[Moment, ...]
    origin: Origin
    refusals: tuple[Refusal, ...] = ()
    dated: int = 1
    #: Values derived from the fields, for documents: what reads them holds their meaning already.
    derived: tuple[Definition, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices of all moments, in order."""
        return tuple(choice for moment in self.moments for choice in moment.choices)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the action, in order."""
        return rules_of(self.choices)


class Spending(StrEnum):
    """Which lots a loss takes from first."""

    OLDEST = "oldest first"
    NEWEST = "newest first"
    SOONEST = "soonest to expire first"


@record
class Score(Record):
    """A score: held points. `low` and `high` are None where the range is open.

    `start` reads attributes and constants; `low` and `high` may read anything but fields, and are
    looked at whenever the score changes. `bounds` are the least and greatest values it can take,
    proved by the checker. A `formula` is worked out when it is read, reads no fields, and has
    neither start nor lots; what it gives is cut to the range.
    """

    name: str
    label: str
    start: Expression
    low: Expression | None
    high: Expression | None
    bounds: tuple[int, int]
    origin: Origin
    #: Where the range is declared; None when there is none.
    range_origin: Origin | None = None
    #: Set where the score keeps lots.
    lots: Spending | None = None
    formula: Expression | None = None

    @property
    def fixed_start(self) -> int | None:
        """Where it starts, if that is the same for everybody."""
        return self.start.value if isinstance(self.start, Constant) else None

    @property
    def fixed_low(self) -> int | None:
        """The lower end of the range, if there is one and it is always the same."""
        return self.low.value if isinstance(self.low, Constant) else None

    @property
    def fixed_high(self) -> int | None:
        """The upper end of the range, if there is one and it is always the same."""
        return self.high.value if isinstance(self.high, Constant) else None


@record
class Status(Record):
    """A named state a person is in for a time. Its number is its place in `Machine.statuses`."""

    name: str
    label: str
    origin: Origin
