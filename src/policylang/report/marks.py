"""The lines below a source line: what is underlined, and what there is to say about it."""

from __future__ import annotations

import attrs

from policylang.report.style import Role, Style


@attrs.frozen
class Mark:
    """A stretch of columns to underline (`end` not included), with its text, safe to show."""

    start: int
    end: int
    text: str
    role: Role

    @property
    def is_main(self) -> bool:
        """Whether this is the main place: underlined with carets."""
        return self.role != "second"


def mark_lines(marks: list[Mark], style: Style) -> list[str]:
    """The underlining, then a line for each text that does not fit at its end.

    The text of the rightmost mark stands beside it, those of the others hang below, from right
    to left, on a bar that leads to their mark.
    """
    canvas = _Canvas()
    for mark in sorted(marks, key=lambda each: each.is_main):
        canvas.write(
            mark.start, ("^" if mark.is_main else "-") * (mark.end - mark.start), mark.role
        )
    texts = sorted((each for each in marks if each.text), key=lambda each: each.start)
    if texts and texts[-1].end == max(each.end for each in marks):
        beside = texts.pop()
        canvas.write(beside.end + 1, beside.text, beside.role)
    lines = [canvas.line(style)]
    if texts:
        lines.append(_bars(texts).line(style))
    while texts:
        hanging = texts.pop()
        below = _bars([each for each in texts if each.start < hanging.start])
        below.write(hanging.start, hanging.text, hanging.role)
        lines.append(below.line(style))
    return lines


def _bars(marks: list[Mark]) -> _Canvas:
    canvas = _Canvas()
    for mark in marks:
        canvas.write(mark.start, "|", mark.role)
    return canvas


class _Canvas:
    """A line that is written from left to right or over itself, column by column."""

    def __init__(self) -> None:
        self.cells: list[tuple[str, Role | None]] = []

    def write(self, column: int, text: str, role: Role) -> None:
        """Put a text at a column; wide characters only in what comes last on the line."""
        while len(self.cells) < column + len(text):
            self.cells.append((" ", None))
        for place, character in enumerate(text):
            self.cells[column + place] = (character, role)

    def line(self, style: Style) -> str:
        """The line, painted run by run, without spaces at its end."""
        runs: list[tuple[str, Role | None]] = []
        for character, role in self.cells:
            if runs and runs[-1][1] == role:
                runs[-1] = (runs[-1][0] + character, role)
            else:
                runs.append((character, role))
        if runs and runs[-1][1] is None:
            runs.pop()
        painted = (style.paint(text, role) if role else text for text, role in runs)
        return "".join(painted).rstrip()
