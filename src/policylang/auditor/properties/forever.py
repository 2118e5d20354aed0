"""For ever: whether a profit is possible at any horizon, and what it comes to in the long run.

PROPERTY. For every history of chosen actions and every day D: perks - sanctions - money - hours *
price, up to the end of D, is no more than for the history without any action.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.profit import nothing_to_gain, years_to
from policylang.auditor.question import RanOut
from policylang.auditor.solving.cycles import Cycle, best_cycle, potential
from policylang.auditor.solving.forever import endless_of
from policylang.auditor.solving.graph import Graph, graph_of
from policylang.auditor.solving.plans import Best, Planned
from policylang.auditor.solving.walks import Gained, first_gain, pump_of
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict

NAME: Final = "for ever"


def answer(inquiry: Inquiry) -> Answer:
    """Whether anybody can ever gain; if so how much in the long run, and by when first."""
    if nothing_to_gain(inquiry.machine):
        text = "No perk or sanction is worth money, so there is nothing to gain."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    graph = graph_of(endless_of(inquiry.machine, inquiry.question), inquiry.pricing())
    figures = {"states": f"{graph.states:,}"}
    cycle = best_cycle(graph)
    if cycle is not None and cycle.gain > 0:
        return _pumped(inquiry, graph, cycle, figures)
    most = graph.begun + potential(graph)[0][0]
    figures["most a year in the long run"] = inquiry.money(0)
    figures["most that can ever be gained"] = _worth(most, inquiry)
    if most > 0:
        return _once(inquiry, graph, most, figures)
    end = "" if cycle is not None else ", up to the last day of the policy"
    text = (
        f"Nobody ever gains by what they choose to do, however long they wait{end}: in no state "
        "that can be reached is more to be had than it takes to come there."
    )
    return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text, figures=figures)


def _once(inquiry: Inquiry, graph: Graph, most: int, figures: dict[str, str]) -> Answer:
    """The answer where something can be gained, but not again and again."""
    gained = first_gain(graph)
    if gained is None:
        raise Disagreement("the history that gains is not found")
    finding, day = _first(inquiry, graph, gained)
    figures |= _break_even(inquiry, day)
    text = (
        f"Something can be gained, but not again and again: at most {_worth(most, inquiry)}, "
        f"however long one waits. The first day on which anybody has gained is {date(day)}."
    )
    return Answer(NAME, Verdict.BROKEN, Evidence.PROVED_ALWAYS, text, (finding,), figures)


def _pumped(inquiry: Inquiry, graph: Graph, cycle: Cycle, figures: dict[str, str]) -> Answer:
    """The answer where something can be gained again and again."""
    rate = _worth(cycle.rate / graph.years, inquiry)
    figures["most a year in the long run"] = rate
    pump, first = pump_of(graph, cycle), None
    try:
        first = first_gain(graph)
    except RanOut:
        figures["years to break even"] = "not worked out: too far ahead"
    process = graph.endless.until(pump.step)
    begins, ends = process.stages[pump.entered].first, process.stages[pump.step].first
    replay = _replayed(inquiry, graph, pump.plan, ends - 1, pump.step, pump.value)
    once = _worth(pump.gain, inquiry)
    notes = [
        (
            f"on {date(ends)} the person is where they were on {date(begins)}, {once} richer than "
            "by doing nothing, and can go round again"
        ),
        f"in the long run that is {rate} a year, and nothing brings more",
    ]
    if pump.outlay < 0:
        figures["cost of entry"] = _worth(-pump.outlay, inquiry)
        paid = date(process.stages[pump.entered].first)
        notes.append(
            f"the way in has cost {_worth(-pump.outlay, inquiry)} by {paid}; "
            f"{pump.rounds:,} rounds make that good"
        )
    if replay.hours and not inquiry.question.hour:
        notes.append(f"the {inquiry.hours(replay.hours)} are counted as free: see --value-of-hour")
    finding = inquiry.until(ends - 1).finding(
        NAME,
        f"money pump: {rate} a year, for ever",
        replay,
        severity=Severity.HIGH if replay.money or not replay.hours else Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )
    text = f"Whoever goes after the perks gains up to {rate} a year in the long run, for ever."
    if first is not None:
        day = _day(graph, first)
        figures |= _break_even(inquiry, day)
        text += f" The first day on which anybody has gained is {date(day)}."
    return Answer(NAME, Verdict.BROKEN, Evidence.PROVED_ALWAYS, text, (finding,), figures)


def _first(inquiry: Inquiry, graph: Graph, gained: Gained) -> tuple[Finding, int]:
    """The history that has gained first, and the day on which it has."""
    day = _day(graph, gained)
    replay = _replayed(inquiry, graph, gained.plan, day, gained.step, gained.gain)
    finding = inquiry.until(day).finding(
        NAME,
        f"perks are worth {_worth(gained.gain, inquiry)} more than they cost",
        replay,
        severity=Severity.HIGH if replay.money or not replay.hours else Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
    )
    return finding, day


def _day(graph: Graph, gained: Gained) -> int:
    stage = graph.endless.until(gained.step).stages[gained.step]
    return stage.last if gained.late else stage.first


def _replayed(
    inquiry: Inquiry,
    graph: Graph,
    plan: tuple[Planned, ...],
    until: int,
    step: int,
    gain: int,
) -> Replay:
    """A plan replayed up to a day; it must gain so much more than doing nothing.

    Raises:
        Disagreement: it does not.
    """
    short = inquiry.until(until)
    idle = short.value_of(short.replay(()))
    process = graph.endless.until(step)
    best = Best(gain, step, plan, graph.states)
    return short.replayed(best, expected=gain + idle, process=process)


def _break_even(inquiry: Inquiry, day: int) -> dict[str, str]:
    return {
        "first profit": date(day).isoformat(),
        "years to break even": years_to(inquiry, day),
    }


def _worth(value: int | Fraction, inquiry: Inquiry) -> str:
    """Units of value as money, exactly."""
    return inquiry.money(Fraction(value) / inquiry.scale)
