"""What a policy measures with: scores, grades, tables, periods and rankings."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.model.calendar import iso
from policylang.model.machine import Brackets, Grading, Machine, NamedPeriod, Score
from policylang.model.units import Kind
from policylang.report import words
from policylang.report.formula import Formula
from policylang.report.occasions import MONTHS
from policylang.report.style import Style
from policylang.report.tables import Column, draw
from policylang.report.width import wrapped


def scores(machine: Machine, style: Style) -> str:
    """A sentence for each score: where it starts, or how it is worked out; its range; its lots."""
    lines = [
        line
        for score in machine.scores
        for line in wrapped(style.shown(_score(score, machine)), style.width)
    ]
    return "".join(f"{line}\n" for line in lines)


def _score(score: Score, machine: Machine) -> str:
    formula = Formula(machine)
    if score.formula is not None:
        text = f"{score.label}: is {formula.amount(score.formula, Kind.POINTS)}"
    elif score.fixed_start is not None:
        text = f"{score.label}: starts at {words.in_points(score.fixed_start, machine)}"
    else:
        text = f"{score.label}: starts at {formula.amount(score.start, Kind.POINTS)}"
    low = None if score.low is None else formula.amount(score.low, Kind.POINTS)
    high = None if score.high is None else formula.amount(score.high, Kind.POINTS)
    if low is not None and high is not None:
        text += f" and stays within {low} to {high}"
    elif low is not None:
        text += f" and stays at least {low}"
    elif high is not None:
        text += f" and stays at most {high}"
    if score.lots is not None:
        text += f"; it keeps lots, spent {score.lots}"
    return text


def grades(machine: Machine, style: Style) -> Iterator[tuple[str, str]]:
    """A title and a table for each version of the grades of each score."""
    for grading in machine.gradings:
        of = "" if len(machine.gradings) == 1 else f" of {machine.scores[grading.score].label}"
        for version in grading.versions:
            title = f"Grades{of}, best first{_days_of(version)}"
            yield title, _brackets(version, machine, style)
        if grading.holds:
            yield f"What holds grades{of} down", _holds(grading, style)


def _days_of(version: Brackets) -> str:
    first = "" if version.opens is None else f", from {iso(version.opens)}"
    last = "" if version.closes is None else f", until {iso(version.closes)}"
    return f"{first}{last}{', for days before as well' if version.past else ''}"


def _brackets(version: Brackets, machine: Machine, style: Style) -> str:
    columns = [Column("grade"), Column("points"), Column("as written", wraps=True)]
    rows = [
        (grade.name, words.bracket(machine, rank, version.grades), grade.origin.text)
        for rank, grade in enumerate(version.grades)
    ]
    return draw(columns, rows, style)


def _holds(grading: Grading, style: Style) -> str:
    columns = [Column("no better than"), Column("as written", wraps=True)]
    rows = [
        (grading.grades[hold.rank].name, words.in_words(hold.origin.said)) for hold in grading.holds
    ]
    return draw(columns, rows, style)


def tables(machine: Machine, style: Style) -> Iterator[tuple[str, str]]:
    """A title and the rows of each table, as they are written."""
    for table in machine.tables:
        columns = [Column("row", wraps=True), Column("line", right=True)]
        written = {id(row.origin): row.origin for row in table.rows}  # one may be several rows
        rows = [(each.said, f"{each.span.line}") for each in written.values()]
        yield f"Table `{table.name}`: {table.label}", draw(columns, rows, style)


def periods(machine: Machine, style: Style) -> str:
    """Named periods with their days."""
    columns = [Column("name"), Column("meaning", wraps=True), Column("days", wraps=True)]
    rows = [(each.name, each.label, _stretches(each)) for each in machine.periods]
    return draw(columns, rows, style)


def _stretches(period: NamedPeriod) -> str:
    said = [f"{iso(first)} to {iso(last)}" for first, last in period.stretches]
    if period.season is not None:
        first_month, first_day, last_month, last_day = period.season
        first, last = MONTHS[first_month - 1], MONTHS[last_month - 1]
        said.append(f"every year from {first_day} {first} to {last_day} {last}")
    return "\n".join(said)


def rankings(machine: Machine, style: Style) -> str:
    """Rankings with their keys in order."""
    columns = [Column("ranking", wraps=True), Column("by", wraps=True), Column("first")]
    formula = Formula(machine)
    rows = []
    for ranking in machine.rankings:
        name = f"{ranking.label}\n`{ranking.name}`"
        for key in ranking.keys:
            order = "highest" if key.descending else "lowest"
            rows.append((name, formula.amount(key.value, None), order))
            name = ""
    return draw(columns, rows, style, spaced=True)
