"""The pages in `docs/diagnostics`, and what the tool says of the examples they show."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from policylang.core.data import data_dir
from tests.docs import data_pages, situations
from tests.docs.pages import Page, Section, read_page

FOLDER: Final = data_dir("diagnostics")
#: Longest line of a page, in characters: it is printed in a terminal.
WIDTH: Final = 88

REASON: Final = "Why it matters"
#: What the faulty and the repaired example are called, of policies and of data.
_POLICY: Final = ("A policy that triggers it", "The repaired policy")
_DATA: Final = ("A history that triggers it", "The repaired history")


def read_pages() -> dict[str, Page]:
    """Every page by its code, in order."""
    return {path.stem: read_page(path) for path in sorted(FOLDER.glob("PL*.md"))}


def is_about_data(page: Page) -> bool:
    """Whether the examples of a page are histories, not policies."""
    return page.path.stem.startswith("PL4")


def headings(page: Page) -> tuple[str, str]:
    """What the faulty and the repaired example of a page are called."""
    return _DATA if is_about_data(page) else _POLICY


def faulty(page: Page) -> Section:
    """The section that shows what is wrong, with what the tool says of it."""
    return page.section(headings(page)[0])


def repaired(page: Page) -> Section:
    """The section that shows how it is right."""
    return page.section(headings(page)[1])


def messages_of(page: Page, example: Section, folder: Path) -> list[str]:
    """What the tool says of an example of a page, saved in an empty folder, in short form."""
    if is_about_data(page):
        return data_pages.messages_of(example, folder)
    (block,) = example.blocks_of("policy", "files")
    return situations.messages_of_policy(block, folder)
