"""Brackets that are missing, with what was written inside them."""

from __future__ import annotations

from typing import Final

from policylang.syntax.lexer import Token
from policylang.syntax.stuck import Stuck

#: Most characters of the author's that are repeated in advice.
_SHOWN: Final = 60
_UNITS: Final = ("day", "days", "week", "weeks", "month", "months", "year", "years")
#: Words behind which a length stands.
_BEFORE_A_LENGTH: Final = ("FOR", "UNTIL", "AFTER", "LASTS_AFTER", "SIGN", "FROM")


def missing_brackets(stuck: Stuck, word: str) -> str | None:
    """What to put in brackets, where that is what is missing."""
    return _sum(stuck, word) or _length(stuck, word)


def _since(stuck: Stuck, first: Token) -> str:
    """What was written from a word on, up to where the parser is stuck."""
    written = " ".join(stuck.source.text[first.start_pos : stuck.at].split())
    return written if len(written) <= _SHOWN else "..."


def _after_last(clause: list[Token], kinds: tuple[str, ...]) -> list[Token]:
    """What stands behind the last word of some kinds; nothing where there is none."""
    places = [place for place, token in enumerate(clause) if token.type in kinds]
    return clause[places[-1] + 1 :] if places else []


def _sum(stuck: Stuck, word: str) -> str | None:
    """A sign behind what is of all that stands before it."""
    if word not in ("+", "-"):
        return None
    of_all = {
        "UP_TO": "`(a up to 20) + b`, or `a up to (20 + b)`",
        "ROUNDED_TO": "`(a rounded down to 2 decimals) + b`",
    }
    kinds = (token.type for token in reversed(stuck.clause()))
    found = next((kind for kind in kinds if kind in of_all), None)
    return f"put it in brackets: {of_all[found]}" if found else None


def _length(stuck: Stuck, word: str) -> str | None:
    """A unit of time behind what a table gives: `for notice of (a, b) days`."""
    if word not in _UNITS:
        return None
    amount = _after_last(stuck.clause(), _BEFORE_A_LENGTH)
    if not amount or all(each != "of" for each in amount):
        return None
    return f"put what is counted in brackets: `({_since(stuck, amount[0])}) {word}`"
