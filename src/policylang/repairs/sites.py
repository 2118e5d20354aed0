"""Where the text of a policy can be changed to close a finding, each place from mild to harsh.

| way           | what is changed                                                      |
|---------------|----------------------------------------------------------------------|
| a lower rate  | `earns 5` becomes `earns 4`; `per 50 USD` becomes `per 51 USD`       |
| a lower cap   | `at most 10 per calendar year` becomes `at most 9 per calendar year` |
| a longer window | `per calendar month` becomes `per calendar quarter`                |
| a new cap     | `, at most N per calendar year` where there was none                 |
| a cool-down   | `, at most 1 times in any N days` where there was none               |
| a higher bound | `gold from 100` becomes `gold from 101`                             |
| a smaller perk | `pays 50 USD` becomes `pays 49 USD`                                 |

Where a rule names a figure, it is the figure that changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import attrs

from policylang.core.source import Span
from policylang.model.finding import Finding
from policylang.model.repairs import Edit, Way
from policylang.repairs.draft import Draft
from policylang.syntax import nodes as tree

#: Times the written value that a step, a bound or a window is raised to at most.
_MOST_TIMES: Final = 100
#: The longest cool-down and moving window that is tried, in days: ten years.
_LONGEST: Final = 3653
#: Periods of the calendar from short to long, with their days, about.
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_PERIODS: Final = tuple(_DAYS)
_NUMBER: Final = re.compile(r"[\d,]*\d(?:\.\d+)?")


@attrs.frozen(eq=False)
class Site:
    """A place that can be changed: `edit(n)` for n from 0 (mildest) to `steps` - 1 (harshest)."""

    way: Way
    #: The clause that is changed, for people.
    clause: Span
    steps: int
    edit: Callable[[int], Edit]
    #: How much of what there was the n-th edit takes away, in hundredths of a percent: `_taken`.
    share: Callable[[int], int]


def sites_of(draft: Draft, finding: Finding) -> Iterator[Site]:
    """The places that a finding rests on, in order of the file. Used files are left as they are."""
    lines = {rule.line for rule in finding.rules if rule.file == draft.source.name}
    figures = _figures(draft)
    held = {line.grade for line in finding.lines if line.gain}
    most = _most_a_year(finding)
    for item in draft.file.items:
        for clause in getattr(item, "clauses", ()):
            if not draft.stands_in(clause.span):
                continue
            on_line = _line(clause.span) in lines
            if isinstance(clause, tree.Effect) and on_line:
                yield from _of_effect(clause, figures, most)
            elif isinstance(clause, tree.Worth) and _line(item.span) in lines:
                if clause.verb != "costs":
                    yield from _rate(Way.PERK, clause, clause.span, figures)
            elif isinstance(clause, tree.GradeRow) and clause.name.text in held:
                yield from _raised(Way.BOUND, clause.span, clause.bound, figures)


def _of_effect(effect: tree.Effect, figures: dict[str, tree.Quantity], most: int) -> Iterator[Site]:
    change = effect.change
    if not isinstance(change, tree.Earns):
        return
    yield from _rate(Way.RATE, change, effect.span, figures)
    caps = [cap for cap in effect.caps if isinstance(cap, tree.AtMost)]
    for cap in caps:
        yield from _lowered(Way.CAP, effect.span, cap.limit, figures)
        for window in cap.per:
            yield from _longer(effect.span, window)
    if not caps:
        yield from _new_cap(effect, most)
    if not any(cap.times for cap in caps):
        yield _cool_down(effect)


def _rate(
    way: Way, what: tree.Earns | tree.Worth, clause: Span, figures: dict[str, tree.Quantity]
) -> Iterator[Site]:
    """Less of something, or the same for larger steps."""
    amount = what.amount.share if isinstance(what.amount, tree.ShareOf) else what.amount
    yield from _lowered(way, clause, amount, figures)
    if what.per is not None:
        yield from _raised(way, clause, what.per.step, figures)


# --- numbers that are written --------------------------------------------------------------------


def _figures(draft: Draft) -> dict[str, tree.Quantity]:
    """The figures of this file that are written as one number."""
    return {
        clause.name.text: clause.value
        for item in draft.file.items
        if isinstance(item, tree.FiguresBlock)
        for clause in item.clauses
        if isinstance(clause, tree.Figure)
        and isinstance(clause.value, tree.Quantity)
        and draft.stands_in(clause.value.span)
    }


def _written(value: tree.Expr | None, figures: dict[str, tree.Quantity]) -> tree.Quantity | None:
    """The number behind a value, where there is one that is above zero."""
    found = figures.get(value.text) if isinstance(value, tree.Name) else value
    return found if isinstance(found, tree.Quantity) and found.value > 0 else None


def _lowered(
    way: Way, clause: Span, value: tree.Expr, figures: dict[str, tree.Quantity]
) -> Iterator[Site]:
    """A number made smaller, in its own decimals, down to the least that is above zero."""
    found = _written(value, figures)
    if found is not None:
        units, scale = _units(found)
        if units > 1:
            yield _numbered(way, clause, found, units - 1, lambda n: units - 1 - n, scale)


def _raised(
    way: Way, clause: Span, value: tree.Expr | None, figures: dict[str, tree.Quantity]
) -> Iterator[Site]:
    """A number made larger, in its own decimals."""
    found = _written(value, figures)
    if found is not None:
        units, scale = _units(found)
        steps = (_MOST_TIMES - 1) * units
        yield _numbered(way, clause, found, steps, lambda n: units + 1 + n, scale)


def _units(quantity: tree.Quantity) -> tuple[int, int]:
    """A number in units of its last written digit, and how many digits follow the point."""
    exponent = quantity.value.as_tuple().exponent
    scale = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return int(quantity.value.scaleb(scale)), scale


def _numbered(
    way: Way,
    clause: Span,
    quantity: tree.Quantity,
    steps: int,
    units_of: Callable[[int], int],
    scale: int,
) -> Site:
    span = quantity.span
    digits = _NUMBER.match(span.source.text, span.start)
    assert digits is not None
    units, _ = _units(quantity)

    def edit(step: int) -> Edit:
        number = Decimal(units_of(step)).scaleb(-scale)
        return Edit(span.start, digits.end(), f"{number:,f}" if units >= 10_000 else f"{number:f}")

    return Site(way, clause, steps, edit, lambda step: _taken(units, units_of(step)))


def _taken(before: int, after: int) -> int:
    """How much of what there was is gone: half, where a rate is halved or a step or window doubled.

    One measure for all ways, so that repairs can be ranked; in hundredths of a percent.
    """
    return abs(after - before) * 10_000 // max(after, before)


# --- windows and caps ----------------------------------------------------------------------------


def _longer(clause: Span, window: object) -> Iterator[Site]:
    """A longer window of a cap: the next periods of the calendar, or more days."""
    if isinstance(window, tree.CalendarWindow) and window.period in _PERIODS:
        longer = _PERIODS[_PERIODS.index(window.period) + 1 :]
        if longer:
            start, end = _word(window.span, window.period)
            days = [_taken(_DAYS[window.period], _DAYS[each]) for each in longer]
            yield _texts(Way.WINDOW, clause, start, end, longer, days)
    elif isinstance(window, tree.AnyDays) and window.unit == "days":
        start, end = _word(window.span, str(window.length))
        lengths = range(window.length + 1, _LONGEST + 1)
        texts, days = [str(n) for n in lengths], [_taken(window.length, n) for n in lengths]
        yield _texts(Way.WINDOW, clause, start, end, texts, days)


def _new_cap(effect: tree.Effect, most: int) -> Iterator[Site]:
    """A cap where there is none: from a little less than was gained in a year down to a point."""
    limits, end = range(most - 1, 0, -1), effect.span.end
    if limits:
        texts = [f", at most {limit} per calendar year" for limit in limits]
        shares = [_taken(most, limit) for limit in limits]
        yield _texts(Way.NEW_CAP, effect.span, end, end, texts, shares)


def _cool_down(effect: tree.Effect) -> Site:
    """At most once in so many days, measured against once a day."""
    lengths, end = range(2, _LONGEST + 1), effect.span.end
    texts = [f", at most 1 times in any {length} days" for length in lengths]
    shares = [_taken(1, length) for length in lengths]
    return _texts(Way.COOL_DOWN, effect.span, end, end, texts, shares)


def _texts(
    way: Way, clause: Span, start: int, end: int, texts: Sequence[str], shares: Sequence[int]
) -> Site:
    """One text after the other, with how much each takes away."""
    return Site(
        way,
        clause,
        len(texts),
        lambda step: Edit(start, end, texts[step]),
        lambda step: shares[step],
    )


def _word(span: Span, word: str) -> tuple[int, int]:
    """Where a word stands in a place."""
    start = span.source.text.index(word, span.start, span.end)
    return start, start + len(word)


def _most_a_year(finding: Finding) -> int:
    """The most points that the history of a finding gains in a calendar year."""
    years: dict[int, Decimal] = {}
    for line in finding.lines:
        years[line.date.year] = years.get(line.date.year, Decimal(0)) + max(line.points, 0)
    return min(int(max(years.values(), default=Decimal(0))), 10_000)


def _line(span: Span) -> int:
    return span.source.place(span.start)[0]
