"""Profit: whether what a person chooses to do brings more than it costs.

PROPERTY. For every history of chosen actions: perks - sanctions - money - hours * price is no more
than for the history without any action.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from policylang.auditor.decisions import dominance
from policylang.auditor.gained import beside_the_best, title_of
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.question import Unfit
from policylang.auditor.searching.simplest import simplest
from policylang.auditor.searching.ways import ways_of
from policylang.auditor.solving.forever import DAYS_OF_A_YEAR
from policylang.auditor.solving.plans import rows_of
from policylang.auditor.solving.solver import Best, Pricing, idle, solve
from policylang.auditor.solving.stopping import Interrupted, pressed
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Machine

NAME = "profit"


def nothing_to_gain(machine: Machine) -> bool:
    """Whether nothing that anybody is given is worth money, and no action pays."""
    return not any(grant.worth is not None for grant in machine.grants) and all(
        dominance.never_negative(cost.amount, action)
        for action in machine.actions
        for cost in action.costs
    )


def answer(inquiry: Inquiry) -> Answer:
    """The best profit within the horizon, and the first day on which there is one."""
    if nothing_to_gain(inquiry.machine):
        text = "No perk or sanction is worth money, so there is nothing to gain."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    pricing = inquiry.pricing()
    best, still = inquiry.best(pricing), idle(inquiry.process, pricing)
    whole = inquiry.replayed(best, expected=best.value)
    if inquiry.value_of(inquiry.replay(())) != still.value:
        raise Disagreement("the replay of doing nothing does not come to what was worked out")
    gain = best.value - still.value
    inquiry.known.append(whole.rows)
    figures = {
        "best profit": inquiry.worth(gain),
        "states": f"{best.states:,}",
    }
    if gain <= 0:
        return Answer(
            NAME,
            Verdict.HOLDS,
            Evidence.PROVED,
            f"Nobody gains by what they choose to do: of all histories from "
            f"{date(inquiry.question.since)} to {date(inquiry.last)}, none brings more than doing "
            f"nothing. {_returned(inquiry)}",
            figures=figures,
        )
    figures |= {
        "costs of the best": inquiry.money(whole.money),
        "hours of the best": inquiry.hours(whole.hours),
        "perks of the best": inquiry.money(whole.gains),
    }
    most = (
        f"The most that can be gained by {date(inquiry.last)} is "
        f"{inquiry.worth(gain)}: perks of {inquiry.money(whole.gains)} for "
        f"{inquiry.money(whole.money)} and {inquiry.hours(whole.hours)}."
    )
    try:
        finding, entry, pays_from = _first_profit(inquiry, best, still, whole)
    except (Interrupted, KeyboardInterrupt) as stop:
        if not isinstance(stop, Interrupted):
            pressed()
        text = f"{most} It was interrupted before the first day of a gain was known."
        finding = _finding(inquiry, whole, still.value, whole)
        return Answer(NAME, Verdict.BROKEN, Evidence.PROVED, text, (finding,), figures)
    figures |= {
        "pays from": date(pays_from).isoformat(),
        "years to break even": years_to(inquiry, pays_from),
        "cost of entry": inquiry.money(entry.money),
    }
    return Answer(
        NAME,
        Verdict.BROKEN,
        Evidence.PROVED,
        f"{most} The first day on which anybody has gained is {date(pays_from)}.",
        (finding,),
        figures,
    )


def years_to(inquiry: Inquiry, day: int) -> str:
    """How many years it takes up to the end of a day, to one decimal."""
    years = Fraction(day + 1 - inquiry.question.since) / DAYS_OF_A_YEAR
    return f"{round(Decimal(years.numerator) / years.denominator, 1)}"


def _returned(inquiry: Inquiry) -> str:
    """How much of what is spent comes back at best, where nobody gains.

    The best ratio of perks to costs, found as thresholds are: the best history at a ratio has a
    higher one, until none does better (Dinkelbach 1967).
    """
    process, plain, nothing = inquiry.process, inquiry.pricing(), inquiry.replay(())
    ratio = Fraction(0)
    while True:
        p, q = ratio.numerator, ratio.denominator
        pricing = Pricing(
            plain.money * p, plain.hours * p, {n: w * q for n, w in plain.grants.items()}
        )
        best = solve(process, pricing)
        assert best is not None
        if best.value <= idle(process, pricing).value:
            break
        replay = inquiry.replay(rows_of(process, best.plan))
        more = (replay.gains - replay.losses) - (nothing.gains - nothing.losses)
        costs = replay.money * inquiry.scale + replay.hours * inquiry.question.hour.numerator
        found = Fraction(more * inquiry.scale, costs) if costs else ratio
        if found <= ratio:
            raise Disagreement("the ratios do not rise")
        ratio = found
    if not ratio:
        return "No choice brings any perk that doing nothing does not bring."
    return f"Of what is spent on perks, at most {float(100 * ratio):.1f}% comes back ({ratio})."


def _first_profit(
    inquiry: Inquiry, best: Best, still: Best, whole: Replay
) -> tuple[Finding, Replay, int]:
    """The history that has gained first, and the day on which it has."""
    stages = inquiry.process.stages
    number = next(
        n for n, (top, low) in enumerate(zip(best.tops, still.tops, strict=True)) if top > low
    )
    # What comes due does so before the first day of a stage begins, or after its last one.
    day, first, gain = stages[number].last, None, 0
    for day in (stages[number].first, stages[number].last):
        short = inquiry.until(day)
        first = solve(short.process, short.pricing())
        assert first is not None
        gain = first.value - idle(short.process, short.pricing()).value
        if gain > 0:
            break
    assert first is not None
    replay = short.replayed(first, expected=first.value)
    shown = _simplest(short, replay, first.value - gain)
    return _finding(short, shown, first.value - gain, whole), replay, day


def _simplest(inquiry: Inquiry, replay: Replay, base: int) -> Replay:
    """The simplest history that is worth more than `base`, made of one that is."""

    def gains(rows: Sequence[Row]) -> bool:
        found = inquiry.tried(rows)
        return found is not None and inquiry.value_of(found) > base

    try:
        ways = ways_of(inquiry.machine, inquiry.question.attributes)
        rows = simplest(inquiry, replay.rows, gains, ways.every)
    except Unfit:  # there are too many ways, or a price that a quick run does not know
        return replay
    return inquiry.replay(rows)


def _finding(inquiry: Inquiry, replay: Replay, still: int, best: Replay) -> Finding:
    """The finding of a history that gains more than doing nothing, which is worth `still`."""
    notes = beside_the_best(inquiry, replay, best)
    if replay.hours and not inquiry.question.hour:
        notes.append(f"the {inquiry.hours(replay.hours)} are counted as free: see --value-of-hour")
    if still:
        notes.append(f"doing nothing brings {inquiry.worth(still)} by then")
    title = title_of(inquiry, replay, inquiry.worth(inquiry.value_of(replay) - still))
    return inquiry.finding(
        NAME,
        title,
        replay,
        severity=Severity.HIGH if replay.money or not replay.hours else Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )
