"""Every code has a page, and every page is true: its faulty example and its repaired one."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.core.codes import CATALOGUE
from tests.docs.diagnostic_pages import (
    FOLDER,
    REASON,
    WIDTH,
    faulty,
    headings,
    messages_of,
    read_pages,
    repaired,
)
from tests.docs.pages import read_page
from tests.docs.situations import codes_in, shown

PAGES = read_pages()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(PAGES) == sorted(CATALOGUE)


def test_the_index_lists_every_page_with_its_title_and_severity() -> None:
    rows = [
        f"| [{code}]({code}.md) | {page.title.removeprefix(f'{code}: ')} "
        f"| {CATALOGUE[code].severity} |"
        for code, page in PAGES.items()
    ]
    index = read_page(FOLDER / "README.md").section("Index")
    assert index.text.splitlines()[2:] == rows


@pytest.mark.parametrize("code", PAGES)
def test_a_page_has_its_parts_in_order_and_fits_a_terminal(code: str) -> None:
    page = PAGES[code]
    first, last = headings(page)
    assert [section.title for section in page.sections] == [page.title, first, REASON, last]
    assert [section.level for section in page.sections] == [1, 2, 2, 2]
    assert page.title.startswith(f"{code}: ")
    assert page.sections[0].text
    assert page.section(REASON).text
    assert [line for line in page.lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("code", PAGES)
def test_the_faulty_example_gives_the_messages_its_page_shows(code: str, tmp_path: Path) -> None:
    page = PAGES[code]
    (block,) = faulty(page).blocks_of("diagnostics")
    said = messages_of(page, faulty(page), tmp_path)
    assert said == shown(block)
    assert codes_in(said) == {code}


@pytest.mark.parametrize("code", PAGES)
def test_the_repaired_example_gives_no_message(code: str, tmp_path: Path) -> None:
    page = PAGES[code]
    assert messages_of(page, repaired(page), tmp_path) == []
