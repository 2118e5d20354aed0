"""Values by name, read as a policy declares them: fields of an action, attributes of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.core.suggest import suggest
from policylang.model.machine import Slot
from policylang.model.units import Denomination, Kind
from policylang.model.values import InputProblem, composed, read_value, shortened, show_value

#: Most names that advice lists.
_SHOWN: Final = 12
_FILL_IN: Final = "fill it in, or declare a default in the policy"


def given_values(values: Mapping[str, object]) -> dict[str, object]:
    """Values by composed name, without those that are not given: None and empty text."""
    return {composed(str(n)): raw for n, raw in values.items() if raw is not None and raw != ""}


def read_slot(slot: Slot, raw: object, denomination: Denomination, *, noun: str = "field") -> int:
    """The held value of a field or attribute; its default where `raw` is None.

    Raises:
        InputProblem: not given and without default (PL403, for attributes PL413), or a value that
            cannot be read (PL405, PL406, PL408). The message begins with the name.
    """
    if raw is not None:
        try:
            return read_value(raw, slot.domain, denomination)
        except InputProblem as problem:
            raise named(slot.name, problem) from None
    if slot.default is not None:
        return slot.default
    code = codes.FIELD_MISSING if noun == "field" else codes.ATTRIBUTE_MISSING
    message = f"the {noun} `{slot.name}` is not given and has no default"
    raise InputProblem(code, message, _FILL_IN, name=slot.name)


def given_texts(
    slots: Iterable[Slot], values: Iterable[int], denomination: Denomination
) -> dict[str, str]:
    """Held values as they are written, by name, without names and dates that are not given."""
    return {
        slot.name: show_value(held, slot.domain, denomination)
        for slot, held in zip(slots, values, strict=False)
        if held or slot.domain.kind not in (Kind.NAME, Kind.DATE)
    }


def named(name: str, problem: InputProblem) -> InputProblem:
    """The same problem, told of a field or attribute by its name."""
    return InputProblem(problem.code, f"`{name}`: {problem.what}", problem.help, name=name)


def unknown(code: Code, message: str, name: str, noun: str, names: Iterable[str]) -> InputProblem:
    """The problem of a name that nothing has, with the nearest one or what there is instead."""
    known = list(names)
    help = suggest(name, known, otherwise=what_there_is(noun, known))
    return InputProblem(code, message, help, name=name)


def no_attribute(name: str, slots: Iterable[Slot]) -> InputProblem:
    """The problem of an attribute that is not declared (PL423)."""
    message = f"the policy declares no attribute `{shortened(name)}`"
    names = [slot.name for slot in slots]
    return unknown(codes.NO_SUCH_ATTRIBUTE, message, name, "attribute", names)


def what_there_is(noun: str, names: Iterable[str]) -> str:
    """What there is instead of an unknown name, the first few of many: "its fields are ..."."""
    known = list(names)
    shown = ", ".join(f"`{name}`" for name in known[:_SHOWN])
    if len(known) > _SHOWN:
        return f"its {noun}s are {shown} and {len(known) - _SHOWN} more"
    if len(known) > 1:
        return f"its {noun}s are {shown}"
    return f"its only {noun} is {shown}" if known else f"it has no {noun}s"
