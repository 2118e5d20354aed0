"""Policy text to syntax tree, or to every syntax error at once."""

from __future__ import annotations

from threading import Lock

import attrs

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic, Label, in_order
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree

#: The builder is shared and keeps the text it works on, so one text is parsed at a time.
_ONE_AT_A_TIME = Lock()


@attrs.frozen
class Parsed:
    """What a text says. `tree` is None where there are errors: a stage ends before the next."""

    tree: tree.PolicyFile | None
    diagnostics: tuple[Diagnostic, ...] = ()


def parse(source: SourceFile) -> Parsed:
    """Read one policy text.

    `use` stays in the tree; `syntax.uses` follows it. Every syntax error is reported (PL001 to PL022), at most `limits.DIAGNOSTICS` of them; one
    bad block does not hide the others.
    """
    from policylang.syntax.prescan import prescan

    found = prescan(source)
    if found:
        return Parsed(None, in_order(found)[: limits.DIAGNOSTICS])
    with _ONE_AT_A_TIME:
        return _parse(source)


def _parse(source: SourceFile) -> Parsed:
    from lark.exceptions import UnexpectedInput

    from policylang.syntax.recovery import diagnose
    from policylang.syntax.table import parser

    table, builder = parser()
    builder.begin(source)
    try:
        file = table.parse(source.text)
    except UnexpectedInput:
        found = diagnose(source, table, builder)
        return Parsed(None, in_order(found)[: limits.DIAGNOSTICS])
    assert isinstance(file, tree.PolicyFile)
    found = mistakes(builder)
    if not file.items:
        found.append(_empty(source))
    if found:
        return Parsed(None, in_order(found)[: limits.DIAGNOSTICS])
    span = source.span(0, len(source.text))
    return Parsed(attrs.evolve(file, span=span))


def mistakes(builder: object) -> list[Diagnostic]:
    """What the builder noted that no grammar can refuse."""
    from policylang.syntax.builder import Builder
    from policylang.syntax.prescan import nested_too_deeply

    assert isinstance(builder, Builder)
    found = [
        Diagnostic(
            codes.NO_SUCH_DATE,
            f"there is no day `{span.text}` in the calendar",
            (Label(span),),
            "check the day and the month",
        )
        for span in builder.no_such_dates
    ]
    for repeated, first in builder.repeated_conditions:
        found.append(
            Diagnostic(
                codes.REPEATED_CONDITION,
                "this rule has two conditions",
                (Label(repeated, "the second"), Label(first, "the first")),
                "join them with `and`, or write two rules",
            )
        )
    found.extend(
        Diagnostic(
            codes.BAD_NUMBER, f"`{span.text}` must be a whole number", (Label(span),)
        )
        for span in builder.not_whole
    )
    found.extend(nested_too_deeply(builder.nested))
    return found


def _empty(source: SourceFile) -> Diagnostic:
    return Diagnostic(
        codes.EMPTY_POLICY,
        "there is nothing in this policy",
        (Label(source.span(0, 0)),),
        "start with a policy block: `policy my_rules {`",
    )
