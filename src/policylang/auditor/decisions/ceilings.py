"""Values that need not be told apart: from which on a higher one makes no difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from policylang.auditor.decisions.dominance import never_negative
from policylang.auditor.decisions.relevance import Relevant
from policylang.model import expressions as e
from policylang.model.machine import Change, Machine, Move, OfMoment, Restore, Rule

#: A leaf, by what it is called: a score or a tally.
_Leaf = e.Balance | e.Recall
_NO_END: Final = 2**63


def ceilings(relevant: Relevant, machine: Machine) -> tuple[dict[int, int], dict[int, int]]:
    """Of scores and of counts: the value from which on a higher one makes no difference.

    Only of those that everything compares with constants, or that nothing looks at but grades.
    Counts never fall while they are looked at; scores are left out where a rule may lower them.
    """
    needed: dict[_Leaf, int] = {}
    for root in relevant.expressions:
        _look(root, needed, machine)
    for grading in machine.gradings:
        lows = [g.low for v in grading.versions for g in v.grades if g.low is not None]
        _need(needed, e.Balance(grading.score), max(lows, default=0))
    scores = {
        number: needed.get(e.Balance(number), 0)
        for number, score in enumerate(machine.scores)
        if score.formula is None
        and not (score.high is not None and score.fixed_high is None)
        and not any(lowers(rule, number) for rule in relevant.rules)
    }
    return (
        {number: most for number, most in scores.items() if most < _NO_END},
        _of_tallies(needed, relevant.tallies, machine),
    )


def ceilings_of_tallies(expressions: Iterable[e.Expression], machine: Machine) -> dict[int, int]:
    """The same of tallies alone, where some expressions are all that may read them."""
    needed: dict[_Leaf, int] = {}
    for each in expressions:
        _look(each, needed, machine)
    return _of_tallies(needed, range(len(machine.tallies)), machine)


def _of_tallies(
    needed: Mapping[_Leaf, int], tallies: Iterable[int], machine: Machine
) -> dict[int, int]:
    found = {n: needed.get(e.Recall(n), 0) for n in tallies if _only_rises(machine, n)}
    return {number: most for number, most in found.items() if most < _NO_END}


def _only_rises(machine: Machine, number: int) -> bool:
    """Whether a tally is a number that no event can lower, whichever events it is asked for."""
    tally = machine.tallies[number]
    if tally.measure not in ("count", "sum"):
        return False
    if tally.value is None or isinstance(tally.value, e.Constant):
        return tally.value is None or tally.value.value >= 0
    occurrence = tally.occurrence
    return isinstance(occurrence, OfMoment) and never_negative(
        tally.value, machine.actions[occurrence.action]
    )


def _need(needed: dict[_Leaf, int], leaf: _Leaf, value: int) -> None:
    needed[leaf] = max(needed.get(leaf, 0), value)


def _look(expression: e.Expression, needed: dict[_Leaf, int], machine: Machine) -> None:
    match expression:
        case e.Compare(_, sides, e.Constant(value)) | e.Compare(_, e.Constant(value), sides):
            leaves = _summed(sides, machine)
            if leaves is not None:
                fixed = sum(each.value for each in leaves if isinstance(each, e.Constant))
                for leaf in leaves:
                    if not isinstance(leaf, e.Constant):
                        _need(needed, leaf, value - fixed + 1)
                return
        case e.Balance() | e.Recall():
            _need(needed, expression, _NO_END)
        case _:
            pass
    for part in e.parts_of(expression):
        _look(part, needed, machine)


def _summed(expression: e.Expression, machine: Machine) -> list[_Leaf | e.Constant] | None:
    """The parts of a sum of one score, or of counts, and constants; None of anything else.

    Of several parts none may be negative: then each of them may stop where the sum is reached.
    Fields that are not negative may be added, and are passed over.
    """
    every = expression.parts if isinstance(expression, e.Add) else (expression,)
    parts = [part for part in every if not _adds(part, machine)]
    found = [part for part in parts if isinstance(part, e.Balance | e.Recall | e.Constant)]
    leaves = [part for part in found if not isinstance(part, e.Constant)]
    if len(found) < len(parts) or not leaves:
        return None
    counts = all(isinstance(leaf, e.Recall) and _only_rises(machine, leaf.tally) for leaf in leaves)
    return found if len(leaves) == 1 or counts else None


def _adds(part: e.Expression, machine: Machine) -> bool:
    """Whether a part is a field that is negative for no action."""
    return isinstance(part, e.FieldValue) and all(
        action.fields[part.slot].domain.low >= 0
        for action in machine.actions
        if part.slot < len(action.fields)
    )


def lowers(rule: Rule, score: int) -> bool:
    """Whether a rule may lower a score, at once or when what it gives runs out."""
    match rule.effect:
        case Change(1, _, changed, None):
            return False
        case Change(_, _, changed) | Move(_, changed) | Restore(changed):
            return changed == score
        case _:
            return False
