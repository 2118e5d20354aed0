"""Audits as a page: nothing runs in it or is loaded, and everything opened is closed."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from policylang.report.audit_html import audit_html
from tests.rooms.report.audits import HOSTILE, finding, hostile, report, rongcheng

_VOID = {"meta"}


class Page(HTMLParser):
    """The elements of a page in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


PAGES = {"rongcheng": rongcheng, "hostile": hostile, "empty": report}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(audit_html(PAGES[request.param]()))


def test_everything_that_is_opened_is_closed(page: Page) -> None:
    assert page.open == []


def test_nothing_runs_and_nothing_is_loaded(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "b"}
    for tag, given in page.elements:
        assert not {"src", "href", "style"} & set(given)
        assert not [name for name in given if name.startswith("on")], tag


def test_the_style_is_the_one_that_is_allowed() -> None:
    text = audit_html(rongcheng())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "prefers-color-scheme: dark" in style[1]


def test_headings_go_down_one_by_one(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_a_caption_and_headings_with_a_scope(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") > 0
    assert all(given.get("scope") in ("col", "row") for tag, given in page.elements if tag == "th")


def test_text_from_outside_is_text() -> None:
    text = audit_html(hostile())
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    said = "".join(Page(text).said)
    assert HOSTILE.partition("\x1b")[0] in said


def test_findings_of_one_cause_stand_together() -> None:
    rules = (("action give", "earns 1"),)
    one, other = finding("profit", "give", rules=rules), finding("pump", "give", rules=rules)
    said = "".join(Page(audit_html(report(one, other))).said)
    assert "2 findings by `give` under the same rules" in said


def test_the_page_has_every_line_of_every_history() -> None:
    said = "".join(Page(audit_html(rongcheng())).said)
    for found in rongcheng().findings:
        assert found.title in said
        for line in found.lines:
            assert line.what in said
