"""Grades: the brackets of a score, their versions, and what keeps a grade down.

Grades are read in two steps: the brackets first, because rules and definitions ask for grades; the
conditions of `no better than ... while ...` when everything they may name is known.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import attrs

from policylang.checker.declared import names, versions
from policylang.checker.declared.book import Book, Bracket, KnownGrading, KnownScore
from policylang.checker.declared.declarations import of_type
from policylang.checker.declared.origins import citations, origin
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lowering import condition, constant_of
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.expressions import AsOf, Relation, Today
from policylang.model.machine import Brackets, Grade, Grading, Hold
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Stands for the top of the best grade, which has none.
OPEN: Final = bounded.constant(2**63 - 1)


@attrs.frozen
class Draft:
    """The grades of one score before what holds them down is known."""

    score: KnownScore
    blocks: tuple[tree.GradesBlock, ...]
    terms: tuple[versions.Term, ...]
    versions: tuple[Brackets, ...]


def drafts_of(book: Book) -> list[Draft]:
    """The grades of every score that has some, in order of the scores; entered in the book.

    Reports PL105 for an unknown score, PL106, PL118, PL301 (order), PL302 (overlap), PL312 (gap
    below), and versions that overlap (PL335), differ (PL146) or leave days without grades (PL344).
    """
    blocks: dict[str, list[tree.GradesBlock]] = {}
    for block in book.declared.grades:
        score = names.score(block.score, book, block.score.span)
        if score is not None:
            known = blocks.setdefault(score.name, [])
            if not known or _is_version(block, known, book):
                known.append(block)
    ordered = [score for score in book.scores.values() if score.name in blocks]
    return [_draft(number, score, blocks[score.name], book) for number, score in enumerate(ordered)]


def _is_version(block: tree.GradesBlock, known: list[tree.GradesBlock], book: Book) -> bool:
    first = known[0]
    if any(of_type(each.clauses, tree.InForce) for each in (first, block)):
        return True
    book.report.add(
        codes.DUPLICATE_BLOCK,
        "a score has one `grades` block",
        block.span,
        "a second one",
        also=((first.span, "the first one"),),
        help="put what they say into one block",
    )
    return False


def _draft(number: int, score: KnownScore, blocks: list[tree.GradesBlock], book: Book) -> Draft:
    what = f"grades of `{score.name}`"
    terms = versions.terms_of([(each.clauses, each.score.span) for each in blocks], what, book)
    for term in terms:
        versions.not_judged(term, "grades", book)
    order = sorted(range(len(blocks)), key=lambda place: terms[place].opens or 0)
    rows = [_grades(blocks[place], book) for place in order]
    listed = tuple(
        Brackets(tuple(grades), terms[place].opens, terms[place].closes, terms[place].past)
        for place, grades in zip(order, rows, strict=True)
    )
    _check_alike([blocks[place] for place in order], listed, book)
    whole = _check_days(what, [terms[place] for place in order], listed, book)
    plain = len(blocks) == 1 and not of_type(blocks[0].clauses, tree.NoBetter)
    brackets = _brackets(whole[-1].grades)
    book.gradings[score.name] = KnownGrading(number, score.number, brackets, plain)
    book.grade_versions[score.number] = whole
    if number == 0:
        book.brackets = dict(brackets)
    return Draft(
        score,
        tuple(blocks[place] for place in order),
        tuple(terms[place] for place in order),
        whole,
    )


def _brackets(grades: tuple[Grade, ...]) -> dict[str, Bracket]:
    found: dict[str, Bracket] = {}
    above: int | None = None
    for rank, grade in enumerate(grades):
        found.setdefault(grade.name, Bracket(grade.name, rank, grade.low, above))
        above = grade.low
    return found


def gradings_of(drafts: list[Draft], book: Book) -> tuple[Grading, ...]:
    """The grades of the machine, once everything that can hold them down may be named."""
    return tuple(
        Grading(draft.score.number, draft.versions, tuple(_holds(draft, book))) for draft in drafts
    )


def _holds(draft: Draft, book: Book) -> list[Hold]:
    scope = Scope("what keeps a grade down")
    known = book.gradings[draft.score.name].brackets
    holds = []
    for block, term in zip(draft.blocks, draft.terms, strict=True):
        guard = versions.guard(term, {}, book)
        cited = citations(block.clauses)
        for clause in of_type(block.clauses, tree.NoBetter):
            bracket = known.get(clause.grade.text) or names.grade(
                clause.grade, book, tree.Name(draft.score.name, clause.grade.span)
            )
            holding = versions.guarded(guard, condition(clause.test, scope, book))
            if bracket is not None:
                where = origin(clause, clause.span, cited, book)
                holds.append(Hold(holding.expression, bracket.rank, where))
    return holds


# --- the top of a grade --------------------------------------------------------------------


def top_of(name: tree.Name, score: KnownScore, book: Book) -> Bounded | None:
    """The greatest value of a score in a grade, by the version in force; OPEN for the best grade.

    Reports an unknown grade (PL103) and a score without grades, and gives None then.
    """
    own = None if len(book.scores) == 1 else tree.Name(score.name, name.span)
    if own is not None and names.grading(own, book, name.span) is None:
        return None
    bracket = names.grade(name, book, own)
    if bracket is None:
        return None
    if bracket.rank == 0:
        return OPEN
    top: Bounded | None = None
    for version in book.grade_versions[score.number]:
        above = version.grades[bracket.rank - 1].low
        here = OPEN if above is None else bounded.constant(above - 1)
        top = here if top is None else bounded.either(_begun(version), here, top)
    return top


def _begun(version: Brackets) -> Bounded:
    """Whether a version has replaced those before it."""
    opens = bounded.constant(version.opens or 0)
    day = Bounded(AsOf() if version.past else Today(), *names.DATES)
    return bounded.compare(Relation.AT_LEAST, day, opens)


# --- versions ------------------------------------------------------------------------------


def _check_alike(blocks: list[tree.GradesBlock], listed: tuple[Brackets, ...], book: Book) -> None:
    """All versions list the same grades: one means the same whenever it is asked for."""
    for block, version in zip(blocks[1:], listed[1:], strict=True):
        if [g.name for g in version.grades] != [g.name for g in listed[0].grades]:
            book.report.add(
                codes.VERSIONS_DIFFER,
                "this version has other grades than the one before it",
                block.score.span,
                also=((blocks[0].score.span, "the first version"),),
                help="list the same grades in the same order; their bounds may differ",
            )


def _check_days(
    what: str, terms: list[versions.Term], listed: tuple[Brackets, ...], book: Book
) -> tuple[Brackets, ...]:
    """The versions, open before the first and after the last where nothing is asked there."""
    first, last = terms[0], terms[-1]
    opens, closes = first.opens, last.closes
    if opens is not None and (book.opens is None or book.opens < opens):
        _gap(what, first.span, "no grades before this version", book)
    if closes is not None and (book.closes is None or book.closes > closes):
        _gap(what, last.span, "no grades after this version", book)
    for before, after in pairwise(terms):
        if before.past and not after.past:
            _never_replaced(what, before, after, book)
        ends, begins = before.closes, after.opens
        if ends is not None and begins is not None and ends + 1 < begins:
            _gap(what, after.span, "no grades on the days before this version", book)
    changed = list(listed)
    changed[0] = attrs.evolve(changed[0], opens=None if not changed[0].past else opens)
    changed[-1] = attrs.evolve(changed[-1], closes=None)
    return tuple(changed)


def _never_replaced(what: str, before: versions.Term, after: versions.Term, book: Book) -> None:
    """Who asks once grades reach back is answered by them for every day."""
    book.report.add(
        codes.VERSIONS_OVERLAP,
        f"two versions of the {what} are in force on one day",
        after.span,
        "this version",
        also=((before.span, "and this one, which holds for the past too, and so for every day"),),
        help="write `also for the past` in both versions, or in none",
    )


def _gap(what: str, span: Span, label: str, book: Book) -> None:
    book.report.add(
        codes.VERSIONS_LEAVE_GAP,
        f"there are days on which no {what} are in force",
        span,
        label,
        help="let the versions follow one another, from the first day of the policy on",
    )


# --- one block -----------------------------------------------------------------------------


def _grades(block: tree.GradesBlock, book: Book) -> list[Grade]:
    """The rows of a block, best first."""
    cited = citations(block.clauses)
    grades: list[Grade] = []
    before: tree.GradeRow | None = None
    named: dict[str, tree.Name] = {}
    for row in of_type(block.clauses, tree.GradeRow):
        low = None
        if row.bound is not None:
            low = constant_of(row.bound, Kind.POINTS, book, "a grade begins at")
        _check_name(row.name, named.setdefault(row.name.text, row.name), book)
        if row.bound is not None and low is None:
            low = grades[-1].low if grades else 0  # reported; keep the row's place
        elif before is not None:
            _check_row(row, low, before, grades[-1].low, book)
        before = row
        grades.append(Grade(row.name.text, low, origin(row, row.span, cited, book)))
    _check_end(block, grades, book)
    return grades


def _check_name(name: tree.Name, first: tree.Name, book: Book) -> None:
    if first is not name:
        book.report.add(
            codes.DUPLICATE_NAME,
            f"the grade `{name.text}` is declared twice",
            name.span,
            also=((first.span, "first declared here"),),
            help="give one of them another name",
        )


def _check_row(
    row: tree.GradeRow, low: int | None, before: tree.GradeRow, above: int | None, book: Book
) -> None:
    """Compare a grade with the one before it, which begins at `above` (None: takes the rest)."""
    if above is None and low is None:
        code = codes.GRADES_OVERLAP
        words, advice = "takes all the rest, as the one above it does", "give one of them a bound"
    elif above is None:
        code = codes.GRADES_OUT_OF_ORDER
        words, advice = "stands below the grade that takes all the rest", "put `below` last"
    elif low is None or low < above:
        return
    elif low == above:
        code = codes.GRADES_OVERLAP
        words, advice = "begins where the grade above it begins", "let it begin at a lower score"
    else:
        code = codes.GRADES_OUT_OF_ORDER
        words, advice = "begins above the grade before it", "list the best grade first"
    book.report.add(
        code,
        f"the grade `{row.name.text}` {words}",
        row.span,
        also=((before.span, f"`{before.name.text}` stands here"),),
        help=advice,
    )


def _check_end(block: tree.GradesBlock, grades: list[Grade], book: Book) -> None:
    if grades and any(grade.low is None for grade in grades):
        return
    last = grades[-1] if grades else None
    book.report.add(
        codes.GRADES_LEAVE_GAP,
        f"scores below `{last.name}` have no grade" if last else "there is no grade in this block",
        last.origin.span if last else block.score.span,
        "nothing follows" if last else "",
        help="end with a grade for all the rest: `D below`",
    )
