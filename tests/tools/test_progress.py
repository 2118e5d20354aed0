"""Bars and lines of progress: only on a terminal, only after a second."""

from __future__ import annotations

import io
from itertools import chain, repeat

import pytest

from policylang.tools import progress
from policylang.tools.progress import ProgressBar, StatusLine


class Screen(io.StringIO):
    """Standard error as a terminal, or as something else."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def shown(monkeypatch: pytest.MonkeyPatch, *seconds: float, is_terminal: bool = True) -> str:
    """What is on the screen after reports at certain seconds from the beginning."""
    screen = Screen(is_terminal)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    clock = chain([100.0], (100.0 + each for each in seconds), repeat(200.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with ProgressBar("reading") as bar:
        for place, _ in enumerate(seconds, 1):
            bar(place * 10, 100)
    return screen.getvalue()


def test_a_bar_is_shown_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "reading" in shown(monkeypatch, 0.5, 1.0)
    assert "20%" in shown(monkeypatch, 0.5, 1.0)


def test_nothing_is_shown_for_what_takes_less(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 0.5, 0.99) == ""


def test_nothing_is_shown_that_is_not_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 5.0, 10.0, is_terminal=False) == ""


def test_the_bar_is_taken_away_and_the_cursor_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 2.0)
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l") >= 0


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(monkeypatch, 2.0)
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[3" in shown(monkeypatch, 2.0)


def said(monkeypatch: pytest.MonkeyPatch, *, term: str = "xterm", is_terminal: bool = True) -> str:
    screen = Screen(is_terminal)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", term)
    clock = chain([0.0, 0.5, 1.5], repeat(2.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with StatusLine() as status:
        status("soon")
        status("profit: 1,000 states")
        status("x" * 1_000)
    return screen.getvalue()


def test_a_line_says_what_is_worked_on_and_is_gone_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    clear = "\r\x1b[2K"
    assert said(monkeypatch) == f"{clear}profit: 1,000 states{clear}{'x' * 79}{clear}"


def test_nothing_is_said_where_a_line_cannot_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, is_terminal=False) == ""
    assert said(monkeypatch, term="dumb") == ""
