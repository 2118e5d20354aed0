"""Diagnostics as text, compared with what they must look like, character by character."""

from __future__ import annotations

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.report.diagnostics import render, render_concise, render_one
from policylang.report.style import Style
from tests.rooms.report.painted import unpainted
from tests.rooms.report.places import diagnostic


def test_the_shape_is_the_one_the_manual_shows() -> None:
    text = "\n" * 4 + "  when bill_paid_late within 30 days\n"
    found = diagnostic(
        text, ("bill_paid_late", "not declared in this policy"), help="did you mean `bill_paid`?"
    )
    assert render_one(found) == (
        "error[PL103]: unknown event `bill_paid_late`\n"
        " --> rongcheng.policy:5:8\n"
        "  |\n"
        "5 |   when bill_paid_late within 30 days\n"
        "  |        ^^^^^^^^^^^^^^ not declared in this policy\n"
        "  = help: did you mean `bill_paid`?\n"
    )


def test_carets_stand_below_wide_characters_and_have_their_width() -> None:
    found = diagnostic("  迟付水费 when 付账 late\n", ("付账", "没有"))
    assert render_one(found).splitlines()[3:] == [
        "1 |   迟付水费 when 付账 late",
        "  |                 ^^^^ 没有",
    ]


def test_an_accent_of_its_own_takes_no_column() -> None:
    found = diagnostic("  cafe\u0301 late\n", ("late", "here"))
    assert render_one(found).splitlines()[3:] == [
        "1 |   cafe\u0301 late",
        "  |        ^^^^ here",
    ]


def test_a_tab_is_shown_as_four_spaces_and_counted_so() -> None:
    found = diagnostic("\tearns\t5 USD\n", ("5 USD", "this is money"))
    assert render_one(found).splitlines()[3:] == [
        "1 |     earns    5 USD",
        "  |              ^^^^^ this is money",
    ]


def test_several_labels_of_a_line_hang_below_one_another() -> None:
    found = diagnostic(
        "  when b.price >= 4 points\n",
        ("b.price", "this is money"),
        ("4 points", "this is a number of points"),
        ("when", "asked here"),
    )
    assert render_one(found).splitlines()[3:] == [
        "1 |   when b.price >= 4 points",
        "  |   ---- ^^^^^^^    -------- this is a number of points",
        "  |   |    |",
        "  |   |    this is money",
        "  |   asked here",
    ]


def test_labels_on_several_lines_keep_the_order_of_the_file() -> None:
    text = "price: money\n\n\nwhen price >= 4 points\n"
    found = diagnostic(text, ("4 points", "points"), ("money", "`price` is money because of this"))
    assert render_one(found).splitlines()[1:] == [
        " --> rongcheng.policy:4:15",
        "  |",
        "1 | price: money",
        "  |        ----- `price` is money because of this",
        "...",
        "4 | when price >= 4 points",
        "  |               ^^^^^^^^ points",
    ]


def test_neighbouring_lines_have_no_gap_between_them() -> None:
    found = diagnostic("one\ntwo\n", ("one", "first"), ("two", "second"))
    assert "..." not in render_one(found)


def test_the_margin_is_as_wide_as_the_widest_line_number() -> None:
    found = diagnostic("a\n" * 98 + "b\nc\n", ("b", "99"), ("c", "100"), help="both")
    assert render_one(found).splitlines()[1:] == [
        "   --> rongcheng.policy:99:1",
        "    |",
        " 99 | b",
        "    | ^ 99",
        "100 | c",
        "    | - 100",
        "    = help: both",
    ]


def test_a_stretch_over_several_lines_is_underlined_where_it_begins_and_ends() -> None:
    found = diagnostic("action a {\n  loses\n  5\n  6\n}\n", ("loses\n  5\n  6", "all of this"))
    assert render_one(found).splitlines()[3:] == [
        "2 |   loses",
        "  |   ^^^^^",
        "...",
        "4 |   6",
        "  |   ^ all of this",
    ]


def test_a_stretch_that_ends_with_its_line_stays_on_it() -> None:
    found = diagnostic("earns 5\nearns 6\n", ("earns 5\n", "this"))
    assert render_one(found).splitlines()[3:] == ["1 | earns 5", "  | ^^^^^^^ this"]


def test_the_end_of_the_file_is_a_place() -> None:
    source = SourceFile("x.policy", "policy x {")
    found = Diagnostic(codes.UNCLOSED_BLOCK, "not closed", (Label(source.span(10, 10), "here"),))
    assert render_one(found).splitlines()[1:] == [
        " --> x.policy:1:11",
        "  |",
        "1 | policy x {",
        "  |           ^ here",
    ]


def test_the_end_of_an_empty_file_is_a_place() -> None:
    source = SourceFile("x.policy", "")
    found = Diagnostic(codes.EMPTY_POLICY, "nothing here", (Label(source.span(0, 0)),))
    assert render_one(found).splitlines()[1:] == [" --> x.policy:1:1", "  |", "1 |", "  | ^"]


def test_the_line_after_the_last_line_break_is_a_place() -> None:
    source = SourceFile("x.policy", "policy x {\n")
    found = Diagnostic(codes.UNCLOSED_BLOCK, "not closed", (Label(source.span(11, 11)),))
    assert render_one(found).splitlines()[1:] == [" --> x.policy:2:1", "  |", "2 |", "  | ^"]


def test_control_characters_are_spelled_out_and_counted_as_shown() -> None:
    found = diagnostic(
        "a\x1b[2J late\u202e\n",
        ("late", "bad\rlabel"),
        message="no `\x07`",
        help="not \x9b31m",
        name="x\ny.policy",
    )
    assert render_one(found) == (
        "error[PL103]: no `\\x07`\n"
        " --> x\\ny.policy:1:7\n"
        "  |\n"
        "1 | a\\x1b[2J late\\u202e\n"
        "  |          ^^^^ bad\\rlabel\n"
        "  = help: not \\x9b31m\n"
    )


