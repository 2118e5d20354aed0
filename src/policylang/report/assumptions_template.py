"""A template for an assumptions file: everything a policy leaves open, as remarks to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.model.machine import Machine
from policylang.report.visible import visible


def assumptions_template(machine: Machine) -> str:
    """The text of an assumptions file that assumes nothing yet, each line ended."""
    return "".join(f"{line}\n" for line in _lines(machine))


def _lines(machine: Machine) -> Iterator[str]:
    currency = machine.denomination.currency
    yield "# What an audit assumes beside the policy. Take the `#` from a line to assume it:"
    yield "#"
    yield "#   policylang audit POLICY --assume THIS_FILE"
    yield ""
    yield "assumptions: 1"
    yield f"policy: {machine.header.name}"
    yield ""
    yield "# Perks whose worth the policy does not say. Where one has no dates, its worth is given"
    yield "# for a time, and counted at the end of each for whoever has it then."
    yield "perks:"
    unpriced = [each for each in machine.grants if each.kind == "perk" and each.worth is None]
    for name in dict.fromkeys(each.name for each in unpriced):
        dated = any(each.trigger is not None for each in unpriced if each.name == name)
        yield f"  # {name}: 0 {currency}{'' if dated else ' a year'}"
    yield ""
    yield "# What one event costs the person, where the policy does not say: money, hours, or both"
    yield f"# in a list such as [5 {currency}, 2 hours]. Fields can be named, as after `costs`."
    yield "costs:"
    for action in machine.actions:
        if action.by == "choice" and not action.costs:
            fields = ", ".join(field.name for field in action.fields)
            remark = f"    # fields: {fields}" if fields else ""
            yield f"  # {action.name}: 0 {currency}{remark}"
    yield ""
    yield "# Figures that the policy itself assumes, as they stand there."
    yield "figures:"
    for figure in machine.figures:
        if figure.standing == "assumed":
            note = f"    # {visible(' '.join(figure.note.split()))}" if figure.note else ""
            yield f"  # {figure.name}: {figure.value}{note}"
