"""Caps: `at most 15 per calendar year`, `at most 3 times per account in any 30 days`."""

from __future__ import annotations

from typing import Literal

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.origins import UNCITED, origin
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions import recall
from policylang.checker.expressions.lowering import constant_of
from policylang.checker.rules.effects import Built
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.core import codes
from policylang.model.machine import Cap, CapWindow, Change, Ever
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

Measure = Literal["points", "times", "net", "highest"]


@attrs.frozen
class DraftCap:
    """A cap whose slot is not yet numbered; caps of one `shared` limit share theirs."""

    cap: Cap
    shared: str | None = None


def caps_of(effect: tree.Effect, built: Built, scope: Scope, book: Book) -> tuple[DraftCap, ...]:
    """The caps an effect carries itself. Reports PL215, PL212 and what windows and keys report."""
    found = []
    for node in effect.caps:
        if not isinstance(built.effect, Change) and not (
            isinstance(node, tree.AtMost) and node.times
        ):
            _without_points(node, built, book)
        elif (cap := cap_of(node, scope, book)) is not None:
            found.append(DraftCap(cap))
    return tuple(found)


def _without_points(node: tree.AtMost | tree.OnlyHighest, built: Built, book: Book) -> None:
    book.report.add(
        codes.CAP_WITHOUT_POINTS,
        f"`{built.verb}` moves the score and has no points of its own to cap"
        if built.score is not None
        else f"`{built.verb}` has no points to cap",
        node.span,
        help="limit how often it applies: `at most 1 times per calendar year`",
    )


def cap_of(
    node: tree.AtMost | tree.OnlyHighest,
    scope: Scope,
    book: Book,
    measure: Literal["points", "net"] = "points",
) -> Cap | None:
    """One cap of a rule in whose scope its keys stand; None where it is broken.

    Reports a negative limit (PL212), several windows (PL108) and what cannot be a key (PL148).
    """
    where = origin(node, node.span, UNCITED, book)
    if isinstance(node, tree.OnlyHighest):
        key = _key(node.per, scope, book)
        return None if key is None else Cap(-1, 0, "highest", Ever(), where, key.expression)
    kind = Kind.NUMBER if node.times else Kind.POINTS
    limit = constant_of(node.limit, kind, book, "a cap counts")
    window, key, is_broken = _per(node, scope, book)
    if limit is not None and limit < 0:
        book.report.add(
            codes.NEGATIVE_AMOUNT,
            "a cap cannot be negative",
            node.limit.span,
            help="write how much is allowed at most; 0 allows nothing",
        )
        return None
    if limit is None or is_broken:
        return None
    counted: Measure = "times" if node.times else measure
    return Cap(-1, limit, counted, window, where, key.expression if key else None)


def _per(node: tree.AtMost, scope: Scope, book: Book) -> tuple[CapWindow, Bounded | None, bool]:
    """The window and the key of a cap, and whether one of them is broken."""
    window: CapWindow | None = None
    key: Bounded | None = None
    is_broken = False
    seen: dict[bool, tree.Expr | object] = {}
    for part in node.per:
        by_field = isinstance(part, tree.PerField) and not _is_period(part, scope, book)
        if by_field in seen:
            _twice(part, by_field, book)
            continue
        seen[by_field] = part
        if isinstance(part, tree.PerField) and by_field:
            key = _key(part.name, scope, book)
            is_broken |= key is None
            continue
        written = (
            tree.PeriodWindow(part.name, part.span) if isinstance(part, tree.PerField) else part
        )
        window = recall.cap_window(written, book)
        is_broken |= window is None
    return window or Ever(), key, is_broken


def _is_period(part: tree.PerField, scope: Scope, book: Book) -> bool:
    return part.name.text not in scope.fields and part.name.text in book.declared.periods


def _twice(part: object, by_field: bool, book: Book) -> None:
    span = getattr(part, "span", None)
    assert span is not None
    book.report.add(
        codes.DUPLICATE_CLAUSE,
        "a cap counts for each value of one field" if by_field else "a cap has one stretch of time",
        span,
        "a second one",
        help="write a cap for each: `at most 5 per calendar month, at most 20 per calendar year`",
    )


_KEYS = (Kind.NAME, Kind.CHOICE, Kind.DATE, Kind.NUMBER, Kind.YES_NO)


def _key(name: tree.Name, scope: Scope, book: Book) -> Bounded | None:
    """What counters are kept apart by: 0 where there is none. Reports PL148."""
    typed = scope.fields.get(name.text)
    if typed is None:
        book.report.add(
            codes.NOT_A_KEY,
            f"a cap is counted for each value of a field, and `{name.text}` is none of these",
            name.span,
            "not a field of the event in sight" if scope.fields else "there is no event in sight",
            help=book.report.suggest(
                name.text,
                [*scope.fields, *book.declared.periods],
                otherwise="name a field of the action, or a period",
            ),
        )
        return None
    book.used.add((scope.action, name.text))
    if typed.broken:
        return None
    if typed.kind not in _KEYS:
        book.report.add(
            codes.NOT_A_KEY,
            f"there are too many values of `{name.text}` to count each apart",
            name.span,
            also=((typed.declared, "declared here"),) if typed.declared else (),
            help="use a name, a choice, a date or a number",
        )
        return None
    if typed.given is not None or typed.kind in (Kind.NAME, Kind.DATE):
        return typed.value
    # Every value of the field is one to count for, and 0 means that there is none.
    return bounded.add([(1, typed.value), (1, bounded.constant(1 - typed.value.low))])
