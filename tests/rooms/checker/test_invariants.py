"""The invariants hold of every machine there is, and each is noticed where it is broken."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from hypothesis import given, settings

from policylang.checker.invariants import violations
from policylang.core.data import data_dir
from policylang.model.expressions import (
    AttributeValue,
    Balance,
    Constant,
    Divide,
    Expression,
    FieldValue,
    Recall,
    Rounding,
    Today,
)
from policylang.model.machine import Arm, Cap, Change, Choice, Ever, Machine, Move
from tests.agreement.policies import machines
from tests.rooms.checker.policies import HEADER, SCORE, checked

TEXT = """
person {
  loan: points from 0 to 9
}
action x {
  n: number from 0 to 9
  costs n * 1 USD
  loses loan, at most 5 per calendar day, at most 9 per calendar year
  earns 1 when count of x where n > 5 ever > 2
}
grades of s {
  A from 150
  B from 50
  C below
}
perk p {
  for A
  when s > 160
  every year on 1 May
  pays 5 USD
}
"""
GOOD = checked(HEADER + SCORE + TEXT).machine


def good() -> Machine:
    assert GOOD is not None
    return GOOD


def rule(machine: Machine, **changes: object) -> Machine:
    """The machine with its first rule changed."""
    action = machine.actions[0]
    arm = action.choices[0].arms[0]
    arms = (Arm(arm.condition, attrs.evolve(arm.rule, **changes)),)
    choices = (Choice(arms), *action.choices[1:])
    return attrs.evolve(machine, actions=(attrs.evolve(action, choices=choices),))


def amount(expression: Expression) -> Callable[[Machine], Machine]:
    return lambda machine: rule(machine, effect=Change(-1, expression))


def condition(expression: Expression) -> Callable[[Machine], Machine]:
    def changed(machine: Machine) -> Machine:
        action = machine.actions[0]
        arm = attrs.evolve(action.choices[1].arms[0], condition=expression)
        choices = (action.choices[0], Choice((arm,)))
        return attrs.evolve(machine, actions=(attrs.evolve(action, choices=choices),))

    return changed


def cost(expression: Expression) -> Callable[[Machine], Machine]:
    def changed(machine: Machine) -> Machine:
        action = machine.actions[0]
        costs = (attrs.evolve(action.costs[0], amount=expression),)
        return attrs.evolve(machine, actions=(attrs.evolve(action, costs=costs),))

    return changed


def cap(**changes: object) -> Callable[[Machine], Machine]:
    def changed(machine: Machine) -> Machine:
        caps: list[Cap] = list(machine.rules[0].caps)
        caps[0] = attrs.evolve(caps[0], **changes)
        return rule(machine, caps=tuple(caps))

    return changed


def part(name: str, **changes: object) -> Callable[[Machine], Machine]:
    """Changes the score, or the first of the grades, tallies or grants."""

    def changed(machine: Machine) -> Machine:
        old = getattr(machine, name)
        if isinstance(old, tuple):
            return attrs.evolve(machine, **{name: (attrs.evolve(old[0], **changes), *old[1:])})
        return attrs.evolve(machine, **{name: attrs.evolve(old, **changes)})

    return changed


def grades(*lows: int | None) -> Callable[[Machine], Machine]:
    def changed(machine: Machine) -> Machine:
        old = machine.grades
        return attrs.evolve(
            machine,
            grades=tuple(
                attrs.evolve(grade, low=low) for grade, low in zip(old, lows, strict=True)
            ),
        )

    return changed


BROKEN: dict[str, tuple[Callable[[Machine], Machine], str]] = {
    "rule numbers": (lambda machine: rule(machine, number=1), "rules are not numbered in order"),
    "cap slots": (cap(slot=1), "cap slots are not numbered in order"),
    "grades not falling": (grades(50, 50, None), "grades must fall strictly"),
    "grades rising": (grades(50, 150, None), "grades must fall strictly"),
    "no open grade": (grades(150, 50, 0), "the last grade, and only the last, must be open below"),
    "two open grades": (
        grades(150, None, None),
        "the last grade, and only the last, must be open below",
    ),
    "start below its bounds": (
        part("score", start=-1),
        "the score's start and bounds are not in order",
    ),
    "bounds beyond 64 bits": (
        part("score", bounds=(0, 2**63), high=None),
        "the score's start and bounds are not in order",
    ),
    "bounds beyond the range": (
        part("score", bounds=(0, 201)),
        "the score's bounds leave its range",
    ),
    "bounds below the range": (
        part("score", bounds=(-1, 200)),
        "the score's bounds leave its range",
    ),
    "a field too many": (amount(FieldValue(1)), "field 1 does not exist there"),
    "a negative field": (amount(FieldValue(-1)), "field -1 does not exist there"),
    "a field in a grant": (
        part("grants", condition=FieldValue(0)),
        "field 0 does not exist there",
    ),
    "an attribute too many": (condition(AttributeValue(1)), "attribute 1 does not exist"),
    "a tally too many": (condition(Recall(1)), "tally 1 cannot be read there"),
    "a tally in a filter": (part("tallies", where=Recall(0)), "tally 0 cannot be read there"),
    "the score in a filter": (
        part("tallies", where=Balance()),
        "a tally reads what changes with the history",
    ),
    "the date in a sum": (
        part("tallies", value=Today()),
        "a tally reads what changes with the history",
    ),
    "a tally of nothing": (
        part("tallies", action=1),
        "tally 0 looks at an action that does not exist",
    ),
    "a divisor of nothing": (
        cost(Divide(Constant(1), 0, Rounding.DOWN)),
        "a divisor is not positive",
    ),
    "a large constant": (amount(Constant(2**63)), "a constant leaves 64 bits"),
    "a small constant": (amount(Constant(-(2**63) - 1)), "a constant leaves 64 bits"),
    "a constant deep inside": (
        amount(Divide(Divide(Constant(2**63), 2, Rounding.UP), 2, Rounding.UP)),
        "a constant leaves 64 bits",
    ),
    "points of a move": (
        lambda machine: rule(machine, effect=Move(Constant(5))),
        "rule 0 caps points it does not have",
    ),
    "a cap for ever": (cap(window=Ever()), "cap 0 has no window or a negative limit"),
    "a negative cap": (cap(limit=-1), "cap 0 has no window or a negative limit"),
    "a rank too many": (part("grants", ranks=(0, 3)), "`p` is for a grade that does not exist"),
    "worth without a date": (part("grants", schedule=None), "`p` has a worth without a date"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_noticed(name: str) -> None:
    change, says = BROKEN[name]
    assert says in violations(change(good()))


def test_every_violation_that_can_be_said_is_tried() -> None:
    assert violations(good()) == ()
    assert len({says for _, says in BROKEN.values()}) >= 17


def test_the_shipped_policies_keep_the_invariants() -> None:
    for path in data_dir("policies").glob("*.policy"):
        machine = checked(path.read_text(encoding="utf-8")).machine
        assert machine is not None
        assert violations(machine) == ()


@given(machines())
@settings(max_examples=25)
def test_every_machine_the_checker_returns_keeps_the_invariants(machine: Machine) -> None:
    assert violations(machine) == ()
