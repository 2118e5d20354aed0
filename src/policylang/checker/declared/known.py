"""Things of a policy by their names: scores, grades, statuses, periods, and what can happen."""

from __future__ import annotations

from itertools import islice

from policylang.checker.declared.book import Book, Bracket, KnownGrading, KnownScore
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.machine import Occurrence, OfMoment, OfReaction, OfStatus
from policylang.syntax import nodes as tree

# --- scores, grades, statuses, periods -----------------------------------------------------


def find_score(text: str, book: Book) -> KnownScore | None:
    """The score of a name, if it is one."""
    known_score = book.scores.get(text)
    declared = book.declared.score
    if known_score is None and declared is not None and text == declared.name.text:
        return KnownScore(text, 0, book.score_bounds, declared.name.span)
    return known_score


def score_bounds(number: int, book: Book) -> tuple[int, int]:
    """Least and greatest value of a score, by its place."""
    by_number = {each.number: each.bounds for each in book.scores.values()}
    return by_number.get(number, book.score_bounds)


def score(name: tree.Name, book: Book, span: Span) -> KnownScore | None:
    """The score that is meant; None, and PL105, where there is none."""
    found = find_score(name.text, book)
    if found is None:
        book.report.add(
            codes.UNKNOWN_SCORE,
            f"unknown score `{name.text}`",
            span if name.span.start == name.span.end else name.span,
            help=book.report.suggest(
                name.text,
                [*book.scores, "points"],
                otherwise=f"declare it with `score {name.text} {{`",
            ),
        )
    return found


def grading(of: tree.Name | None, book: Book, span: Span) -> KnownGrading | None:
    """The grades of a score, or the only ones there are.

    Reports PL105 for an unknown score, PL103 for one without grades, PL124 where several have
    some and none is named.
    """
    if of is None:
        if len(book.gradings) > 1:
            first = next(iter(book.gradings))
            book.report.add(
                codes.WHICH_GRADES,
                "which grades are meant: "
                + ", ".join(f"those of `{each}`" for each in book.gradings),
                span,
                help=f"name the score: `grade of {first} is ...`",
            )
            return None
        return next(iter(book.gradings.values()), None) or KnownGrading(0, 0, book.brackets)
    found = score(of, book, span)
    if found is None:
        return None
    if of.text in book.gradings:
        return book.gradings[of.text]
    if not book.gradings and book.brackets:
        return KnownGrading(0, 0, book.brackets)
    if _are_of_nobody(book):
        return None
    book.report.add(
        codes.UNKNOWN_GRADE,
        f"the score `{of.text}` has no grades",
        of.span,
        help=f"declare them with `grades of {of.text} {{ ... }}`",
    )
    return None


def grade(name: tree.Name, book: Book, of: tree.Name | None = None) -> Bracket | None:
    """The grade that is meant, of a score or the only grades; None, and PL103, without one.

    Not reported where grades have a score that is misspelt: what is meant may be one of those.
    """
    brackets = book.brackets
    if of is not None and of.text in book.gradings:
        brackets = dict(book.gradings[of.text].brackets)
    elif book.gradings:
        brackets = dict(next(iter(book.gradings.values())).brackets)
    bracket = brackets.get(name.text)
    if bracket is None and not _are_of_nobody(book):
        first = book.declared.score
        listed = ", ".join(f"`{each}`" for each in islice(brackets, 12))
        book.report.add(
            codes.UNKNOWN_GRADE,
            f"unknown grade `{name.text}`",
            name.span,
            f"the grades are {listed}" if listed else "this policy declares no grades",
            help=book.report.suggest(name.text, brackets)
            if listed
            else f"declare them with `grades of {first.name.text if first else 'SCORE'} {{ ... }}`",
        )
    return bracket


def _are_of_nobody(book: Book) -> bool:
    """Whether there are grades of a score that there is not, which PL105 says at their block."""
    return any(find_score(block.score.text, book) is None for block in book.declared.grades)


def status(name: tree.Name, book: Book) -> int | None:
    """Number of the status that is meant; None, and PL119, where there is none."""
    number = book.statuses.get(name.text)
    if number is None:
        book.report.add(
            codes.UNKNOWN_STATUS,
            f"unknown status `{name.text}`",
            name.span,
            "not declared in this policy",
            help=book.report.suggest(
                name.text, book.statuses, otherwise=f"declare it with `status {name.text} {{ }}`"
            ),
        )
    return number


