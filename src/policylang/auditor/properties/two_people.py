"""Two people: what a second identity, a shared one, or points from another person bring.

PROPERTY. (identities) Nobody gains money by having two identities instead of one, nor two people
by having one. (transfers) No chosen act of one person brings points to another.

That offences which are shared out among two identities cost the grade later is so wherever a grade
takes more than one of them: the table tells from how many on, and it is no finding.

THEOREM. Let two identities follow the same policy, each with caps, scores and perks of its own, and
let nobody's spending be limited. The most that both can bring is twice the most that one can. So a
second identity is worth v, the best value of a history from its first day on, costs taken off; and
two people who share one identity lose v together, or save -v where it is negative.

PROOF. No rule reads another identity: a pair of histories is worth the sum of both, and each is at
most v.

ASSUMED. One person can have two identities, and two people one; that the policy does not see.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

import attrs

from policylang.auditor.decisions import dominance
from policylang.auditor.decisions.process import plain_process_of
from policylang.auditor.inquiry import Inquiry, date, reason_of
from policylang.auditor.properties.price import budget_in_words, earliest, goal_of
from policylang.auditor.properties.small_histories import SmallHistories
from policylang.auditor.properties.standing import falls, offences
from policylang.auditor.properties.threshold import hours_alone
from policylang.auditor.properties.transfers import Transfer, transfers
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.solver import solve
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.grading import ranks_of
from policylang.model.history import Row

NAME = "two people"
#: Most events that are shared out in every way.
_SHARED_OUT: Final = 9


@attrs.frozen
class Identity:
    """What one identity is worth at best, in units of value, and the history that brings it.

    `free` is what it is worth without spending money. `exact` where nothing brings more.
    """

    value: int
    free: int
    replay: Replay
    exact: bool
    reason: str = ""


def answer(inquiry: Inquiry) -> Answer:
    """What two people, or two identities, gain over one."""
    trials = SmallHistories(inquiry)
    identity = identity_of(inquiry, trials)
    findings = list(_of_identities(inquiry, identity))
    rows = [
        _row(inquiry, identity),
        *_same_events(trials, identity),
        _shared(inquiry, identity),
        *_together(inquiry),
    ]
    for transfer in transfers(trials):
        findings.append(_of_transfer(trials, transfer))
        rows.append((findings[-1].title, ""))
    spread = list(_offences(trials))
    rows += spread
    evidence = Evidence.PROVED if identity.exact else Evidence.REPLAYED
    table = (("two people", "by " + date(inquiry.last).isoformat()), *rows)
    figures = {
        "value of a second identity": inquiry.worth(identity.value),
        "value of one that spends nothing": inquiry.worth(identity.free),
    }
    if findings:
        text = "Two people, or one with two identities, can do what one cannot."
        return Answer(NAME, Verdict.BROKEN, evidence, text, tuple(findings), figures, table)
    if not identity.exact:
        text = f"nothing that two people could try was found to pay, and {identity.reason}"
        return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text, (), {}, table)
    text = (
        "A second identity brings no money, nor does a shared one, and no act of one person is "
        "known to bring points to another."
    )
    if spread:
        text += " Offences that are shared out among two identities cost a grade later."
    return Answer(NAME, Verdict.HOLDS, evidence, text, (), figures, table)


def identity_of(inquiry: Inquiry, trials: SmallHistories) -> Identity:
    """The best value of one identity: exact, or the best that is known."""
    machine = inquiry.machine
    worthless = not any(grant.worth is not None for grant in machine.grants)
    if worthless and all(
        dominance.never_negative(cost.amount, action)
        for action in machine.actions
        for cost in action.costs
    ):
        return Identity(0, 0, inquiry.replay(()), exact=True)
    try:
        pricing = inquiry.pricing()
        best = inquiry.best(pricing)
        free = solve(inquiry.process, pricing, allowed=hours_alone)
    except Unfit as problem:
        return _best_tried(inquiry, trials, reason_of(problem))
    except RanOut as limit:
        return _best_tried(inquiry, trials, f"the exact solver stopped: {limit}")
    assert free is not None
    replay = inquiry.replayed(best, expected=best.value)
    return Identity(best.value, free.value, replay, exact=True)


def _best_tried(inquiry: Inquiry, trials: SmallHistories, reason: str) -> Identity:
    """The most valuable of what is known, and of one event or none on the first day."""
    tried: list[tuple[Row, ...]] = [(), *inquiry.known]
    tried += [(event.on(trials.since),) for event in trials.events(chosen=True)]
    found: list[tuple[int, bool, int, tuple[Row, ...]]] = []
    for number, rows in enumerate(tried):
        result = trials.result(rows, inquiry.last)
        if result is None:
            continue
        money = sum(cost[0] for cost in trials.costs(rows))
        hours = sum(cost[1] for cost in trials.costs(rows))
        value = (trials.worth(result) - money) * inquiry.scale
        found.append((value - hours * inquiry.question.hour.numerator, not money, -number, rows))
    best = max(found, key=lambda each: (each[0], each[2]))
    free = max(each[0] for each in found if each[1])
    replay = inquiry.replay(best[3])
    if inquiry.value_of(replay) != best[0]:
        raise Disagreement("the replay of a history does not come to what was found")
    return Identity(best[0], free, replay, exact=False, reason=reason)


# --- identities --------------------------------------------------------------------------------


def _of_identities(inquiry: Inquiry, identity: Identity) -> Iterator[Finding]:
    """The finding that one identity more, or fewer, pays."""
    if not identity.value or (identity.value < 0 and not identity.exact):
        return
    notes = ["the same events under the first identity bring the same once more"]
    title = f"a second identity of one person is worth {inquiry.worth(abs(identity.value))}"
    if identity.value < 0:
        notes = ["this is the best that an identity can do"]
        title = f"two people who share one identity save {inquiry.worth(abs(identity.value))}"
    elif identity.free > 0:
        free = inquiry.worth(identity.free)
        notes.append(f"without spending any money it is worth {free}")
    yield inquiry.finding(
        NAME,
        f"{title} by {date(inquiry.last)}",
        identity.replay,
        severity=Severity.LOW,
        evidence=Evidence.PROVED if identity.exact else Evidence.REPLAYED,
        notes=notes,
    )


def _row(inquiry: Inquiry, identity: Identity) -> tuple[str, str]:
    name = "one with a second identity, over one"
    if identity.value <= 0:
        return name, "gains nothing" if identity.exact else "not known to gain"
    least = "" if identity.exact else "at least "
    free = f", {inquiry.worth(identity.free)} of it for no money"
    gains = f"gains {least}{inquiry.worth(identity.value)}"
    return name, gains + (free if identity.free > 0 else "")


def _same_events(trials: SmallHistories, identity: Identity) -> Iterator[tuple[str, str]]:
    """What the best events of one bring more when they are shared out among two identities.

    Every way to share them out is tried, so it is the most that these events can bring; others may
    bring more for the same money.
    """
    rows, inquiry = identity.replay.rows, trials.inquiry
    if len(rows) > _SHARED_OUT:
        return
    worths = []
    for chosen in product((True, False), repeat=len(rows)):
        one = tuple(row for row, here in zip(rows, chosen, strict=True) if here)
        other = tuple(row for row, here in zip(rows, chosen, strict=True) if not here)
        results = [trials.result(each, inquiry.last) for each in (one, other)]
        worths.append(sum(trials.worth(each) for each in results if each is not None))
    more = max(worths) - (identity.replay.gains - identity.replay.losses)
    name = "the best events of one, shared out among two"
    brought = f"{inquiry.money(abs(more))} {'less' if more < 0 else 'more'}"
    yield name, f"bring {brought}, for the same money"


def _shared(inquiry: Inquiry, identity: Identity) -> tuple[str, str]:
    name = "two with one identity, over two"
    if not identity.exact:
        return name, "not known"
    worth = inquiry.worth(abs(identity.value))
    if identity.value:
        return name, f"lose {worth}" if identity.value > 0 else f"save {worth}"
    return name, "neither gain nor lose"


def _together(inquiry: Inquiry) -> Iterator[tuple[str, str]]:
    """When one person, and two who share an identity and what they can spend, have the best grade.

    Only where what can be spent is limited: else two can do no more than one.
    """
    question = inquiry.question
    if (question.money is None and question.hours_a_year is None) or not inquiry.machine.gradings:
        return
    double = attrs.evolve(
        question,
        money=None if question.money is None else 2 * question.money,
        hours_a_year=None if question.hours_a_year is None else 2 * question.hours_a_year,
    )
    days = []
    for asked in (question, double):
        of = Inquiry(inquiry.machine, asked, inquiry.replayer)
        try:
            process = plain_process_of(of.machine, asked, budgeted=True)
            way = earliest(of, process, goal_of(of.machine.gradings[0], 0))
        except (Unfit, RanOut):
            return
        days.append("not within it" if way is None else f"on {date(way.day)}")
    best = inquiry.machine.grades[0].name
    who = f"{best}, two with one identity{budget_in_words(inquiry)} each"
    yield who, f"{days[1]}; for one alone {days[0]}"


# --- offences and transfers --------------------------------------------------------------------


def _offences(trials: SmallHistories) -> Iterator[tuple[str, str]]:
    """From how many offences on it helps to put half of them on another identity."""
    machine, day = trials.machine, trials.since
    if not machine.gradings:
        return
    for event in offences(trials):
        label = machine.actions[event.code].label
        ranks = [_rank(trials, (), day)]
        for rows, _ in falls(trials, event):
            ranks.append(_rank(trials, rows, day))
            number = len(rows)
            half = ranks[(number + 1) // 2]
            if ranks[number] > half:
                names = [grade.name for grade in machine.grades]
                yield (
                    f"{number} x {label}, over two identities",
                    f"{names[half]} or better for both, not {names[ranks[number]]}",
                )
                break


def _rank(trials: SmallHistories, rows: tuple[Row, ...], day: int) -> int:
    result = trials.result(rows, day)
    assert result is not None
    return ranks_of(trials.machine, result.scores, result.ranks, day)[0]


def _of_transfer(trials: SmallHistories, transfer: Transfer) -> Finding:
    """The finding that points can be moved to another person, or come out of nothing."""
    inquiry, day = trials.inquiry, trials.since
    gives, gets = (
        trials.replay((event.on(day),), day) for event in (transfer.gives, transfer.gets)
    )
    if (gives.result.score, gets.result.score) != (transfer.giver, transfer.getter):
        raise Disagreement("the replay of a transfer does not come to what was found")
    points, in_points = inquiry.replayer.points, inquiry.replayer.in_points
    lost, got = transfer.before - transfer.giver, transfer.getter - transfer.before
    actions = inquiry.machine.actions
    one, two = (actions[event.code].label for event in (transfer.gives, transfer.gets))
    title = f"`{one}` by one, `{two}` by the other: one loses {in_points(lost)}, the other gets"
    twice = trials.scores((transfer.gets.on(day),) * 2, day)
    notes = [
        (
            "assumed, as a policy speaks of one person only: that what one does brings the other "
            "what is shown, with the same amount"
        )
    ]
    if twice is not None:
        notes.append(f"done twice the other gets {points(twice[0] - transfer.before)}")
    if transfer.made > 0:
        notes.append(f"{in_points(transfer.made)} of it come out of nothing")
    return inquiry.finding(
        NAME,
        f"{title} {points(got)}",
        gives,
        severity=Severity.MEDIUM if transfer.made > 0 else Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=notes,
        beside=("the other person", gets),
    )
