"""Uses of tables: `fine of speed`, `fine of (speed, zone)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.checker.declared.book import Book, KnownTable
from policylang.checker.expressions import advice
from policylang.checker.expressions.kinds import declared
from policylang.checker.expressions.quantities import meant_as
from policylang.checker.values.bounded import Bounded, built
from policylang.checker.values.missing import built_on
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import Lookup
from policylang.model.units import Domain, Kind
from policylang.model.values import show_value
from policylang.syntax import nodes as tree

#: Bounds beyond which a number is of no use to a reader.
_FAR: Final = 2**53


def known_table(name: tree.Name, book: Book) -> KnownTable | None:
    """The table that is meant; None, and PL123, where there is none."""
    table = book.tables.get(name.text)
    if table is None:
        book.report.add(
            codes.UNKNOWN_TABLE,
            f"unknown table `{name.text}`",
            name.span,
            "not declared in this policy",
            help=book.report.suggest(
                name.text, book.tables, otherwise=f"declare it with `table {name.text} {{`"
            ),
        )
        return None
    book.used.add(name.text)
    return table


def lookup(name: tree.Name, keys: Sequence[Typed], span: Span, book: Book) -> Typed:
    """What a table gives for keys.

    Reports PL123, PL226 for another number of keys, PL201, PL204 and PL210 for keys of another
    kind, and PL225 for one that can lie outside what the table is declared for.
    """
    table = known_table(name, book)
    if table is None or table.kind is None or any(key.broken for key in keys):
        return broken(span)
    if len(keys) != len(table.keys):
        return _wrong_number(name, len(keys), table, span, book)
    fitting = [
        _fitting(key, word, domain, name, table, book)
        for key, (word, domain) in zip(keys, table.keys, strict=True)
    ]
    if any(key.broken for key in fitting):
        return broken(span)
    parts: list[Bounded] = [key.there for key in fitting]
    expression = Lookup(table.number, tuple(part.expression for part in parts))
    value = built(expression, table.low, table.high, parts)
    typed = Typed(table.kind, value, span, declared=table.span, loose=table.loose)
    return built_on(typed, fitting)


def _wrong_number(name: tree.Name, given: int, table: KnownTable, span: Span, book: Book) -> Typed:
    words = ", ".join(word for word, _ in table.keys)
    book.report.add(
        codes.WRONG_KEYS,
        f"`{name.text}` is looked up by {len(table.keys)} values, not by {given}",
        span,
        also=((table.span, "declared here"),),
        help=f"write `{name.text} of {words}`"
        if len(table.keys) == 1
        else f"write `{name.text} of ({words})`",
    )
    return broken(span)


def _fitting(
    key: Typed, word: str, domain: Domain, name: tree.Name, table: KnownTable, book: Book
) -> Typed:
    like = meant_as(key, domain.kind, book)
    if like is None or like.choices != domain.choices:
        _wrong_kind(key, word, domain, name, table, book)
        return broken(key.span)
    if like.broken:
        return like
    inside = domain.low <= like.there.low and like.there.high <= domain.high
    if table.closed and not inside:
        book.report.add(
            codes.KEY_OUTSIDE_TABLE,
            f"`{key.span.shown}` can lie outside the values of `{word}` that the table is for",
            key.span,
            _reach(like, domain, book),
            also=(*declared(key), (table.span, "the table")),
            help="give the table an `otherwise` row, or a wider range",
        )
        return broken(key.span)
    return like


def _reach(key: Typed, domain: Domain, book: Book) -> str:
    """From where to where a key can come, which may be farther than what it is made of."""
    low, high = key.there.low, key.there.high
    if low <= -_FAR or high >= _FAR:
        return "nothing says how far it can go"
    ends = (show_value(each, domain, book.denomination) for each in (low, high))
    return "it can come to anything from {} to {}".format(*ends)


def _wrong_kind(
    key: Typed, word: str, domain: Domain, name: tree.Name, table: KnownTable, book: Book
) -> None:
    choice = domain.kind is Kind.CHOICE
    listed = ", ".join(f"`{each}`" for each in domain.choices[:12])
    book.report.add(
        codes.MISSING_UNIT if key.bare and not choice else codes.WRONG_UNIT,
        f"`{key.span.shown}` is {noun(key.kind)}, but the key `{word}` is {noun(domain.kind)}"
        + (" of others" if choice and key.kind is Kind.CHOICE else ""),
        key.span,
        f"this is {noun(key.kind)}",
        also=(*declared(key), (table.span, "the table")),
        help=f"its choices are {listed}, in this order"
        if choice
        else f"what the table gives is counted in brackets: `({name.text} of {word}) days`"
        if key.kind is Kind.LENGTH
        else advice.in_kind(key, domain.kind, book, written=key.literal),
    )
