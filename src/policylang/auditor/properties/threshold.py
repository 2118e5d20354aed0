"""Thresholds: the value of a perk from which it pays to go after it, as an exact fraction.

PROPERTY. For a perk with dates: the least X such that some history gains, were the perk worth more
than X each time it is given, everything else being as the policy has it.

METHOD. For a history with f more costs than other gains and n more awards than doing nothing, it
is worth it from f / n on. Beginning with the history of the most awards, the solver is asked for
the best at that value; its own ratio is smaller or it is the threshold (Dinkelbach 1967). Each
round is an exact solution, and there are finitely many ratios.

A perk whose worth nobody says is asked in the same way, as if it were worth nothing so far. Where
it has no dates either, its worth is counted once a year, at its end, for whoever has it then.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import attrs

from policylang.auditor.decisions.process import Move
from policylang.auditor.decisions.readings import reads_state
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.plans import rows_of
from policylang.auditor.solving.solver import Best, Pricing, idle, solve
from policylang.auditor.witnesses.replay import Disagreement, Replay, Replayer
from policylang.compiler import Evaluator
from policylang.model.calendar import Period
from policylang.model.expressions import Constant
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.machine import EndOf
from policylang.runtime.expressions import value_of

NAME = "thresholds"
_ROUNDS = 60
#: A cell of which nothing is claimed: an answer stands as firmly as the weakest of its rows.
_UNKNOWN = "unknown"
Allowed = Callable[[Move], bool]


def answer(inquiry: Inquiry) -> Answer:
    """The threshold of each perk with dates: at the price of an hour, and for money alone."""
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    dues = [*(due for stage in inquiry.process.stages for due in (*stage.opening, *stage.closing))]
    numbers = sorted({due.number for due in dues if due.grant})
    for number in numbers:
        grant = inquiry.machine.grants[number]
        if grant.kind != "perk":
            continue
        cells = [
            _in_words(threshold(inquiry, number, allowed), inquiry)
            for allowed in (None, money_alone)
        ]
        rows.append((grant.label, _worth_now(inquiry, number), *cells))
        figures |= {grant.name: cells[0], f"{grant.name}, money alone": cells[1]}
    told, evidence = "", Evidence.PROVED
    for number, grant in enumerate(inquiry.machine.grants):
        if grant.kind == "perk" and grant.worth is None:
            cells, sentence = _unpriced(inquiry, number)
            rows.append((grant.label, "not said", *cells))
            figures |= {grant.name: cells[0], f"{grant.name}, money alone": cells[1]}
            told += sentence
            if _UNKNOWN in cells:
                evidence = Evidence.NONE
    if not rows:
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED, "No perk is due on dates.")
    if all(_UNKNOWN in row[2:] for row in rows):
        return Answer(NAME, Verdict.UNKNOWN, evidence, told.strip(), figures=figures)
    return Answer(
        NAME,
        Verdict.ANSWERED,
        evidence,
        "What a perk would have to be worth, each time it is given, for somebody to gain by "
        f"{date(inquiry.last)}.{told}",
        figures=figures,
        table=(("perk", "is worth", "pays when worth more than", "with money alone"), *rows),
    )


def _unpriced(inquiry: Inquiry, number: int) -> tuple[list[str], str]:
    """The cells of a perk whose worth is not said, and from when it pays in a sentence."""
    grant = inquiry.machine.grants[number]
    often = "each time" if grant.trigger is not None else "a year"
    try:
        asked = _as_if_priced(inquiry, number)
        found = [threshold(asked, number, allowed) for allowed in (None, money_alone)]
    except (Unfit, RanOut) as problem:
        return [_UNKNOWN, _UNKNOWN], f" Of `{grant.label}` it is unknown: {problem}."
    cells = [
        f"{_in_words(each, inquiry)} {often}" if each else _in_words(each, inquiry)
        for each in found
    ]
    if not found[0]:  # no choice brings it, or there is a gain without it
        return cells, ""
    return cells, f" `{grant.label}` becomes profitable when it is worth more than {cells[0]}."


def _as_if_priced(inquiry: Inquiry, number: int) -> Inquiry:
    """The same inquiry into a policy that says that a perk is worth nothing."""
    grants = list(inquiry.machine.grants)
    trigger = grants[number].trigger or EndOf(Period.YEAR)
    grants[number] = attrs.evolve(grants[number], trigger=trigger, verb="pays", worth=Constant(0))
    machine = attrs.evolve(inquiry.machine, grants=tuple(grants))
    replayer = Replayer(machine, inquiry.question.attributes, Evaluator(machine))
    return Inquiry(machine, inquiry.question, replayer)


def money_alone(move: Move) -> bool:
    """Whether a move takes no hours."""
    return not move.variant.hours


def hours_alone(move: Move) -> bool:
    """Whether a move takes no money."""
    return not move.variant.money


def threshold(inquiry: Inquiry, grant: int, allowed: Allowed | None = None) -> Fraction | None:
    """The held money a perk has to exceed, each time; None where no choice brings it more often.

    Raises:
        Disagreement: a replay does not come to what the solver promised.
        Unfit: the process does not hold it whatever a perk is worth.
    """
    if inquiry.process.together:
        raise Unfit("whether more points are better depends on what each perk is worth")
    at = Fraction(2**50)
    best, still, nothing = _at(inquiry, grant, at, allowed)
    found: Fraction | None = None
    for _ in range(_ROUNDS):
        if best.value <= still.value:
            return found
        replay = _replay(inquiry, best)
        if inquiry.process.above and best.value != _value(inquiry, replay, grant, at):
            raise Unfit(inquiry.process.above)
        more = _awards(replay, grant) - _awards(nothing, grant)
        costs = _others(inquiry, nothing, grant) - _others(inquiry, replay, grant)
        if more <= 0:
            return found if found is None else Fraction(0)
        ratio = Fraction(costs, more * inquiry.scale)
        if ratio <= 0:
            return Fraction(0)
        if found is not None and ratio >= found:
            raise Disagreement("the thresholds do not fall")
        found = at = ratio
        best, still, nothing = _at(inquiry, grant, found, allowed)
    raise Disagreement("the thresholds do not settle")


def _at(
    inquiry: Inquiry, grant: int, worth: Fraction, allowed: Allowed | None
) -> tuple[Best, Best, Replay]:
    """The best, and doing nothing, were a perk worth so much each time."""
    plain, q = inquiry.pricing(), worth.denominator
    pricing = Pricing(
        plain.money * q,
        plain.hours * q,
        {n: 0 if n == grant else weight * q for n, weight in plain.grants.items()},
        {grant: worth.numerator * inquiry.scale},
    )
    process = inquiry.process
    best = inquiry.best(pricing) if allowed is None else solve(process, pricing, allowed=allowed)
    still = idle(process, pricing)
    assert best is not None
    return best, still, inquiry.replay(())


def _replay(inquiry: Inquiry, best: Best) -> Replay:
    return inquiry.replay(rows_of(inquiry.process, best.plan))


def _awards(replay: Replay, grant: int) -> int:
    return sum(award.grant == grant for award in replay.result.awards)


def _others(inquiry: Inquiry, replay: Replay, grant: int) -> int:
    """The value of a replay without one perk."""
    own = sum(award.worth for award in replay.result.awards if award.grant == grant)
    return inquiry.value_of(attrs.evolve(replay, gains=replay.gains - own))


def _value(inquiry: Inquiry, replay: Replay, grant: int, worth: Fraction) -> int:
    """The value of a replay, were a perk worth so much each time, as `_at` has it."""
    others = _others(inquiry, replay, grant) * worth.denominator
    return others + _awards(replay, grant) * worth.numerator * inquiry.scale


def _worth_now(inquiry: Inquiry, grant: int) -> str:
    """What a perk is worth each time, where that is the same for all who get it."""
    worth = inquiry.machine.grants[grant].worth
    if worth is None or reads_state(worth):
        return "differs"
    return inquiry.money(value_of(worth, inquiry.process.view))


def _in_words(found: Fraction | None, inquiry: Inquiry) -> str:
    if found is None:
        return "no choice brings it"
    return "anything" if found == 0 else inquiry.money(found)
