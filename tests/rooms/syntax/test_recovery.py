"""Broken blocks: all faults are found, and none hides another or what is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.syntax import parse
from policylang.syntax.blocks import first_on_line, is_block, pieces
from tests.rooms.syntax.reading import problems, read, said, underlined

RONGCHENG = (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")

#: A fault for one clause of the shipped policy: what it becomes, and what is said of it.
FAULTS = {
    "  currency USD": ("  curency USD", "PL003 `curency`"),
    "  starts at 1000": ("  starts 1000", "PL001 `1000`"),
    "  loses 5\n": ("  loses five 5\n", "PL001 `5`"),
    "  earns 30\n": ("  earns\n", "PL002 `earns` needs an amount"),
    "  B    from bound_b": ("  B    >= bound_b", "PL0"),
    "  every year on 1 December": ("  every year on December", "PL001 `December`"),
    "  saves 1% of loan": ("  saves 1% loan", "PL001 `loan`"),
    "  within 3 years, gain": ("  within 3 years gain", "PL001 `gain`"),
}


def broken(faults: list[str]) -> str:
    text = RONGCHENG
    for good in faults:
        assert text.count(good) == 1
        text = text.replace(good, FAULTS[good][0])
    return text


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_gives_one_message_in_its_place(fault: str) -> None:
    (message,) = said(broken([fault]))
    assert message.startswith(FAULTS[fault][1])


@pytest.mark.parametrize("start", range(len(FAULTS)))
def test_four_faults_give_four_messages(start: int) -> None:
    names = list(FAULTS)
    chosen = sorted((names * 2)[start : start + 4], key=RONGCHENG.index)
    found = said(broken(chosen))
    assert len(found) == 4
    for message, fault in zip(found, chosen, strict=True):
        assert message.startswith(FAULTS[fault][1])


def test_all_faults_together_give_a_message_each() -> None:
    assert len(said(broken(list(FAULTS)))) == len(FAULTS)


def test_faults_in_one_block_are_each_reported() -> None:
    text = "action a {\n  looses 5\n  earns 3\n  costs\n  by chance\n  earns 1 per of x\n}\n"
    assert [each.span.line for each in problems(text) if each.span] == [2, 4, 6]


def test_two_faults_in_one_line_give_one_message() -> None:
    assert len(problems("action a {\n  loses 5 per per when when\n  earns 3\n}\n")) == 1


@pytest.mark.parametrize(
    "bad",
    ["action x {\n  looses 5\n}\n", "action {\n  loses 5\n}\n", "acton x {\n  loses 5\n}\n",
     "action x {\n  loses 5\n", "action x {\n  x: one of {a, b\n}\n", "loses 5\n", "}\n",
     'action x {\n  source "never closed\n}\n', "action x\n", "use x\n", "?\n"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_block_hides_no_other(bad: str, place: int) -> None:
    blocks = ["action good {\n  loses 5\n}\n", "score s {\n  starts = 5\n}\n"]
    alone = len(problems(bad))
    assert alone == 1
    blocks.insert(place, bad)
    found = problems("".join(blocks))
    assert sum("`=`" in each.message for each in found) == 1
    assert len(found) == 2


def test_a_second_policy_in_the_same_process_is_read_without_the_first() -> None:
    problems("define d { means x > 2018-02-30 and x > 1.5 days")
    read("define d { means x }")
    assert len(problems("define d { means }")) == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("action a {\n  loses 5\n\naction b {\n  loses 5\n}\n", [1]),
        ("action a {\n  loses 5\n\naction b {\n  loses 5\n", [1, 4]),
        ("action a {\n  loses 5\n}\n}\n}\n", [4, 5]),
        ("action a\n  loses 5\n}\n", [1]),
    ],
)
def test_braces_that_do_not_match_are_found_by_where_blocks_begin(
    text: str, lines: list[int]
) -> None:
    assert [each.span.line for each in problems(text) if each.span] == lines


def test_an_unclosed_block_is_shown_from_its_head_to_where_it_should_end() -> None:
    (found,) = problems('action a "A" { # comment\n  loses 5\n')
    assert found.message == "the action block is not closed"
    assert underlined(found) == ['action a "A" {', "5"]


def test_errors_are_in_the_order_of_the_file() -> None:
    text = "define a { means 2018-02-30 }\naction b { looses 5 }\ndefine c { means 1.5.5 }\n"
    assert [each.span.line for each in problems(text) if each.span] == [1, 2, 3]


# --- cutting a text into blocks ------------------------------------------------------------


def cut(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces(SourceFile("a", text))]


def test_a_text_is_cut_at_its_blocks() -> None:
    text = 'use "a" # }\naction a { x: one of {b, c} source "}" }\nscore s { } }'
    assert cut(text) == [
        'use "a"', 'action a { x: one of {b, c} source "}" }', "score s { }", "}",
    ]  # fmt: skip


def test_a_head_at_the_margin_begins_a_block_wherever_it_stands() -> None:
    assert cut("action a {\n  loses 5\naction b {\n}\n") == [
        "action a {\n  loses 5",
        "action b {\n}",
    ]


def test_a_name_that_is_also_a_head_begins_none() -> None:
    text = "grades of s {\naction from 5\nscore below\n}\n"
    assert len(read(text).items) == 1
    assert cut(text + "}") == [text.rstrip(), "}"]


def test_pieces_know_whether_they_are_blocks() -> None:
    found = list(pieces(SourceFile("a", 'use "x" foo { } action a { perk')))
    assert [is_block(piece) for piece in found] == [True, False, True]
    assert [(piece.word, piece.opened, piece.closed) for piece in found] == [
        ("use", False, True),
        ("foo", True, True),
        ("action", True, False),
    ]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [("a", 0, True), ("a b", 2, False), ("a\n  b", 4, True), (" \tb", 2, True), ("a\nb", 2, True)],
)
def test_whether_a_word_is_the_first_of_its_line(text: str, place: int, expected: bool) -> None:
    assert first_on_line(text, place) is expected


def test_a_line_of_any_length_is_cut_in_one_pass() -> None:
    # looked through once for each quote, or back to the line's start for each word, it takes hours
    assert len(cut('"' + '\\"' * 300_000)) == 1
    parse(SourceFile("a", "action a { " + "x " * 200_000))


# --- the blocks of real schemes ------------------------------------------------------------

SCHEME = (Path(__file__).with_name("scheme.policy")).read_text(encoding="utf-8")

#: A fault for one clause of it: what it becomes, and what is said of it.
SCHEME_FAULTS = {
    "  begins on licensed": ("  begins licensed", "PL001 `licensed`"),
    "  keeps lots, oldest first": ("  keeps lots oldest first", "PL001 `oldest first`"),
    "  moments committed, final": ("  moments committed final", "PL001 `final`"),
    ", expires after 2 years": (", expires 2 years", "PL002 `expires` must say when"),
    "  after 2 years without": ("  after without", "PL001 `offence`"),
    "  begins ban for 6 months": ("  begins for 6 months", "PL002 `begins` needs a status"),
    "  when miles falls to 0": ("  when miles <= 0", "PL001 `<=`"),
    "  covers gains of": ("  cover gains of", "PL003 `cover`"),
    "  20 to 49, town: 90": ("  20 to 49, town 90", "PL002 `:` is missing after `20 to 49, town`"),
    "  every year from 1 June": ("  every year from June", "PL001 `June`"),
    "  then games, lowest first": ("  then games, lowest", "PL002 `lowest`"),
    "  no better than C": ("  no better C", "PL001 `C`"),
    "override action": ("override acton", "PL001 `acton`"),
    "status ban": ("status", "PL002 `status` needs a name"),
}


def broken_scheme(faults: list[str]) -> str:
    text = SCHEME
    for good in faults:
        assert text.count(good) == 1
        text = text.replace(good, SCHEME_FAULTS[good][0])
    return text


def test_the_scheme_is_sound() -> None:
    read(SCHEME)


@pytest.mark.parametrize("fault", SCHEME_FAULTS)
def test_one_fault_in_a_scheme_gives_one_message_in_its_place(fault: str) -> None:
    (message,) = said(broken_scheme([fault]))
    assert message.startswith(SCHEME_FAULTS[fault][1])


@pytest.mark.parametrize("start", range(len(SCHEME_FAULTS)))
def test_four_faults_in_a_scheme_give_four_messages(start: int) -> None:
    names = list(SCHEME_FAULTS)
    chosen = sorted((names * 2)[start::3][:4], key=SCHEME.index)
    found = said(broken_scheme(chosen))
    assert len(found) == 4
    for message, fault in zip(found, chosen, strict=True):
        assert message.startswith(SCHEME_FAULTS[fault][1])


def test_all_faults_of_a_scheme_give_a_message_each() -> None:
    assert len(said(broken_scheme(list(SCHEME_FAULTS)))) == len(SCHEME_FAULTS)


@pytest.mark.parametrize(
    "text",
    [
        "action a {\n  loses five 5\n    when x\n    in any 30 days\n  at most 3 per day\n}\n",
        "rule r {\n  on a\n  loses five 5\n    when x\n    otherwise\n    at most 3 per day\n}\n",
        "perk p {\n  for A B\n  when x\n}\n",
        "table t {\n  by x: number\n  0 to 19 5,\n  from 20: 3\n}\n",
    ],
)
def test_what_goes_on_with_a_bad_clause_is_not_reported_again(text: str) -> None:
    assert len(problems(text)) == 1


@pytest.mark.parametrize(
    "head", ["rule r", "status s", "limit l", "table t", "period p", "ranking r", "override rule r"]
)
def test_a_new_block_begins_at_the_margin_whatever_stands_above(head: str) -> None:
    text = f"action a {{\n  loses 5\n\n{head} {{\n}}\n"
    assert cut(text) == ["action a {\n  loses 5", f"{head} {{\n}}"]


def test_an_overriding_block_is_of_the_kind_that_follows() -> None:
    found = list(pieces(SourceFile("a", 'override\nrule r { }\noverride { }\noverride use "x"')))
    assert [piece.word for piece in found] == ["rule", "override", "override"]
