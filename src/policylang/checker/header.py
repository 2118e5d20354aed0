"""The policy block: title, sources, currency, time zone, days in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from policylang.checker.book import Book
from policylang.checker.declarations import of_type, single
from policylang.core import codes
from policylang.model.currencies import MINOR_DIGITS
from policylang.model.machine import Header
from policylang.syntax import nodes as tree

#: Names that mean another zone on another machine, or count leap seconds.
_NO_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")


def currency_of(book: Book) -> str:
    """The currency of the policy, USD where it has none. Reports PL115 for an unknown one."""
    policy = book.declared.policy
    clause = single(policy.clauses, tree.Currency, "currency", book.report) if policy else None
    if clause is None:
        return "USD"
    book.has_currency = True
    if clause.name.text not in MINOR_DIGITS:
        book.currency_unknown = True
        book.report.add(
            codes.UNKNOWN_CURRENCY,
            f"there is no currency `{clause.name.text}`",
            clause.name.span,
            help=book.report.suggest(
                clause.name.text, MINOR_DIGITS, otherwise="use its ISO 4217 code: `USD`, `CNY`"
            ),
        )
    return clause.name.text


def header(book: Book, fingerprint: str) -> Header:
    """What the policy says of itself. Reports PL108, PL116 and PL318."""
    policy = book.declared.policy
    clauses = policy.clauses if policy else ()
    title = single(clauses, tree.Title, "title", book.report)
    version = single(clauses, tree.Version, "version", book.report)
    opens, closes = _in_force(clauses, book)
    name = policy.name.text if policy else ""
    label = policy.label.value if policy and policy.label else name
    return Header(
        name=name,
        title=title.text.value if title else label,
        version=version.text.value if version else None,
        sources=tuple(each.text.value for each in of_type(clauses, tree.Source)),
        assumed=tuple(each.text.value for each in of_type(clauses, tree.Assumed)),
        timezone=_timezone(clauses, book),
        opens=opens.date.value.toordinal() if opens else None,
        closes=closes.date.value.toordinal() if closes else None,
        fingerprint=fingerprint,
    )


def _timezone(clauses: tuple[object, ...], book: Book) -> str:
    clause = single(clauses, tree.Timezone, "timezone", book.report)
    if clause is None:
        return "UTC"
    name = clause.text.value
    try:
        if name.startswith(_NO_ZONES):
            raise ZoneInfoNotFoundError(name)
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path, a folder, no such zone
        book.report.add(
            codes.UNKNOWN_TIMEZONE,
            f"there is no time zone `{name[:60]}`",
            clause.text.span,
            help=book.report.suggest(
                name, available_timezones(), otherwise="write it like `Asia/Shanghai` or `UTC`"
            ),
        )
        return "UTC"
    return name


def _in_force(
    clauses: tuple[object, ...], book: Book
) -> tuple[tree.InForce | None, tree.InForce | None]:
    edges = of_type(clauses, tree.InForce)
    starts = [edge for edge in edges if edge.edge == "from"]
    ends = [edge for edge in edges if edge.edge == "until"]
    opens = single(starts, tree.InForce, "in force from", book.report)
    closes = single(ends, tree.InForce, "in force until", book.report)
    if opens and closes and opens.date.value > closes.date.value:
        book.report.add(
            codes.IN_FORCE_REVERSED,
            "the policy ends before it comes into force",
            closes.span,
            also=((opens.span, "it comes into force here"),),
            help="exchange the two dates",
        )
    return opens, closes
