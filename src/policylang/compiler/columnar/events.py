"""What an event of each action does, as a sketch."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import attrs

from policylang.compiler.columnar.expressions import Expressions
from policylang.compiler.columnar.grants import Grants
from policylang.compiler.columnar.pen import Pen, Sketch
from policylang.compiler.columnar.remembered import Remembered
from policylang.compiler.columnar.rules import Rules
from policylang.compiler.columnar.steady import Steadies, steadies_of
from policylang.compiler.plan import read_by_action, recalled
from policylang.compiler.scalar import counted
from policylang.compiler.text import AND
from policylang.compiler.writer import Writer
from policylang.model.machine import Action, Choice, Machine


def sketch_events(
    machine: Machine, kept: Remembered, texts: Expressions, grants: Grants, pen: Pen
) -> tuple[Sketch, ...]:
    """A sketch for each action, by code."""
    taken_in: dict[int, list[int]] = {}
    for number, tally in enumerate(machine.tallies):
        taken_in.setdefault(counted(tally), []).append(number)
    events = _Events(machine, kept, texts, grants, pen, taken_in, steadies_of(machine, taken_in))
    return tuple(events.sketch(code, action) for code, action in enumerate(machine.actions))


@attrs.frozen
class _Events:
    machine: Machine
    kept: Remembered
    texts: Expressions
    grants: Grants
    pen: Pen
    #: Numbers of the tallies that take in events of an action, by code.
    taken_in: dict[int, list[int]]
    steadies: Steadies

    def sketch(self, code: int, action: Action) -> Sketch:
        body = Writer()
        if code in self.steadies.members:
            self.steadies.write(code, self.kept.caps, self.pen, body)
        else:
            with self._unless_refused(action, body):
                self._remember(code, action, body)
                rules = Rules(self.machine, self.kept, self.texts, self.grants, self.pen, body)
                for choice in action.choices:
                    self._choose(choice, rules, body)
                self.grants.upon(code, body)
        return self.pen.sketched(body)

    def _unless_refused(self, action: Action, body: Writer) -> AbstractContextManager[None]:
        """A block for events that are not refused; none where nothing is."""
        conditions = [refusal.condition for refusal in action.refusals]
        if not conditions:
            return nullcontext()
        for number in recalled(iter(conditions)):
            _lines(body, self.kept.tallies[number].forget("day"))
        tests = " or ".join(self.texts.text(each, AND) for each in conditions)
        return body.block(f"if not ({tests})")

    def _remember(self, code: int, action: Action, body: Writer) -> None:
        taken = self.taken_in.get(code, [])
        for number in taken:
            where = self.machine.tallies[number].where
            if where is None:
                self._take(number, body)
            else:
                with body.block(f"if {self.texts.text(where)}"):
                    self._take(number, body)
        for number in sorted({*taken, *recalled(read_by_action(action))}):
            _lines(body, self.kept.tallies[number].forget("day"))

    def _take(self, number: int, body: Writer) -> None:
        value = self.machine.tallies[number].value
        text = "1" if value is None else self.texts.number(value)
        _lines(body, self.kept.tallies[number].take(text))

    def _choose(self, choice: Choice, rules: Rules, body: Writer) -> None:
        tests = []
        for place, arm in enumerate(choice.arms):
            if arm.condition is None:
                tests.append(("else", arm.rule))
                break
            opening = "elif" if place else "if"
            tests.append((f"{opening} {self.texts.text(arm.condition)}", arm.rule))
        if tests[0][0] == "else":
            rules.write(tests[0][1])
        elif tests[-1][0] != "else" or not rules.write_one_of(tests):
            for test, rule in tests:
                with body.block(test):
                    rules.write(rule)


def _lines(out: Writer, lines: Iterable[str]) -> None:
    for line in lines:
        out.line(line)
