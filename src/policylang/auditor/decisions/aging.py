"""A compact process in which points run out: its stages, and what it is asked of one day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import attrs

from policylang.auditor.decisions.lasting import Lasting, may_cut
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.decisions.transitions import Process
from policylang.model.machine import Choice


def lasted(process: Process, lasting: Lasting, choices: Sequence[Choice]) -> Process:
    """The process with the stages that lots need, instead of stretches of days.

    Args:
        choices: all rules that take part.
    """
    stretches, machine = process.stages, process.machine
    days = range(stretches[0].first, stretches[-1].last + 1)
    cut = [
        machine.scores[score].name
        for score in process.layout.lots
        if may_cut(score, lasting, choices, process.start[score], days)
    ]
    whole = attrs.evolve(
        process,
        above=f"the range of `{cut[0]}` may cut points of which others run out" if cut else "",
        longest=lasting.longest,
    )
    aims = [partial(_staged, whole, lasting, stretches, n) for n in range(len(stretches))]
    return _staged(attrs.evolve(whole, aims=aims), lasting, stretches)


def _staged(
    process: Process, lasting: Lasting, stretches: Sequence[Stage], aim: int | None = None
) -> Process:
    stages = lasting.stages(stretches, aim)
    layout = attrs.evolve(process.layout, lasts=lasting.table(stages))
    return attrs.evolve(process, layout=layout, stages=stages)
