"""What to say where the parser is stuck: in the author's words, by example."""

from __future__ import annotations

import re
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.core.suggest import nearest
from policylang.syntax.blocks import first_on_line
from policylang.syntax.builder import MONTHS
from policylang.syntax.clauses import unknown_start, what_starts
from policylang.syntax.examples import example
from policylang.syntax.foreign import cut, foreign_spelling
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import BLOCKS, CLAUSES, NAMES, RESERVED


def explain(source: SourceFile, stuck: Stuck) -> Diagnostic:
    """The diagnostic for one place where the parser is stuck."""
    for try_ in (foreign_spelling, _character, _bad_name, _sign_after_word, _missing, _clause):
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


def _character(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A text without its end, or a character without a meaning."""
    if stuck.word is None or len(stuck.word) > 1 or stuck.word.isalnum():
        return None
    if stuck.word == '"':
        end = source.text.find("\n", stuck.at)
        end = len(source.text) if end < 0 else end
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
    if stuck.word.isspace():
        return _say(
            source,
            codes.BAD_CHARACTER,
            f"this blank is no ordinary one (number {ord(stuck.word)})",
            stuck.at,
            stuck.at + 1,
            "type it again with the space bar; it may come from a word processor",
        )
    return _say(
        source,
        codes.BAD_CHARACTER,
        f"the character `{stuck.word}` has no meaning here",
        stuck.at,
        stuck.at + 1,
        "leave it out; texts stand in double quotes, comments start with `#`",
    )


_NAMES: Final = "a name starts with a letter and goes on with letters, digits and `_`"
#: What was meant as a name that is being declared, and cannot be one.
_NOT_A_NAME: Final = re.compile(
    r"(\d[\d_]*[^\W\d_]\w{0,63}|[^\W\d_]\w{0,63}(?:[-. ]\w{1,64}){1,9})"
    r'[ \t]{0,40}(?:"[^"\n]{0,200}"[ \t]{0,40})?[:{]'
)


#: Where a name begins with what no name begins with.
_UNDERSCORE: Final = re.compile(r"_\w{0,63}")


def _bad_name(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A word of the language, two words, signs or a digit as a name: `my-field: number`."""
    if under := _UNDERSCORE.match(source.text, stuck.at) if stuck.word == "_" else None:
        return _say(
            source, codes.UNEXPECTED, f"`{under[0]}` cannot be a name", *under.span(), _NAMES
        )
    if stuck.in_head and stuck.word in RESERVED and "NAME" in stuck.accepted:
        return _say(
            source,
            codes.RESERVED_NAME,
            f"`{stuck.word}` is a word of the language and cannot be a name",
            stuck.at,
            stuck.at + len(stuck.word),
            f"call it for example `{stuck.word}_{'rule' if stuck.kind == 'action' else 'name'}`",
        )
    last = stuck.last
    touching = last is not None and last.type in NAMES and last.end_pos == stuck.at
    start = last.start_pos if last is not None and touching else stuck.at
    found = _NOT_A_NAME.match(source.text, start or 0)
    if found is None or not (touching or "NAME" in stuck.accepted):
        return None
    if not stuck.in_head and not first_on_line(source.text, found.start()):
        return None
    first = found[1].split()[0]
    if first in BLOCKS or first in CLAUSES[stuck.kind]:
        return None
    proper = re.sub(r"\W+", "_", found[1])
    advice = f": `{proper}`" if proper[0].isalpha() else ""
    return _say(
        source,
        codes.UNEXPECTED,
        f"`{cut(found[1])}` cannot be a name",
        *found.span(1),
        f"{_NAMES}{cut(advice)}",
    )


# --- words ---------------------------------------------------------------------------------


def _sign_after_word(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A colon or an equals sign after a word of the language: `title: "..."`."""
    if stuck.last is None:
        return None
    word, sign, at = stuck.last, stuck.word, stuck.at
    if word.type in ("COLON", "EQUAL") and len(stuck.read) > 1:  # read as a name being declared
        word, sign, at = stuck.read[-2], str(word), word.start_pos or 0
        said = word in CLAUSES[stuck.kind]
    else:
        said = word.isalpha() and word.type not in (*NAMES, "GRADE")
    if sign not in (":", "=") or not said:
        return None
    message = f"no `{sign}` stands after `{word}`"
    clause = CLAUSES[stuck.kind].get(str(word))
    advice = f"write for example `{clause}`" if clause else example(stuck)
    return _say(source, codes.FOREIGN_SPELLING, message, at, at + 1, advice)


def _clause(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A word that should start a clause and starts none here."""
    if stuck.word is None or not stuck.between_clauses or not stuck.word[0].isalpha():
        return None
    starts = first_on_line(source.text, stuck.at) or stuck.read[-1].type == "LBRACE"
    return unknown_start(source, stuck) if starts else None


#: What clauses need after their first words.
_NEEDS: Final = {
    **dict.fromkeys(("loses", "earns", "costs", "pays", "saves"), "an amount"),
    **dict.fromkeys(("sets", "sets to", "starts", "starts at"), "a value"),
    **dict.fromkeys(("multiplies", "multiplies by"), "a factor"),
    **dict.fromkeys(("drops", "drops to", "drops to grade", "for"), "a grade"),
    **dict.fromkeys(("title", "version", "timezone", "source", "assumed"), "a text in quotes"),
    **dict.fromkeys(("grants", "imposes"), "a text in quotes"),
    **dict.fromkeys(("every", "every year on", "every month on", "once", "once on"), "a date"),
    **dict.fromkeys(("in force from", "in force until"), "a date"),
    "stays": "a range",
    "stays within": "a range",
    "means": "an expression",
    "currency": "a currency such as USD",
    "by": "`choice`, `chance` or `authority`",
    "within": "a length of time",
    "keeps": "a number of decimals",
    "use": "the name of a file in quotes",
}


def _missing(source: SourceFile, stuck: Stuck) -> Diagnostic | None:
    """A clause that breaks off: the block ends, or the next clause begins."""
    if stuck.between_clauses or stuck.last is None:
        return None
    nameless = stuck.in_head and stuck.word == "{" and "NAME" in stuck.accepted
    if not (nameless or stuck.word in (None, "}") or _starts_clause(source, stuck)):
        return None
    start, end = stuck.clause()[0].start_pos or 0, stuck.last.end_pos or 0
    if over := _without_window(stuck):
        return _say(source, codes.INCOMPLETE, over[0], start, end, over[1])
    words = " ".join(source.text[start:end].split())
    last = str(stuck.last)
    if nameless:
        needs = "a name"
    elif stuck.in_head and "LBRACE" in stuck.accepted:
        needs = "a `{` after it"
    elif last in ("when", "where"):
        words, needs = last, "a condition"
    else:
        needs = _NEEDS.get(words, "")
    return _say(
        source,
        codes.INCOMPLETE,
        f"`{cut(words)}` needs {needs}" if needs else f"`{cut(words)}` is not finished",
        start,
        end,
        example(stuck),
        "something is missing after this",
    )


def _starts_clause(source: SourceFile, stuck: Stuck) -> bool:
    return stuck.word in CLAUSES[stuck.kind] or first_on_line(source.text, stuck.at)


def _without_window(stuck: Stuck) -> tuple[str, str] | None:
    if {"THIS", "EVER", "IN"} <= stuck.accepted:
        return (
            "a count or sum must say over which time",
            "add `in the last 365 days`, `this calendar year` or `ever`",
        )
    if {"PER", "IN_ANY"} <= stuck.accepted:
        return (
            "`at most` must say in which time",
            "add `per calendar year` or `in any 30 days`",
        )
    return None


def _unexpected(source: SourceFile, stuck: Stuck) -> Diagnostic:
    word = stuck.word or "the end of the block"
    end = stuck.at + len(stuck.word or "")
    if over := _without_window(stuck):
        return _say(source, codes.INCOMPLETE, over[0], stuck.at, end, over[1])
    if word == "rounded" and "ROUNDING" in stuck.accepted:
        message = "`rounded` must say which way"
        advice = "write `rounded down`, `rounded up` or `rounded to nearest`"
        return _say(source, codes.INCOMPLETE, message, stuck.at, end, advice)
    return _say(
        source,
        codes.UNEXPECTED,
        f"`{cut(word)}` does not fit here",
        stuck.at,
        end,
        _advice(source, stuck, word),
        _expected(stuck),
    )


#: Most words that are listed as what was expected.
_LISTED: Final = 8


def _advice(source: SourceFile, stuck: Stuck, word: str) -> str | None:
    """What to write instead of a word that does not fit."""
    if word.startswith('"') and stuck.in_head and "NAME" in stuck.accepted:
        name = re.sub(r"\W+", "_", word.strip('"').casefold()).strip("_")
        if name and name[0].isalpha():
            head = source.text[_head(stuck) : stuck.at]
            return f"a name comes first: `{head}{cut(name)} {cut(word)}`"
    if word.startswith('"') and stuck.accepted & {"NAME", "GRADE"} and not stuck.between_clauses:
        return "leave the quotes out"
    if word == "at" and "COMMA" in stuck.accepted and stuck.kind == "action":
        return "put a comma before it: `earns 1, at most 15 per calendar year`"
    if stuck.between_clauses and first_on_line(source.text, stuck.at):
        return what_starts(stuck.kind)
    if "UNIT_OF_TIME" in stuck.accepted and word.startswith(("month", "quarter", "year")):
        return "a window is counted in days or weeks: `in the last 365 days`"
    if stuck.last == "most" and word in ("once", "twice"):
        number = 1 if word == "once" else 2
        return f"write `at most {number} times per calendar year`"
    if stuck.word == "in" and "IN_ANY" in stuck.accepted:
        return "write `in any`: `at most 15 in any 30 days`"
    near = nearest(word, _fitting(stuck)) if word[0].isalpha() else None
    return f"did you mean `{near}`?" if near and near != word else example(stuck)


def _head(stuck: Stuck) -> int:
    """Where the head of the block begins."""
    return stuck.read[0].start_pos or 0 if stuck.read else stuck.at


def _fitting(stuck: Stuck) -> list[str]:
    """Words that could stand where the parser is stuck and do not start a clause."""
    words = [each.lower() for each in stuck.accepted if _is_keyword(each)]
    words += [each for name, values in _VALUES.items() if name in stuck.accepted for each in values]
    clauses = CLAUSES[stuck.kind] if stuck.between_clauses else ()
    return [each for each in words if len(each) > 2 and each not in clauses]


def _expected(stuck: Stuck) -> str:
    """What would have fitted, where that is a word or two of the language and nothing else."""
    words: list[str] = []
    for terminal in sorted(stuck.accepted):
        if terminal not in _VALUES and not _is_keyword(terminal):
            return ""
        words += _VALUES.get(terminal, (terminal.lower(),))
    if not 0 < len(words) <= _LISTED:
        return ""
    *some, last = (f"`{word}`" for word in words)
    return f"expected {', '.join(some)} or {last}" if some else f"expected {last}"


#: What may be written where a terminal fits, for suggestions.
_VALUES: Final = {
    "UNIT": ("points", "hours", "minutes"),
    "POINTS": ("points",),
    "WHO": ("choice", "chance", "authority"),
    "MONTH": MONTHS,
    "UNIT_TYPE": ("money", "hours", "points", "number", "percent", "date"),
    "PERIOD": ("day", "week", "month", "quarter", "year"),
    "CALENDAR": ("calendar",),
    "UNIT_OF_TIME": ("days", "weeks"),
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
