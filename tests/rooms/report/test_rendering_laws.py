"""What holds for any text whatsoever: nothing raises, nothing escapes, carets stand right."""

from __future__ import annotations

import json
import unicodedata

import attrs
from hypothesis import given
from hypothesis import strategies as st

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.report.diagnostics import render, render_concise, render_one
from policylang.report.diagnostics_json import render_json
from policylang.report.outcomes import outcome_json, outcome_table
from policylang.report.policy import render_policy
from policylang.report.records import render_statement_json
from policylang.report.statement import render_statement
from policylang.report.style import Style
from policylang.report.visible import visible
from policylang.report.width import fitted, text_width, wrapped
from tests.rooms.report.painted import unpainted
from tests.rooms.report.samples import library, outcome

#: Any characters at all, with those that do harm more often than by chance.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from("\x00\x07\x1b\x7f\x9b\r\n\t\u202e\u2028\u200b\ufeff\ud800\U000e0041"),
        st.sampled_from("ab {}`\u8fdf\u0301\uac00\u1160\U0001f600"),
    )
)
STYLES = st.builds(
    Style, color=st.booleans(), ascii=st.booleans(), width=st.integers(min_value=1, max_value=200)
)


@st.composite
def labels(draw: st.DrawFn, source: SourceFile) -> Label:
    """A label somewhere in a text, now and then outside it."""
    length = len(source.text)
    start = draw(st.integers(-3, length + 3))
    end = draw(st.integers(-3, length + 3))
    return Label(source.span(start, end), draw(ANY_TEXT))


@st.composite
def diagnostics(draw: st.DrawFn) -> Diagnostic:
    """A diagnostic about any text, with any places."""
    sources = draw(st.lists(st.builds(SourceFile, ANY_TEXT, ANY_TEXT), min_size=1, max_size=2))
    places = st.sampled_from(sources).flatmap(labels)
    return Diagnostic(
        draw(st.sampled_from([codes.UNKNOWN_GRADE, codes.ALWAYS_HOLDS])),
        draw(ANY_TEXT),
        tuple(draw(st.lists(places, max_size=4))),
        draw(st.none() | ANY_TEXT),
    )


def is_harmless(text: str) -> bool:
    """Whether printing a text moves no cursor and hides nothing, line ends apart."""
    allowed = "\n\u200c\u200d"
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return all(each in allowed or unicodedata.category(each) not in hidden for each in text)


@given(diagnostics(), STYLES)
def test_rendering_never_raises_and_never_emits_control_characters(
    found: Diagnostic, style: Style
) -> None:
    for text in (render([found, found], style), render_concise([found], style)):
        assert is_harmless(unpainted(text))
        assert style.color or "\x1b" not in text
        assert style.ascii is False or text.isascii()


@given(diagnostics())
def test_the_concise_form_is_always_one_line(found: Diagnostic) -> None:
    assert render_concise([found]).count("\n") == 1


@given(diagnostics(), STYLES)
def test_no_line_ends_in_spaces(found: Diagnostic, style: Style) -> None:
    text = render_one(Diagnostic(found.code, "m", found.labels), style)
    assert [
        line for line in unpainted(text).split("\n") if line.endswith(" ") and "|" in line
    ] == []


@given(st.lists(diagnostics(), max_size=3))
def test_json_can_be_read_back_and_hides_nothing(found: list[Diagnostic]) -> None:
    text = render_json(found, files=1)
    assert is_harmless(text)
    read = json.loads(text)
    assert [each["code"] for each in read["diagnostics"]] == [each.code.number for each in found]


@given(ANY_TEXT.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text)))
def test_json_keeps_every_character(text: str) -> None:
    found = Diagnostic(codes.UNKNOWN_GRADE, text)
    assert json.loads(render_json([found]))["diagnostics"][0]["message"] == text


#: Text of one line without what has more than one way to be shown.
PLAIN_LINE = st.text(st.sampled_from("ab \t\u8fdf\u0301\x1b\u202e\U0001f600"), max_size=60)


