"""What to say where the parser is stuck: in the author's words, by example."""

from __future__ import annotations

import re
from typing import Final

import attrs
from lark import Token

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.core.suggest import nearest
from policylang.syntax.blocks import first_on_line
from policylang.syntax.builder import MONTHS
from policylang.syntax.words import BLOCKS, CLAUSES, CONTINUATIONS, blocks_with


@attrs.frozen
class Stuck:
    """Where the parser could not go on.

    `kind` is the kind of block, `at` the place, `word` what stands there (None: the block
    ends), `read` the words before it, `accepted` the terminals that would have fitted.
    """

    kind: str
    at: int
    word: str | None
    read: tuple[Token, ...]
    accepted: frozenset[str]
    start: int

    @property
    def at_end(self) -> bool:
        """Whether the block ends where more is needed."""
        return self.word is None

    @property
    def last(self) -> Token | None:
        """The word read last."""
        return self.read[-1] if self.read else None

    @property
    def between_clauses(self) -> bool:
        """Whether a new clause could have begun here."""
        return "RBRACE" in self.accepted

    def clause(self) -> list[Token]:
        """The words of the clause that was being read, from its first word on."""
        for place in range(len(self.read) - 1, -1, -1):
            word = self.read[place]
            after = self.read[place + 1].type if place + 1 < len(self.read) else ""
            named = word.type in ("NAME", "GRADE") and after in ("COLON", "EQUAL", "FROM")
            starts = word in CLAUSES[self.kind] and word.type.isupper() and word.type != "NAME"
            if (starts and not _continues(self.read, place)) or named:
                return list(self.read[place:])
        return list(self.read[-1:])


def _continues(read: tuple[Token, ...], place: int) -> bool:
    """Whether a word that starts clauses goes on with one here: `when`, `in`, `for`."""
    word = read[place]
    if word == "in":
        return place + 1 < len(read) and read[place + 1] != "force"
    return word == "grants" and place == 0


#: Marks and words of other languages, with what to write instead.
_FOREIGN: Final = {
    "==": "write `is` or `=` to compare",
    "!=": "write `is not`",
    "<>": "write `is not`",
    "&&": "write `and`",
    "||": "write `or`",
    "=>": "write `>=` to compare",
    "=<": "write `<=` to compare",
    "\u2265": "write `>=`",
    "\u2264": "write `<=`",
    "\u2260": "write `is not`",
    "!": "write `not`",
    ";": "a clause ends with its line; leave the semicolon out",
    "/": "there is no division; write a share (`50% of x rounded down`) or a rate (`1 per 50`)",
    "//": "comments start with `#`",
    "/*": "comments start with `#`",
    "\u201c": 'use straight quotes: `"..."`',
    "\u201d": 'use straight quotes: `"..."`',
    "\u2018": 'use straight double quotes: `"..."`',
    "\u2019": 'use straight double quotes: `"..."`',
    "'": 'texts stand in double quotes: `"..."`',
    "\u2212": "use the plain minus sign `-`",
    "\u00d7": "write `*` to multiply",
}
_MARK: Final = re.compile(r"==|!=|<>|&&|\|\||=>|=<|//|/\*|.", re.DOTALL)
_MONEY: Final = re.compile(r"([$\u20ac\u00a3\u00a5])\s*(\d[\d,.]*)")
_SIGNS: Final = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "CNY"}
_DIGITS: Final = re.compile(r"\d[\d,.]*")
_GOOD_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def explain(source: SourceFile, stuck: Stuck) -> Diagnostic:
    """The diagnostic for one place where the parser is stuck."""
    for try_ in (_number, _foreign, _unclosed_text, _misread_name, _missing, _clause_start):
        if found := try_(source, stuck):
            return found
    return _unexpected(source, stuck)


def _say(
    source: SourceFile,
    code: Code,
    message: str,
    start: int,
    end: int,
    help: str | None,
    label: str = "",
) -> Diagnostic:
    return Diagnostic(code, message, (Label(source.span(start, max(end, start)), label),), help)


# --- characters ----------------------------------------------------------------------------


