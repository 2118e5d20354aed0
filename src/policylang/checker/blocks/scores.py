"""Scores: where each starts, its range, its lots; or the formula it is worked out by.

Rules and definitions need the bounds of scores before ranges, which may be expressions, can be
read. So a score is entered in the book with what its range says in numbers; a trial run of the
definitions then tells what its expressions can come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from policylang.checker.blocks import meanings
from policylang.checker.declared.book import Book, KnownScore
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations, origin
from policylang.checker.declared.reporting import Reporter
from policylang.checker.declared.scope import Reads, Scope, of_person
from policylang.checker.expressions.lowering import require
from policylang.checker.values import bounded
from policylang.checker.values.bounded import Bounded
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.machine import Score, Spending
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: Stands for an open end of the range while bounds of expressions are proved.
OPEN_END = 2**62
_MOST_DECIMALS = 12
#: What the ends of a range may read: everything but an event.
_STANDING = Reads.EVERYTHING & ~Reads.FIELDS


def decimals_of(book: Book) -> int:
    """Decimals that points have: those that every score keeps.

    Reports PL207 for more than 12, and PL255 where scores keep different ones: points of one
    policy go into each other, so they have one finest part.
    """
    kept: dict[str, tuple[int, Span]] = {}
    for name, block in book.declared.scores.items():
        kept[name] = 0, block.name.span
        clause = single(block.clauses, tree.KeepsDecimals, "keeps decimals", book.report)
        if clause is not None and clause.digits > _MOST_DECIMALS:
            book.report.add(
                codes.TOO_MANY_DECIMALS,
                f"a score keeps at most {_MOST_DECIMALS} decimals",
                clause.span,
                help="write for example `keeps 2 decimals`",
            )
        elif clause is not None:
            kept[name] = clause.digits, clause.span
    most = max((digits for digits, _ in kept.values()), default=0)
    unlike = [name for name, (digits, _) in kept.items() if digits != most]
    if unlike:
        _report_unlike(unlike, kept, most, book)
    return most


def _report_unlike(
    unlike: list[str], kept: dict[str, tuple[int, Span]], most: int, book: Book
) -> None:
    name = unlike[0]
    digits, span = kept[name]
    finest, place = next((each, at) for each, (held, at) in kept.items() if held == most)
    others = f", and {len(unlike) - 1} more" if len(unlike) > 1 else ""
    book.report.add(
        codes.UNLIKE_DECIMALS,
        "the scores of one policy keep the same decimals",
        span,
        f"`{name}` keeps {digits}{others}",
        also=((place, f"`{finest}` keeps {most}"),),
        help=f"write `keeps {most} decimals` in each, and round with `rounded down to {digits} "
        "decimals`",
    )


# --- what rules may rely on ----------------------------------------------------------------


def enter_scores(book: Book) -> None:
    """Enter every score in the book, with the bounds that its range gives in numbers."""
    for number, (name, block) in enumerate(book.declared.scores.items()):
        formula = of_type(block.clauses, tree.IsFormula)
        if formula:
            book.formula_nodes[name] = formula[0].value
        known = KnownScore(
            name,
            number,
            (-OPEN_END, OPEN_END),
            block.name.span,
            lots=bool(of_type(block.clauses, tree.KeepsLots)),
            formula=bool(formula),
        )
        _know(known, book)
    with trial(book):
        for known in tuple(book.scores.values()):
            _narrow(known, book)


def narrow_scores(book: Book) -> None:
    """Narrow the bounds of scores whose range or formula is an expression.

    To be called once everything has been entered that such an expression may name.
    """
    found = dict(book.scores)
    if any(known.formula or _open_ended(known, book) for known in found.values()):
        with trial(book):
            for _ in found:  # each round settles at least the scores that build on settled ones
                before = dict(book.scores)
                meanings.find_definitions(book)
                for known in tuple(book.scores.values()):
                    _narrow(known, book)
                if book.scores == before:
                    break


def _know(known: KnownScore, book: Book) -> None:
    book.scores[known.name] = known
    if known.number == 0:
        book.score_bounds = known.bounds


def _open_ended(known: KnownScore, book: Book) -> bool:
    """Whether an end that the range declares is not known yet."""
    within = _within(book.declared.scores[known.name])
    return within is not None and (
        (within.low is not None and known.bounds[0] == -OPEN_END)
        or (within.high is not None and known.bounds[1] == OPEN_END)
    )


def _narrow(known: KnownScore, book: Book) -> None:
    """Take in what the ends of the range, and the formula, can come to as far as is known."""
    within = _within(book.declared.scores[known.name])
    low = _end(within.low if within else None, book)
    high = _end(within.high if within else None, book)
    bounds = _span_of(low, high)
    formula = book.formulas.get(known.name)
    if known.formula and formula is not None and not formula.broken:
        bounds = _cut(formula.value, low, high)
    _know(attrs.evolve(known, bounds=bounds), book)


def _within(block: tree.ScoreBlock) -> tree.StaysWithin | None:
    return next(iter(of_type(block.clauses, tree.StaysWithin)), None)


def _end(node: tree.Expr | None, book: Book) -> Bounded | None:
    if node is None:
        return None
    scope = Scope("the range of a score", reads=_STANDING)
    typed = require(node, Kind.POINTS, scope, book, "a score stays within")
    return None if typed.broken else typed.value


def _span_of(low: Bounded | None, high: Bounded | None) -> tuple[int, int]:
    """Least and greatest value inside a range; where its ends cross the upper one decides."""
    least = -OPEN_END if low is None else low.low
    most = OPEN_END if high is None else high.high
    if low is not None and high is not None:
        least, most = min(low.low, high.low), max(most, high.high)
    return max(-OPEN_END, least), min(OPEN_END, most)


def _cut(value: Bounded, low: Bounded | None, high: Bounded | None) -> tuple[int, int]:
    """Bounds of a value that is cut to a range."""
    least, most = value.low, value.high
    if low is not None:
        least, most = max(least, low.low), max(most, low.high)
    if high is not None:
        least, most = min(least, high.low), min(most, high.high)
    return least, most


@contextmanager
def trial(book: Book) -> Iterator[None]:
    """Look at expressions without keeping what they report, count or use.

    Only the bounds of scores that were found stay.
    """
    kept = (book.report, dict(book.tallies), set(book.used), set(book.counted))
    on_short_months = dict(book.on_short_months)
    settled, definitions, put_in = dict(book.settled), dict(book.definitions), book.put_in
    book.report = Reporter()
    try:
        yield
    finally:
        book.report, book.tallies, book.used, book.counted = kept
        book.settled, book.definitions, book.put_in = settled, definitions, put_in
        book.on_short_months = on_short_months
        book.formulas = {}


# --- to the machine ------------------------------------------------------------------------


def scores_of(book: Book) -> tuple[Score, ...]:
    """The scores of the machine, their `bounds` still open where the range is.

    To be called once definitions and formulas are known. Reports PL112 (no start), PL213 (range
    reversed), PL253 (a formula with a start or lots) and PL311 (start outside the range).
    """
    return tuple(_score(block, book) for block in book.declared.scores.values())


def _score(block: tree.ScoreBlock, book: Book) -> Score:
    cited = citations(block.clauses)
    within = single(block.clauses, tree.StaysWithin, "stays", book.report)
    low = _end(within.low if within else None, book)
    high = _end(within.high if within else None, book)
    if within and low and high and low.low > high.high:
        book.report.add(
            codes.RANGE_REVERSED,
            "the range of the score ends before it begins",
            within.span,
            help="write the smaller number first",
        )
        low, high = high, low
    formula = single(block.clauses, tree.IsFormula, "is", book.report)
    lots = single(block.clauses, tree.KeepsLots, "keeps lots", book.report)
    start = _formula_alone(block, formula, book) if formula else _start(block, book)
    _check_start(block, start, within, low, high, book)
    least, most = _span_of(low, high)
    if formula is None:
        least, most = min(least, start.low), max(most, start.high)
    known = attrs.evolve(
        book.scores[block.name.text], bounds=(least, most), starts=(start.low, start.high)
    )
    worked_out = book.formulas.get(block.name.text)
    if formula and worked_out and not worked_out.broken:
        known = attrs.evolve(known, bounds=_cut(worked_out.value, low, high))
    _know(known, book)
    return Score(
        name=block.name.text,
        label=label_of(block),
        start=start.expression,
        low=None if low is None else low.expression,
        high=None if high is None else high.expression,
        bounds=known.bounds,
        origin=block_origin(f"score {block.name.text}", block.name.span, cited),
        range_origin=origin(within, within.span, cited, book) if within else None,
        lots=Spending(lots.order or Spending.OLDEST) if lots else None,
        formula=worked_out.value.expression if formula and worked_out else None,
    )


def _start(block: tree.ScoreBlock, book: Book) -> Bounded:
    clause = single(block.clauses, tree.StartsAt, "starts at", book.report)
    if clause is None:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the score `{block.name.text}` does not say where it starts",
            block.name.span,
            help="add `starts at 1000`",
        )
        return bounded.constant(0)
    scope = of_person("where a score starts")
    typed = require(clause.value, Kind.POINTS, scope, book, "a score starts at")
    return bounded.constant(0) if typed.broken else typed.value


def _formula_alone(block: tree.ScoreBlock, formula: tree.IsFormula, book: Book) -> Bounded:
    """A formula starts nowhere: nothing is gathered. Reports PL253 for clauses that say so."""
    for clause in of_type(block.clauses, tree.StartsAt) + of_type(block.clauses, tree.KeepsLots):
        book.report.add(
            codes.FORMULA_WITH_MORE,
            f"the score `{block.name.text}` is worked out, so it neither starts anywhere nor "
            "keeps lots",
            clause.span,
            also=((formula.span, "worked out like this"),),
            help="leave this out, or let rules gather the score",
        )
    return bounded.constant(0)


def _check_start(
    block: tree.ScoreBlock,
    start: Bounded,
    within: tree.StaysWithin | None,
    low: Bounded | None,
    high: Bounded | None,
    book: Book,
) -> None:
    clause = next(iter(of_type(block.clauses, tree.StartsAt)), None)
    if clause is None or within is None or of_type(block.clauses, tree.IsFormula):
        return
    below = low is not None and start.low < low.low
    above = high is not None and start.high > high.high
    if below or above:
        book.report.add(
            codes.START_OUTSIDE_RANGE,
            "the score starts outside its range",
            clause.value.span,
            also=((within.span, "the range"),),
            help="change the start or the range",
        )
