"""Tables for people, with cells that wrap: drawn by rich, which is loaded here and only then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

import attrs

from policylang.report.style import Style

#: Columns of a terminal that a column with wrapped cells has at least.
_LEAST_WIDTH = 12


@attrs.frozen
class Column:
    """A column: its heading, whether long cells wrap, whether cells stand to the right."""

    heading: str
    wraps: bool = False
    right: bool = False


def draw(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], style: Style, *, spaced: bool = False
) -> str:
    """A table with a line under its headings, each line ended; empty where it has no rows.

    Cells hold text from outside; line breaks in them are kept. Columns without any text are
    left out. With `spaced`, an empty line stands between rows.
    """
    listed = [tuple(row) for row in rows]
    kept = [place for place in range(len(columns)) if any(row[place] for row in listed)]
    if not kept:
        return ""

    from rich.box import Box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    line = "-" if style.ascii else "\u2500"
    frame = Box(f"    \n    \n {line}{line} \n    \n    \n    \n    \n    \n", ascii=style.ascii)
    table = Table(
        box=frame, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, leading=int(spaced)
    )
    for place in kept:
        column = columns[place]
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
            min_width=_LEAST_WIDTH if column.wraps else None,
        )
    for row in listed:
        table.add_row(*(Text(_cell(row[place], style)) for place in kept))
    page = StringIO()
    console = Console(
        file=page, width=style.width, color_system=None, legacy_windows=False, _environ={}
    )
    console.print(table)
    lines = [text.rstrip() for text in page.getvalue().splitlines()]
    lines[0] = style.paint(lines[0], "strong")
    return "".join(f"{text}\n" for text in lines)


def _cell(text: str, style: Style) -> str:
    return "\n".join(style.shown(line) for line in text.split("\n"))