@given(PLAIN_LINE, st.data(), st.sampled_from([40, 60, 1_000]), st.booleans())
def test_carets_stand_below_what_they_mark(
    line: str, data: st.DataObject, width: int, ascii: bool
) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    source = SourceFile("x", line)
    found = Diagnostic(codes.UNKNOWN_GRADE, "m", (Label(source.span(start, end)),))
    shown, marked = render_one(found, Style(width=width, ascii=ascii)).splitlines()[3:]
    place = marked.index("^")
    shown += " " * (place + 1)  # spaces at the end of a line are not written out
    before = cut_to_columns(shown, place)
    underlined = without_accents(cut_to_columns(shown[len(before) :], len(marked) - place))
    meant = without_accents(visible(line[start:end].replace("\t", "    "), ascii=ascii))
    assert text_width(before) == place
    assert underlined.startswith(meant) or meant.startswith(underlined.rstrip()) or not meant


def without_accents(text: str) -> str:
    """The text without the marks that take no column of their own."""
    return text.replace("\u0301", "")


def cut_to_columns(text: str, columns: int) -> str:
    """The beginning of a text that takes so many columns, accents after it left out."""
    kept = ""
    for character in text:
        if text_width(kept + character) > columns or text_width(kept) == columns:
            break
        kept += character
    return kept


# --- statements, tables, policies ----------------------------------------------------------

LIBRARY = library()
STORY = outcome(
    LIBRARY,
    ("2018-01-02", "shelf_help", {"time": "5"}),
    ("2018-01-08", "gift"),
    ("2018-03-02", "late_return", {"days": 365}),
    as_of="2018-04-01",
)


@given(st.lists(ANY_TEXT, min_size=8, max_size=8), STYLES)
def test_results_about_any_text_never_raise_and_never_emit_control_characters(
    texts: list[str], style: Style
) -> None:
    person, label, rule, file, cap, grade, title, benefit = texts
    entries = [
        attrs.evolve(each, label=label, rule=rule, file=file, cap=cap, range=cap)
        for each in STORY.ledger or ()
    ]
    awards = [attrs.evolve(each, label=label, texts=(benefit,)) for each in STORY.perks]
    found = attrs.evolve(STORY, person=person, ledger=tuple(entries), perks=tuple(awards))
    machine = attrs.evolve(
        LIBRARY.machine,
        header=attrs.evolve(LIBRARY.machine.header, title=title, version=title),
        grants=tuple(attrs.evolve(each, texts=(benefit,)) for each in LIBRARY.machine.grants),
        actions=tuple(attrs.evolve(each, label=label) for each in LIBRARY.machine.actions),
        figures=tuple(attrs.evolve(each, note=cap) for each in LIBRARY.machine.figures),
    )
    graded = attrs.evolve(found, grade=grade)
    for text in (
        render_statement(found, machine, style),
        "".join(outcome_table([graded], machine, style)),
        render_policy(machine, style),
    ):
        assert is_harmless(unpainted(text))
        assert style.color or "\x1b" not in text
        assert style.ascii is False or text.isascii()
    assert is_harmless(render_statement_json(found, machine))
    assert is_harmless("".join(outcome_json([graded], machine, as_of=None, summary={})))


# --- widths --------------------------------------------------------------------------------


@given(ANY_TEXT.map(visible), st.integers(3, 40))
def test_a_shortened_text_fits(text: str, columns: int) -> None:
    assert text_width(fitted(text, columns)) <= columns
    assert fitted(text, text_width(text)) == text


@given(ANY_TEXT.map(visible), st.integers(1, 40))
def test_wrapping_keeps_every_word_and_every_width(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert " ".join(lines) == text
    assert all(text_width(line) <= columns or " " not in line.strip(" ") for line in lines)


@given(ANY_TEXT)
def test_visible_text_is_left_alone_the_second_time(text: str) -> None:
    shown = visible(text)
    assert is_harmless(shown)
    assert "\n" not in shown
    assert visible(shown) == shown
    assert visible(text, ascii=True).isascii()
