"""One line of a source text as it is shown: safe, of bounded width, with a column for each place.

A line may have millions of characters; only those near the place that matters are looked at.
"""

from __future__ import annotations

import attrs

from policylang.report.style import Style
from policylang.report.visible import visible_character
from policylang.report.width import text_width

#: Columns a tab is shown as.
TAB = 4


@attrs.frozen
class Excerpt:
    """Part of a line: `columns[i]` is where character `first` + i begins, the last one the end."""

    text: str
    first: int
    columns: tuple[int, ...]

    def column(self, place: int) -> int:
        """Column of a character of the line; the nearest one shown where it was left out."""
        last = len(self.columns) - 1
        return self.columns[min(max(place - self.first, 0), last)]


def excerpt(line: str, start: int, end: int, room: int, style: Style) -> Excerpt:
    """A line in at most about `room` columns, with the stretch `start` to `end` in sight.

    Args:
        line: without its line end.
        start, end: characters of the line, counted from 0; they may lie at its end.
        room: columns there are, at least 20.
    """
    if len(line) <= room:
        whole = _shown(line, 0, len(line), style)
        if whole.columns[-1] <= room:
            return whole
    before = room // 4 if end - start >= room // 2 else (room - (end - start)) // 2
    first = max(0, start - before)
    part = _shown(line, first, min(len(line), first + room), style)
    while part.columns[-1] > room and first < start:  # wide or escaped characters before it
        first += max(1, (start - first) // 2)
        part = _shown(line, first, min(len(line), first + room), style)
    return _marked_cuts(_clipped(part, room), len(line), style)


def _shown(line: str, first: int, last: int, style: Style) -> Excerpt:
    pieces: list[str] = []
    columns = [0]
    for character in line[first:last]:
        piece = " " * TAB if character == "\t" else visible_character(character, ascii=style.ascii)
        pieces.append(piece)
        columns.append(columns[-1] + text_width(piece))
    return Excerpt("".join(pieces), first, tuple(columns))


def _clipped(part: Excerpt, room: int) -> Excerpt:
    """Without the characters at the end that have no room."""
    columns = [column for column in part.columns if column <= room]
    text = part.text
    kept, used = [], 0
    for character in text:
        used += text_width(character)
        if used > columns[-1]:
            break
        kept.append(character)
    return Excerpt("".join(kept), part.first, tuple(columns))


def _marked_cuts(part: Excerpt, length: int, style: Style) -> Excerpt:
    """With a mark on each side where something was left out."""
    text, columns = part.text, part.columns
    if part.first > 0:
        text = style.cut + text
        columns = tuple(column + len(style.cut) for column in columns)
    if part.first + len(part.columns) - 1 < length:
        text += style.cut
    return Excerpt(text, part.first, columns)
