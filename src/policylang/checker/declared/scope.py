"""Which names an expression may use, depending on where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from typing import Final

import attrs

from policylang.checker.values.typed import Typed
from policylang.model.expressions import (
    AsOf,
    AttributeValue,
    Balance,
    Expression,
    FieldValue,
    InStatus,
    PresentField,
    RankOf,
    Recall,
    StillCounting,
    Tied,
    Today,
    every_part,
)


class Reads(Flag):
    """What an expression looks at besides constants."""

    #: Fields of the event in sight.
    FIELDS = auto()
    #: Attributes of the person.
    ATTRIBUTES = auto()
    #: Scores, grades and statuses as they stand.
    STANDING = auto()
    #: Counts, sums and picks over past events.
    HISTORY = auto()
    #: The day the rule is applied on.
    DATE = auto()

    CONSTANTS = 0
    #: What does not change while a person's history is replayed, unless the data says so.
    PERSON = ATTRIBUTES
    #: What changes only through a change: the condition of `as soon as` reads this.
    STATE = ATTRIBUTES | STANDING
    EVERYTHING = FIELDS | ATTRIBUTES | STANDING | HISTORY | DATE


_READS: Final = {
    FieldValue: Reads.FIELDS,
    PresentField: Reads.FIELDS,
    Tied: Reads.FIELDS,
    AttributeValue: Reads.ATTRIBUTES,
    Balance: Reads.STANDING,
    StillCounting: Reads.STANDING,
    RankOf: Reads.STANDING,
    InStatus: Reads.STANDING,
    Recall: Reads.HISTORY,
    Today: Reads.DATE,
    AsOf: Reads.DATE,
}


def reads_of(expression: Expression) -> Reads:
    """What an expression of the machine looks at. Any formula counts as `STANDING`."""
    found = Reads.CONSTANTS
    for part in every_part(expression):
        found |= read_by(part)
    return found


def read_by(part: Expression) -> Reads:
    """What a part of an expression looks at by itself, leaving out what its own parts do."""
    return _READS.get(type(part), Reads.CONSTANTS)


@attrs.frozen
class Scope:
    """Where an expression stands.

    `fields` are the fields (and moments and derived values) of the event in sight, which is one of
    `action`; `this` those of the event being applied, one of `this_action`, where another one is in
    sight. `reads` says what else may be read. `later` says that the event in sight does not come
    today but came earlier, so that `the date` is not its date: set it for rules on a later moment.
    `tied` says that `FIELD is tied` may be asked, in a filter, because a ranking asks. `event_day`
    says that `the date` is the day of the event, whenever it is read. `opens` is the first day of
    the version that it stands in, where nothing in it is applied before. `place` completes "cannot
    be used in ...".
    """

    place: str
    fields: Mapping[str, Typed] = attrs.field(factory=dict)
    action: str = ""
    reads: Reads = Reads.EVERYTHING
    this: Mapping[str, Typed] | None = None
    this_action: str = ""
    later: bool = False
    tied: bool = False
    event_day: bool = False
    opens: int | None = None

    def allows(self, reads: Reads) -> bool:
        """Whether what is looked at may be looked at here."""
        return not reads & ~self.reads & ~Reads.FIELDS

    @property
    def constants_only(self) -> bool:
        """Whether only what stands in the policy itself may be used."""
        return not self.reads

    @property
    def advice(self) -> str:
        """What may be used there."""
        if self.constants_only:
            return "use a number or a figure here"
        if self.reads & Reads.STANDING:
            return "use scores, grades, statuses, attributes and figures here"
        if self.fields:
            return "use fields, attributes and figures here"
        return "use attributes and figures here"


#: For ranges, caps, bounds and steps: numbers that stand in the policy itself.
CONSTANTS: Final = Scope("a range, cap, step or figure", reads=Reads.CONSTANTS)


def of_person(place: str) -> Scope:
    """For start values, consent, anchors and dates of schedules: attributes and constants."""
    return Scope(place, reads=Reads.PERSON)


def of_state(place: str) -> Scope:
    """For what is watched (`as soon as`, `reaches`): scores, grades, statuses and attributes."""
    return Scope(place, reads=Reads.STATE)
