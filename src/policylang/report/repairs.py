"""Repairs for people and for programs: each finding with the changes of a line that close it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policylang.core.counting import counted
from policylang.model.repairs import Burden, Mark, Repair, Repaired
from policylang.report.style import Role, Style
from policylang.report.width import wrapped


def render_repairs(file: str, currency: str, repaired: Sequence[Repaired], style: Style) -> str:
    """What closes each finding, numbered through all of them, each line ended."""
    lines: list[str] = []
    number = 0
    for each in repaired:
        lines += _finding(each, style)
        for repair in each.repairs:
            number += 1
            lines += _repair(number, repair, file, currency, style)
        lines += _closing(each, style)
    return "".join(f"{line}\n" for line in lines)


def repairs_json(file: str, repaired: Sequence[Repaired]) -> dict[str, Any]:
    """The same as plain values. Points and money are text, as they are exact."""
    numbers = iter(range(1, 1 + sum(len(each.repairs) for each in repaired)))
    return {
        "file": file,
        "findings": [
            {
                "property": each.finding.property,
                "title": each.finding.title,
                "audits": each.trials,
                "complete": not each.unfinished,
                "repairs": [
                    {"number": next(numbers), **_record(repair)} for repair in each.repairs
                ],
            }
            for each in repaired
        ],
    }


def _record(repair: Repair) -> dict[str, Any]:
    burden = repair.burden
    return {
        "way": str(repair.way),
        "line": repair.line,
        "before": repair.before,
        "after": repair.after,
        "proved": repair.proved,
        "opens": [_in_words(mark) for mark in _sorted(repair.opens)],
        "also closes": [_in_words(mark) for mark in _sorted(repair.also_closes)],
        "burden": burden
        and {
            "people": burden.people,
            "worse off": burden.worse,
            "better off": burden.better,
            "another grade": burden.other_grade,
            "most points lost": f"{burden.most_points:f}",
            "points lost": f"{burden.all_points:f}",
            "money lost": f"{burden.money:f}",
        },
    }


def _finding(repaired: Repaired, style: Style) -> Iterator[str]:
    finding = repaired.finding
    title = f"{finding.property}: {finding.title}"
    yield from (style.paint(line, "strong") for line in wrapped(style.shown(title), style.width))
    yield ""


def _repair(number: int, repair: Repair, file: str, currency: str, style: Style) -> Iterator[str]:
    sure = "" if repair.proved else " (as far as a bounded search sees)"
    yield f"  {style.paint(f'{number}.', 'strong')} {repair.way}{sure}  {file}:{repair.line}"
    yield from _text(f"- {repair.before}", style, "error")
    yield from _text(f"+ {repair.after}", style, "second")
    if repair.opens:
        marks = "; ".join(_in_words(mark) for mark in _sorted(repair.opens))
        yield from _text(f"it opens something else: {marks}", style)
    others = len(repair.also_closes) - 1
    if others > 0:
        yield from _text(f"it closes {counted(others, 'other finding')} too", style)
    if repair.burden is not None:
        yield from _text(_burden(repair.burden, currency), style)
    yield ""


def _burden(burden: Burden, currency: str) -> str:
    if not burden.worse and not burden.better and not burden.other_grade:
        return f"nobody among {_people(burden.people)} is any worse off"
    parts = [f"worse off: {burden.worse:,} of {_people(burden.people)}"]
    if burden.better:
        parts.append(f"better off: {burden.better:,}")
    if burden.other_grade:
        parts.append(f"another grade: {burden.other_grade:,}")
    if burden.all_points:
        parts.append(
            f"points lost: {burden.all_points:,f}, at most {burden.most_points:,f} by one person"
        )
    if burden.money:
        parts.append(f"money lost: {burden.money:,f} {currency}")
    return "; ".join(parts)


def _people(number: int) -> str:
    return counted(number, "person", "people")


def _closing(repaired: Repaired, style: Style) -> Iterator[str]:
    if not repaired.repairs:
        yield "  No change of one number, cap, window or bound was found that closes it."
    tried = f"  {counted(repaired.trials, 'audit')} made"
    more = "; there was more to try: see --trials" if repaired.unfinished else ""
    yield style.paint(f"{tried}{more}.", "faint")
    yield ""


def _in_words(mark: Mark) -> str:
    name, done = mark
    return f"{name} with {', '.join(sorted(done))}" if done else name


def _sorted(marks: frozenset[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark[0], sorted(mark[1])))


def _text(text: str, style: Style, role: Role | None = None) -> Iterator[str]:
    for line in wrapped(style.shown(text), max(style.width - 5, 20)):
        yield f"     {style.paint(line, role) if role else line}"
