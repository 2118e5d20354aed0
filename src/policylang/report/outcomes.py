"""Many people's outcomes as a table, as CSV or as JSON, written one by one."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from policylang.model.machine import Machine
from policylang.model.outcome import Outcome
from policylang.report.amounts import exact_points, exact_total, money, shown
from policylang.report.json_text import FORMAT_VERSION, json_text
from policylang.report.records import outcome_record, policy_record
from policylang.report.style import Style
from policylang.report.width import fitted, left, right, text_width

#: Rows looked at together to find how wide the columns of a table are.
_BLOCK = 1_000
#: Most columns of a terminal a person's name gets.
_NAME_WIDTH = 40

CSV_COLUMNS = (
    "person", "as_of", "score", "grade", "perks", "perk_money", "sanctions", "sanction_money",
    "currency", "holdings",
)  # fmt: skip


def outcome_csv(outcomes: Iterable[Outcome], machine: Machine) -> Iterator[str]:
    """CSV in pieces: a header, then a row for each person.

    `perks` and `sanctions` count what was due; the money is exact text, and empty with its currency
    where the policy has none; `holdings` are the names
    of what holds on the day, separated by spaces. Where the policy has several scores, or
    statuses, there are columns for them at the end: `score_NAME`, `grade_NAME`, `statuses`.
    """
    return rows_csv(outcome_rows(outcomes, machine), columns_of(machine))


def columns_of(machine: Machine) -> tuple[str, ...]:
    """The columns of the CSV form under a policy."""
    return (*CSV_COLUMNS, *_further(machine))


def outcome_rows(outcomes: Iterable[Outcome], machine: Machine) -> Iterator[tuple[object, ...]]:
    """The values of these columns: whole numbers, and texts that are exact."""
    further = _further(machine)
    unit = machine.denomination
    for outcome in outcomes:
        yield (
            outcome.person,
            outcome.as_of.isoformat(),
            "" if outcome.score is None else exact_points(outcome.score),
            outcome.grade or "",
            len(outcome.perks),
            exact_total(outcome.perk_money, unit) or "",
            len(outcome.sanctions),
            exact_total(outcome.sanction_money, unit) or "",
            unit.currency if unit.has_money else "",
            " ".join(holding.name for holding in outcome.holdings),
            *(_cell(outcome, kind, name) for kind, name in further.values()),
        )


def rows_csv(
    rows: Iterable[Sequence[object]], columns: Sequence[str] = CSV_COLUMNS
) -> Iterator[str]:
    """The same from rows with the values of its columns."""
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()


def _further(machine: Machine) -> dict[str, tuple[str, str]]:
    """Columns for what only some policies have: what each tells, and of which score."""
    names = [score.name for score in machine.scores[1:]]
    graded = [machine.scores[grading.score].name for grading in machine.gradings[1:]]
    columns = {f"score_{name}": ("score", name) for name in names}
    columns |= {f"grade_{name}": ("grade", name) for name in graded}
    return columns | ({"statuses": ("statuses", "")} if machine.statuses else {})


def _cell(outcome: Outcome, kind: str, name: str) -> int | str:
    if kind == "statuses":
        return " ".join(status.name for status in outcome.statuses)
    if kind == "grade":
        return outcome.grades[name] or ""
    points = exact_points(outcome.scores[name])
    return "" if points is None else points


def outcome_json(
    outcomes: Iterable[Outcome],
    machine: Machine,
    *,
    as_of: datetime.date | None,
    summary: Mapping[str, Any],
) -> Iterator[str]:
    """One JSON object in pieces: policy and day, then a line for each person, then the summary."""
    head = {
        "format_version": FORMAT_VERSION,
        "policy": policy_record(machine),
        "as_of": as_of.isoformat() if as_of else None,
        "summary": summary,
    }
    yield json_text(head).removesuffix("\n}") + ',\n  "people": ['
    before = "\n    "
    for outcome in outcomes:
        record = outcome_record(outcome, machine.denomination)
        yield before + json_text(record, indent=None)
        before = ",\n    "
    yield "\n  ]\n}\n"


def outcome_table(
    outcomes: Iterable[Outcome], machine: Machine, style: Style | None = None
) -> Iterator[str]:
    """A table in pieces, each line ended. Columns that would stay empty are left out."""
    style = style or Style()
    columns = _columns(machine)
    headings = tuple(heading for heading, _ in columns)
    widths = [text_width(heading) for heading in headings]
    rights = [is_right for _, is_right in columns]
    first = True
    for block in _blocks(outcomes):
        rows = [tuple(_row(outcome, machine, style)[h] for h in headings) for outcome in block]
        for place in range(len(headings)):
            widths[place] = max(widths[place], *(text_width(row[place]) for row in rows))
        if first:
            yield style.paint(_line(headings, widths, rights), "strong") + "\n"
            first = False
        yield "".join(f"{_line(row, widths, rights)}\n" for row in rows)


def _columns(machine: Machine) -> list[tuple[str, bool]]:
    """Headings, and which columns stand to the right: what this policy can have at all."""
    kinds = {(grant.kind, grant.trigger is not None) for grant in machine.grants}
    columns = [("person", False), ("points", True)]
    columns += [("grade", False)] if machine.grades else []
    columns += [(heading, kind == "score") for heading, (kind, _) in _further(machine).items()]
    for kind in ("perk", "sanction"):
        if (kind, True) in kinds:
            columns.append((f"{kind}s", True))
            columns += [(f"{kind} money", True)] if machine.denomination.has_money else []
    holds = ("perk", False) in kinds or ("sanction", False) in kinds
    return [*columns, ("holding now", False)] if holds else columns


def _row(outcome: Outcome, machine: Machine, style: Style) -> dict[str, str]:
    unit = machine.denomination
    name = fitted(style.shown(outcome.person or ""), _NAME_WIDTH, style.cut)
    return {
        "person": name,
        "points": shown(outcome.score),
        "grade": style.shown(outcome.grade or "-"),
        "perks": f"{len(outcome.perks)}",
        "perk money": money(outcome.perk_money, unit) if outcome.perk_money else "-",
        "sanctions": f"{len(outcome.sanctions)}",
        "sanction money": money(outcome.sanction_money, unit) if outcome.sanction_money else "-",
        "holding now": style.shown(", ".join(holding.label for holding in outcome.holdings)),
        **{
            heading: _shown_cell(outcome, kind, each, style)
            for heading, (kind, each) in _further(machine).items()
        },
    }


def _shown_cell(outcome: Outcome, kind: str, name: str, style: Style) -> str:
    if kind == "score":
        return shown(outcome.scores[name])
    return style.shown(str(_cell(outcome, kind, name)) or "-")


def _line(cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> str:
    placed = (
        right(cell, width) if is_right else left(cell, width)
        for cell, width, is_right in zip(cells, widths, rights, strict=True)
    )
    return "  ".join(placed).rstrip()


def _blocks(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    block: list[Outcome] = []
    for outcome in outcomes:
        block.append(outcome)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block
