"""Units: every value is an integer count of the smallest part of its unit.

| kind    | one unit is           | held as                                        |
|---------|-----------------------|------------------------------------------------|
| points  | a point               | 10**decimals of the score                      |
| money   | a unit of currency    | minor units (cents, fen, yen)                  |
| hours   | an hour               | seconds: 0.01 hours and 1 minute are both whole |
| number  | one                   | itself                                         |
| percent | one per cent          | ten-thousandths of a per cent (1% = 10,000)    |
| date    | a day                 | proleptic Gregorian ordinal, 1 = 0001-01-01    |
| choice  | -                     | position in the declared list, from 0          |
| yes_no  | -                     | 0 or 1                                         |
| name    | -                     | its UTF-8 bytes as one number, 0 for none      |
| grade   | -                     | place in the grades, 0 for the best            |
| length  | -                     | in the checker only: months, and days          |
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from policylang.core.record import Record, record
from policylang.model.currencies import MINOR_DIGITS


class Kind(StrEnum):
    """What a value is a quantity of. Kinds never mix without a named rate."""

    POINTS = "points"
    MONEY = "money"
    HOURS = "hours"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes or no"
    NAME = "name"
    GRADE = "grade"
    LENGTH = "length"


#: Kinds of which two amounts make one larger one.
SUMMABLE: Final = (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.POINTS)
#: Kinds of which there can be more or less, and which are counted, not dated.
AMOUNTS: Final = (*SUMMABLE, Kind.PERCENT)


#: Seconds in an hour: the scale of `hours`.
HOUR: Final = 3600
#: Held units in 1%: the scale of `percent`.
PERCENT: Final = 10_000
#: Held units in the whole (100%).
WHOLE: Final = 100 * PERCENT


@record
class Denomination(Record):
    """What the policy's points and money are counted in."""

    currency: str = "USD"
    #: Decimals of the score, 0 to 6.
    decimals: int = 0
    #: Whether the policy names the currency. Where it does not, it has no money.
    has_money: bool = True

    def scale(self, kind: Kind) -> int:
        """Held units in one written unit of a kind (1 for kinds that are not scaled)."""
        match kind:
            case Kind.POINTS:
                return int(10**self.decimals)
            case Kind.MONEY:
                return int(10 ** MINOR_DIGITS.get(self.currency, 2))
            case Kind.HOURS:
                return HOUR
            case Kind.PERCENT:
                return PERCENT
            case _:
                return 1


@record
class Domain(Record):
    """The declared values of a field or attribute: a kind with bounds, or a list of choices.

    `low` and `high` are held units, both included.
    """

    kind: Kind
    low: int
    high: int
    choices: tuple[str, ...] = ()
