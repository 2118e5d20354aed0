"""Numbers, dates, money, signs and words that are written as elsewhere, and what to write here."""

from __future__ import annotations

import re
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.syntax.stuck import Stuck, cut

_SIGNS: Final = {
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
    "\u201e": 'use straight quotes: `"..."`',
    "\u2018": 'use straight double quotes: `"..."`',
    "\u2019": 'use straight double quotes: `"..."`',
    "'": 'texts stand in double quotes: `"..."`',
    "\u2212": "use the plain minus sign `-`",
    "\u2013": "use the plain minus sign `-`",
    "\u00d7": "write `*` to multiply",
}
_WORDS: Final = {
    "if": "write `when`",
    "unless": "write `when not`",
    "else": "write `otherwise` at the end of the rule: `loses 10 otherwise`",
    "elif": "write `otherwise when` at the end of the rule",
    "elsif": "write `otherwise when` at the end of the rule",
    "elseif": "write `otherwise when` at the end of the rule",
    "maximum": "write `at most`: `earns 1, at most 15 per calendar year`",
    "max": "write `at most`: `earns 1, at most 15 per calendar year`",
    "percent": "write `%`: `50% of x rounded down`",
    "default": "write `=` before the default: `amount: money from 0 USD to 100 USD = 0 USD`",
}
_MORE: Final = "write `>` for more than, `>=` for at least"
_LESS: Final = "write `<` for less than, `<=` for at most"
#: Words that compare, where a condition stands.
_COMPARING: Final = {
    "equals": "write `is`",
    "than": "compare with signs: `>`, `>=`, `<`, `<=`",
    **dict.fromkeys(("greater", "more", "above", "over"), _MORE),
    **dict.fromkeys(("less", "fewer", "below", "under"), _LESS),
}
#: The signs for what is said with `than`, and with `not ... than`.
_THAN: Final = {
    **dict.fromkeys(("more", "greater", "higher"), (">", "<=")),
    **dict.fromkeys(("less", "fewer", "lower"), ("<", ">=")),
}
#: Most characters looked at before the place where the parser is stuck.
_RUN: Final = 60
_SIGN: Final = re.compile(r"==|!=|<>|&&|\|\||=>|=<|//|/\*|.", re.DOTALL)
_MONEY: Final = re.compile(r"([$\u20ac\u00a3\u00a5])\s*(\d[\d,.]*)")
_CURRENCIES: Final = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "CNY"}
_DIGITS: Final = re.compile(r"\d[\d,.]*")
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
#: Dates as in letters: `1.12.2018`, `01/12/2018`, `1.12.`, `2018-1-5`.
_DATE: Final = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?(?![\d.,])|\d{1,4}/\d{1,2}/\d{1,4}|\d{4}-\d{1,2}-\d{1,2}(?!\d)"
)
_PROPER_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def foreign_spelling(stuck: Stuck) -> Diagnostic | None:
    """A date, number, amount, sign or word of another language; None if it is none of these."""
    for try_ in (_brackets, _date, _number, _money, _sign, _word):
        if found := try_(stuck):
            return found
    return None


def _brackets(stuck: Stuck) -> Diagnostic | None:
    """Another bracket where a block opens: `score credit (`."""
    if stuck.word not in ("(", "[") or not stuck.in_head or "LBRACE" not in stuck.accepted:
        return None
    message = f"a block stands in braces, not in `{stuck.word}`"
    advice = "write `{` here, and `}` at the end of the block"
    return _say(stuck, (stuck.at, stuck.at + 1), message, advice)


def _date(stuck: Stuck) -> Diagnostic | None:
    date = _DATE.match(stuck.source.text, _start_of(stuck, "0123456789./-"))
    if date is None or date.end() <= stuck.at:
        return None
    clause = stuck.clause()
    yearly = bool(clause) and clause[0] == "every"
    if _PROPER_DATE.fullmatch(date[0]) and not yearly:
        return None
    advice = "the day and the month: `1 December`" if yearly else "year, month, day: `2018-12-31`"
    message = f"dates are not written `{date[0]}` here"
    return _say(stuck, date.span(), message, f"write {advice}")


def _number(stuck: Stuck) -> Diagnostic | None:
    """Digits, commas and points in a form that is no number: `1,00`, `1.000,50`."""
    run = _DIGITS.match(stuck.source.text, _start_of(stuck, "0123456789,."))
    if run is None or run.end() <= stuck.at or _NUMBER.fullmatch(run[0]):
        return None
    if not any(each.isdigit() for each in stuck.source.text[stuck.at : run.end()]):
        return None  # a comma after a number belongs to what follows
    return stuck.say(
        codes.BAD_NUMBER,
        f"`{cut(run[0])}` is not a number",
        run.span(),
        "write thousands with commas and decimals with a point: `1,000.50`",
    )


def _money(stuck: Stuck) -> Diagnostic | None:
    money = _MONEY.match(stuck.source.text, stuck.at)
    if money is None:
        return None
    written = f"{cut(money[2].rstrip('.,'))} {_CURRENCIES[money[1]]}"
    message = f"money is not written `{cut(money[0])}` here"
    advice = f"write the amount with its currency after it: `{written}`"
    return _say(stuck, money.span(), message, advice)


def _sign(stuck: Stuck) -> Diagnostic | None:
    if stuck.word is None:
        return None
    at = stuck.at
    if stuck.source.text.startswith(
        ("=>", "=<"), at - 1
    ):  # the first sign was read as one of its own
        at -= 1
    if stuck.word == "=" and stuck.last == "=" and stuck.last.end_pos == at:
        at -= 1  # the first sign was read, the second is one too many
    sign = _SIGN.match(stuck.source.text, at)
    if sign is None or sign[0] not in _SIGNS:
        return None
    return _say(stuck, sign.span(), f"`{sign[0]}` is not used in this language", _SIGNS[sign[0]])


def _word(stuck: Stuck) -> Diagnostic | None:
    word = stuck.word or ""
    condition = {"when", "where", "means"} & set(stuck.clause())
    advice = _WORDS.get(word) or (_COMPARING.get(word) if condition else None)
    if word == "than" and stuck.last in _THAN:
        negated = len(stuck.read) > 1 and stuck.read[-2].endswith("not")
        advice = f"compare with a sign: write `{_THAN[stuck.last][negated]}`"
    if advice is None:
        return None
    return _say(stuck, stuck.here, f"`{word}` is not used in this language", advice)


def _start_of(stuck: Stuck, characters: str) -> int:
    """Where the run of some characters begins that ends where the parser is stuck."""
    before = stuck.source.text[max(0, stuck.at - _RUN) : stuck.at]
    return stuck.at - len(before) + len(before.rstrip(characters))


def _say(stuck: Stuck, span: tuple[int, int], message: str, help: str) -> Diagnostic:
    return stuck.say(codes.FOREIGN_SPELLING, message, span, help)
