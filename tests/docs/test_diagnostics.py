"""Every code has a page, and every page is true: its faulty example and its repaired one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from policylang.core.codes import CATALOGUE
from policylang.core.data import data_dir

from tests.docs.pages import Page, Section, read_page
from tests.docs.situations import messages_of_policy, shown

FOLDER = data_dir("diagnostics")
WIDTH = 88

PAGES = {path.stem: read_page(path) for path in sorted(FOLDER.glob("PL*.md"))}
#: The stages of the checker. Pages of data are run by `data_pages`.
POLICY_PAGES = [code for code in PAGES if code < "PL400"]
DATA_PAGES = [code for code in PAGES if code >= "PL400"]

TRIGGER, REASON, REPAIRED = "A policy that triggers it", "Why it matters", "The repaired policy"
DATA_TRIGGER, DATA_REPAIRED = "A history that triggers it", "The repaired history"

Messages = Callable[[Section, Path], list[str]]


def messages_of(section: Section, folder: Path) -> list[str]:
    """What the tool says of the policy that a section shows."""
    (block,) = section.blocks_of("policy", "files")
    return messages_of_policy(block, folder)


def data_messages() -> Messages:
    """What `data_pages.messages_of(section, folder)` says of a policy and its data."""
    module = importlib.import_module("tests.docs.data_pages")
    found: Messages = module.messages_of
    return found


def assert_says_what_it_shows(page: Page, trigger: Section, said: list[str]) -> None:
    (block,) = trigger.blocks_of("diagnostics")
    assert said == shown(block)
    codes = set(re.findall(r"^(?:error|warning)\[(PL\d+)\]", "\n".join(said), re.MULTILINE))
    assert codes == {page.path.stem}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(PAGES) == sorted(CATALOGUE)


def test_the_index_lists_every_page_with_its_title_and_severity() -> None:
    expected = [
        f"| [{code}]({code}.md) | {page.title.removeprefix(f'{code}: ')} "
        f"| {CATALOGUE[code].severity} |"
        for code, page in PAGES.items()
    ]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in readme if line.startswith("| [PL")] == expected


@pytest.mark.parametrize("code", PAGES)
def test_a_page_has_its_parts_in_order(code: str) -> None:
    page = PAGES[code]
    titles = [section.title for section in page.sections]
    heads = (TRIGGER, REPAIRED) if code in POLICY_PAGES else (DATA_TRIGGER, DATA_REPAIRED)
    assert titles == [page.title, heads[0], REASON, heads[1]]
    assert [section.level for section in page.sections] == [1, 2, 2, 2]
    assert page.title.startswith(f"{code}: ")
    assert page.sections[0].text and page.sections[2].text
    assert [line for line in page.lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("code", POLICY_PAGES)
def test_the_faulty_policy_gives_the_message_its_page_shows(code: str, tmp_path: Path) -> None:
    page = PAGES[code]
    trigger = page.section(TRIGGER)
    assert_says_what_it_shows(page, trigger, messages_of(trigger, tmp_path))


@pytest.mark.parametrize("code", POLICY_PAGES)
def test_the_repaired_policy_gives_no_message(code: str, tmp_path: Path) -> None:
    assert messages_of(PAGES[code].section(REPAIRED), tmp_path) == []


@pytest.mark.parametrize("code", DATA_PAGES)
def test_the_faulty_history_gives_the_message_its_page_shows(code: str, tmp_path: Path) -> None:
    page = PAGES[code]
    trigger = page.section(DATA_TRIGGER)
    assert_says_what_it_shows(page, trigger, data_messages()(trigger, tmp_path))


@pytest.mark.parametrize("code", DATA_PAGES)
def test_the_repaired_history_gives_no_message(code: str, tmp_path: Path) -> None:
    assert data_messages()(PAGES[code].section(DATA_REPAIRED), tmp_path) == []
