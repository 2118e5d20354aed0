"""Which actions can be left out, because whoever does without them stands no worse.

THEOREM. Let every rule that is kept ask for an amount, and hold under conditions, that no score has
a part in; let every move of a score bring it to a target that does not fall when the score rises;
let every perk be given and be worth no less, every sanction no more, when a score rises; let no
action be refused, and no formula come to less, because of that. Then an action that nothing counts,
that can only lower scores, costs nothing negative, and whose caps no kept rule shares, can be
struck from any history without loss.

PROOF. Compare a history with the one without such an event. Caps of kept rules, and counts, are
the same in both at every time, as what is asked does not depend on scores; so the same is granted.
By induction every score is at least as high in the second: adding the same, taking the same,
cutting to a fixed range and moving to a rising target keep the order. So every reward is at least
as high, and the event's cost is saved. Statuses that only kept rules begin and end are the same in
both as well, so that they do no harm (see `left_out_of_lived`).

With lots the same holds of what each day to come sees of a score, as long as kept rules only give
to scores that keep lots, and no range cuts what they give (`lasting`). For what is lost is taken
from what there is, or is a debt until a day; a gain makes good a debt before it is a lot. So of who
has lost something, the lots that are gains are never more, on any day, than those of who has not
and has no debts; and debts only make that less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from policylang.auditor.decisions.outdone import outdone
from policylang.auditor.decisions.readings import Trend, View, reads_scores, trend
from policylang.auditor.decisions.relevance import Relevant, relevant_parts
from policylang.model import expressions as e
from policylang.model.machine import (
    Action,
    Becomes,
    Begin,
    Change,
    Choice,
    End,
    Grant,
    Machine,
    Move,
    OfMoment,
    Rule,
    Score,
    Trigger,
)


def left_out(
    machine: Machine,
    chosen: Sequence[int],
    grants: Sequence[int],
    reactions: Sequence[int],
    view: View,
    counted: AbstractSet[int] = frozenset(),
    made_up_for: Collection[int] = (),
) -> tuple[tuple[int, ...], bool]:
    """The chosen actions that may be left out, and whether more points are never worse.

    The second is true only of what is kept.

    Args:
        counted: actions that something counts, so that doing without them makes a difference.
        made_up_for: actions for which others, which are kept, make up (see `outdone`).
    """
    losing = [
        code
        for code in chosen
        if (code in made_up_for or only_loses(machine.actions[code], view)) and code not in counted
    ]
    kept = [machine.actions[code] for code in chosen if code not in losing]
    choices = [choice for action in kept for choice in action.choices]
    choices += [choice for number in reactions for choice in machine.reactions[number].choices]
    asked = [machine.grants[number] for number in grants]
    if view.good is not None:
        asked = [each for each in asked if each not in rising_together(asked, machine)]
    ordered = all(keeps_order(choice, view) for choice in choices) and all(
        rises(each, machine, view) for each in asked
    )
    if not ordered or not all(_formula_rises(score, view) for score in machine.scores):
        return (), False
    if not all(is_let_through(action, view) for action in kept):
        return (), False
    shared = {cap.slot for rule in _rules(choices) for cap in rule.caps}
    out = tuple(
        code
        for code in losing
        if not shared & {cap.slot for rule in machine.actions[code].rules for cap in rule.caps}
    )
    # One that has to be kept is among the rules that must keep the order.
    back = [machine.actions[code] for code in losing if code not in out]
    if not all(keeps_order(choice, view) for action in back for choice in action.choices):
        return (), False
    if not all(is_let_through(action, view) for action in back):
        return (), False
    return (out, True) if not _shares(machine, out, back) else ((), True)


def unnoticed(machine: Machine, view: View, *, lean: bool = False) -> tuple[tuple[int, ...], bool]:
    """What `left_out` says of actions that nothing counts which is kept.

    Begins with leaving out all that can only lose, and takes back what the others notice.

    Args:
        lean: leave out also what others make up for.
    """
    whole = relevant_parts(machine)
    gone = {code for code in whole.actions if lean or only_loses(machine.actions[code], view)}
    while True:
        relevant = relevant_parts(machine, gone)
        counted = {each.action for each in relevant.occurrences if isinstance(each, OfMoment)}
        # What is taken back stays, so that this ends.
        out, monotone = left_out(
            machine,
            whole.actions,
            whole.grants,
            relevant.reactions,
            view,
            counted | {code for code in whole.actions if code not in gone},
            outdone(machine, whole.actions, counted, view) if lean else (),
        )
        if gone == set(out):
            return out, monotone
        gone = set(out)


def left_out_of_lived(machine: Machine, view: View, *, lean: bool = False) -> tuple[int, ...]:
    """The same where more is kept of a person than scores, caps and counts.

    Where lots are kept, or a rule waits for a score, nothing is left out: points that were lost
    make room for others, and reaching a score again is something else than being there. Nor is an
    action that has a date to come, or that changes a status.
    """
    out, _ = unnoticed(machine, view, lean=lean)
    relevant = relevant_parts(machine, out)
    triggers = [machine.reactions[number].trigger for number in relevant.reactions]
    ends = [end for score in machine.scores for end in (score.low, score.high) if end is not None]
    holds = [hold.condition for grading in machine.gradings for hold in grading.holds]
    if (
        any(machine.scores[number].lots is not None for number in relevant.scores)
        or any(isinstance(trigger, Becomes) for trigger in triggers)
        or any(reads_scores(each) for each in (*ends, *holds))
        or any(len(machine.actions[code].moments) > 1 for code in out)
        or any(_changes_status(r, relevant) for code in out for r in machine.actions[code].rules)
    ):
        return ()
    return out


def _changes_status(rule: Rule, relevant: Relevant) -> bool:
    return isinstance(rule.effect, Begin | End) and rule.effect.status in relevant.statuses


def _shares(machine: Machine, out: Sequence[int], back: Sequence[Action]) -> bool:
    slots = {cap.slot for action in back for rule in action.rules for cap in rule.caps}
    return any(
        cap.slot in slots
        for code in out
        for rule in machine.actions[code].rules
        for cap in rule.caps
    )


def _rules(choices: Iterable[Choice]) -> Iterable[Rule]:
    return (arm.rule for choice in choices for arm in choice.arms)


def only_loses(action: Action, view: View | None = None) -> bool:
    """Whether an action can do nothing but lower scores, and never pays.

    Args:
        view: where points run out and statuses last: then what is lost may come back, and being in
            a bad status, or out of a good one, is a loss as well.
    """
    good = None if view is None else view.good
    if good is None:
        return loses(action, action.rules)
    # Without the rules by which lost points come back.
    return loses(action, _rules(action.choices), good)


def loses(action: Action, rules: Iterable[Rule], good: Mapping[int, bool] | None = None) -> bool:
    """Whether rules do nothing but lower scores, and an action never pays."""
    if not all(never_negative(cost.amount, action) for cost in action.costs):
        return False
    return all(_loses(rule, good) for rule in rules)


def _loses(rule: Rule, good: Mapping[int, bool] | None) -> bool:
    match rule.effect:
        case Change(-1, _, _, life) if good is not None or life is None:
            return True
        case Move(e.Least(e.Balance(read), _), score, False):
            return read == score
        case Begin(status) if good is not None:
            return not good.get(status, False)
        case End(status) if good is not None:
            return good.get(status, True)
        case Begin() | End():
            # No process of numbers keeps a status; `left_out_of_lived` takes such actions back.
            return True
        case _:
            return False


def never_negative(cost: e.Expression, action: Action) -> bool:
    """Whether a cost is surely not negative: made of amounts that are not, by adding and so on."""
    match cost:
        case e.Constant(value):
            return value >= 0
        case e.FieldValue(slot):
            return action.fields[slot].domain.low >= 0
        case e.Add(parts) | e.Multiply(parts):
            return all(never_negative(part, action) for part in parts)
        case e.Divide(part):
            return never_negative(part, action)
        case e.Least(left, right) | e.Greatest(left, right):
            return never_negative(left, action) and never_negative(right, action)
        case e.Either(_, then, otherwise):
            return never_negative(then, action) and never_negative(otherwise, action)
        case _:
            return False


def _rising(leaf: e.Expression, view: View) -> Trend:
    """The trend of a leaf when scores rise, and statuses get better: a grade's place falls."""
    match leaf:
        case e.Balance():
            return Trend.UP
        case e.RankOf():
            return Trend.DOWN
        case e.InStatus(status) if view.good is not None:
            return Trend.UP if view.good.get(status, True) else Trend.DOWN
        case _:
            return Trend.FLAT


