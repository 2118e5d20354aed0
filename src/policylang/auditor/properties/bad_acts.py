"""Bad acts that help: whether an offence ever pays, or raises a score, a grade or a perk.

PROPERTY. Leaving out of a history every event of an offence never lowers what the person gains, nor
the scores, the grade or the perks on any day.

METHOD. The theorem of `order`, where it applies: of each offence by itself, whoever may bring it
about. Else small histories are compared with and without offences: alone, often, before and after
other events. Where that finds nothing, the theorem of `dominance` may still speak of all offences
together; or the best history with offences by choice is compared with the best without them, where
the exact solver covers the policy, and the answer holds for gain, within the horizon.
Which actions are offences is said in `deeds.offences`, and tried out on somebody who begins;
nothing is said to hold while there is another that could do harm to others by the form of its
rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from policylang.auditor.decisions.order import check_order, only_burdens
from policylang.auditor.decisions.process import Move, process_of
from policylang.auditor.deeds.compared import Better, compare, with_and_without
from policylang.auditor.deeds.harm import may_harm, only_worsens
from policylang.auditor.deeds.offences import Deed, deeds, worst_offences
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date, reason_of
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.solver import solve
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.machine import Machine

NAME = "bad acts"
#: How often an offence is done at once in the search.
_REPEATS = (1, 2, 3, 6, 12)
#: Findings of the search that are shown, each of another offence.
_SHOWN = 4


def answer(inquiry: Inquiry) -> Answer:
    """Whether doing wrong can pay."""
    machine = inquiry.machine
    trials = Trials(inquiry)
    good = good_ways(machine, inquiry.question.attributes)
    losing = only_worsens(machine, good)
    every = deeds(trials, good)
    offences = worst_offences(every)
    named = _names(machine, losing | {each.code for each in offences})
    codes = losing | {each.code for each in offences}
    gives = {each.code for each in every if each.is_good or each.gives or each.rewarded}
    unseen = _names(machine, may_harm(machine, good) - codes - gives)
    if not named:
        if unseen:
            return _not_seen("to somebody who begins no action is an offence", unseen)
        text = "No action can only lose points or bring a burden."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    try:
        check_order(machine, inquiry.question.attributes)
        alone = all(only_burdens(machine, machine.actions[code]) for code in codes)
    except Unfit:
        alone = False
    if alone:
        text = f"Doing without {named} is never worse, whatever else is done."
        if unseen:
            return _not_seen(text.rstrip("."), unseen)
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    chosen = {code for code in losing if machine.actions[code].by == "choice"}
    together = bool(chosen) and chosen <= set(_left_out(inquiry))
    reason = "" if chosen else "no theorem covers all of it"
    try:
        gains = None if together else _gained(inquiry, chosen)
    except Unfit as problem:
        gains, reason = None, reason_of(problem)
    except RanOut as limit:
        gains, reason = None, f"the exact solver stopped: {limit}"
    if gains is not None:
        text = f"It pays to do wrong: {_names(machine, chosen)}."
        return Answer(NAME, Verdict.BROKEN, Evidence.PROVED, text, (gains,))
    found = list(_searched(trials, offences, every, good))
    if found:
        text = "Somebody is better off with an offence than without."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(found))
    if reason:
        text = f"a bounded search found nothing, and {reason}"
        return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text)
    text = f"Doing {_names(machine, chosen)} gains nothing over doing without"
    text += " all of it. " if together else ". "
    text += f"Small histories that were compared with and without {named} are never better for it."
    if unseen:
        return _not_seen(text.rstrip("."), unseen)
    evidence = Evidence.PROVED_ALWAYS if together else Evidence.PROVED
    return Answer(NAME, Verdict.HOLDS, evidence, text)


def _not_seen(known: str, unseen: str) -> Answer:
    """The answer where actions may be offences that do no harm to somebody who begins."""
    text = f"{known}; what {unseen} may do to others was not looked at"
    return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text)


def _names(machine: Machine, codes: set[int]) -> str:
    return ", ".join(f"`{machine.actions[code].name}`" for code in sorted(codes))


def _left_out(inquiry: Inquiry) -> tuple[int, ...]:
    """What is left out where only what is chosen happens."""
    try:
        return inquiry.process.left_out
    except (Unfit, RanOut):
        return ()


def _gained(inquiry: Inquiry, losing: set[int]) -> Finding | None:
    """The finding that the best history with some actions gains more than the best without."""
    if not losing:
        return None
    pricing = inquiry.pricing()

    def is_good(move: Move) -> bool:
        return move.action not in losing

    everything = process_of(inquiry.machine, inquiry.question, everything=True)
    best, good = solve(everything, pricing), solve(everything, pricing, allowed=is_good)
    assert best is not None
    assert good is not None
    if best.value <= good.value:
        return None
    gain = inquiry.worth(best.value - good.value)
    return inquiry.finding(
        NAME,
        f"doing wrong is worth {gain} more than the best without it",
        inquiry.replayed(best, expected=best.value, process=everything),
        severity=Severity.HIGH,
        evidence=Evidence.PROVED,
    )


def _searched(
    trials: Trials, offences: list[Deed], every: list[Deed], good: tuple[int, ...]
) -> Iterator[Finding]:
    """For each offence the simplest pair of histories of which the one with it is better."""
    done: set[int] = set()
    beside = list({each.code: each for each in every if each.row[0]}.values())
    pairs = with_and_without(offences, beside, trials, _REPEATS)
    for found in compare(trials, pairs, good):
        if found.pair.code not in done:
            done.add(found.pair.code)
            yield _finding(trials.inquiry, found)
        if len(done) == _SHOWN:
            return


def _finding(inquiry: Inquiry, found: Better) -> Finding:
    label = inquiry.machine.actions[found.pair.code].label
    more = inquiry.replay(found.pair.more, until=found.day)
    less = inquiry.replay(found.pair.less, until=found.day)
    many = "" if found.pair.number == 1 else f"{found.pair.number} of "
    in_points = inquiry.replayer.in_points
    with_it = f"{in_points(more.result.score)}, {inquiry.money(more.net)}"
    without = f"{in_points(less.result.score)}, {inquiry.money(less.net)}"
    return inquiry.finding(
        NAME,
        f"{many}`{label}` brings {found.what}: by {date(found.day)} {with_it} in all; "
        f"without it {without}",
        more,
        severity=Severity.HIGH if found.what == "money" else Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
    )
