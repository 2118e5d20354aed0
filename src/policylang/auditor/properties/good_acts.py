"""Good acts that harm, and what comes of waiting.

PROPERTY. Adding to a history one event of an action that a person chooses and that only gives never
lowers a score, a grade, a perk, nor what perks and sanctions come to, on any day; as long as the
ends of a range swallow nothing that was given or taken (there it would use up a cap for nothing).

METHOD. A theorem, where it applies. Else small histories are compared with and without good acts:
alone, often, before and after other events. Waiting is told in a table: what becomes of the first
score while nothing is done, from the start and after one offence.

THEOREM. Where the theorem of `order` applies, let the good act ask for what it gives whatever was
done before, under at most one cap for each rule, on points, over a stretch of the calendar or for
ever. Then one event more never harms.
PROOF. As in `order`; and what a cap lets through by any time in a stretch is the smaller of its
limit and of what was asked so far, so with one event more it is never less. (Were some of it
swallowed by the upper end of a range, or a loss by the lower end for whoever did not do it, less
would be left of the cap for later.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.auditor.decisions.order import check_order, only_gives, recalls_nothing
from policylang.auditor.deeds.compared import Better, compare, with_and_without
from policylang.auditor.deeds.offences import Deed, deeds, good_acts, worst_offences
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.question import Unfit
from policylang.model.calendar import add_months
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.machine import Change, Move

NAME = "good acts"
#: How often a good act is done at once in the search.
_REPEATS = (1, 2, 3, 6, 12)
_SHOWN = 4
#: What is worse without is told of what is better with.
_LOST = {"a perk": "perks", "a sanction less": "sanctions"}
#: Months after which it is looked at what became of the score.
_MONTHS = (1, 6, 12, 24, 36, 60)


def answer(inquiry: Inquiry) -> Answer:
    """Whether a good act can harm, and what comes of waiting."""
    trials = Trials(inquiry)
    good = good_ways(inquiry.machine, inquiry.question.attributes)
    every = deeds(trials, good)
    acts = _acts(every, inquiry)
    table = _waiting(trials, worst_offences(every), good)
    names = ", ".join(
        f"`{inquiry.machine.actions[code].name}`" for code in sorted({each.code for each in acts})
    )
    if not acts:
        text = "Nothing that a person chooses gives points to somebody who begins."
        return Answer(NAME, Verdict.ANSWERED, Evidence.SEARCHED, text, table=table)
    proved, reason = True, ""
    try:
        check_order(inquiry.machine, inquiry.question.attributes)
        actions = [inquiry.machine.actions[code] for code in {each.code for each in acts}]
        proved = all(only_gives(each) and recalls_nothing(each) for each in actions)
    except Unfit as problem:
        proved, reason = False, str(problem)
    if proved:
        text = f"One event more of {names} never harms{_as_long_as(inquiry, acts)}."
        return Answer(NAME, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text, table=table)
    found = list(_searched(trials, acts, every, good))
    if found:
        text = "Somebody is worse off with a good act than without."
        return Answer(NAME, Verdict.BROKEN, Evidence.REPLAYED, text, tuple(found), table=table)
    text = (
        "none of the small histories that were tried ends worse for one good act more, which is no "
        "proof, as no theorem "
    )
    text += f"covers this policy: {reason}" if reason else "fits what these acts do"
    return Answer(NAME, Verdict.UNKNOWN, Evidence.SEARCHED, text, table=table)


def _as_long_as(inquiry: Inquiry, acts: Sequence[Deed]) -> str:
    """Where the theorem stops: at the ends of a score that is given under a cap."""
    machine, points = inquiry.machine, inquiry.replayer.points
    lowered = {
        rule.effect.score
        for rule in machine.rules
        if isinstance(rule.effect, Move)
        or (isinstance(rule.effect, Change) and rule.effect.sign < 0)
    }
    for act in acts:
        for rule in machine.actions[act.code].rules:
            if not rule.caps or not isinstance(rule.effect, Change):
                continue
            score = machine.scores[rule.effect.score]
            low = score.fixed_low if rule.effect.score in lowered else None
            ends = [] if low is None else [f"above {points(low)}"]
            ends += [] if score.fixed_high is None else [f"below {points(score.fixed_high)}"]
            if ends:
                return f", as long as `{score.name}` stays {' and '.join(ends)}"
    return ""


def _acts(every: Sequence[Deed], inquiry: Inquiry) -> list[Deed]:
    """Of each good act the cheapest way, and the one that gives most."""
    cheapest = good_acts(every, inquiry.machine)
    codes = {each.code for each in cheapest}
    most: dict[int, Deed] = {}
    for each in every:
        held = most.get(each.code)
        if each.code in codes and (held is None or sum(each.asked) > sum(held.asked)):
            most[each.code] = each
    return [*cheapest, *(each for each in most.values() if each not in cheapest)]


def _searched(
    trials: Trials, acts: list[Deed], every: list[Deed], good: tuple[int, ...]
) -> Iterator[Finding]:
    """For each good act the simplest pair of histories of which the one with it is worse."""
    done: set[int] = set()
    beside = list({each.code: each for each in every}.values())
    pairs = with_and_without(acts, beside, trials, _REPEATS)
    for found in compare(trials, pairs, good, swapped=True):
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
    brought = [inquiry.money(each.gains - each.losses) for each in (more, less)]
    return inquiry.finding(
        NAME,
        f"{many}`{label}` makes one worse off in {_LOST.get(found.what, found.what)}: by "
        f"{date(found.day)} {in_points(more.result.score)} and {brought[0]} of perks less "
        f"sanctions; without it {in_points(less.result.score)} and {brought[1]}",
        more,
        severity=Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
    )


def _waiting(
    trials: Trials, offences: Sequence[Deed], good: tuple[int, ...]
) -> tuple[tuple[str, ...], ...]:
    """How scores rise while nothing is done: from the start, and after one offence."""
    inquiry = trials.inquiry
    machine, first = inquiry.machine, inquiry.question.since
    days = [first, *(add_months(first, months) for months in _MONTHS)]
    days = [day for day in days if day <= inquiry.last]
    rows = []
    begun = [
        ("the start", ()),
        *((f"`{machine.actions[d.code].label}`", (d.row,)) for d in offences),
    ]
    for what, before in begun:
        for score, way in enumerate(good):
            tried = [trials.run(before, until=day) for day in days]
            values = [each.scores[score] for each in tried if each is not None]
            if not values or max(values[1:], default=0) * way <= values[0] * way:
                continue
            shown = [inquiry.replayer.points(value) for value in values]
            rows.append((what, machine.scores[score].name, *shown))
    if not rows:
        return ()
    width = max(len(row) for row in rows)
    heads = ("waiting after", "score", *(date(day).isoformat() for day in days))
    return heads, *(row + ("",) * (width - len(row)) for row in rows)
