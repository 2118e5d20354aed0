"""What was meant is said in another form here: which, in the author's own words."""

from __future__ import annotations

from typing import Final

from policylang.syntax.lexer import Token
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import NAMES

#: Most characters of the author's that are repeated in advice.
_SHOWN: Final = 60
_UNITS: Final = ("day", "days", "week", "weeks", "month", "months", "year", "years")
_MONTHS: Final = {"month": 1, "months": 1, "year": 12, "years": 12}
#: Words behind which a length stands.
_BEFORE_A_LENGTH: Final = ("FOR", "UNTIL", "AFTER", "LASTS_AFTER", "SIGN", "FROM")
#: What a clause begins with that takes a value, of which a condition could choose.
_TAKES_A_VALUE: Final = ("starts", "stays", "means", "is", "costs")
_HISTORY: Final = ("COUNT", "SUM", "PICK")


def other_form(stuck: Stuck, word: str) -> str | None:
    """Advice where something is not written like that, but in another way."""
    tries = (_sum, _length, _score, _window, _condition, _choice, _counted, _judged, _brackets)
    return next((found for try_ in tries if (found := try_(stuck, word))), None)


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


def _score(stuck: Stuck, word: str) -> str | None:
    """The score behind the step, where it belongs behind the amount."""
    clause = stuck.clause()
    if clause[0] not in ("earns", "loses") or not word.isidentifier():
        return None
    step = next((token for token in clause if token.type == "PER"), None)
    if step is None or "," in clause or "of" not in clause:
        return None
    amount = " ".join(stuck.source.text[clause[0].start_pos : step.start_pos].split())
    return f"the score stands behind the amount: `{amount} {word} {_since(stuck, step)}`"


def _window(stuck: Stuck, word: str) -> str | None:
    """A window of two units: `in the last 3 years 4 months`."""
    clause = stuck.clause()
    if not word.isdigit() or len(clause) < 3 or clause[-1] not in _MONTHS:
        return None
    if clause[-3] not in ("last", "within") and clause[-3].type != "IN_ANY":
        return None
    rest = stuck.source.text[stuck.at + len(word) :].split(maxsplit=1)[:1]
    number = clause[-2].replace(",", "")
    if not rest or rest[0].rstrip(",") not in _MONTHS or not number.isdigit():
        return "a window is counted in one unit: `in the last 40 months`"
    months = int(number) * _MONTHS[clause[-1]] + int(word) * _MONTHS[rest[0].rstrip(",")]
    return f"a window is counted in one unit: write `{months} months`"


def _condition(stuck: Stuck, word: str) -> str | None:
    """Comparisons of other languages."""
    last = stuck.last
    if word == "between" and {"when", "where", "means"} & set(stuck.clause()):
        return "compare twice: `size >= 5 and size <= 10`"
    if word in ("<", ">", "<=", ">=") and any(
        token.type == "COMPARE" for token in stuck.clause()[-4:]
    ):
        return "compare twice, and join with `and`: `size > 5 and size < 10`"
    if last == "is" and word == "at":
        return "write `>=` for at least, `<=` for at most"
    if last == "in" and word in ("{", "(", "["):
        return "compare with each: `kind is a or kind is b`"
    return None


def _choice(stuck: Stuck, word: str) -> str | None:
    """A condition between two values without brackets."""
    if word != "when" or str(stuck.clause()[0]) not in _TAKES_A_VALUE:
        return None
    return "put a choice of two values in brackets: `(8 when novice otherwise 12)`"


def _counted(stuck: Stuck, _: str) -> str | None:
    """A rule that waits for a count."""
    clause = stuck.clause()
    if stuck.kind != "rule" or clause[0] != "when" or "REACHES" not in stuck.accepted:
        return None
    if all(token.type not in _HISTORY for token in clause):
        return None
    return (
        "a rule waits for scores and statuses, not for a count: say when it is looked at "
        "(`on late`), and put `when count ...` behind what it does"
    )


def _judged(stuck: Stuck, word: str) -> str | None:
    if word == "judged" and stuck.last == ",":
        return "leave the comma out: `in force until 2018-12-31 judged by committed`"
    return None


def _brackets(stuck: Stuck, word: str) -> str | None:
    """A table, or anything else, that is called like a function."""
    last = stuck.last
    if word != "(" or last is None or last.type not in NAMES:
        return None
    return f"what a table gives is written `{last} of size`"
