"""What the checker lets pass ends, whatever the scores and statuses are to begin with.

The chains are run here on their own: nothing but scores from 0 to 9, two statuses, and rules that
are watched or follow a status.
"""

from __future__ import annotations

import attrs
from hypothesis import event, given, settings
from hypothesis import strategies as st

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.expressions import (
    All,
    Any,
    Balance,
    Compare,
    Constant,
    Expression,
    Greatest,
    InStatus,
    Least,
    Not,
    Relation,
)
from policylang.model.machine import (
    Becomes,
    Begin,
    Change,
    Choice,
    End,
    Machine,
    Move,
    OfStatus,
    Reaction,
    Upon,
)
from policylang.syntax import parse

#: More than two scores, two statuses and four rules can need.
STEPS = 200
BASE = (
    'policy p {\n  title "t"\n  in force from 2018-01-01\n}\n'
    "score a {\n  starts at 5\n  stays within 0 to 9\n}\n"
    "score b {\n  starts at 5\n  stays within 0 to 9\n}\n"
    "status x {\n}\nstatus y {\n}\n"
    "action e {\n  earns 1 a when x or y\n  earns 1 b\n  begins x\n  begins y\n}\n"
)

scores = st.sampled_from(["a", "b"])
states = st.sampled_from(["x", "y"])
levels = st.integers(0, 9)


@st.composite
def triggers(draw: st.DrawFn) -> str:
    score, status, level = draw(scores), draw(states), draw(levels)
    forms = [
        f"when {score} reaches {max(1, level)}",
        f"when {score} falls to {min(8, level)}",
        f"when {score} exceeds {min(8, level)}",
        f"when {score} falls below {max(1, level)}",
        f"as soon as {status}",
        f"as soon as not {status}",
        f"as soon as {status} and {score} >= {max(1, level)}",
        f"as soon as not {status} or {score} < {max(1, level)}",
        f"as soon as {score} is {level}",
        f"on the start of {status}",
        f"on the end of {status}",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def effects(draw: st.DrawFn) -> str:
    score, status, level = draw(scores), draw(states), draw(levels)
    forms = [
        f"earns {max(1, level)} {score}",
        f"loses {max(1, level)} {score}",
        f"sets {score} to {level}",
        f"raises {score} to at least {level}",
        f"lowers {score} to at most {level}",
        f"clears {score}",
        f"begins {status}",
        f"ends {status}",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def policies(draw: st.DrawFn) -> str:
    text = BASE
    for number in range(draw(st.integers(1, 4))):
        does = draw(st.lists(effects(), min_size=1, max_size=3))
        body = "".join(f"  {each}\n" for each in does)
        text += f"rule r{number} {{\n  {draw(triggers())}\n{body}}}\n"
    return text


@attrs.define
class Run:
    """One person between two moments."""

    machine: Machine
    scores: list[int]
    statuses: list[bool]
    standing: list[bool] = attrs.field(factory=list)
    steps: int = 0

    def __attrs_post_init__(self) -> None:
        self.standing = [self.holds(each) for each in self.machine.reactions]

    def holds(self, reaction: Reaction) -> bool:
        trigger = reaction.trigger
        return isinstance(trigger, Becomes) and bool(self.value(trigger.condition))

    def value(self, part: Expression) -> int:
        match part:
            case Constant(value):
                return value
            case Balance(score):
                return self.scores[score]
            case InStatus(status):
                return int(self.statuses[status])
            case Not(inner):
                return 1 - self.value(inner)
            case All(parts):
                return int(all(self.value(each) for each in parts))
            case Any(parts):
                return int(any(self.value(each) for each in parts))
            case Least(left, right):
                return min(self.value(left), self.value(right))
            case Greatest(left, right):
                return max(self.value(left), self.value(right))
            case Compare(relation, left, right):
                a, b = self.value(left), self.value(right)
                return int(
                    {
                        Relation.LESS: a < b,
                        Relation.AT_MOST: a <= b,
                        Relation.MORE: a > b,
                        Relation.AT_LEAST: a >= b,
                        Relation.EQUAL: a == b,
                        Relation.UNEQUAL: a != b,
                    }[relation]
                )
        raise AssertionError(part)

    def apply(self, choices: tuple[Choice, ...]) -> None:
        for choice in choices:
            for arm in choice.arms:
                if self.steps > STEPS:
                    return
                if arm.condition is None or self.value(arm.condition):
                    self.change(arm.rule.effect)
                    break

    def change(self, effect: object) -> None:
        self.steps += 1
        match effect:
            case Change(sign, amount, score):
                self.scores[score] = _cut(self.scores[score] + sign * self.value(amount))
            case Move(target, score):
                self.scores[score] = _cut(self.value(target))
            case Begin(status) if not self.statuses[status]:
                self.statuses[status] = True
                self.follow(OfStatus(status))
            case End(status) if self.statuses[status]:
                self.statuses[status] = False
                self.follow(OfStatus(status, "ends"))
        self.look()

    def follow(self, occurrence: OfStatus) -> None:
        for reaction in self.machine.reactions:
            if reaction.trigger == Upon(occurrence):
                self.apply(reaction.choices)

    def look(self) -> None:
        for number, reaction in enumerate(self.machine.reactions):
            now = self.holds(reaction)
            if now and not self.standing[number]:
                self.standing[number] = True
                self.apply(reaction.choices)
            else:
                self.standing[number] = now


def _cut(value: int) -> int:
    return max(0, min(9, value))


def machine_of(text: str) -> Machine | None:
    parsed = parse(SourceFile("test.policy", text))
    assert parsed.tree is not None
    return check(parsed.tree).machine


@given(
    policies(),
    st.lists(levels, min_size=2, max_size=2),
    st.lists(st.booleans(), min_size=2, max_size=2),
    st.lists(st.integers(-9, 9), min_size=1, max_size=4),
)
@settings(max_examples=400)
def test_a_chain_that_is_let_pass_comes_to_an_end(
    text: str, begins: list[int], states: list[bool], pushes: list[int]
) -> None:
    machine = machine_of(text)
    event("refused" if machine is None else "let pass")
    if machine is None:
        return
    run = Run(machine, begins, states)
    for push in pushes:
        run.steps = 0
        run.change(Change(1 if push > 0 else -1, Constant(abs(push)), push % 2))
        run.change(Begin(push % 2, None) if push % 3 else End(push % 2))
        assert run.steps <= STEPS


def test_a_chain_that_is_refused_can_go_round() -> None:
    text = BASE + (
        "rule r {\n  when a reaches 9\n  sets a to 5\n  sets a to 0\n}\n"
        "rule q {\n  when a falls to 0\n  sets a to 5\n  sets a to 9\n}\n"
    )
    assert machine_of(text) is None
    harmless = machine_of(text.replace("sets a to 9", "sets a to 8"))
    assert harmless is not None
    endless = attrs.evolve(
        harmless, reactions=(harmless.reactions[0], _to_nine(harmless.reactions[1]))
    )
    run = Run(endless, [5, 5], [False, False])
    run.change(Change(1, Constant(9), 0))
    assert run.steps > STEPS


def _to_nine(reaction: Reaction) -> Reaction:
    """The rule with 9 for the value that its last effect sets."""
    *others, last = reaction.choices
    (arm,) = last.arms
    rule = attrs.evolve(arm.rule, effect=Move(Constant(9)))
    return attrs.evolve(reaction, choices=(*others, Choice((attrs.evolve(arm, rule=rule),))))
