"""What a policy says of events: actions, refusals, fields, rules, limits, statuses, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.model.machine import Action, Cap, Choice, Machine, Reaction, rules_of
from policylang.report import words
from policylang.report.style import Style
from policylang.report.tables import Column, draw


def actions(machine: Machine, style: Style) -> str:
    """Each action with its rules, their limits and what an event costs."""
    columns = [Column("action", wraps=True), Column("by"), Column("on"),
               Column("what happens", wraps=True), Column("at most", wraps=True),
               Column("costs the person", wraps=True)]  # fmt: skip
    rows = [row for action in machine.actions for row in _action_rows(action, machine)]
    return draw(columns, rows, style, spaced=True)


def _action_rows(action: Action, machine: Machine) -> Iterator[tuple[str, ...]]:
    """A row for each rule; the action itself stands beside its first."""
    name, by = f"{action.label}\n`{action.name}`", f"{action.by}"
    paid = words.costs(action, machine)
    if not action.rules:
        yield name, by, "", "changes no points", "", paid
    for moment in action.moments:
        on = moment.name if len(action.moments) > 1 else ""
        for what, limited in _rules(moment.choices, machine, action):
            yield name, by, on, what, limited, paid
            name = by = on = paid = ""


def _rules(
    choices: tuple[Choice, ...], machine: Machine, action: Action | None
) -> Iterator[tuple[str, str]]:
    """What each rule does, and its limits. What ends a lifetime is part of the rule before it."""
    for choice in choices:
        for arm in choice.arms:
            limited = "\n".join(words.cap(cap, machine, action) for cap in arm.rule.caps)
            yield words.rule(arm.rule), limited


def refusals(machine: Machine, style: Style) -> str:
    """Which events are refused, and what is said of them."""
    columns = [Column("action", wraps=True), Column("refused", wraps=True),
               Column("reason", wraps=True)]  # fmt: skip
    rows = [
        (action.label, _without(refusal.text, words.in_words(refusal.origin.said)), refusal.text)
        for action in machine.actions
        for refusal in action.refusals
    ]
    return draw(columns, rows, style)


def _without(text: str, clause: str) -> str:
    """A clause without the text that stands at its end, which has a column of its own."""
    return clause.removesuffix(f' "{text}"')


def fields(machine: Machine, style: Style) -> str:
    """The fields of every action, and what is derived from them."""
    columns = [Column("action"), Column("field"), Column("meaning", wraps=True),
               Column("values", wraps=True), Column("if not given")]  # fmt: skip
    rows = [row for action in machine.actions for row in _field_rows(action, machine)]
    return draw(columns, rows, style)


def _field_rows(action: Action, machine: Machine) -> Iterator[tuple[str, ...]]:
    for slot in action.fields:
        values = words.domain(slot.domain, machine)
        yield action.name, slot.name, slot.label, values, words.default(slot, machine)
    for each in action.derived:
        yield action.name, each.name, each.label, f"means {words.in_words(each.origin.said)}", ""


def rules(machine: Machine, style: Style) -> str:
    """Rule blocks: when each acts and what it does."""
    columns = [Column("rule", wraps=True), Column("when", wraps=True),
               Column("what happens", wraps=True), Column("at most", wraps=True)]  # fmt: skip
    rows = [row for reaction in machine.reactions for row in _rule_rows(reaction, machine)]
    return draw(columns, rows, style, spaced=True)


def _rule_rows(reaction: Reaction, machine: Machine) -> Iterator[tuple[str, ...]]:
    name, when = f"{reaction.label}\n`{reaction.name}`", words.trigger(reaction.trigger, machine)
    action = words.event_of(reaction.trigger, machine)
    for what, limited in _rules(reaction.choices, machine, action):
        yield name, when, what, limited
        name = when = ""


def limits(machine: Machine, style: Style) -> str:
    """Limits that several rules share, with what they cover."""
    covered: dict[int, list[str]] = {}
    shared: dict[int, Cap] = {}
    blocks = [(each.label, rules_of(each.choices)) for each in machine.actions]
    blocks += [(each.label, rules_of(each.choices)) for each in machine.reactions]
    for label, stated in blocks:
        for rule in stated:
            for cap in rule.caps:
                shared[cap.slot] = cap
                covered.setdefault(cap.slot, []).append(f"{label}: {rule.verb}")
    columns = [Column("limit", wraps=True), Column("line", right=True),
               Column("covers", wraps=True)]  # fmt: skip
    rows = [
        (shared[slot].origin.said, f"{shared[slot].origin.span.line}", "\n".join(whose))
        for slot, whose in sorted(covered.items())
        if len(whose) > 1
    ]
    return draw(columns, rows, style)


def statuses(machine: Machine, style: Style) -> str:
    """States a person may be in."""
    columns = [Column("name"), Column("meaning", wraps=True)]
    return draw(columns, [(each.name, each.label) for each in machine.statuses], style)