def trend_of(expression: e.Expression, view: View) -> Trend:
    """Which way an expression goes when scores rise and statuses get better."""
    return trend(expression, partial(_rising, view=view), view)


def keeps_order(choice: Choice, view: View) -> bool:
    """Whether of two people the one with more points still has no fewer afterwards.

    What statuses decide is for `statuses` to look at.
    """
    for arm in choice.arms:
        if arm.condition is not None and reads_scores(arm.condition):
            return False
        match arm.rule.effect:
            case Change(sign, amount, _, life) if not reads_scores(amount):
                if life is not None and not (view.good is not None and sign == 1):
                    return False
            case Move(target, _, False) if _target_rises(target, view):
                continue
            case Begin(_, until) if until is None or not reads_scores(until):
                continue
            case End():
                continue
            case _:
                return False
    return True


def is_let_through(action: Action, view: View) -> bool:
    """Whether somebody with more points is refused no event that is not refused with fewer."""
    return all(
        trend_of(each.condition, view) in (Trend.FLAT, Trend.DOWN) for each in action.refusals
    )


def _formula_rises(score: Score, view: View) -> bool:
    """Whether a score is no formula, or one that does not fall when other scores rise."""
    rises = (Trend.FLAT, Trend.UP)
    return score.formula is None or trend_of(score.formula, view) in rises


