"""A disagreement made small: the least policy and history over which engines still differ.

Hypothesis shrinks the bytes a village is made of, which changes everything at once and takes
minutes. Here blocks, clauses, parts of expressions and events are left out one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import attrs

from policylang.core.source import SourceFile
from policylang.model.history import columns_of
from policylang.model.machine import Machine
from policylang.model.persons import AttributeChange
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from policylang.syntax.printer import to_text
from tests.agreement.histories import Case
from tests.agreement.people import Village
from tests.agreement.policies import machine_of

#: What is to hold of a policy and its people: raises where it does not.
Law = Callable[[Village], None]
#: An event by the names of its action and fields, which stay when others are left out.
_Row = tuple[int, str, tuple[tuple[str, int], ...]]
#: A change of an attribute, by its name.
_Changed = tuple[int, str, int]

_EXPRESSIONS = get_args(tree.Expr)


def smallest(law: Law, village: Village, error: Exception) -> str:
    """The least policy and person that still break a law in the same way, as text."""
    for person in village.people:
        reduction = _Reduction(law, village.machine, person, type(error))
        if reduction.breaks():
            return reduction.text()
    return f"only all these people together break it: {village}"


class _Reduction:
    def __init__(self, law: Law, machine: Machine, person: Case, kind: type[Exception]) -> None:
        self.law = law
        self.kind = kind
        self.person = person
        self.rows = _rows(machine, person)
        slots = zip(machine.attributes, person.attributes, strict=True)
        self.attributes = {slot.name: value for slot, value in slots}
        self.changes = tuple(
            (change.day, machine.attributes[change.slot].name, change.value)
            for change in person.history.changes
        )
        parsed = parse(SourceFile("generated.policy", machine.score.origin.span.source.text))
        assert parsed.tree is not None
        self.policy = parsed.tree

    def breaks(self) -> bool:
        """Whether this person alone breaks the law."""
        return self._breaks(self.policy, self.rows, self.changes)

    def text(self) -> str:
        """What is left, and how it fails."""
        for _ in range(2):  # what was needed at first may not be in the end
            self.rows = _least(
                self.rows, lambda rows: self._breaks(self.policy, rows, self.changes)
            )
            self.changes = _least(
                self.changes, lambda changes: self._breaks(self.policy, self.rows, changes)
            )
            self.policy = _least(
                self.policy, lambda policy: self._breaks(policy, self.rows, self.changes)
            )
        village = self._village(self.policy, self.rows, self.changes)
        why = "which holds when tried again"
        try:
            self.law(village)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            why = f"{type(error).__name__}: {error}"
        return "\n".join(
            ["this breaks it:", "", to_text(self.policy), repr(village.people[0]), why]
        )

    def _breaks(
        self, policy: tree.PolicyFile, rows: tuple[_Row, ...], changes: tuple[_Changed, ...]
    ) -> bool:
        try:
            village = self._village(policy, rows, changes)
        except Exception:  # noqa: BLE001 - too much was left out: no policy any more
            return False
        try:
            self.law(village)
        except self.kind:
            return True
        except Exception:  # noqa: BLE001 - another finding, for another run
            return False
        return False

    def _village(
        self, policy: tree.PolicyFile, rows: tuple[_Row, ...], changes: tuple[_Changed, ...]
    ) -> Village:
        machine = machine_of(policy)
        assert machine is not None
        person = self._person(machine, rows)
        slots = {slot.name: number for number, slot in enumerate(machine.attributes)}
        kept = tuple(
            AttributeChange(day, slots[name], value)
            for day, name, value in changes
            if name in slots and slots[name] in machine.changeable
        )
        history = attrs.evolve(person.history, changes=kept)
        return Village(machine, (attrs.evolve(person, history=history),))

    def _person(self, machine: Machine, rows: tuple[_Row, ...]) -> Case:
        codes = {action.name: code for code, action in enumerate(machine.actions)}
        encoded = []
        for day, name, fields in rows:
            if name in codes:
                known = dict(fields)
                values = [known[slot.name] for slot in machine.actions[codes[name]].fields]
                padded = (*values, *[0] * (machine.width - len(values)))
                encoded.append((day, codes[name], padded))
        attributes = tuple(self.attributes[slot.name] for slot in machine.attributes)
        history = columns_of(encoded, machine.width)
        return attrs.evolve(self.person, history=history, attributes=attributes)


def _rows(machine: Machine, person: Case) -> tuple[_Row, ...]:
    history, rows = person.history, []
    for event, (day, code) in enumerate(zip(history.days, history.codes, strict=True)):
        action = machine.actions[code]
        fields = ((slot.name, history.columns[n][event]) for n, slot in enumerate(action.fields))
        rows.append((day, action.name, tuple(fields)))
    return tuple(rows)


def _least(value: Any, breaks: Callable[[Any], bool]) -> Any:
    """A value with everything left out that a failure does not need, each tried once."""
    if isinstance(value, tuple):
        for place in reversed(range(len(value))):
            shorter = value[:place] + value[place + 1 :]
            if breaks(shorter):
                value = shorter
        for place, part in enumerate(value):
            value = _with(value, place, _least(part, _inside(value, place, breaks)))
        return value
    return _least_node(value, breaks) if attrs.has(type(value)) else value


def _least_node(node: Any, breaks: Callable[[Any], bool]) -> Any:
    fields = [field.name for field in attrs.fields(type(node)) if field.eq]
    if isinstance(node, _EXPRESSIONS):
        for part in (getattr(node, name) for name in fields):
            if isinstance(part, _EXPRESSIONS) and breaks(part):
                return _least(part, breaks)
    for name in fields:
        if getattr(node, name) is None:
            continue
        without = attrs.evolve(node, **{name: None})
        node = without if breaks(without) else _least_field(node, name, breaks)
    return node


def _least_field(node: Any, name: str, breaks: Callable[[Any], bool]) -> Any:
    def with_it(value: Any) -> Any:
        return attrs.evolve(node, **{name: value})

    return with_it(_least(getattr(node, name), lambda value: breaks(with_it(value))))


def _with(values: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _inside(values: tuple[Any, ...], place: int, breaks: Callable[[Any], bool]) -> Any:
    return lambda value: breaks(_with(values, place, value))