def test_other_files_follow_the_main_one() -> None:
    here = diagnostic("earns 5\n", ("earns", "again")).labels
    there = diagnostic("\n\nearns 4\n", ("earns", "first"), name="common.policy").labels
    found = Diagnostic(codes.DUPLICATE_NAME, "twice", here + there)
    assert render_one(found).splitlines()[1:] == [
        " --> rongcheng.policy:1:1",
        "  |",
        "1 | earns 5",
        "  | ^^^^^ again",
        " ::: common.policy:3:1",
        "  |",
        "3 | earns 4",
        "  | ----- first",
    ]


def test_a_diagnostic_without_a_place_has_its_help_all_the_same() -> None:
    found = Diagnostic(codes.NO_SUCH_PERSON, "nobody", (), "look again")
    assert render_one(found) == "error[PL424]: nobody\n  = help: look again\n"


def test_a_warning_says_so() -> None:
    found = Diagnostic(codes.ALWAYS_HOLDS, "always")
    assert render_one(found) == "warning[PL305]: always\n"


def test_diagnostics_are_kept_apart_by_an_empty_line() -> None:
    found = Diagnostic(codes.ALWAYS_HOLDS, "always")
    assert render([found, found]) == "warning[PL305]: always\n\nwarning[PL305]: always\n"
    assert render([]) == ""


# --- long lines ----------------------------------------------------------------------------


def test_a_long_line_is_shown_around_the_place() -> None:
    text = "a" * 500 + " late " + "b" * 500
    lines = render_one(diagnostic(text, ("late", "here")), Style(width=60)).splitlines()
    assert lines[1] == " --> rongcheng.policy:1:502"
    assert lines[3] == f"1 | \u2026{'a' * 25} late {'b' * 25}\u2026"
    assert lines[4] == f"  | {' ' * 27}^^^^ here"


def test_a_line_that_just_fits_is_shown_whole_and_a_longer_one_is_not() -> None:
    fits = render_one(diagnostic("late" + "b" * 52, ("late", "")), Style(width=60))
    longer = render_one(diagnostic("late" + "b" * 53, ("late", "")), Style(width=60))
    assert "\u2026" not in fits
    assert longer.splitlines()[3] == f"1 | late{'b' * 52}\u2026"


def test_a_long_place_is_shown_from_its_beginning() -> None:
    text = "a" * 300 + "X" * 300
    lines = render_one(diagnostic(text, ("X" * 300, "all")), Style(width=60)).splitlines()
    assert lines[3] == f"1 | \u2026{'a' * 14}{'X' * 42}\u2026"
    assert lines[4] == f"  | {' ' * 15}{'^' * 42} all"


def test_wide_characters_before_the_place_do_not_push_it_out_of_sight() -> None:
    text = "\u8fdf" * 500 + "late" + "\u8fdf" * 500
    lines = render_one(diagnostic(text, ("late", "here")), Style(width=60)).splitlines()
    assert "late" in lines[3]
    assert lines[4].endswith("^^^^ here")


def test_a_second_label_far_away_is_marked_at_the_edge() -> None:
    text = "first " + "a" * 500 + " late"
    found = diagnostic(text, ("late", "main"), ("first", "second"))
    lines = render_one(found, Style(width=60)).splitlines()
    assert "late" in lines[3]
    assert "-" in lines[4]
    assert "second" in "".join(lines)


def test_millions_of_characters_on_one_line_are_not_looked_at_one_by_one() -> None:
    text = "\t" * 2_000_000 + "late" + "\u0301" * 2_000_000
    assert len(render_one(diagnostic(text, ("late", "here")))) < 2_000


# --- colour, ASCII, one line ---------------------------------------------------------------


def test_colour_changes_nothing_but_colour() -> None:
    text = "  when b.price >= 4 points\n"
    found = diagnostic(text, ("b.price", "money"), ("4 points", "points"), help="compare")
    painted = render_one(found, Style(color=True))
    assert "\x1b[1;31m^^^^^^^\x1b[0m" in painted
    assert "\x1b[1;34m--------\x1b[0m \x1b[1;34mpoints\x1b[0m" in painted
    assert unpainted(painted) == render_one(found)


def test_a_warning_has_a_colour_of_its_own() -> None:
    found = diagnostic("late", ("late", ""), code=codes.ALWAYS_HOLDS)
    assert "\x1b[1;33m^^^^\x1b[0m" in render_one(found, Style(color=True))


def test_without_colour_there_is_no_escape() -> None:
    assert "\x1b" not in render_one(diagnostic("late", ("late", "")))


def test_ascii_spells_out_every_other_character_and_carets_follow() -> None:
    found = diagnostic("  迟 late\n", ("late", "né"))
    assert render_one(found, Style(ascii=True)).splitlines()[3:] == [
        "1 |   \\u8fdf late",
        "  |          ^^^^ n\\xe9",
    ]


def test_ascii_marks_what_was_left_out_with_dots() -> None:
    shown = render_one(diagnostic("late" + "b" * 500, ("late", "")), Style(ascii=True, width=60))
    assert shown.isascii()
    assert "bbb...\n" in shown


def test_the_concise_form_is_one_line_with_the_main_place() -> None:
    found = diagnostic("a\n late\n", ("late", "x"), ("a", "y"), message="m\nn", help="h")
    assert render_concise([found]) == "rongcheng.policy:2:2: error[PL103]: m\\nn\n"


def test_the_concise_form_needs_no_place() -> None:
    assert render_concise([Diagnostic(codes.ALWAYS_HOLDS, "m")]) == "warning[PL305]: m\n"
