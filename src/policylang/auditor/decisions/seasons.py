"""Caps that count in a named period: they bite where the day lies in it, and not outside.

So a rule under such a cap is two: with the cap on the days of the period, without it on others.
Which of them it is follows from comparisons of the date with fixed days, and stages are cut there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import attrs

from policylang.model import expressions as e
from policylang.model.machine import Machine, Rule, Window, Within
from policylang.model.periods import Stretch, stretches_between


def within(machine: Machine, windows: Iterable[Window], days: range) -> dict[int, e.Expression]:
    """By number, for each named period among some windows: whether the day lies in it.

    Args:
        days: those that are asked about.
    """
    ends = days.start, days.stop - 1
    numbers = {each.period for each in windows if isinstance(each, Within)}
    return {
        number: e.Any(tuple(map(_lies_in, stretches_between(machine.periods[number], *ends))))
        for number in sorted(numbers)
    }


def _lies_in(stretch: Stretch) -> e.Expression:
    first, last = map(e.Constant, stretch)
    return e.All(
        (
            e.Compare(e.Relation.AT_LEAST, e.Today(), first),
            e.Compare(e.Relation.AT_MOST, e.Today(), last),
        )
    )


def where_caps_bite(
    rule: Rule, condition: e.Expression | None, inside: Mapping[int, e.Expression]
) -> Iterator[tuple[e.Expression | None, Rule]]:
    """A rule under a condition as rules with the caps that bite; the first that holds is meant.

    Args:
        inside: of each named period whether the day lies in it.
    """
    periods = sorted({cap.window.period for cap in rule.caps if isinstance(cap.window, Within)})
    for bites in product((True, False), repeat=len(periods)):
        off = {period for period, lies in zip(periods, bites, strict=True) if not lies}
        asked = [] if condition is None else [condition]
        asked += [inside[period] for period in periods if period not in off]
        caps = tuple(
            cap
            for cap in rule.caps
            if not isinstance(cap.window, Within) or cap.window.period not in off
        )
        whole = e.All(tuple(asked)) if len(asked) > 1 else next(iter(asked), None)
        yield whole, attrs.evolve(rule, caps=caps)
