"""Diagnostics as text: the author's own lines, the places underlined, the advice below.

error[PL103]: there is no grade `A++++`
 --> rongcheng.policy:108:7
    |
108 |   for A++++
    |       ^^^^^ not among the grades
    = help: did you mean `A+++`?
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import attrs

from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.report.excerpt import Excerpt, excerpt
from policylang.report.marks import Mark, mark_lines
from policylang.report.style import Role, Style

#: Least columns a source line is given, however narrow the terminal.
_LEAST_ROOM = 40


def render(diagnostics: Iterable[Diagnostic], style: Style | None = None) -> str:
    """Diagnostics in full, a blank line between them, each line ended; empty for none."""
    return "\n".join(render_one(each, style) for each in diagnostics)


def render_one(diagnostic: Diagnostic, style: Style | None = None) -> str:
    """One diagnostic in full, each line ended. Never raises, whatever text it is about."""
    style = style or Style()
    severity: Role = "error" if diagnostic.is_error else "warning"
    head = style.paint(f"{diagnostic.code.severity}[{diagnostic.code.number}]", severity)
    message = style.paint(f": {style.shown(diagnostic.message)}", "strong")
    lines = [head + message]
    places = [_place(label, severity if not number else "second")
              for number, label in enumerate(diagnostic.labels)]  # fmt: skip
    margin = len(str(max((place.line for place in places), default=1)))
    if places:
        lines.extend(_excerpts(places, margin, style))
    if diagnostic.help:
        sign = style.paint(f"{' ' * (margin + 1)}= help:", "second" if places else "strong")
        lines.append(f"{sign} {style.shown(diagnostic.help)}")
    return "".join(f"{line}\n" for line in lines)


def render_concise(diagnostics: Iterable[Diagnostic], style: Style | None = None) -> str:
    """Diagnostics in one line each: `FILE:LINE:COLUMN: error[PL103]: ...`."""
    style = style or Style()
    return "".join(f"{_concise(each, style)}\n" for each in diagnostics)


def _concise(diagnostic: Diagnostic, style: Style) -> str:
    severity: Role = "error" if diagnostic.is_error else "warning"
    head = style.paint(f"{diagnostic.code.severity}[{diagnostic.code.number}]", severity)
    message = f"{head}: {style.shown(diagnostic.message)}"
    if not diagnostic.labels:
        return message
    place = _place(diagnostic.labels[0], severity)
    return f"{place.address(style)}: {message}"


# --- places --------------------------------------------------------------------------------


@attrs.frozen
class _Place:
    """A label in lines and columns: line from 1, characters of the line from 0.

    A stretch over several lines is underlined on its first and its last one.
    """

    source: SourceFile
    line: int
    start: int
    end: int
    text: str
    role: Role
    rest: tuple[int, int, int] | None = None

    def address(self, style: Style) -> str:
        """`FILE:LINE:COLUMN`."""
        return f"{style.shown(self.source.name)}:{self.line}:{self.start + 1}"

    def on_lines(self) -> list[_Place]:
        """A place for each line to underline; the text stands at the last one."""
        if self.rest is None:
            return [self]
        line, start, end = self.rest
        return [
            attrs.evolve(self, text="", rest=None),
            attrs.evolve(self, line=line, start=start, end=end, rest=None),
        ]


def _place(label: Label, role: Role) -> _Place:
    span = label.span
    source = span.source
    length = len(source.text)
    start = min(max(span.start, 0), length)
    end = min(max(span.end, start), length)
    line, column = source.place(start)
    text = source.line(line)
    first = min(column - 1, len(text))
    last_line, last_column = source.place(max(start, end - 1))
    if last_line == line:
        return _Place(source, line, first, min(first + end - start, len(text)), label.text, role)
    last_text = source.line(last_line)
    indent = len(last_text) - len(last_text.lstrip())
    rest = (last_line, min(indent, last_column - 1), min(last_column, len(last_text)))
    return _Place(source, line, first, len(text), label.text, role, rest)


def _excerpts(places: list[_Place], margin: int, style: Style) -> list[str]:
    """The source lines of all places: the main file first, then others in order."""
    bar = style.paint(f"{' ' * (margin + 1)}|", "gutter")
    lines: list[str] = []
    for source in dict.fromkeys(place.source for place in places):
        here = [place for place in places if place.source is source]
        arrow = "-->" if not lines else ":::"
        lines.append(f"{' ' * margin}{style.paint(arrow, 'gutter')} {here[0].address(style)}")
        lines.append(bar)
        lines.extend(_file_lines(source, here, margin, style))
    return lines


def _file_lines(source: SourceFile, places: list[_Place], margin: int, style: Style) -> list[str]:
    bar = style.paint(f"{' ' * (margin + 1)}|", "gutter")
    room = max(_LEAST_ROOM, style.width - margin - 3)
    single = sorted(
        (each for place in places for each in place.on_lines()), key=lambda each: each.line
    )
    lines: list[str] = []
    before = single[0].line
    for number, group in groupby(single, key=lambda each: each.line):
        here = list(group)
        if number > before + 1:
            lines.append(style.paint("...", "gutter"))
        before = number
        shown = _excerpt_of(source.line(number), here, room, style)
        gutter = style.paint(f"{number:>{margin}} |", "gutter")
        lines.append(f"{gutter} {shown.text}".rstrip())
        marks = [_mark(place, shown, style) for place in here]
        lines.extend(f"{bar} {line}" for line in mark_lines(marks, style))
    return lines


def _excerpt_of(text: str, places: list[_Place], room: int, style: Style) -> Excerpt:
    """The line with all places in sight, or else the main one."""
    start = min(place.start for place in places)
    end = max(place.end for place in places)
    if end - start > room // 2:
        main = next((place for place in places if place.role != "second"), places[0])
        start, end = main.start, main.end
    return excerpt(text, start, end, room, style)


def _mark(place: _Place, shown: Excerpt, style: Style) -> Mark:
    start = shown.column(place.start)
    end = max(start + 1, shown.column(place.end))
    return Mark(start, end, style.shown(place.text).strip(), place.role)
