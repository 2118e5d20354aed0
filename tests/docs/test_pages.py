"""The reader of Markdown pages sees what stands on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import Block, Page, read_page

TEXT = """\
Before everything.

# The page

First words.

```policy
# not a heading
score s {
}
```

#not a heading

## A part

```people csv
person
```

```
plain
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Page:
    path = tmp_path / "page.md"
    path.write_text(TEXT, encoding="utf-8")
    return read_page(path)


def test_headings_divide_a_page_into_sections(page: Page) -> None:
    found = [(each.level, each.title, each.line) for each in page.sections]
    assert found == [(0, "", 1), (1, "The page", 3), (2, "A part", 15)]


def test_the_text_of_a_section_is_what_stands_between_its_blocks(page: Page) -> None:
    assert page.section("The page").text == "First words.\n\n\n#not a heading"


def test_a_block_knows_its_kind_its_text_and_the_line_it_begins_on(page: Page) -> None:
    assert page.blocks == (
        Block("policy", "# not a heading\nscore s {\n}\n", 8),
        Block("people csv", "person\n", 18),
        Block("", "plain\n", 22),
    )


def test_blocks_of_some_kinds_come_in_order(page: Page) -> None:
    section = page.section("A part")
    assert [block.line for block in section.blocks_of("", "people csv")] == [18, 22]
    assert section.blocks_of("policy") == []


def test_a_page_is_titled_by_its_first_heading(page: Page) -> None:
    assert page.title == "The page"


def test_a_section_that_is_not_there_is_named(page: Page) -> None:
    with pytest.raises(KeyError, match="Another part"):
        page.section("Another part")


def test_a_block_that_is_not_closed_is_a_fault_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Title\n\n```policy\nscore\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md:3"):
        read_page(path)


def test_an_empty_page_has_no_sections(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("\n", encoding="utf-8")
    assert read_page(path).sections == ()
