"""The policy block: title, sources, currency, time zone, days in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.versions import Term, term_of
from policylang.core import codes
from policylang.core.source import NOWHERE
from policylang.model.currencies import MINOR_DIGITS
from policylang.model.machine import Header
from policylang.model.withdrawals import VOID
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
    term = _in_force(clauses, book)
    name = policy.name.text if policy else ""
    label = policy.label.value if policy and policy.label else name
    return Header(
        name=name,
        title=title.text.value if title else label,
        version=version.text.value if version else None,
        sources=tuple(each.text.value for each in of_type(clauses, tree.Source)),
        assumed=tuple(each.text.value for each in of_type(clauses, tree.Assumed)),
        timezone=_timezone(clauses, book),
        opens=term.opens,
        closes=term.closes,
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


def short_months(book: Book) -> bool:
    """Whether a date in a month that is too short moves to the next day. Reports PL108."""
    policy = book.declared.policy
    clauses = policy.clauses if policy else ()
    clause = single(clauses, tree.ShortMonths, "short months", book.report)
    return clause is not None and clause.which == "next day"


def withdraws(book: Book) -> bool:
    """Whether events may be withdrawn. Reports PL108, and PL110 for an action called `void`."""
    policy = book.declared.policy
    clauses = policy.clauses if policy else ()
    words = "events may be withdrawn"
    if single(clauses, tree.MayBeWithdrawn, words, book.report) is None:
        return False
    action = book.declared.actions.get(VOID)
    if action is not None:
        message = f"`{VOID}` withdraws an event where that is allowed, and cannot be an action"
        book.report.add(codes.RESERVED_NAME, message, action.name.span, help="call it otherwise")
    return True


def _in_force(clauses: tuple[object, ...], book: Book) -> Term:
    """The days of the whole policy. Reports PL147 for what only a part of it can say."""
    policy = book.declared.policy
    span = policy.name.span if policy else NOWHERE
    term = term_of(clauses, span, book, "policy")
    for clause in of_type(clauses, tree.InForce):
        if clause.judged is not None or clause.past:
            book.report.add(
                codes.JUDGED_OUT_OF_PLACE,
                "a whole policy is in force on days, whatever the dates of an event",
                clause.span,
                help="write this in the action, rule, perk, sanction or grades it is about",
            )
    return term
