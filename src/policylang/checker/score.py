"""The score and its grades: start, range, decimals, brackets."""

from __future__ import annotations

from policylang.checker.book import Book, Bracket
from policylang.checker.declarations import of_type, single
from policylang.checker.expressions import constant_of
from policylang.checker.origins import block_origin, citations, origin
from policylang.core import codes
from policylang.model.expressions import Constant
from policylang.model.machine import Brackets, Grade, Grading, Score
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Stands for an open end of the range while bounds of expressions are proved.
OPEN_END = 2**62
_MOST_DECIMALS = 6


def decimals_of(block: tree.ScoreBlock, book: Book) -> int:
    """Decimals the score keeps. Reports PL207 for more than six."""
    clause = single(block.clauses, tree.KeepsDecimals, "keeps decimals", book.report)
    if clause is None:
        return 0
    if clause.digits > _MOST_DECIMALS:
        book.report.add(
            codes.TOO_MANY_DECIMALS,
            f"a score keeps at most {_MOST_DECIMALS} decimals",
            clause.span,
            help="write for example `keeps 2 decimals`",
        )
        return _MOST_DECIMALS
    return clause.digits


def score_of(block: tree.ScoreBlock, book: Book) -> Score:
    """The score, its `bounds` still open where its range is. Reports PL112, PL213 and PL311."""
    cited = citations(block.clauses)
    clause = single(block.clauses, tree.StartsAt, "starts at", book.report)
    if clause is None:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the score `{block.name.text}` does not say where it starts",
            block.name.span,
            help="add `starts at 1000`",
        )
    start = constant_of(clause.value, Kind.POINTS, book, "a score starts at") if clause else None
    within = single(block.clauses, tree.StaysWithin, "stays", book.report)
    low, high = _range(within, book)
    _check_start(clause, start, within, low, high, book)
    bounds = (-OPEN_END if low is None else low, OPEN_END if high is None else high)
    return Score(
        name=block.name.text,
        label=block.label.value if block.label else block.name.text.replace("_", " "),
        start=Constant(start or 0),
        low=None if low is None else Constant(low),
        high=None if high is None else Constant(high),
        bounds=bounds,
        origin=block_origin(f"score {block.name.text}", block.name.span, cited),
        range_origin=origin(within, within.span, cited, book) if within else None,
    )


def _range(within: tree.StaysWithin | None, book: Book) -> tuple[int | None, int | None]:
    if within is None:
        return None, None
    purpose = "the score stays between"
    low = constant_of(within.low, Kind.POINTS, book, purpose) if within.low else None
    high = constant_of(within.high, Kind.POINTS, book, purpose) if within.high else None
    if low is not None and high is not None and low > high:
        book.report.add(
            codes.RANGE_REVERSED,
            "the range of the score ends before it begins",
            within.span,
            help="write the smaller number first",
        )
        return high, low
    return low, high


def _check_start(
    clause: tree.StartsAt | None,
    start: int | None,
    within: tree.StaysWithin | None,
    low: int | None,
    high: int | None,
    book: Book,
) -> None:
    if clause is None or start is None or within is None:
        return
    if (low is not None and start < low) or (high is not None and start > high):
        book.report.add(
            codes.START_OUTSIDE_RANGE,
            "the score starts outside its range",
            clause.value.span,
            also=((within.span, "the range"),),
            help="change the start or the range",
        )


def gradings_of(book: Book) -> tuple[Grading, ...]:
    """The grades of the score, best first; enters their brackets in the book.

    Reports PL105 for another score, PL106, PL301 (order), PL302 (overlap), PL312 (gap below).
    """
    block = book.declared.grades
    if block is None:
        return ()
    _check_score(block, book)
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
    _enter(grades, book)
    return (Grading(0, (Brackets(tuple(grades)),)),)


def _check_score(block: tree.GradesBlock, book: Book) -> None:
    score = book.declared.score
    if score is not None and block.score.text != score.name.text:
        book.report.add(
            codes.UNKNOWN_SCORE,
            f"unknown score `{block.score.text}`",
            block.score.span,
            also=((score.name.span, f"the score is called `{score.name.text}`"),),
            help=book.report.suggest(
                block.score.text, [score.name.text], otherwise=f"write `{score.name.text}`"
            ),
        )


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


def _enter(grades: list[Grade], book: Book) -> None:
    above: int | None = None
    for rank, grade in enumerate(grades):
        book.brackets.setdefault(grade.name, Bracket(grade.name, rank, grade.low, above))
        above = grade.low
