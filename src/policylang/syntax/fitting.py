"""The words that would fit where the parser is stuck, as an author would write them."""

from __future__ import annotations

from typing import Final

from policylang.syntax.stuck import Stuck
from policylang.syntax.words import CLAUSES, MONTHS

#: What may be written where a terminal fits, for suggestions.
_VALUES: Final = {
    "UNIT": ("points", "hours", "minutes"),
    "POINTS": ("points",),
    "WHO": ("choice", "chance", "authority"),
    "MONTH": MONTHS,
    "MONTH_END": ("end on the last day", "run to the next day"),
    "UNIT_TYPE": ("money", "hours", "points", "number", "percent", "date"),
    "NAME_TYPE": ("name",),
    "PERIOD": ("day", "week", "month", "quarter", "year"),
    "CALENDAR": ("calendar",),
    "UNIT_OF_TIME": ("days", "weeks", "months", "years"),
    "TIMES": ("times",),
    "ROUNDING": ("rounded", "truncated"),
    "EXTREME": ("smaller", "larger"),
    "FROM_OR_UNTIL": ("from", "until"),
    "LENGTH": ("days", "months", "years"),
    "COMPARE": ("is",),
    "REACHES": ("reaches", "falls to", "falls below", "exceeds"),
    "LASTS_AFTER": ("expires after", "comes back after"),
    "LASTS_ON": ("expires on", "comes back on"),
    "SPENDING": ("oldest first", "newest first", "soonest to expire first"),
    "ORDER": ("highest first", "lowest first"),
    "STARTED": ("started",),
    "IF_NONE": ("if none",),
    "NEVER_PAYS": ("never pays",),
    "A_YEAR": ("a year",),
    "IN_ANY": ("in any",),
    "NOT_WHILE": ("not while",),
}
#: Terminals of one word whose names are not the words they stand for.
_CLASSES: Final = """
    NAME GRADE SCORE TEXT NUMBER REACH SIGN STANDING PAYS PICK EDGE PREVIOUS ELAPSED GAINS
    COLON EQUAL COMMA LBRACE RBRACE LPAR RPAR STAR MINUS
"""
_NOT_KEYWORDS: Final = frozenset(_CLASSES.split())

#: Most words that are listed as what was expected.
_LISTED: Final = 8


def is_keyword(terminal: str) -> bool:
    """Whether a terminal is called like the one word it stands for."""
    return terminal.isalpha() and terminal not in _NOT_KEYWORDS and terminal not in _VALUES


def fitting(stuck: Stuck) -> list[str]:
    """Words that could stand where the parser is stuck and do not start a clause."""
    words = [word for terminal in stuck.accepted for word in _words_of(terminal) or ()]
    clauses = CLAUSES[stuck.kind] if stuck.between_clauses else ()
    return [each for each in words if len(each) > 2 and each not in clauses]


def expected(stuck: Stuck) -> str:
    """What would have fitted, where that is a word or two of the language and nothing else."""
    words: list[str] = []
    for terminal in sorted(stuck.accepted):
        found = _words_of(terminal)
        if found is None:
            return ""
        words += found
    if not 0 < len(words) <= _LISTED:
        return ""
    *some, last = (f"`{word}`" for word in words)
    return f"expected {', '.join(some)} or {last}" if some else f"expected {last}"


def _words_of(terminal: str) -> tuple[str, ...] | None:
    """The words a terminal stands for, or None where there are too many to say."""
    if is_keyword(terminal):
        return (terminal.lower(),)
    return _VALUES.get(terminal)
