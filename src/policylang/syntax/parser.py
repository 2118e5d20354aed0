"""Policy text to syntax tree, or to every syntax error at once."""

from __future__ import annotations

from threading import Lock

import attrs

from policylang.core import codes
from policylang.core.collection import collection_paused
from policylang.core.diagnostics import Diagnostic, Label, in_order
from policylang.core.record import Record, record
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree

#: The builder is shared and keeps the text it works on, so one text is parsed at a time.
_ONE_AT_A_TIME = Lock()


@record
class Parsed(Record):
    """What a text says. `tree` is None where there are errors: a stage ends before the next."""

    tree: tree.PolicyFile | None
    diagnostics: tuple[Diagnostic, ...] = ()


def parse(source: SourceFile) -> Parsed:
    """Read one policy text.

    `use` stays in the tree; `syntax.uses` follows it. Every syntax error is reported (PL001 to
    PL022), at most `limits.DIAGNOSTICS` of them; one bad block does not hide the others.
    """
    from policylang.syntax.prescan import prescan

    found = prescan(source)
    if not found:
        with _ONE_AT_A_TIME, collection_paused():
            policy, found = _parse(source)
        if policy is not None and not found:
            span = source.span(0, len(source.text))
            return Parsed(attrs.evolve(policy, span=span))
    return Parsed(None, in_order(found))


def _parse(source: SourceFile) -> tuple[tree.PolicyFile | None, list[Diagnostic]]:
    from policylang.syntax.mistakes import mistakes
    from policylang.syntax.table import parser

    table, builder = parser()
    builder.begin(source)
    policy: tree.PolicyFile | None = table.read(source.text)
    if policy is None:
        from policylang.syntax.recovery import diagnose

        found = diagnose(source, table)
        return None, found + mistakes(builder) or [_somewhere(source)]
    return policy, mistakes(builder) if policy.items else [_empty(source)]


def _empty(source: SourceFile) -> Diagnostic:
    return Diagnostic(
        codes.EMPTY_POLICY,
        "there is nothing in this policy",
        (Label(source.span(0, 0)),),
        "start with a policy block: `policy my_rules {`",
    )


def _somewhere(source: SourceFile) -> Diagnostic:
    """For a text that does not parse although each of its blocks does."""
    return Diagnostic(
        codes.UNEXPECTED,
        "the blocks of this policy do not fit together",
        (Label(source.span(0, min(1, len(source.text)))),),
        "write one block below the other, each with its own braces",
    )
