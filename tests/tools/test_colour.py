"""Who decides on colour and characters, and in which order."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from policylang.tools.terminal import style_of, wants_color
from tests.tools.running import environment, process, run


@pytest.mark.parametrize(
    ("choice", "is_terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("auto", False, {"FORCE_COLOR": ""}, False),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"TERM": "xterm"}, True),
        ("auto", True, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_the_order_of_who_decides(
    choice: str, is_terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    assert wants_color(choice, is_terminal, environment) is expected


def test_nothing_is_coloured_that_is_not_a_terminal(broken: Path) -> None:
    assert "\x1b" not in run("check", broken).output


def test_colour_can_be_asked_for(broken: Path) -> None:
    assert "\x1b[1;31merror[PL001]" in run("check", broken, "--color", "always").stdout
    assert "\x1b[1;31merror[PL001]" in run("check", broken, env={"FORCE_COLOR": "1"}).stdout


def test_no_color_is_respected_by_a_process(broken: Path) -> None:
    assert "\x1b[" in process("check", broken, FORCE_COLOR="1").stdout
    assert "\x1b" not in process("check", broken, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_data_is_never_coloured(policy: Path, history: Path, broken: Path) -> None:
    for arguments in (
        ("eval", policy, history, "--format", "csv"),
        ("eval", policy, history, "--format", "json"),
        ("explain", policy, history, "--person", "ada", "--format", "json"),
        ("check", broken, "--format", "json"),
        ("compile", policy),
    ):
        assert "\x1b" not in run(*arguments, "--color", "always").stdout


@pytest.mark.parametrize(
    ("encoding", "ascii"),
    [("utf-8", False), ("UTF-8", False), ("ascii", True), ("latin-1", True), ("cp1252", True)],
)
def test_characters_beyond_ascii_need_unicode(encoding: str, ascii: bool) -> None:
    assert style_of(io.TextIOWrapper(io.BytesIO(), encoding)).ascii is ascii


def test_output_is_ascii_where_the_stream_is_not_unicode(tmp_path: Path) -> None:
    file = tmp_path / "x.policy"
    file.write_text('policy x { title "迟付 }\n', encoding="utf-8")
    done = process("check", file, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "\\u8fdf\\u4ed8" in done.stdout
    assert "\u2588" in process("demo").stdout
    demo = process("demo", PYTHONIOENCODING="ascii").stdout
    assert demo.isascii()
    assert "####" in demo


def test_data_is_unicode_whatever_the_stream_is(policy: Path, tmp_path: Path) -> None:
    history = tmp_path / "events.csv"
    history.write_text("person,date,action\n迟,2018-01-05,help\n", encoding="utf-8")
    arguments = ("eval", policy, history, "--format", "csv")
    assert "\n迟," in process(*arguments, PYTHONIOENCODING="ascii").stdout


def test_the_environment_of_these_tests_says_nothing_of_colour() -> None:
    assert {"NO_COLOR", "FORCE_COLOR"}.isdisjoint(environment())