def period(name: tree.Name, book: Book) -> int | None:
    """Number of the named period that is meant; None, and PL122, where there is none."""
    number = book.periods.get(name.text)
    if number is None:
        book.report.add(
            codes.UNKNOWN_PERIOD,
            f"unknown period `{name.text}`",
            name.span,
            "not declared in this policy",
            help=book.report.suggest(
                name.text, book.periods, otherwise=f"declare it with `period {name.text} {{`"
            ),
        )
    else:
        book.used.add(name.text)
    return number


# --- what can happen ----------------------------------------------------------------------


def action(name: tree.Name, book: Book) -> int | None:
    """Place of the action that is meant; None, and PL102, where there is none."""
    number = book.action_codes.get(name.text)
    if number is not None:
        book.counted.add(name.text)
    elif name.text in book.reactions or name.text in book.statuses:
        what = "rule" if name.text in book.reactions else "status"
        book.report.add(
            codes.UNKNOWN_ACTION,
            f"`{name.text}` is a {what}, and an action is meant here",
            name.span,
            help="name the action that brings the points",
        )
    else:
        _unknown(tree.Occasion(name, span=name.span), book)
    return number


def occurrence(node: tree.Occasion, book: Book) -> Occurrence | None:
    """What an occasion names; None where there is no such thing.

    Reports PL102 for an unknown action or rule, PL119 for an unknown status, PL120 for an unknown
    moment, PL121 for a status of which it does not say which end is meant, and PL141 for an event
    of several dates of which it does not say which is meant.
    """
    text = node.name.text
    if node.edge is not None:
        return _edge(node, book)
    if text in book.action_codes:
        number = (
            _only_moment(node, book) if node.moment is None else moment(text, node.moment, book)
        )
        book.counted.add(text)
        return None if number is None else OfMoment(book.action_codes[text], number)
    if node.moment is None and text in book.reactions:
        book.counted.add(text)
        return OfReaction(book.reactions[text])
    if text in book.statuses:
        book.report.add(
            codes.WHICH_EDGE,
            f"`{text}` is a status, which has a start and an end",
            node.span,
            help=f"write `the start of {text}` or `the end of {text}`",
        )
    else:
        _unknown(node, book)
    return None


def _edge(node: tree.Occasion, book: Book) -> Occurrence | None:
    text = node.name.text
    if text not in book.statuses and (text in book.action_codes or text in book.reactions):
        book.report.add(
            codes.WHICH_EDGE,
            f"`{text}` has no start and no end: it is not a status",
            node.span,
            help=f"write only `{text}`",
        )
        return None
    number = status(node.name, book)
    if number is None:
        return None
    book.counted.add(text)
    return OfStatus(number, "begins" if node.edge == "start" else "ends")


def moment(action: str, name: tree.Name, book: Book) -> int | None:
    """Number of a moment of a known action; None, and PL120, where there is none."""
    moments = book.moments.get(action, {})
    number = moments.get(name.text)
    book.used.add((action, name.text))
    if number is None:
        listed = ", ".join(f"`{each}`" for each in moments)
        declared = book.declared.moments_of(book.declared.actions[action])
        dates = [each.text for each in declared] or ["day_of_it"]
        book.report.add(
            codes.UNKNOWN_MOMENT,
            f"`{action}` has no moment `{name.text}`",
            name.span,
            f"its moments are {listed}" if listed else "it has one date, and no name for it",
            help=book.report.suggest(
                name.text,
                moments,
                otherwise=f"declare it in `{action}`: `moments {', '.join(dates)}, {name.text}`",
            ),
        )
    return number


def _only_moment(node: tree.Occasion, book: Book) -> int:
    """The moment of an event that has one date; of one that has several, PL141 and the first."""
    text = node.name.text
    dates = book.declared.moments_of(book.declared.actions[text])
    if len(dates) > 1:
        book.report.add(
            codes.WHICH_MOMENT,
            f"an event `{text}` has several dates: which of them is meant?",
            node.span,
            also=((dates[0].span.to(dates[-1].span), "the dates of the event"),),
            help="write " + " or ".join(f"`{name.text} of {text}`" for name in dates),
        )
    return 0


def _unknown(node: tree.Occasion, book: Book) -> None:
    name = node.name
    known = [*book.action_codes, *book.reactions, *book.statuses]
    book.report.add(
        codes.UNKNOWN_ACTION,
        f"unknown action `{name.text}`"
        if not book.reactions
        else f"unknown action or rule `{name.text}`",
        name.span,
        "not declared in this policy",
        help=book.report.suggest(
            name.text, known, otherwise=f"declare it with `action {name.text} {{`"
        ),
    )
