"""Tests of how a person stands: grades, periods, what is given, who is tied, what still counts."""

from __future__ import annotations

from policylang.checker.declared import names
from policylang.checker.declared.book import Book, Bracket, KnownGrading
from policylang.checker.declared.scope import Reads, Scope
from policylang.checker.expressions.kinds import declared
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.checker.values.missing import built_on, guarded
from policylang.checker.values.typed import Typed, broken, noun
from policylang.core import codes
from policylang.model.expressions import (
    Balance,
    FieldValue,
    InPeriod,
    RankOf,
    Relation,
    StillCounting,
    Tied,
)
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: What lots that have run out may add to a score is not proved: any number of points.
_ANY_POINTS = 2**62


def grade_test(node: tree.GradeTest, scope: Scope, book: Book) -> Typed:
    """`grade is B or better`. Reports PL103, PL105, PL117 and PL124.

    Where the score alone decides it is compared; else the place of the grade is.
    """
    if not scope.allows(Reads.STANDING):
        names.report_out_of_place("the grade", node.span, scope, book)
        return broken(node.span)
    grading = names.grading(node.score, book, node.span)
    if grading is None:
        return broken(node.span)
    bracket = names.grade(node.grade, book, node.score)
    if bracket is None:
        return broken(node.span)
    ends = _by_score(grading, bracket, book) if grading.plain else _by_rank(grading, bracket)
    at_least, at_most = ends
    match node.reach:
        case "or better":
            value = at_least
        case "or worse":
            value = at_most
        case "exactly":
            value = bounded.all_of([at_least, at_most])
        case "not":
            value = bounded.negation(bounded.all_of([at_least, at_most]))
    return Typed(Kind.YES_NO, value, node.span)


def _by_score(grading: KnownGrading, bracket: Bracket, book: Book) -> tuple[Bounded, Bounded]:
    score = bounded.Bounded(Balance(grading.score), *names.score_bounds(grading.score, book))

    def beside(relation: Relation, bound: int | None) -> Bounded:
        if bound is None:
            return bounded.ALWAYS
        return bounded.compare(relation, score, bounded.constant(bound))

    return beside(Relation.AT_LEAST, bracket.low), beside(Relation.LESS, bracket.high)


def _by_rank(grading: KnownGrading, bracket: Bracket) -> tuple[Bounded, Bounded]:
    rank = bounded.Bounded(RankOf(grading.number), 0, len(grading.brackets) - 1)
    of_grade = bounded.constant(bracket.rank)
    better = bounded.compare(Relation.AT_MOST, rank, of_grade)
    return better, bounded.compare(Relation.AT_LEAST, rank, of_grade)


def is_in(node: tree.IsIn, day: Typed, book: Book) -> Typed:
    """`the date is in summer`; neither holds of a day that is missing. Reports PL122."""
    number = names.period(node.period, book)
    if number is None or day.broken:
        return broken(node.span)
    inside = bounded.built(InPeriod(number, day.there.expression), 0, 1, [day.there])
    value = bounded.negation(inside) if node.negated else inside
    return Typed(Kind.YES_NO, guarded(value, [day]), node.span)


def is_given(node: tree.IsGiven, named: Typed) -> Typed:
    """`final is given`: whether the history gives it, or all that it is made of."""
    if named.broken:
        return broken(node.span)
    given = named.given or bounded.ALWAYS
    value = bounded.negation(given) if node.negated else given
    return Typed(Kind.YES_NO, value, node.span)


def is_tied(node: tree.IsTied, scope: Scope, book: Book) -> Typed:
    """`opponent is tied`, in the filter of a ranking. Reports PL126 elsewhere, PL201 of no name."""
    if not scope.tied:
        book.report.add(
            codes.TIED_ALONE,
            f"`{node.span.shown}` can be asked only in a filter of a ranking",
            node.span,
            "nobody is tied here",
            help=f"write it in a ranking: `then count of ... where {node.span.shown} ever`",
        )
        return broken(node.span)
    named = names.resolve(node.name, scope, book)
    if named.broken:
        return broken(node.span)
    field = named.value.expression
    if named.kind is Kind.NAME and isinstance(field, FieldValue):
        return Typed(Kind.YES_NO, Bounded(Tied(field.slot), 0, 1), node.span)
    book.report.add(
        codes.WRONG_UNIT,
        f"`{node.name.text}` is {noun(named.kind)}, but who is tied is said by a name",
        node.name.span,
        also=declared(named),
        help=f"declare the field as a name: `{node.name.text}: name`",
    )
    return broken(node.span)


def still_counting(node: tree.StillCounting, day: Typed, scope: Scope, book: Book) -> Typed:
    """`total still counting on act`. Reports PL105, PL117, and PL227 for a score without lots."""
    if not scope.allows(Reads.STANDING):
        names.report_out_of_place("what still counts", node.span, scope, book)
        return broken(node.span)
    score = names.score(node.score, book, node.span)
    if score is None or day.broken:
        return broken(node.span)
    if not score.lots:
        book.report.add(
            codes.LOTS_NOT_KEPT,
            f"`{score.name}` does not keep what it is made of, so that no part of it can run out",
            node.score.span,
            also=((score.span, "declared here"),),
            help=f"add `keeps lots` to the score, or write only `{score.name}`",
        )
        return broken(node.span)
    expression = StillCounting(score.number, day.there.expression)
    value = bounded.built(expression, -_ANY_POINTS, _ANY_POINTS, [day.there])
    typed = Typed(Kind.POINTS, value, node.span, declared=score.span)
    return built_on(typed, [day])


def choice(name: tree.Name, chooser: Typed) -> Typed:
    """One of the choices of a value, by its name."""
    position = bounded.constant(chooser.choices.index(name.text))
    return Typed(Kind.CHOICE, position, name.span, choices=chooser.choices)


def report_choice(name: tree.Name, chooser: Typed, book: Book) -> Typed:
    """Report a name that is not one of the choices (PL210)."""
    listed = ", ".join(f"`{each}`" for each in chooser.choices[:12])
    book.report.add(
        codes.UNKNOWN_CHOICE,
        f"`{name.text}` is not one of the choices",
        name.span,
        f"not one of {listed}",
        also=declared(chooser),
        help=book.report.suggest(name.text, chooser.choices, otherwise=f"write one of {listed}"),
    )
    return broken(name.span)
