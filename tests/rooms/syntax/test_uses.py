from __future__ import annotations

import os
from pathlib import Path

import pytest

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import PolicyError
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax.parser import Parsed
from policylang.syntax.uses import load, parse_text, read_policy
from tests.rooms.syntax.reading import underlined


def files(folder: Path, **texts: str) -> Path:
    """Write policies, `a__b` standing for `a/b.policy`; the first is the one to open."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.policy"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / f"{next(iter(texts))}.policy"


def names(parsed: Parsed) -> list[str]:
    assert parsed.tree is not None, parsed.diagnostics
    return [item.name.text for item in parsed.tree.items if isinstance(item, tree.ActionBlock)]


def only(parsed: Parsed) -> Diagnostic:
    assert parsed.tree is None
    (found,) = parsed.diagnostics
    return found


def test_the_blocks_of_a_used_file_stand_where_it_is_used(tmp_path: Path) -> None:
    path = files(
        tmp_path,
        main='action a { } use "part.policy" action d { }',
        part='action b { } use "sub/more.policy"',
        sub__more="action c { }",
    )
    parsed = load(path)
    assert names(parsed) == ["a", "b", "c", "d"]
    assert not any(isinstance(item, tree.Use) for item in parsed.tree.items if parsed.tree)


def test_a_path_is_looked_for_beside_the_file_that_uses_it(tmp_path: Path) -> None:
    path = files(
        tmp_path,
        main='use "sub/part.policy"',
        sub__part='use "more.policy" use "../beside.policy"',
        sub__more="action more { }",
        beside="action beside { }",
        more="action wrong { }",
    )
    assert names(load(path)) == ["more", "beside"]


def test_a_file_used_twice_counts_once(tmp_path: Path) -> None:
    path = files(
        tmp_path,
        main='use "a.policy" use "b.policy" use "./a.policy"',
        a='use "b.policy"',
        b="action b { }",
    )
    assert names(load(path)) == ["b"]


def test_problems_of_all_files_are_reported_by_the_name_the_user_knows(tmp_path: Path) -> None:
    path = files(
        tmp_path,
        main='use "sub/a.policy"\nuse "b.policy"\n',
        sub__a='use "../c.policy"\n',
        b="\nacton b { }\n",
        c="acton c { }\n",
    )
    parsed = load(path)
    assert [each.code.number for each in parsed.diagnostics] == ["PL006"] * 2
    places = [repr(each.span) for each in parsed.diagnostics]
    assert places == [f"{tmp_path}/b.policy:2:1", f"{tmp_path}/c.policy:1:1"]


def test_files_are_named_as_the_first_one_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path, main='use "sub/a.policy"', sub__a="acton a { }")
    monkeypatch.chdir(tmp_path)
    assert only(load(Path("main.policy"))).span.source.name == str(Path("sub", "a.policy"))
    monkeypatch.chdir(tmp_path / "sub")
    shown = only(load(Path("../main.policy"))).span.source.name
    assert shown == str(Path("..", "sub", "a.policy"))


# --- a policy stays in its folder ----------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["../outside.policy", "sub/../../outside.policy", "/etc/passwd", "~/../../x", "..", "../",
     "a\\\\b.policy", "C:/x.policy", "file:///etc/passwd", "", "/"],
)  # fmt: skip
def test_a_path_cannot_leave_the_folder(tmp_path: Path, written: str) -> None:
    files(tmp_path, outside="action outside { }")
    path = files(tmp_path / "inside", main=f'use "{written}"')
    found = only(load(path))
    if found.code is codes.USE_UNREADABLE:  # inside, and there is no such file
        assert written == "~/../../x"
    else:
        assert found.code is codes.USE_LEAVES_FOLDER
    assert underlined(found) == [f'"{written}"']


def test_an_absolute_path_of_a_file_inside_is_inside(tmp_path: Path) -> None:
    path = files(tmp_path, main=f'use "{tmp_path}/part.policy"', part="action part { }")
    assert names(load(path)) == ["part"]


def test_a_file_used_from_below_may_lie_above_it_but_not_outside(tmp_path: Path) -> None:
    path = files(
        tmp_path / "inside",
        main='use "sub/a.policy"',
        sub__a='use "../../outside.policy"',
    )
    files(tmp_path, outside="action outside { }")
    assert only(load(path)).code is codes.USE_LEAVES_FOLDER


def test_a_link_cannot_lead_outside(tmp_path: Path) -> None:
    outside = files(tmp_path, outside="action outside { }")
    path = files(tmp_path / "inside", main='use "link.policy"')
    (path.parent / "link.policy").symlink_to(outside)
    assert only(load(path)).code is codes.USE_LEAVES_FOLDER


def test_a_linked_folder_cannot_lead_outside(tmp_path: Path) -> None:
    files(tmp_path, away__outside="action outside { }")
    path = files(tmp_path / "inside", main='use "link/outside.policy"')
    (path.parent / "link").symlink_to(tmp_path / "away")
    assert only(load(path)).code is codes.USE_LEAVES_FOLDER


def test_a_link_inside_is_the_file_it_leads_to(tmp_path: Path) -> None:
    path = files(tmp_path, main='use "link.policy" use "part.policy"', part="action part { }")
    (tmp_path / "link.policy").symlink_to("part.policy")
    assert names(load(path)) == ["part"]


def test_a_policy_opened_through_a_link_uses_files_beside_the_real_one(tmp_path: Path) -> None:
    path = files(tmp_path / "real", main='use "part.policy"', part="action part { }")
    link = tmp_path / "link.policy"
    link.symlink_to(path)
    assert names(load(link)) == ["part"]


def test_a_link_that_leads_to_itself_is_no_file(tmp_path: Path) -> None:
    path = files(tmp_path, main='use "loop.policy"')
    (tmp_path / "loop.policy").symlink_to("loop.policy")
    assert only(load(path)).code is codes.USE_UNREADABLE
    with pytest.raises(OSError, match="loop"):
        load(tmp_path / "loop.policy")


# --- circles and limits --------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_is_an_error(tmp_path: Path, length: int) -> None:
    texts = {f"f{n}": f'use "f{(n + 1) % length}.policy"' for n in range(length)}
    found = only(load(files(tmp_path, **texts)))
    assert found.code is codes.USE_CYCLE
    assert found.message == "`f0.policy` uses this file in turn"


@pytest.mark.parametrize("shape", ["beside each other", "in a chain"])
def test_a_policy_may_have_as_many_files_as_the_limit(tmp_path: Path, shape: str) -> None:
    assert names(load(many(tmp_path, limits.POLICY_FILES, shape))) == [
        f"a{number}" for number in range(limits.POLICY_FILES)
    ]


@pytest.mark.parametrize("shape", ["beside each other", "in a chain"])
def test_one_file_more_is_refused(tmp_path: Path, shape: str) -> None:
    found = only(load(many(tmp_path, limits.POLICY_FILES + 1, shape)))
    assert found.code is codes.USE_UNREADABLE
    assert found.message == f"a policy has at most {limits.POLICY_FILES} files"


def test_a_chain_of_very_many_files_stops_at_the_limit(tmp_path: Path) -> None:
    assert only(load(many(tmp_path, 300, "in a chain"))).code is codes.USE_UNREADABLE


def test_very_many_uses_in_one_file_are_reported_up_to_the_limit(tmp_path: Path) -> None:
    path = files(tmp_path, main="\n".join(f'use "f{n}.policy"' for n in range(2_000)))
    parsed = load(path)
    assert parsed.tree is None
    assert len(parsed.diagnostics) == limits.DIAGNOSTICS


def many(folder: Path, count: int, shape: str) -> Path:
    texts = {f"f{number}": f"action a{number} {{ }}" for number in range(count)}
    for number in range(1, count):
        user = "f0" if shape == "beside each other" else f"f{number - 1}"
        texts[user] += f' use "f{number}.policy"'
    return files(folder, **texts)


# --- files that cannot be read -------------------------------------------------------------


@pytest.mark.parametrize("written", ["missing.policy", "sub", "main.policy/x", "x" * 300, "."])
def test_what_is_no_file_is_reported(tmp_path: Path, written: str) -> None:
    (tmp_path / "sub").mkdir()
    found = only(load(files(tmp_path, main=f'use "{written}"')))
    assert (found.code, found.message) == (
        codes.USE_UNREADABLE,
        f"there is no readable file `{written[:60]}`",
    )


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.policy")
    assert only(load(files(tmp_path, main='use "pipe.policy"'))).code is codes.USE_UNREADABLE


def test_a_first_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.policy", tmp_path):
        with pytest.raises(OSError, match=path.name):
            load(path)


# --- bytes to text -------------------------------------------------------------------------


def content(folder: Path, raw: bytes) -> Path:
    path = folder / "p.policy"
    path.write_bytes(raw)
    return path


def test_a_byte_order_mark_and_line_ends_of_two_characters_are_accepted(tmp_path: Path) -> None:
    path = content(tmp_path, b"\xef\xbb\xbfaction a {\r\n  earns\r\n}\r\n")
    assert read_policy(path, "p").text == "action a {\n  earns\n}\n"
    found = only(load(path))
    assert (found.span.line, underlined(found)) == (2, ["earns"])


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"action a {\n  \xff }", 2, 3),
        (b"\xff\xfea\x00", 1, 1),
        ("# é\naction \xe9 { }".encode("latin-1"), 1, 3),
        (b"\xef\xbb\xbf# \xe8\xb5\xb0\n# \xe8\xb5", 2, 3),
        (b"# \xed\xa0\x80", 1, 3),
    ],
)
def test_a_file_that_is_not_text_says_where(
    tmp_path: Path, raw: bytes, line: int, column: int
) -> None:
    found = only(load(content(tmp_path, raw)))
    assert (found.code, found.message) == (codes.NOT_TEXT, "the file is not text in UTF-8")
    assert found.span is not None
    assert (found.span.line, found.span.column) == (line, column)


def test_a_used_file_that_is_not_text_is_reported_once(tmp_path: Path) -> None:
    content(tmp_path, b"\xff")
    path = files(tmp_path, main='use "p.policy" use "p.policy"')
    assert only(load(path)).code is codes.NOT_TEXT


def test_the_limit_counts_the_bytes_of_the_file(tmp_path: Path) -> None:
    good = b"action a { }\n"
    full = good + b"#" * (limits.POLICY_BYTES - len(good))
    assert names(load(content(tmp_path, full))) == ["a"]
    found = only(load(content(tmp_path, full + b"#")))
    assert (found.code, found.message) == (
        codes.FILE_TOO_LARGE,
        "a policy file has at most 4 MiB",
    )


def test_no_more_than_the_limit_is_read_of_a_file_without_end() -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(Path("/dev/zero"), "zero")
    assert caught.value.diagnostics[0].code is codes.FILE_TOO_LARGE


# --- texts without a file ------------------------------------------------------------------


def test_a_text_cannot_use_files() -> None:
    parsed = parse_text(SourceFile("<text>", 'use "a.policy" action a { } use "b.policy"'))
    assert parsed.tree is None
    assert [each.code for each in parsed.diagnostics] == [codes.USE_UNREADABLE] * 2
    assert [underlined(each) for each in parsed.diagnostics] == [['"a.policy"'], ['"b.policy"']]


def test_a_text_may_have_a_byte_order_mark_and_any_line_ends() -> None:
    parsed = parse_text(SourceFile("<text>", "\ufeffaction a {\r\n}\r\naction b { }"))
    assert names(parsed) == ["a", "b"]


def test_a_letter_and_its_accent_are_one_letter(tmp_path: Path) -> None:
    written = "action e\u0301te\u0301 { }"
    assert names(parse_text(SourceFile("<text>", written))) == ["\u00e9t\u00e9"]
    assert names(load(content(tmp_path, written.encode()))) == ["\u00e9t\u00e9"]


@pytest.mark.parametrize("text", ["action a { } # \ud800", 'policy p { title "\udfff" }', "\x00"])
def test_a_text_that_cannot_be_written_as_utf8_is_refused(text: str) -> None:
    assert only(parse_text(SourceFile("<text>", text))).code is codes.NOT_TEXT
