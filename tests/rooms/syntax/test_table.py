"""Our table reads what Lark reads, words and trees alike: Lark itself is the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lark
import pytest
from benchmarks.compilation import large
from lark.exceptions import UnexpectedInput
from lark.utils import TextSlice

from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.syntax.blocks import WORD
from policylang.syntax.builder import Builder
from policylang.syntax.building import words as building
from policylang.syntax.lexer import Lexer, Terminal
from policylang.syntax.table import Table
from policylang.syntax.table_building import read_grammar, table_of
from policylang.syntax.words import RESERVED

GRAMMAR = (data_dir("grammars") / "policy.lark").read_text(encoding="utf-8")
POLICY = (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")


def refused(token: lark.Token) -> lark.Token:
    if token in RESERVED:
        token.type = "RESERVED"
    return token


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


class Oracle:
    """Lark's own parser, with a builder that knows Lark's words; and our table, made from it."""

    def __init__(self) -> None:
        self.builder, self.own_builder = Builder(), Builder()
        self.parser = read_grammar(
            GRAMMAR, transformer=self.builder, lexer_callbacks={"NAME": refused}
        )
        self.own = Table(table_of(self.parser), self.own_builder)

    def read(self, source: SourceFile) -> Any:
        self.builder.begin(source)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "Token", lark.Token)
            try:
                return self.parser.parse(source.text)
            except UnexpectedInput:
                return None

    def read_own(self, source: SourceFile) -> Any:
        self.own_builder.begin(source)
        return self.own.read(source.text)


def shown(node: object) -> str:
    """A tree with the places that its equality leaves out."""
    if isinstance(node, tuple):
        return f"({', '.join(map(shown, node))})"
    fields = getattr(type(node), "__attrs_attrs__", ())
    if not fields or isinstance(node, SourceFile):
        return repr(node)
    return f"{type(node).__name__}({', '.join(shown(getattr(node, f.name)) for f in fields)})"


def texts() -> Iterator[str]:
    yield POLICY
    yield large(20)
    yield from ("", "  # nothing\n", "policy p {}", "policy p", "²b { }", "action all { # loses 5")
    words = list(WORD.finditer(POLICY))
    for number, match in enumerate(words):
        if number % 6 == 0:  # left out, twice, and beside a sign that is none
            yield POLICY[: match.start()] + POLICY[match.end() :]
            yield POLICY[: match.start()] + "?" + POLICY[match.start() :]
        if number % 6 == 3:
            yield POLICY[: match.end()] + " " + POLICY[match.start() :]
            other = words[number * 7 % len(words)][0]
            yield POLICY[: match.start()] + other + POLICY[match.end() :]


def test_trees_and_places_are_those_of_lark(oracle: Oracle) -> None:
    read = []
    for text in texts():
        source = SourceFile("a", text)
        expected, found = oracle.read(source), oracle.read_own(source)
        assert shown(found) == shown(expected), text
        read.append(found is not None)
    assert min(read.count(True), read.count(False)) > 20


#: What may follow a word and so decide what it is.
TAILS = ("", " ", ":", " = 3", "=", " of x", "x", "+", '  "label"\n:', "1", "(", ".", " USD")
SHAPES = (
    *("A", "A+", "x1", "\u00b2b", "\u00e9", "50", "1,000", "2.5", "2018-01-01", "2018-01-012", "%"),
    *("USD", "USDX", '"a"', '"a\\"b"', '"a', ">=", "<=", "<", ">", "is not", "isnot", "is", "@"),
    *("rounded down", "rounded  to\nnearest", "or better", "or worsen", "_a", "started", "points"),
    *("is in", "is not  in", "is given", "is tied", "isgiven", "out of", "up\nto", "if none", "if"),
    *("the latest", "the last day of the month of", "the day after", "the day", "the start of"),
    *("full months since", "days since", "weeks sinces", "full", "still counting on", "in any"),
    *("expires after", "comes back on", "comes back", "falls to", "falls", "exceeds", "gains of"),
    *("oldest first", "highest first", "at the end of the day", "at the end", "the previous"),
    *("truncated to 2 decimals", "rounded up to 2", "end on the last day", "year from", "a means"),
    *("from 5", "from 5 USD", "from 1,000, x", "-5", "- 5 to 6", "2 years", "x years", "x\nearns"),
)


def test_the_words_of_every_state_are_those_of_lark(oracle: Oracle) -> None:
    lexer, table = oracle.parser.parser.lexer, oracle.own
    keywords = {word for each in table.lexer.terminals for word in each.words}
    texts = [word + tail for word in sorted({*keywords, *RESERVED, *SHAPES}) for tail in TAILS]
    seen = set()
    for state, row in enumerate(oracle.parser.parser.parser._parse_table.states):
        theirs = lexer.lexers[row]
        if id(theirs) in seen:
            continue
        seen.add(id(theirs))
        for text in texts:
            expected = theirs.match(TextSlice(text, 0, len(text)), 0)
            if expected and expected[1] == "NAME" and expected[0] in RESERVED:
                expected = (expected[0], "RESERVED")
            found = table.scanner(state).word(text, 0, len(text))
            assert (found and (str(found), found.type)) == expected, (text, row)
    assert len(seen) > 50


# --- a lexer alone -------------------------------------------------------------------------

LEXER = Lexer(
    [
        Terminal("LONG", r"a-[a-z]+"),
        Terminal("FOR", r"for\b", ("for",)),
        Terminal("LATER", r"[a-z]+(?=\?)"),
        Terminal("LATE", r"late\b", ("late",)),
        Terminal("MORE", r"\*\*", (), False),
        Terminal("STAR", r"\*", ("*",), False),
        Terminal("NAME", r"[^\W\d_]\w*"),
    ],
    [r"[ \n]+", r"#[^\n]*"],
)


def words(text: str, *names: str) -> list[tuple[str, str, int, int]]:
    scanner, found, at = LEXER.scanner(names), [], 0
    while word := scanner.word(text, at, len(text)):
        found.append((str(word), word.type, word.start_pos, word.end_pos))
        at = word.end_pos
    return found


def test_words_are_told_apart_by_what_may_stand_there() -> None:
    assert words("for* x", "FOR", "STAR") == [("for", "FOR", 0, 3), ("*", "STAR", 3, 4)]
    assert words("for fort", "FOR", "NAME") == [("for", "FOR", 0, 3), ("fort", "NAME", 4, 8)]
    assert words("a-b a", "LONG", "NAME") == [("a-b", "LONG", 0, 3), ("a", "NAME", 4, 5)]
    assert words("fort", "FOR") == words("?", "STAR") == words("x") == []


def test_of_all_that_a_word_could_be_the_first_in_order_counts() -> None:
    kinds = ("FOR", "LATER", "LATE", "NAME")
    assert [kind for _, kind, _, _ in words("for", *kinds)] == ["FOR"]
    assert [kind for _, kind, _, _ in words("fort? ", *kinds)] == ["LATER"]
    assert [kind for _, kind, _, _ in words("late lately", *kinds)] == ["LATE", "NAME"]
    assert [kind for _, kind, _, _ in words("late? ", *kinds)] == ["LATER"]
    assert [kind for _, kind, _, _ in words("of", *kinds)] == ["RESERVED"]
    assert words("lately", "FOR", "LATER", "LATE") == []
    assert [kind for _, kind, _, _ in words("** *", "MORE", "STAR")] == ["MORE", "STAR"]


def test_a_reserved_word_is_no_name() -> None:
    assert words("for", "NAME") == [("for", "RESERVED", 0, 3)]


def test_nothing_is_found_inside_a_comment() -> None:
    assert words(" # for\n#for\n for # x", "FOR", "NAME") == [("for", "FOR", 13, 16)]
    assert LEXER.skip(" # for", 0, 6) == 6
    assert LEXER.any_word("# for", 0, 5) is None
    assert LEXER.any_word("a-bc", 0, 3) == "a-b"


# --- a grammar alone -----------------------------------------------------------------------

LIST = """
start: _item* ["!"] "."
_item: NAME | pair
pair: NAME ":" NAME
NAME: /[^\\W\\d_]\\w*/
%ignore " "
"""


def test_rules_that_are_not_nodes_give_their_parts_to_the_rule_around() -> None:
    data = table_of(read_grammar(LIST))
    for rule in data["rules"]:  # none of these is a rule of our grammar
        rule[2] = None
    table = Table(data, Builder())
    assert table.read("a b:c d.") == ["a", ["b", ":", "c"], "d", None, "."]
    assert table.read("!.") == ["!", "."]
    assert table.read("a") is None
    assert table.read(". a") is None