def _number(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """Digits, commas and points in a form that is no number: `1,00`, `1.000,50`."""
    start = stuck.at
    while start > 0 and source.text[start - 1] in "0123456789,.":
        start -= 1
    run = _DIGITS.match(source.text, start)
    if run is None or run.end() <= stuck.at or _GOOD_NUMBER.fullmatch(run[0]):
        return None
    if not any(each.isdigit() for each in source.text[stuck.at : run.end()]):
        return None  # a comma after a number belongs to what follows
    return _say(
        source,
        codes.BAD_NUMBER,
        f"`{_cut(run[0])}` is not a number",
        run.start(),
        run.end(),
        "write thousands with commas and decimals with a point: `1,000.50`",
    )


def _foreign(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    if stuck.word is None:
        return None
    if money := _MONEY.match(source.text, stuck.at):
        written = f"{_cut(money[2].rstrip('.,'))} {_SIGNS[money[1]]}"
        return _say(
            source,
            codes.FOREIGN_SPELLING,
            f"money is not written `{_cut(money[0])}` here",
            *money.span(),
            f"write the amount with its currency after it: `{written}`",
        )
    at = stuck.at
    if stuck.word == "=" and stuck.last == "=" and stuck.last.end_pos == at:
        at -= 1  # the first sign was read, the second is one too many
    mark = _MARK.match(source.text, at)
    assert mark is not None
    if mark[0] in _FOREIGN and not mark[0].isalnum():
        return _say(
            source,
            codes.FOREIGN_SPELLING,
            f"`{mark[0]}` is not used in this language",
            *mark.span(),
            _FOREIGN[mark[0]],
        )
    return None


def _unclosed_text(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    if stuck.word is None or len(stuck.word) > 1 or stuck.word.isalnum():
        return None
    end = source.text.find("\n", stuck.at)
    end = len(source.text) if end < 0 else end
    if stuck.word == '"':
        return _say(
            source,
            codes.UNCLOSED_TEXT,
            "this text has no closing quote",
            stuck.at,
            min(end, stuck.at + 40),
            'end it with `"` on the same line; a quote inside is written `\\"`',
        )
    if stuck.word in "{}()=<>,:*+-%" or stuck.word == "_":
        return None
    return _say(
        source,
        codes.BAD_CHARACTER,
        f"the character `{stuck.word}` has no meaning here",
        stuck.at,
        stuck.at + 1,
        "leave it out; texts stand in double quotes, comments start with `#`",
    )


# --- words ---------------------------------------------------------------------------------

_NEED_COLON: Final = ({"COLON", "TEXT"}, {"COLON"}, {"EQUAL"}, {"COLON", "TEXT", "EQUAL"})


def _misread_name(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A word that could only be read as the name of a new field or figure, and was not meant so."""
    last = stuck.last
    if last is None or last.type != "NAME" or set(stuck.accepted) not in _NEED_COLON:
        return None
    if len(stuck.read) < 3:
        return None
    return _unknown_start(source, stuck, last.start_pos or 0, str(last))


def _clause_start(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    if stuck.word is None or not stuck.between_clauses or not stuck.word[0].isalpha():
        return None
    return _unknown_start(source, stuck, stuck.at, stuck.word)


def _unknown_start(source: SourceFile, stuck: Stuck, at: int, word: str) -> Diagnostic:
    end = at + len(word)
    own = CLAUSES[stuck.kind]
    others = [kind for kind in blocks_with(word) if kind != stuck.kind]
    if others and word not in own:
        article = "an" if stuck.kind[0] in "aeiou" else "a"
        return _say(
            source,
            codes.MISPLACED_CLAUSE,
            f"`{word}` belongs in {_listed(others)}, not in {article} {stuck.kind} block",
            at,
            end,
            f"move it, for example `{CLAUSES[others[0]][word]}`",
        )
    near = nearest(word, [*own, *_continuations(stuck)])
    same_line = not first_on_line(source.text, at)
    if same_line:
        units = ("points", "hours", "minutes", "days", "weeks", "times")
        near = nearest(word, [*units, *CONTINUATIONS, "and", "or", "rounded", "otherwise"])
        return _say(
            source,
            codes.UNEXPECTED,
            f"`{word}` does not fit here",
            at,
            end,
            f"did you mean `{near}`?" if near else _example(stuck),
        )
    words = ", ".join(f"`{each}`" for each in own if each not in ("source", "assumed"))
    starts = f"clauses here start with {words}" if words else None
    return _say(
        source,
        codes.UNKNOWN_CLAUSE,
        f"`{word}` is not a word that starts a clause in this block",
        at,
        end,
        f"did you mean `{near}`?" if near else starts,
    )


def _continuations(stuck: Stuck) -> tuple[str, ...]:
    return ("otherwise", "when", "at most") if stuck.kind == "action" else ()


def _listed(kinds: list[str]) -> str:
    named = [("an " if kind[0] in "aeiou" else "a ") + kind for kind in kinds]
    return " or ".join(named) + " block"


#: What a word needs after it, for the most telling message.
_NEEDS: Final = {
    "loses": "an amount",
    "earns": "an amount",
    "sets": "a value",
    "multiplies": "a factor",
    "drops": "a grade",
    "costs": "an amount",
    "pays": "an amount",
    "saves": "an amount",
    "when": "a condition",
    "where": "a condition",
    "for": "a grade",
    "starts": "a value",
    "stays": "a range",
    "means": "an expression",
    "title": "a text in quotes",
    "source": "a text in quotes",
    "assumed": "a text in quotes",
    "grants": "a text in quotes",
    "imposes": "a text in quotes",
    "timezone": "a text in quotes",
    "currency": "a currency such as USD",
    "by": "`choice`, `chance` or `authority`",
    "every": "a date",
    "once": "a date",
    "within": "a length of time",
    "keeps": "a number of decimals",
}


def _missing(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A clause that breaks off: the block ends, or the next clause begins."""
    if stuck.between_clauses or stuck.last is None:
        return None
    starts_clause = stuck.word is not None and (
        stuck.word in CLAUSES[stuck.kind] or first_on_line(source.text, stuck.at)
    )
    if not (stuck.word is None or stuck.word == "}" or starts_clause):
        return None
    clause = stuck.clause()
    start, end = clause[0].start_pos or 0, stuck.last.end_pos or 0
    written = " ".join(source.text[start:end].split())
    if over := _without_window(stuck):
        return _say(source, codes.INCOMPLETE, over[0], start, end, over[1])
    needs = _NEEDS.get(str(stuck.last))
    return _say(
        source,
        codes.INCOMPLETE,
        f"`{stuck.last}` needs {needs}" if needs else f"`{_cut(written)}` is not finished",
        start,
        end,
        _example(stuck),
        "something is missing after this",
    )


def _without_window(stuck: Stuck) -> tuple[str, str] | None:
    if {"THIS", "EVER", "IN"} <= stuck.accepted:
        return (
            "a count or sum must say over which time",
            "add `in the last 365 days`, `this calendar year` or `ever`",
        )
    if "PER" in stuck.accepted and "IN" in stuck.accepted:
        return (
            "`at most` must say in which time",
            "add `per calendar year` or `in any 30 days`",
        )
    return None


def _unexpected(source: SourceFile, stuck: Stuck) -> Diagnostic:
    word = stuck.word or "the end of the block"
    keywords = sorted(each.lower() for each in stuck.accepted if _is_keyword(each))
    values = [each for name, words in _VALUES.items() if name in stuck.accepted for each in words]
    near = nearest(word, [*keywords, *values]) if word[0].isalpha() else None
    expected = " or ".join(f"`{each}`" for each in keywords)
    if "UNIT" in stuck.accepted and near is None and word[0].isalpha():
        expected = ""
    label = f"expected {expected}" if 0 < len(keywords) <= 3 and expected else ""
    if over := _without_window(stuck):
        return _say(source, codes.INCOMPLETE, over[0], stuck.at, stuck.at + len(word), over[1])
    return _say(
        source,
        codes.UNEXPECTED,
        f"`{_cut(word)}` does not fit here",
        stuck.at,
        stuck.at + len(stuck.word or ""),
        f"did you mean `{near}`?" if near and near != word else _example(stuck),
        label,
    )


#: What may be written where a terminal fits, for suggestions.
_VALUES: Final = {
    "UNIT": ("points", "hours", "minutes"),
    "WHO": ("choice", "chance", "authority"),
    "MONTH": MONTHS,
    "UNIT_TYPE": ("money", "hours", "points", "number", "percent", "date"),
    "PERIOD": ("day", "week", "month", "quarter", "year"),
    "CALENDAR": ("calendar",),
    "DAYS_OR_WEEKS": ("days", "weeks"),
    "TIMES": ("times",),
    "ROUNDING": ("rounded", "truncated"),
    "EXTREME": ("smaller", "larger"),
    "FROM_OR_UNTIL": ("from", "until"),
    "LENGTH": ("days", "months", "years"),
    "COMPARE": ("is",),
}
#: Terminals whose names are not the words they stand for.
_CLASSES: Final = """
    NAME GRADE TEXT NUMBER ISO_DATE UNIT POINTS ROUNDING REACH COMPARE LESS_OR_SAME SIGN MONTH
    YES_NO UNIT_TYPE FROM_OR_UNTIL WHO STANDING PAYS EXTREME PERIOD LENGTH DAYS_OR_WEEKS COLON
    EQUAL COMMA LBRACE RBRACE LPAR RPAR STAR MINUS
"""
_NOT_KEYWORDS: Final = frozenset(_CLASSES.split())


def _is_keyword(terminal: str) -> bool:
    return terminal.isalpha() and terminal not in _NOT_KEYWORDS


def _example(stuck: Stuck) -> str | None:
    """A clause as it could be written, from the words read last."""
    for token in reversed(stuck.clause()):
        word = str(token)
        if word in CLAUSES[stuck.kind]:
            return f"write for example `{CLAUSES[stuck.kind][word]}`"
        if word in CONTINUATIONS:
            return f"write for example `{CONTINUATIONS[word]}`"
    if stuck.read and str(stuck.read[0]) in BLOCKS and "LBRACE" not in [t.type for t in stuck.read]:
        return f"a block begins like this: `{BLOCKS[str(stuck.read[0])]}`"
    if stuck.kind in ("action", "person"):
        return "a field is written like this: `amount: money from 0 USD to 100 USD`"
    if stuck.kind == "grades":
        return "a grade is written like this: `A from 1050`, the last one `D below`"
    if stuck.kind == "figures":
        return 'a figure is written like this: `step = 50 USD "a guess"`'
    return None


def _cut(text: str) -> str:
    return text if len(text) <= 50 else text[:47] + "..."
