"""Versions: blocks of one kind and name that are in force on different days.

Which version applies is a condition on a day: that of the moment the rule is applied at, or that
of the moment the block is `judged by`. It becomes part of the conditions of the rules, so that the
machine knows nothing of versions. A version that is in force also for the past is chosen by the day
that is asked about: from its first day on, it is the one that holds for every day before it too.

What no version covers does nothing. An event on a day outside all versions of its action is still
counted, and statements list it among the events that no rule was applied to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.names import DATES
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.typed import Typed
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import AsOf, Relation, Today
from policylang.syntax import nodes as tree


@attrs.frozen
class Term:
    """The days a block is in force: ordinals, both included; None is open.

    `judged` is the moment whose day counts, `past` says that it holds for earlier days too.
    `replaced` is the first day of the next version that does so: who asks from then on is answered
    by that one.
    """

    span: Span
    opens: int | None = None
    closes: int | None = None
    past: bool = False
    judged: tree.Name | None = None
    replaced: int | None = None

    @property
    def always(self) -> bool:
        """Whether it is in force on every day."""
        return self.opens is None and self.closes is None

    @property
    def first_day(self) -> int | None:
        """The first day anything in it is applied on: what decides has come by then."""
        return None if self.past else self.opens


def term_of(clauses: Sequence[object], span: Span, book: Book, what: str = "block") -> Term:
    """When a block is in force. Reports PL108, PL147 (judged by two moments) and PL318."""
    edges = of_type(clauses, tree.InForce)
    opens = single(
        [e for e in edges if e.edge == "from"], tree.InForce, "in force from", book.report
    )
    closes = single(
        [e for e in edges if e.edge == "until"], tree.InForce, "in force until", book.report
    )
    if opens and closes and opens.date.value > closes.date.value:
        book.report.add(
            codes.IN_FORCE_REVERSED,
            f"the {what} ends before it comes into force",
            closes.span,
            also=((opens.span, "it comes into force here"),),
            help="exchange the two dates",
        )
    judges = [edge.judged for edge in (opens, closes) if edge and edge.judged]
    if len(judges) > 1 and judges[0].text != judges[1].text:
        _judged_twice(judges[1], judges[0], book)
    return Term(
        span,
        opens.date.value.toordinal() if opens else None,
        closes.date.value.toordinal() if closes else None,
        past=opens is not None and opens.past,
        judged=judges[0] if judges else None,
    )


def terms_of(
    blocks: Sequence[tuple[Sequence[object], Span]], what: str, book: Book
) -> tuple[Term, ...]:
    """When the versions of one thing are in force. Reports those that overlap (PL335).

    Each block is given as its clauses and the place to point at; `what` names the thing.
    """
    terms = [term_of(clauses, span, book, what) for clauses, span in blocks]
    for term in terms[1:]:
        _check_judge(terms[0], term, what, book)
    order = sorted(range(len(terms)), key=lambda place: terms[place].opens or DATES[0])
    latest: Term | None = None
    for place in order:
        term = terms[place]
        if latest is not None and (latest.closes or DATES[1]) >= (term.opens or DATES[0]):
            _overlap(latest, term, what, book)
        if latest is None or (term.closes or DATES[1]) > (latest.closes or DATES[1]):
            latest = term
    replaced: int | None = None
    for place in reversed(order):
        terms[place] = attrs.evolve(terms[place], replaced=replaced)
        if terms[place].past:
            replaced = terms[place].opens
    return tuple(terms)


def _overlap(first: Term, second: Term, what: str, book: Book) -> None:
    book.report.add(
        codes.VERSIONS_OVERLAP,
        f"two versions of the {what} are in force on one day",
        second.span,
        "this version",
        also=((first.span, "and this one"),),
        help="let each end with `in force until` the day before the next begins",
    )


def _check_judge(first: Term, term: Term, what: str, book: Book) -> None:
    """All versions are judged by one date: else two could apply to an event, or none."""
    if first.judged and term.judged and first.judged.text != term.judged.text:
        _judged_twice(term.judged, first.judged, book)
    elif bool(first.judged) != bool(term.judged):
        _judged_apart(first, term, what, book)


def _judged_twice(name: tree.Name, first: tree.Name, book: Book) -> None:
    book.report.add(
        codes.JUDGED_OUT_OF_PLACE,
        "one thing is judged by two different dates",
        name.span,
        also=((first.span, "and by this one"),),
        help="name one moment: else a version could apply twice to one event, or none",
    )


def _judged_apart(first: Term, second: Term, what: str, book: Book) -> None:
    judged = first if first.judged else second
    other = second if first.judged else first
    assert judged.judged is not None
    book.report.add(
        codes.JUDGED_OUT_OF_PLACE,
        f"only one version of the {what} says by which date it is judged",
        other.span,
        "judged by the day it is applied on",
        also=((judged.judged.span, "judged by another date"),),
        help=f"write `judged by {judged.judged.text}` in every version",
    )


def not_judged(term: Term, place: str, book: Book) -> None:
    """Report `judged by` where no event is in sight (PL147)."""
    if term.judged is not None:
        book.report.add(
            codes.JUDGED_OUT_OF_PLACE,
            f"there is no event in sight in {place}, so nothing can be judged by its date",
            term.judged.span,
            help="leave out `judged by`: the day the rule is applied on counts",
        )


def guard(
    term: Term, fields: Mapping[str, Typed], book: Book, *, on_event: bool = False
) -> Bounded | None:
    """The condition under which a version applies; None where that is always.

    `fields` are those of the event in sight; `on_event` says that it is asked on the day of an
    event, which lies in the days of the policy. Reports PL120 for an unknown moment.
    """
    if term.always:
        return None
    day, given = _day(term, fields, on_event, book)
    parts = [] if given is None else [given]
    if term.opens is not None:
        since = Bounded(AsOf(), *DATES) if term.past else day
        parts.append(bounded.compare(Relation.AT_LEAST, since, bounded.constant(term.opens)))
    if term.closes is not None:
        parts.append(bounded.compare(Relation.AT_MOST, day, bounded.constant(term.closes)))
    if term.replaced is not None:
        asked = Bounded(AsOf(), *DATES)
        parts.append(bounded.compare(Relation.LESS, asked, bounded.constant(term.replaced)))
    return bounded.all_of(parts)


def _day(
    term: Term, fields: Mapping[str, Typed], on_event: bool, book: Book
) -> tuple[Bounded, Bounded | None]:
    """The day that decides, and when there is one."""
    if term.judged is not None:
        judged = fields.get(term.judged.text)
        if judged is not None and not judged.broken:
            return judged.there, judged.given
        if judged is None:
            book.report.add(
                codes.UNKNOWN_MOMENT,
                f"the event has no moment `{term.judged.text}`",
                term.judged.span,
                help=book.report.suggest(
                    term.judged.text, fields, otherwise="name it in `moments`"
                ),
            )
    low, high = DATES
    if on_event:
        low, high = book.opens or low, book.closes or high
    return Bounded(Today(), low, max(low, high)), None


def guarded(guarding: Bounded | None, condition: Bounded) -> Bounded:
    """A condition that also asks whether its version applies."""
    if guarding is None or guarding.constant == 1:
        return condition
    return guarding if condition.constant == 1 else bounded.all_of([guarding, condition])
