"""What fits the grammar and still cannot be meant: noted as the tree is built, reported after."""

from __future__ import annotations

from typing import Final

from policylang.core import codes, limits
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import Span
from policylang.syntax.builder import Builder
from policylang.syntax.prescan import nested_too_deeply


def mistakes(builder: Builder) -> list[Diagnostic]:
    """What the builder noted in the text it has read: PL009, PL010, PL014 and PL022."""
    return [
        *(_no_such_date(span) for span in builder.no_such_dates),
        *(_repeated(*repeated) for repeated in builder.repeated),
        *(_not_whole(span) for span in builder.not_whole),
        *nested_too_deeply(builder.nested),
    ]


def _no_such_date(span: Span) -> Diagnostic:
    return _at(
        span,
        codes.NO_SUCH_DATE,
        f"there is no day `{span.shown}` between the years {limits.FIRST_YEAR} and "
        f"{limits.LAST_YEAR}",
        "check the day, the month and the year",
    )


#: What to do about a second one.
_INSTEAD: Final = {
    "conditions": "join them with `and`, or write two rules",
    "moments": "write one rule for each: `loses 3 on committed` and `loses 3 on final`",
    "lifetimes": "keep the one that is meant",
}


def _repeated(what: str, second: Span, first: Span) -> Diagnostic:
    advice = _INSTEAD[what]
    if second.text.startswith("otherwise"):
        advice = "`otherwise` ends a rule of its own, after this one: `loses 10 otherwise`"
    return Diagnostic(
        codes.REPEATED_CONDITION,
        f"this rule has two {what}",
        (Label(second, "the second"), Label(first, "the first")),
        advice,
    )


def _not_whole(span: Span) -> Diagnostic:
    return _at(
        span, codes.BAD_NUMBER, f"`{span.shown}` must be a whole number", "leave the decimals out"
    )


def _at(span: Span, code: Code, message: str, help: str) -> Diagnostic:
    return Diagnostic(code, message, (Label(span),), help)
