"""What pages show is made and read as `docs/diagnostics/README.md` says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from tests.docs.diagnostic_pages import WIDTH, read_pages
from tests.docs.pages import Block, read_page
from tests.docs.refresh import in_lines, refreshed
from tests.docs.situations import codes_in, contents_of, in_short, messages_of_policy, save, shown

words = st.text(st.characters(codec="ascii", exclude_categories=("C", "Z")), min_size=1)
messages = st.lists(
    st.tuples(st.sampled_from(["error[PL001] 1:2", "  help:"]), st.lists(words, min_size=1)).map(
        lambda parts: " ".join((parts[0], *parts[1]))
    )
)


def test_a_policy_block_is_saved_as_it_stands(tmp_path: Path) -> None:
    assert save(Block("policy", "score s {\n}\n", 1), tmp_path) == "main.policy"
    assert (tmp_path / "main.policy").read_bytes() == b"score s {\n}\n"


def test_a_files_block_is_saved_line_by_line_and_its_first_file_is_checked(tmp_path: Path) -> None:
    text = "file a/b.policy\n| one\n|   two\n|\nfile c.policy\n| three\n"
    assert save(Block("files", text, 1), tmp_path) == "a/b.policy"
    assert (tmp_path / "a/b.policy").read_bytes() == b"one\n  two\n\n"
    assert (tmp_path / "c.policy").read_bytes() == b"three\n"


def test_repeated_texts_and_bytes_come_without_a_line_end() -> None:
    text = 'file a\nrepeat 3 "x y "\nbytes E4 00\n| z\n'
    assert contents_of(Block("files", text, 1)) == {"a": b"x y x y x y \xe4\x00z\n"}


@pytest.mark.parametrize("line", ["", "text", "repeat x", 'repeat 3 ""', "bytes e4", "file"])
def test_a_line_of_no_known_form_is_a_fault_of_the_page(line: str) -> None:
    with pytest.raises(ValueError, match="line 8"):
        contents_of(Block("files", f"file a\n{line}\n", 7))


def test_text_before_the_first_file_is_a_fault_of_the_page() -> None:
    with pytest.raises(ValueError, match="line 7"):
        contents_of(Block("files", "| text\n", 7))


def test_a_message_in_short_has_its_place_and_its_advice() -> None:
    source = SourceFile("main.policy", "a\n bc\n")
    found = Diagnostic(codes.UNEXPECTED, "wrong", (Label(source.span(3, 4)),), "write it right")
    said = ["error[PL001] 2:2 wrong", "  help: write it right"]
    assert in_short([found], "main.policy") == said
    assert in_short([found], "other.policy")[0] == "error[PL001] main.policy:2:2 wrong"


def test_a_message_without_a_place_or_advice_has_none() -> None:
    assert in_short([Diagnostic(codes.NAME_UNUSED, "odd")]) == ["warning[PL313] odd"]


def test_what_the_checker_says_names_files_as_the_policy_does(tmp_path: Path) -> None:
    text = 'file main.policy\n| use "part.policy"\nfile part.policy\n| score s\n'
    said = messages_of_policy(Block("files", text, 1), tmp_path)
    assert said[0].startswith("error[PL004] part.policy:1:")


def test_a_diagnostics_block_may_break_its_lines() -> None:
    text = "error[PL001] 1:2 one\n    two\n  help: three\n    four\nerror[PL002] five\n"
    said = ["error[PL001] 1:2 one two", "  help: three four", "error[PL002] five"]
    assert shown(Block("diagnostics", text, 1)) == said
    assert codes_in(said) == {"PL001", "PL002"}


@given(messages)
def test_lines_of_any_length_fit_a_page_and_read_back_as_they_were(said: list[str]) -> None:
    lines = in_lines(said)
    assert shown(Block("diagnostics", "".join(f"{line}\n" for line in lines), 1)) == said
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in lines)


def test_a_page_that_is_not_true_any_more_is_made_so(tmp_path: Path) -> None:
    page = read_pages()["PL101"]
    stale = tmp_path / "PL101.md"
    text = page.path.read_text(encoding="utf-8")
    stale.write_text(text.replace("error[PL101] 11:16", "error[PL101] 3:4 long ago\n   "), "utf-8")
    assert refreshed(page) == list(page.lines)
    assert refreshed(read_page(stale)) == list(page.lines)
