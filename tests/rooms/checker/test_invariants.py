"""The invariants hold of every machine there is, and each is noticed where it is broken."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from hypothesis import given, settings

from policylang.checker.check import check
from policylang.checker.laws.invariants import violations
from policylang.core.data import data_dir
from policylang.model.calendar import Period
from policylang.model.expressions import (
    AttributeValue,
    Balance,
    Constant,
    Divide,
    EventDay,
    Expression,
    FieldValue,
    InPeriod,
    InStatus,
    Lookup,
    PresentField,
    RankOf,
    Recall,
    Rounding,
    StillCounting,
    Tied,
    Today,
)
from policylang.model.machine import (
    Arm,
    Becomes,
    Calendar,
    Cap,
    Change,
    Choice,
    End,
    Hold,
    Lifetime,
    Machine,
    Move,
    OfMoment,
    OfReaction,
    OfStatus,
    OnDay,
    Origin,
    Quiet,
    Recurring,
    Restore,
    Rule,
    Since,
    Spending,
    Trigger,
    Upon,
    Within,
)
from policylang.syntax.uses import load
from tests.agreement.policies import machines
from tests.rooms.checker.policies import HEADER, SCORE, checked

TEXT = """
person {
  loan: points from 0 to 9
}
score m {
  starts at 0
  stays within 0 to 9
}
score f {
  is s + m
}
status ban {
}
action x {
  n: number from 0 to 9
  costs n * 1 USD
  loses loan s, at most 5 per calendar day, at most 9 per calendar year
  earns 1 s when count of x where n > 5 ever > 2
}
rule r {
  when m reaches 5
  begins ban for 1 months
}
rule q {
  after 1 years without x
  earns 1 m when not ban
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
ranking t {
  by f, highest first
}
"""
GOOD = checked(HEADER + SCORE + TEXT).machine


def good() -> Machine:
    assert GOOD is not None
    return GOOD


def acting(machine: Machine, choices: tuple[Choice, ...]) -> Machine:
    """The machine with other choices in its action."""
    action = machine.actions[0]
    moment = attrs.evolve(action.moments[0], choices=choices)
    return attrs.evolve(machine, actions=(attrs.evolve(action, moments=(moment,)),))


def rule(machine: Machine, **changes: object) -> Machine:
    """The machine with its first rule changed."""
    choices = machine.actions[0].choices
    arm = choices[0].arms[0]
    arms = (Arm(arm.condition, attrs.evolve(arm.rule, **changes)),)
    return acting(machine, (Choice(arms), *choices[1:]))


def amount(expression: Expression) -> Callable[[Machine], Machine]:
    return lambda machine: rule(machine, effect=Change(-1, expression))


def condition(expression: Expression) -> Callable[[Machine], Machine]:
    def changed(machine: Machine) -> Machine:
        choices = machine.actions[0].choices
        arm = attrs.evolve(choices[1].arms[0], condition=expression)
        return acting(machine, (choices[0], Choice((arm,))))

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
        falling = tuple(attrs.evolve(grade, low=low) for grade, low in zip(old, lows, strict=True))
        return version(grades=falling)(machine)

    return changed


def version(**changes: object) -> Callable[[Machine], Machine]:
    """Changes the brackets of the only version of the grades."""

    def changed(machine: Machine) -> Machine:
        grading = machine.gradings[0]
        versions = (attrs.evolve(grading.versions[0], **changes),)
        return attrs.evolve(machine, gradings=(attrs.evolve(grading, versions=versions),))

    return changed


def trigger(number: int, changed: Trigger) -> Callable[[Machine], Machine]:
    """Changes when a rule is applied."""

    def change(machine: Machine) -> Machine:
        reactions = list(machine.reactions)
        reactions[number] = attrs.evolve(reactions[number], trigger=changed)
        return attrs.evolve(machine, reactions=tuple(reactions))

    return change


def moment(**changes: object) -> Callable[[Machine], Machine]:
    """Changes the action."""
    return lambda machine: attrs.evolve(
        machine, actions=(attrs.evolve(machine.actions[0], **changes),)
    )


LIFE = Lifetime(Today(), Rule(1, Restore(), (), "expires", Origin("expires")))
BROKEN: dict[str, tuple[Callable[[Machine], Machine], str]] = {
    "rule numbers": (lambda machine: rule(machine, number=1), "rules are not numbered in order"),
    "cap slots": (cap(slot=2), "cap slots are not numbered in order"),
    "caps that share and differ": (cap(slot=1), "caps of slot 1 differ"),
    "grades not falling": (grades(50, 50, None), "grades must fall strictly"),
    "grades rising": (grades(50, 150, None), "grades must fall strictly"),
    "no open grade": (grades(150, 50, 0), "the last grade, and only the last, must be open below"),
    "two open grades": (
        grades(150, None, None),
        "the last grade, and only the last, must be open below",
    ),
    "days without grades before": (version(opens=9), "versions of grades leave days out"),
    "days without grades after": (version(closes=9), "versions of grades leave days out"),
    "grades of nothing": (
        part("gradings", score=3),
        "grades are of a score that does not exist",
    ),
    "a hold at nothing": (
        part("gradings", holds=(Hold(Constant(1), 3, Origin("no better")),)),
        "a hold is at a grade that does not exist",
    ),
    "start below its bounds": (
        part("scores", start=Constant(-1)),
        "the start of the score `s` and its bounds are not in order",
    ),
    "bounds beyond 64 bits": (
        part("scores", bounds=(0, 2**63), high=None),
        "bounds of the score `s` are not in order",
    ),
    "bounds beyond the range": (
        part("scores", bounds=(0, 201)),
        "bounds of the score `s` leave its range",
    ),
    "bounds below the range": (
        part("scores", bounds=(-1, 200)),
        "bounds of the score `s` leave its range",
    ),
    "a formula with lots": (
        part("scores", formula=Constant(1), lots=Spending.OLDEST),
        "the score `s` is a formula that keeps lots",
    ),
    "a start that changes": (
        part("scores", start=Balance(1)),
        "an expression about the person reads what changes with the history",
    ),
    "a field too many": (amount(FieldValue(1)), "field 1 does not exist there"),
    "a negative field": (amount(FieldValue(-1)), "field -1 does not exist there"),
    "a field in a grant": (
        part("grants", condition=FieldValue(0)),
        "field 0 does not exist there",
    ),
    "another event where there is none": (
        amount(PresentField(0)),
        "field 0 of the event being applied does not exist there",
    ),
    "an attribute too many": (condition(AttributeValue(1)), "attribute 1 does not exist"),
    "a score too many": (condition(Balance(3)), "score 3 does not exist"),
    "lots that are not kept": (
        condition(StillCounting(0, Today())),
        "score 0 keeps no lots that could still count",
    ),
    "grades too many": (condition(RankOf(1)), "grading 1 does not exist"),
    "a status too many": (condition(InStatus(1)), "status 1 does not exist"),
    "a period too many": (condition(InPeriod(0, Today())), "period 0 does not exist"),
    "a table too many": (condition(Lookup(0, ())), "table 0 does not exist"),
    "a tally too many": (condition(Recall(1)), "tally 1 cannot be read there"),
    "a tally in a filter": (
        part("tallies", where=Recall(0)),
        "an expression reads the history where it may not",
    ),
    "the score in a filter": (
        part("tallies", where=Balance()),
        "an expression about the person reads what changes with the history",
    ),
    "the day of no event": (
        part("grants", condition=EventDay()),
        "an expression reads the day of an event where there is none",
    ),
    "the tied outside a filter": (
        condition(Tied(0)),
        "an expression asks who is tied outside a filter",
    ),
    "a tally of nothing": (
        part("tallies", occurrence=OfMoment(1)),
        "tally 0 looks at something that does not exist",
    ),
    "a tally of another moment": (
        part("tallies", occurrence=OfMoment(0, 1)),
        "tally 0 looks at something that does not exist",
    ),
    "a tally of no rule": (
        part("tallies", occurrence=OfReaction(2)),
        "tally 0 looks at something that does not exist",
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
    "a cap since something": (
        cap(window=Since(OfMoment(0))),
        "cap 0 has a window that a cap cannot have",
    ),
    "a cap for the year before": (
        cap(window=Calendar(Period.YEAR, True)),
        "cap 0 has a window that a cap cannot have",
    ),
    "a cap of no period": (cap(window=Within(0)), "period 0 does not exist"),
    "a negative cap": (cap(limit=-1), "cap 0 has a negative limit"),
    "a change of a formula": (
        lambda machine: rule(machine, effect=Change(1, Constant(1), 2)),
        "rule 0 changes a formula",
    ),
    "a change of nothing": (
        lambda machine: rule(machine, effect=Change(1, Constant(1), 3)),
        "rule 0 is about a score that does not exist",
    ),
    "a status that is not": (
        lambda machine: rule(machine, effect=End(1), caps=()),
        "rule 0 is about a status that does not exist",
    ),
    "a lifetime without lots": (
        lambda machine: rule(machine, effect=Change(1, Constant(1), 0, LIFE)),
        "rule 0 needs lots that are not kept",
    ),
    "forgetting lots that are not kept": (
        lambda machine: rule(machine, effect=Move(Constant(0), forgets=True), caps=()),
        "rule 0 needs lots that are not kept",
    ),
    "an action without a moment": (
        moment(dated=0),
        "the action `x` has no moment that the history gives",
    ),
    "dates that are no fields": (
        lambda machine: attrs.evolve(
            machine,
            actions=(
                attrs.evolve(machine.actions[0], dated=2, moments=machine.actions[0].moments * 2),
            ),
        ),
        "the dates of `x` are not its first fields",
    ),
    "a rule that does nothing": (
        part("reactions", choices=()),
        "the rule `r` does nothing",
    ),
    "a date that depends on the history": (
        trigger(0, OnDay(Recall(0))),
        "an expression reads the history where it may not",
    ),
    "a threshold that passes": (
        trigger(0, Becomes(Today())),
        "an expression reads the date where it may not",
    ),
    "a rule after nothing": (
        trigger(0, Upon(OfStatus(1))),
        "a rule follows something that does not exist",
    ),
    "a quiet time after nothing": (
        trigger(1, Quiet((OfMoment(0, 1),), (), Constant(1), Constant(0))),
        "a quiet time waits for something that does not exist",
    ),
    "what never recurs": (
        trigger(0, Recurring(Constant(5), 0, 0)),
        "what recurs does so every so many months, or every so many days",
    ),
    "two in one place": (part("reactions", place=1), "two rules or grants stand in one place"),
    "a rank too many": (part("grants", ranks=(0, 3)), "`p` is for a grade that does not exist"),
    "worth without a date": (part("grants", trigger=None), "`p` has a worth without a date"),
    "a ranking by nothing": (part("rankings", keys=()), "the ranking `t` has no keys"),
    "an attribute that changes and is not": (
        lambda machine: attrs.evolve(machine, changeable=(1,)),
        "an attribute that may change does not exist",
    ),
    "a beginning that is not": (
        lambda machine: attrs.evolve(machine, begins=1),
        "timelines begin on an attribute that does not exist",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_noticed(name: str) -> None:
    change, says = BROKEN[name]
    assert says in violations(change(good()))


def test_every_violation_that_can_be_said_is_tried() -> None:
    assert violations(good()) == ()
    assert len({says for _, says in BROKEN.values()}) >= 45


def test_the_shipped_policies_keep_the_invariants() -> None:
    paths = list(data_dir("policies").glob("*.policy"))
    assert paths
    for path in paths:  # some use others
        parsed = load(path)
        assert parsed.tree is not None
        machine = check(parsed.tree).machine
        assert machine is not None
        assert violations(machine) == ()


@given(machines())
@settings(max_examples=25)
def test_every_machine_the_checker_returns_keeps_the_invariants(machine: Machine) -> None:
    assert violations(machine) == ()
