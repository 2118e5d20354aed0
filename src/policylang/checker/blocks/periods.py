"""Named periods: stretches of days, and seasons of every year."""

from __future__ import annotations

from itertools import pairwise

from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations
from policylang.checker.expressions.windows import LONGEST_MONTHS
from policylang.core import codes
from policylang.model import machine
from policylang.syntax import nodes as tree


def period_of(block: tree.PeriodBlock, book: Book) -> machine.NamedPeriod | None:
    """The period of the machine, None where it is broken; entered in `book.periods`, numbered on.

    To be called for every block in order of the file. Reports PL010, PL108, PL112 for no days,
    PL213 (a stretch ends before it begins), PL325 (stretches overlap or are out of order) and PL326
    (a season beside stretches).
    """
    name = block.name.text
    book.periods.setdefault(name, len(book.periods))
    season = single(block.clauses, tree.Season, "every year", book.report)
    stretches = of_type(block.clauses, tree.Stretch)
    _check_content(block, season, stretches, book)
    right = [_check_order(stretch, book) for stretch in stretches]
    right += [_check_apart(before, after, book) for before, after in pairwise(stretches)]
    if season is not None:
        right.append(_check_season(season, book))
    if not all(right):
        return None
    return machine.NamedPeriod(
        name,
        label_of(block),
        tuple((each.first.value.toordinal(), each.last.value.toordinal()) for each in stretches),
        (season.first_month, season.first_day, season.last_month, season.last_day)
        if season
        else None,
        block_origin(f"period {name}", block.name.span, citations(block.clauses)),
    )


def _check_content(
    block: tree.PeriodBlock, season: tree.Season | None, stretches: list[tree.Stretch], book: Book
) -> None:
    if season is None and not stretches:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the period `{block.name.text}` does not say which days it has",
            block.name.span,
            help="add `from 2018-07-01 to 2018-08-31`, or `every year from 1 July to 31 August`",
        )
    elif season is not None and stretches:
        book.report.add(
            codes.SEASON_AND_STRETCHES,
            f"the period `{block.name.text}` has days of every year and days of certain years",
            stretches[0].span,
            also=((season.span, "every year"),),
            help="write two periods, and ask for both: `the date is in a or the date is in b`",
        )


def _check_order(stretch: tree.Stretch, book: Book) -> bool:
    if stretch.first.value <= stretch.last.value:
        return True
    book.report.add(
        codes.RANGE_REVERSED,
        "the stretch ends before it begins",
        stretch.span,
        help="exchange the two dates",
    )
    return False


def _check_apart(before: tree.Stretch, after: tree.Stretch, book: Book) -> bool:
    if before.last.value < after.first.value:
        return True
    book.report.add(
        codes.STRETCHES_OVERLAP,
        "the stretch begins before the one above it has ended",
        after.span,
        also=((before.span, "the one above it"),),
        help="list stretches in order of time, each after the end of the one before",
    )
    return False


def _check_season(season: tree.Season, book: Book) -> bool:
    days = ((season.first_month, season.first_day), (season.last_month, season.last_day))
    if all(1 <= day <= LONGEST_MONTHS[month - 1] for month, day in days):
        return True
    book.report.add(codes.NO_SUCH_DATE, "there is no such day in that month", season.span)
    return False
