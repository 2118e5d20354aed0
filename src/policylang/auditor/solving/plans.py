"""What the solver finds, and its plans as histories: dated events, as few as do the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.merging import Option
from policylang.auditor.decisions.process import Move, Process
from policylang.auditor.decisions.variants import Variant
from policylang.model.history import Row


@attrs.frozen
class Planned:
    """An event of a plan: the stage it is in, by number, and what is done."""

    stage: int
    move: Move


@attrs.frozen
class Best:
    """The best that can be had by the end of a stage, and how."""

    value: int
    stage: int
    plan: tuple[Planned, ...]
    #: States kept, of all stages.
    states: int
    #: The best value at the end of each stage, whatever comes later.
    tops: tuple[int, ...] = ()


def move_in(option: Option, state: State) -> Move:
    """The move that an option is in a state: of a cost curve, the cheapest that is left."""
    if not option.curve:
        return option.move
    move: Move = option.curve[state[option.place] // option.size][1]
    return move


def rows_of(process: Process, plan: Sequence[Planned]) -> list[Row]:
    """A plan as encoded events: each on the first day of its stage, in the order planned."""
    return [_row(process, each.stage, each.move.action, each.move.variant) for each in plan]


def gathered_rows(process: Process, plan: Sequence[Planned]) -> list[Row]:
    """The same with events of one action in one stage put together where one does for all.

    Whether it comes to the same is for the replay to say.
    """
    rows: list[Row] = []
    for stage, events in groupby(plan, key=lambda each: each.stage):
        done: dict[int, list[Planned]] = {}
        for each in events:
            done.setdefault(each.move.action, []).append(each)
        for action, same in done.items():
            rows.extend(
                _row(process, stage, action, variant) for variant in _fewest(process, action, same)
            )
    return rows


def _fewest(process: Process, action: int, planned: Sequence[Planned]) -> list[Variant]:
    """Ways to do an action that together cost as much as those planned: the largest first."""
    money = sum(each.move.variant.money for each in planned)
    hours = sum(each.move.variant.hours for each in planned)
    if not money and not hours:
        return [each.move.variant for each in planned]
    found: list[Variant] = []
    variants = [move.variant for move in process.ways[action]]
    ways = sorted(variants, key=lambda each: (-each.money, -each.hours))
    for way in ways:
        while (way.money or way.hours) and way.money <= money and way.hours <= hours:
            found.append(way)
            money, hours = money - way.money, hours - way.hours
    if money or hours or len(found) > len(planned):
        return [each.move.variant for each in planned]
    return found


def _row(process: Process, stage: int, action: int, variant: Variant) -> Row:
    width = process.machine.width
    values = (*variant.values, *[0] * (width - len(variant.values)))
    return process.stages[stage].first, action, values
