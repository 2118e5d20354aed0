"""Syntax trees of any shape a text can have, without regard to what they mean.

They go where typed policies do not: every operator inside every other, any unit anywhere, texts
and names of all scripts, `use`. Only what no text can say is left out: a minus before a written
number (that is a negative number), a share that is itself worked out, names that are words.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import shake_256
from typing import Any, Final

from hypothesis import strategies as st

from policylang.syntax import nodes as tree
from tests.agreement import trees_words as words
from tests.agreement.chooser import Chooser, entropy
from tests.agreement.trees_words import among

Make = Callable[[Chooser, int], Any]

_COMPARISONS: Final = (">=", "<=", ">", "<", "is", "is not")
#: Bytes of choices that are enough for most expressions, and for most files.
_EXPRESSION_BYTES: Final = 600
_FILE_BYTES: Final = 20_000
#: How deep expressions nest.
_DEPTH: Final = 4


def expression(choose: Chooser, depth: int = 2) -> Any:
    """An expression with parts, to some depth."""
    if depth <= 0 or choose.chance(25):
        return atom(choose)
    return among(choose, _LARGER)(choose, depth - 1)


def atom(choose: Chooser) -> Any:
    """An expression without others inside it."""
    return among(choose, _ATOMS)(choose)


_ATOMS: Final[tuple[Callable[[Chooser], Any], ...]] = (
    words.name,
    words.signed,
    words.signed,
    words.date,
    lambda choose: tree.YesNo(choose.chance(50)),
    lambda _: tree.TheDate(),
    lambda choose: tree.ThisField(words.own_name(choose)),
    lambda choose: tree.IsGiven(words.name(choose), choose.chance(50)),
    lambda choose: tree.IsTied(words.name(choose)),
    lambda choose: tree.GradeTest(
        words.grade(choose),
        among(choose, ("exactly", "not", "or better", "or worse")),
        words.maybe(choose, words.name),
    ),
    lambda choose: tree.Length(words.some(choose, _written_part)),
    lambda choose: tree.CountOf(words.occasion(choose), None, window(choose, 0)),
)


def _written_part(choose: Chooser) -> Any:
    """A part of a length that is written out."""
    how_many = words.number(choose) if choose.chance(70) else words.own_name(choose)
    return how_many, among(choose, words.TIMES)


def _part(choose: Chooser, depth: int) -> Any:
    if choose.chance(50):
        return _written_part(choose)
    return expression(choose, depth), among(choose, words.TIMES)


def _several(choose: Chooser, depth: int) -> tuple[Any, ...]:
    return tuple(expression(choose, depth) for _ in range(choose.number(2, 3)))


def _sum(choose: Chooser, depth: int) -> tree.Sum:
    first, *rest = _several(choose, depth)
    return tree.Sum(((1, first), *((among(choose, (1, -1)), part) for part in rest)))


def _negative(choose: Chooser, depth: int) -> Any:
    part = expression(choose, depth)
    written = isinstance(part, tree.Quantity) and part.value >= 0
    return part if written else tree.Negative(part)


def _share(choose: Chooser, depth: int) -> tree.ShareOf:
    share = among(choose, (words.name, words.amount))(choose)
    if depth > 0 and choose.chance(30):
        share = expression(choose, depth - 1)
    # a share of a share: where a rounding could go astray
    whole = (_share if depth > 0 and choose.chance(40) else expression)(choose, depth - 1)
    return tree.ShareOf(share, whole, among(choose, (None, *tree.ROUNDINGS)))


def _where(choose: Chooser, depth: int) -> Any:
    return expression(choose, depth) if choose.chance(60) else None


def _pick(choose: Chooser, depth: int) -> tree.PickOf:
    return tree.PickOf(
        among(choose, ("latest", "first", "most", "least")),
        words.name(choose),
        words.occasion(choose),
        _where(choose, depth),
        window(choose, depth),
        expression(choose, depth),
    )


_LARGER: Final[tuple[Make, ...]] = (
    lambda choose, depth: tree.And(_several(choose, depth)),
    lambda choose, depth: tree.Or(_several(choose, depth)),
    lambda choose, depth: tree.Not(expression(choose, depth)),
    lambda choose, depth: tree.Product(_several(choose, depth)),
    _sum,
    _sum,
    _negative,
    _share,
    _share,
    lambda choose, depth: tree.Comparison(
        among(choose, _COMPARISONS), expression(choose, depth), expression(choose, depth)
    ),
    lambda choose, depth: tree.Extreme(
        among(choose, ("smaller", "larger")), expression(choose, depth), expression(choose, depth)
    ),
    lambda choose, depth: tree.CountOf(
        words.occasion(choose), _where(choose, depth), window(choose, depth)
    ),
    lambda choose, depth: tree.SumOf(
        words.name(choose), words.occasion(choose), _where(choose, depth), window(choose, depth)
    ),
    _pick,
    lambda choose, depth: tree.Length(words.some(choose, lambda choose: _part(choose, depth))),
    lambda choose, depth: tree.Elapsed(
        among(choose, words.TIMES), expression(choose, depth), _where(choose, depth)
    ),
    lambda choose, depth: tree.PeriodDay(
        among(choose, ("first", "last")), among(choose, tree.PERIODS), expression(choose, depth)
    ),
    lambda choose, depth: tree.DayBeside(
        among(choose, ("after", "before")), expression(choose, depth)
    ),
    lambda choose, depth: tree.Either(*_several_of(choose, depth, 3)),
    lambda choose, depth: tree.UpTo(*_several_of(choose, depth, 2)),
    lambda choose, depth: tree.RoundedTo(
        expression(choose, depth), among(choose, tree.ROUNDINGS), choose.number(0, 12)
    ),
    lambda choose, depth: tree.Ratio(*_several_of(choose, depth, 2)),
    lambda choose, depth: tree.TableOf(words.name(choose), _several(choose, depth)),
    lambda choose, depth: tree.IsIn(
        expression(choose, depth), words.name(choose), choose.chance(50)
    ),
    lambda choose, depth: tree.StillCounting(words.name(choose), expression(choose, depth)),
)


def _several_of(choose: Chooser, depth: int, how_many: int) -> list[Any]:
    return [expression(choose, depth) for _ in range(how_many)]


def window(choose: Chooser, depth: int) -> tree.Window:
    """Any stretch of time that something is counted over."""
    match choose.number(0, 6):
        case 0:
            return tree.Ever()
        case 1:
            length, unit = words.count(choose), among(choose, words.TIMES)
            return tree.SlidingWindow(length, unit, choose.chance(50))
        case 2:
            return tree.CalendarWindow(among(choose, tree.PERIODS), True, choose.chance(50))
        case 3:
            return words.year_from(choose, previous=choose.chance(50))
        case 4:
            return tree.PeriodWindow(words.own_name(choose))
        case 5:
            return tree.SinceWindow(words.occasion(choose))
        case _:
            return tree.BetweenWindow(expression(choose, depth), expression(choose, depth))


expressions: Final = entropy(_EXPRESSION_BYTES).map(
    lambda choices: expression(Chooser(choices), _DEPTH)
)
atoms: Final = entropy(100).map(lambda choices: atom(Chooser(choices)))


def loose_files() -> st.SearchStrategy[tree.PolicyFile]:
    """A file of every kind of block, each with any clause it may hold."""
    from tests.agreement.trees_blocks import file

    # Hypothesis draws no string that long; nor are whole files made smaller by it
    return entropy(8).map(lambda seed: file(Chooser(shake_256(seed).digest(_FILE_BYTES))))
