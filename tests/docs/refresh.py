"""Writes into the pages of diagnostics what the tool says now: `python -m tests.docs.refresh`.

For use after a message has been reworded. What changed is then read, page by page, before it is
committed: this makes the pages agree with the tool, not true.
"""

from __future__ import annotations

import sys
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path

from tests.docs.diagnostic_pages import WIDTH, faulty, messages_of, read_pages
from tests.docs.pages import Page
from tests.docs.situations import shown


def main() -> None:
    """Rewrite every page whose `diagnostics` block is no longer true, and name it."""
    for page in read_pages().values():
        lines = refreshed(page)
        if lines != list(page.lines):
            page.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            sys.stdout.write(f"{page.path.name}\n")


def refreshed(page: Page) -> list[str]:
    """The lines of a page with what the tool says of its faulty example."""
    (block,) = faulty(page).blocks_of("diagnostics")
    with tempfile.TemporaryDirectory() as folder:
        said = messages_of(page, faulty(page), Path(folder))
    if said == shown(block):
        return list(page.lines)
    first = block.line - 1
    last = first + len(block.text.splitlines())
    return [*page.lines[:first], *in_lines(said), *page.lines[last:]]


def in_lines(said: Iterable[str]) -> list[str]:
    """Messages in the form of a `diagnostics` block, broken into lines that fit a page."""
    lines: list[str] = []
    for message in said:
        advice = "  " if message.startswith("  ") else ""
        lines += textwrap.wrap(
            message.strip(),
            WIDTH,
            initial_indent=advice,
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


if __name__ == "__main__":
    main()
