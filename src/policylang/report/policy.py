"""What a policy says, in plain words: tables of actions, caps, grades, perks and figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from policylang.model.machine import Action, Machine, Origin
from policylang.report import words
from policylang.report.style import Style
from policylang.report.tables import Column, draw
from policylang.report.width import wrapped


def render_policy(machine: Machine, style: Style | None = None) -> str:
    """Everything a checked policy says, each line ended."""
    style = style or Style()
    sections = [
        _header(machine, style),
        _section("Score", _score(machine, style), style),
        _section("Attributes of a person", _attributes(machine, style), style),
        _section("Actions and what they give", _actions(machine, style), style),
        _section("What an event tells", _fields(machine, style), style),
        _section("Grades, best first", _grades(machine, style), style),
        _section("Perks and sanctions", _grants(machine, style), style),
        _section("Definitions", _definitions(machine, style), style),
        _section("Figures", _figures(machine, style), style),
        _section("Where the rules come from", _sources(machine, style), style),
        _section("What the policy claims of itself", _claims(machine, style), style),
    ]
    return "\n".join(section for section in sections if section)


def _section(title: str, body: str, style: Style) -> str:
    return f"{style.paint(title, 'strong')}\n\n{body}" if body else ""


def _header(machine: Machine, style: Style) -> str:
    header = machine.header
    facts = [f"policy {header.name}"]
    if header.version:
        facts.append(f"version {header.version}")
    facts.append(_in_force(header.opens, header.closes))
    facts.append(f"days in {header.timezone}, money in {machine.denomination.currency}")
    lines = [style.paint(style.shown(header.title), "strong"), style.shown("; ".join(facts))]
    for source in header.sources:
        lines.extend(wrapped(f"Source: {style.shown(source)}", style.width))
    for reason in header.assumed:
        lines.extend(wrapped(f"Assumed: {style.shown(reason)}", style.width))
    return "".join(f"{line}\n" for line in lines)


def _in_force(opens: int | None, closes: int | None) -> str:
    first = f" from {_day(opens)}" if opens is not None else ""
    last = f" until {_day(closes)}" if closes is not None else ""
    return f"in force{first}{last}" if first or last else "no dates in force"


def _day(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()


def _score(machine: Machine, style: Style) -> str:
    score = machine.score
    text = f"{score.label}: starts at {words.points(score.fixed_start or 0, machine)} points"
    low = None if score.fixed_low is None else words.points(score.fixed_low, machine)
    high = None if score.fixed_high is None else words.points(score.fixed_high, machine)
    if low is not None and high is not None:
        text += f" and stays within {low} to {high}"
    elif low is not None:
        text += f" and stays at least {low}"
    elif high is not None:
        text += f" and stays at most {high}"
    return "".join(f"{line}\n" for line in wrapped(style.shown(text), style.width))


def _attributes(machine: Machine, style: Style) -> str:
    columns = [Column("name"), Column("meaning", wraps=True), Column("values", wraps=True),
               Column("if not given")]  # fmt: skip
    rows = [
        (slot.name, slot.label, words.domain(slot.domain, machine), words.default(slot, machine))
        for slot in machine.attributes
    ]
    return draw(columns, rows, style)


def _actions(machine: Machine, style: Style) -> str:
    columns = [Column("action", wraps=True), Column("by"), Column("what happens", wraps=True),
               Column("at most", wraps=True), Column("costs the person", wraps=True)]  # fmt: skip
    rows = [row for action in machine.actions for row in _action_rows(action, machine)]
    return draw(columns, rows, style, spaced=True)


def _action_rows(action: Action, machine: Machine) -> Iterator[tuple[str, ...]]:
    """A row for each rule; the action itself stands beside its first."""
    name, by = f"{action.label}\n`{action.name}`", f"{action.by}"
    paid = words.costs(action, machine)
    if not action.rules:
        yield name, by, "changes no points", "", paid
    for rule in action.rules:
        limits = "\n".join(words.cap(cap, machine) for cap in rule.caps)
        yield name, by, words.rule(rule), limits, paid
        name = by = paid = ""


def _fields(machine: Machine, style: Style) -> str:
    columns = [Column("action"), Column("field"), Column("meaning", wraps=True),
               Column("values", wraps=True), Column("if not given")]  # fmt: skip
    rows = [
        (
            action.name,
            slot.name,
            slot.label,
            words.domain(slot.domain, machine),
            words.default(slot, machine),
        )
        for action in machine.actions
        for slot in action.fields
    ]
    return draw(columns, rows, style)


def _grades(machine: Machine, style: Style) -> str:
    columns = [Column("grade"), Column("points"), Column("as written", wraps=True)]
    rows = [
        (grade.name, words.bracket(machine, rank), grade.origin.text)
        for rank, grade in enumerate(machine.grades)
    ]
    return draw(columns, rows, style)


def _grants(machine: Machine, style: Style) -> str:
    columns = [Column("kind"), Column("name", wraps=True), Column("who", wraps=True),
               Column("when", wraps=True), Column("what", wraps=True)]  # fmt: skip
    rows = [
        (
            grant.kind,
            grant.label,
            words.whom(grant, machine),
            words.schedule(grant.schedule),
            words.brings(grant, machine),
        )
        for grant in machine.grants
    ]
    return draw(columns, rows, style)


def _definitions(machine: Machine, style: Style) -> str:
    columns = [
        Column("name"),
        Column("meaning", wraps=True),
        Column("what it stands for", wraps=True),
    ]
    rows = [
        (each.name, each.label, words.in_words(each.origin.said)) for each in machine.definitions
    ]
    return draw(columns, rows, style)


def _figures(machine: Machine, style: Style) -> str:
    """Assumed figures and reported ones, told apart, with where they are from."""
    columns = [Column("figure"), Column("value"), Column("known"), Column("note", wraps=True)]
    rows = []
    for standing in ("reported", "assumed"):
        for each in machine.figures:
            if each.standing == standing:
                note = each.note or each.origin.source or each.origin.assumed or ""
                rows.append((each.name, each.value, each.standing, note))
    return draw(columns, rows, style)


def _sources(machine: Machine, style: Style) -> str:
    """For each part, what is reported of it and what is assumed."""
    columns = [Column("part"), Column("line", right=True), Column("reported: source", wraps=True),
               Column("assumed", wraps=True)]  # fmt: skip
    parts: list[Origin] = [machine.score.origin, *(each.origin for each in machine.actions)]
    if machine.grades:
        grades = machine.grades[0].origin
        parts.append(Origin("grades", grades.span, grades.source, grades.assumed))
    for blocks in (machine.grants, machine.definitions, machine.claims):
        parts.extend(each.origin for each in blocks)
    rows = [
        (part.text, f"{part.span.line}", part.source or "", part.assumed or "")
        for part in parts
        if part.source or part.assumed
    ]
    return draw(columns, rows, style)


def _claims(machine: Machine, style: Style) -> str:
    columns = [
        Column("claim"),
        Column("meaning", wraps=True),
        Column("what is claimed", wraps=True),
    ]
    return draw(columns, [(each.name, each.label, each.text) for each in machine.claims], style)
