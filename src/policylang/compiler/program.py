"""A policy that is not flat as the text of a program: a function for every part of it.

They take a person `p` and an event `event` (its fields, and last its day) and are called by
`runtime.person`, which keeps what a flat function has variables for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from policylang.compiler.helpers import write_helpers
from policylang.compiler.loading import load_functions
from policylang.compiler.naming import Names
from policylang.compiler.scene_text import SceneText
from policylang.compiler.writer import Writer
from policylang.model.expressions import Expression
from policylang.model.machine import (
    Arm,
    Begin,
    Change,
    Choice,
    End,
    Grant,
    Machine,
    Move,
    Restore,
    Rule,
    read_by,
)
from policylang.runtime.program import (
    NOT_GIVEN,
    Part,
    Program,
    every_expression,
    parts_of_machine,
)

#: Most conditions that stand in one chain of `elif`, which Python reads by recursion.
_CHAIN = 100


def load_program(machine: Machine) -> Program:
    """The generated program of a machine, compiled."""
    names = Names(machine)
    functions = load_functions(write_program(machine), machine.header.name)

    def found(wanted: Sequence[str]) -> list[Callable[..., Any]]:
        return [functions[name] for name in wanted]

    return Program(
        moments=[found(moments) for moments in names.moments],
        reactions=found(names.reactions),
        grants=found(names.grants),
        readings={part.name: functions[part.name] for part in parts_of_machine(machine)},
    )


def write_program(machine: Machine) -> Writer:
    """Write every function of a machine. The same machine gives the same text."""
    return _Program(machine).write()


class _Program:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.names = Names(machine)
        self.texts = SceneText(self.names)
        self.out = Writer()

    def write(self) -> Writer:
        machine, names = self.machine, self.names
        for each in (names.scores, names.statuses, names.recalled):
            for number, name in enumerate(each):
                self.out.line(f"{name} = {number}")
        self.out.blank()
        self.out.blank()
        write_helpers(self.out, names, every_expression(machine))
        for action, called in zip(machine.actions, names.moments, strict=True):
            for moment, name in zip(action.moments, called, strict=True):
                with self.out.at(moment.origin.span):
                    self._moment(name, f"{moment.name} of {action.name}", moment.choices)
        for reaction, name in zip(machine.reactions, names.reactions, strict=True):
            with self.out.at(reaction.origin.span):
                self._reaction(name, f"rule {reaction.name}", reaction.choices)
        for grant, name in zip(machine.grants, names.grants, strict=True):
            with self.out.at(grant.origin.span):
                self._grant(name, grant)
        for part in parts_of_machine(machine):
            with self.out.at(part.span):
                self._reading(part)
        return self.out

    def _function(self, name: str, comment: str, body: Callable[[], None]) -> None:
        with self.out.block(f"def {name}(p, event)", comment):
            body()
        self.out.blank()
        self.out.blank()

    def _reading(self, part: Part) -> None:
        def body() -> None:
            self.texts.write_variables(self.out, [part.expression])
            self.out.line(f"return {self.texts.number(part.expression)}")

        place = f" (line {part.span.line})" if part.placed else ""
        self._function(part.name, part.says + place, body)

    # --- rules -------------------------------------------------------------------------------

    def _moment(self, name: str, comment: str, choices: Sequence[Choice]) -> None:
        def body() -> None:
            self.texts.write_variables(self.out, _read_by_choices(choices))
            for choice in choices:
                self._choice(choice.arms)

        self._function(name, comment, body)

    def _reaction(self, name: str, comment: str, choices: Sequence[Choice]) -> None:
        """The same; it also says whether there was a rule to apply."""
        always = any(choice.arms[0].condition is None for choice in choices)

        def body() -> None:
            self.texts.write_variables(self.out, _read_by_choices(choices))
            if not always:
                self.out.line("fired = False")
            for choice in choices:
                self._choice(choice.arms, "" if always else "fired = True")
            self.out.line(f"return {'True' if always else 'fired'}")

        self._function(name, comment, body)

    def _choice(self, arms: Sequence[Arm], after: str = "") -> None:
        """The first arm whose condition holds; `after` is a statement behind its rule."""
        if len(arms) <= _CHAIN:
            self._chain(arms, after, "")
            return
        self.out.line("chosen = False")
        for start in range(0, len(arms), _CHAIN):
            with self.out.block("if not chosen"):
                self.out.line("chosen = True")
                self._chain(arms[start : start + _CHAIN], after, "chosen = False")

    def _chain(self, arms: Sequence[Arm], after: str, otherwise: str) -> None:
        opening = "if"
        for arm in arms:
            with self.out.at(arm.rule.origin.span):
                if arm.condition is None and opening == "if":
                    self._rule(arm.rule, after)
                    return
                test = "else"
                if arm.condition is not None:
                    test = f"{opening} {self.texts.text(arm.condition)}"
                with self.out.block(test):
                    self._rule(arm.rule, after)
            opening = "elif"
        if otherwise and arms[-1].condition is not None:
            with self.out.block("else"):
                self.out.line(otherwise)

    def _rule(self, rule: Rule, after: str) -> None:
        span = rule.origin.span
        self.out.line(f"# {PurePath(span.source.name).name}:{span.line}: {rule.origin.text}")
        self.out.line(self._call(rule))
        if after:
            self.out.line(after)

    def _call(self, rule: Rule) -> str:
        number, read = rule.number, self.texts.number
        match rule.effect:
            case Change(_, amount, _, None):
                return f"p.change({number}, {read(amount)})"
            case Change(_, amount, _, life):
                assert life is not None
                return f"p.change({number}, {read(amount)}, expires={read(life.expires)})"
            case Move(target):
                return f"p.move({number}, {read(target)})"
            case Restore():
                return f"p.restore({number})"
            case Begin(_, until):
                return f"p.begin({number}, until={None if until is None else read(until)})"
            case End():
                return f"p.end({number})"

    # --- perks and sanctions -----------------------------------------------------------------

    def _grant(self, name: str, grant: Grant) -> None:
        def body() -> None:
            read = [each for each in (grant.condition, grant.worth) if each is not None]
            self.texts.write_variables(self.out, read)
            if grant.condition is not None:
                with self.out.block(f"if not {self.texts.conjunct(grant.condition)}"):
                    self.out.line(f"return {NOT_GIVEN}")
            self.out.line(
                f"return {'0' if grant.worth is None else self.texts.number(grant.worth)}"
            )

        self._function(name, grant.origin.text, body)


def _read_by_choices(choices: Sequence[Choice]) -> Iterator[Expression]:
    """What the text of choices reads; readings of a lifetime's conditions stand apart."""
    for arm in (arm for choice in choices for arm in choice.arms):
        if arm.condition is not None:
            yield arm.condition
        effect = arm.rule.effect
        if isinstance(effect, Change) and effect.lifetime is not None:
            yield from (effect.amount, effect.lifetime.expires)
        else:
            yield from read_by(effect)