def _target_rises(target: e.Expression, view: View) -> bool:
    return trend_of(target, view) in (Trend.FLAT, Trend.UP)


def rising_together(grants: Sequence[Grant], machine: Machine) -> list[Grant]:
    """Perks, and sanctions, that come due together and together are better for better grades.

    As where one pays 5 for silver and another 20 for gold, on the same days. Each by itself need
    not be so, and what holds of all of them may not hold when one is worth something else.
    """
    found: list[Grant] = []
    groups: dict[tuple[str, int, Trigger | None], list[Grant]] = {}
    for each in grants:
        if each.ranks is not None and each.condition is None and isinstance(each.worth, e.Constant):
            groups.setdefault((each.kind, each.grading, each.trigger), []).append(each)
    for (kind, grading, _), group in groups.items():
        worth = [0] * len(machine.gradings[grading].grades)
        for each in group:
            for rank in each.ranks or ():
                worth[rank] += each.worth.value if isinstance(each.worth, e.Constant) else 0
        if worth == sorted(worth, reverse=kind == "perk"):
            found += group
    return found


def rises(grant: Grant, machine: Machine, view: View) -> bool:
    """Whether a perk is worth no less, and a sanction no more, to somebody with more points."""
    better = Trend.UP if grant.kind == "perk" else Trend.DOWN
    good = (Trend.FLAT, better)
    if grant.ranks is not None:
        grades = machine.gradings[grant.grading].grades
        ranks = set(grant.ranks)
        best = (
            set(range(len(ranks)))
            if grant.kind == "perk"
            else {len(grades) - 1 - n for n in range(len(ranks))}
        )
        if ranks != best:
            return False
    for each in (grant.condition, grant.worth):
        if each is not None and trend_of(each, view) not in good:
            return False
    return True
