"""What a policy says, in plain words: tables of actions, caps, grades, perks and figures."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.model.calendar import iso
from policylang.model.machine import (
    Claim,
    Definition,
    Grant,
    Machine,
    NamedPeriod,
    Origin,
    Ranking,
    Reaction,
    Status,
    Table,
)
from policylang.report import words
from policylang.report.formula import Formula
from policylang.report.policy_rules import actions, fields, limits, refusals, rules, statuses
from policylang.report.policy_scales import grades, periods, rankings, scores, tables
from policylang.report.style import Style
from policylang.report.tables import Column, draw
from policylang.report.width import wrapped

#: What stands in the policy as a block of its own.
_Block = Reaction | Grant | Status | Table | NamedPeriod | Ranking | Definition | Claim


def render_policy(machine: Machine, style: Style | None = None) -> str:
    """Everything a checked policy says, each line ended."""
    style = style or Style()
    sections = [
        _header(machine, style),
        _section("Score" if len(machine.scores) == 1 else "Scores", scores(machine, style), style),
        _section("Attributes of a person", _attributes(machine, style), style),
        _section("Actions and what they give", actions(machine, style), style),
        _section("Events that are refused", refusals(machine, style), style),
        _section("What an event tells", fields(machine, style), style),
        _section("Rules that act by themselves", rules(machine, style), style),
        _section("Limits of several rules", limits(machine, style), style),
        _section("Statuses", statuses(machine, style), style),
        *(_section(title, body, style) for title, body in grades(machine, style)),
        _section("Perks and sanctions", _grants(machine, style), style),
        *(_section(title, body, style) for title, body in tables(machine, style)),
        _section("Periods", periods(machine, style), style),
        _section("Rankings", rankings(machine, style), style),
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
    unit = machine.denomination
    money = f", money in {unit.currency}" if unit.has_money else ""
    facts.append(f"days in {header.timezone}{money}")
    lines = [style.paint(style.shown(header.title), "strong"), style.shown("; ".join(facts))]
    for source in header.sources:
        lines.extend(wrapped(f"Source: {style.shown(source)}", style.width))
    for reason in header.assumed:
        lines.extend(wrapped(f"Assumed: {style.shown(reason)}", style.width))
    lines.extend(_terms(machine, style))
    return "".join(f"{line}\n" for line in lines)


def _terms(machine: Machine, style: Style) -> Iterator[str]:
    """What holds for everybody: when their time begins, who is scored, what may be taken back."""
    if machine.begins is not None:
        yield style.shown(f"A person's time begins on `{machine.attributes[machine.begins].name}`.")
    if machine.consent is not None:
        condition = Formula(machine).condition(machine.consent)
        yield from wrapped(style.shown(f"A person is scored only while {condition}."), style.width)
    if machine.voids:
        yield "Events may be withdrawn."


def _in_force(opens: int | None, closes: int | None) -> str:
    first = f" from {iso(opens)}" if opens is not None else ""
    last = f" until {iso(closes)}" if closes is not None else ""
    return f"in force{first}{last}" if first or last else "no dates in force"


def _attributes(machine: Machine, style: Style) -> str:
    columns = [Column("name"), Column("meaning", wraps=True), Column("values", wraps=True),
               Column("if not given")]  # fmt: skip
    rows = [
        (
            slot.name,
            slot.label,
            words.domain(slot.domain, machine)
            + (", may change" if place in machine.changeable else ""),
            words.default(slot, machine),
        )
        for place, slot in enumerate(machine.attributes)
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
            words.trigger(grant.trigger, machine),
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
    parts: list[Origin] = [each.origin for each in machine.scores]
    parts += [each.origin for each in machine.actions]
    for grading in machine.gradings:
        first = grading.grades[0].origin
        of = "" if len(machine.gradings) == 1 else f" of {machine.scores[grading.score].name}"
        parts.append(Origin(f"grades{of}", first.span, first.source, first.assumed))
    blocks: tuple[tuple[_Block, ...], ...] = (
        machine.reactions,
        machine.grants,
        machine.statuses,
        machine.tables,
        machine.periods,
        machine.rankings,
        machine.definitions,
        machine.claims,
    )
    parts += [each.origin for several in blocks for each in several]
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
