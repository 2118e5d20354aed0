"""Perks, sanctions and claims."""

from __future__ import annotations

from policylang.checker import names
from policylang.checker.book import Book
from policylang.checker.bounded import Bounded
from policylang.checker.declarations import of_type, single
from policylang.checker.expressions import condition, report_negative, require
from policylang.checker.filled import filled_text
from policylang.checker.origins import block_origin, citations
from policylang.checker.scope import Scope
from policylang.core import codes
from policylang.model.expressions import Expression
from policylang.model.machine import Claim, Definition, Grant, Monthly, Once, Schedule, Yearly
from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SCHEDULES = (tree.EveryYear, tree.EveryMonth, tree.OnceOn)


def grant_of(block: tree.GrantBlock, book: Book) -> Grant:
    """A perk or sanction of the machine.

    Reports doubles (PL108), a perk without content (PL112), money without a date (PL219),
    days that no month has (PL010), unknown grades (PL103) and what `require` reports.
    """
    scope = Scope(f"the {block.kind} `{block.name.text}`")
    when = single(block.clauses, tree.When, "when", book.report)
    worth = single(block.clauses, tree.Worth, "pays", book.report)
    texts = of_type(block.clauses, tree.Grants)
    schedule = _schedule(block, book)
    cited = citations(block.clauses)
    if worth is None and not texts:
        _report_empty(block, book)
    if worth is not None and not any(isinstance(each, _SCHEDULES) for each in block.clauses):
        _report_undated(block, worth, book)
    return Grant(
        kind=block.kind,
        name=block.name.text,
        label=block.label.value if block.label else block.name.text.replace("_", " "),
        ranks=_ranks(block, book),
        condition=_condition(when, scope, book),
        schedule=schedule,
        verb=worth.verb if worth else None,
        worth=_worth(worth, block.kind, scope, book) if worth else None,
        texts=tuple(each.text.value for each in texts),
        origin=block_origin(f"{block.kind} {block.name.text}", block.name.span, cited),
    )


def _condition(when: tree.When | None, scope: Scope, book: Book) -> Expression | None:
    return condition(when.test, scope, book).expression if when else None


def _worth(clause: tree.Worth, kind: str, scope: Scope, book: Book) -> Expression | None:
    typed = require(clause.amount, Kind.MONEY, scope, book, f"what a {kind} {clause.verb} is")
    if typed.broken:
        return None
    value: Bounded = typed.value
    if value.low < 0:
        report_negative(value, clause.amount, book)
    return value.expression


def _ranks(block: tree.GrantBlock, book: Book) -> tuple[int, ...] | range | None:
    clause = single(block.clauses, tree.ForGrades, "for", book.report)
    if clause is None:
        return None
    found = [names.grade(grade, book) for grade in clause.grades]
    ranks = sorted({bracket.rank for bracket in found if bracket is not None})
    last = len(book.brackets)
    if ranks and clause.reach == "or better":
        return range(ranks[-1] + 1)
    if ranks and clause.reach == "or worse":
        return range(ranks[0], last)
    return tuple(ranks)


def _schedule(block: tree.GrantBlock, book: Book) -> Schedule | None:
    clause = single(block.clauses, _SCHEDULES, "every", book.report)
    match clause:
        case tree.EveryYear(day, month) if 1 <= day <= _LONGEST[month - 1]:
            return Yearly(month, day)
        case tree.EveryMonth(None):
            return Monthly(None)
        case tree.EveryMonth(int(day)) if 1 <= day <= 31:
            return Monthly(day)
        case tree.OnceOn(date):
            return Once(date.value.toordinal())
        case tree.EveryYear() | tree.EveryMonth():
            book.report.add(
                codes.NO_SUCH_DATE,
                f"no month has a day {clause.day}"
                if isinstance(clause, tree.EveryMonth)
                else "there is no such day in that month",
                clause.span,
                help="for the end of the month write `every month on the last day`"
                if isinstance(clause, tree.EveryMonth)
                else None,
            )
    return None


def _report_empty(block: tree.GrantBlock, book: Book) -> None:
    perk = block.kind == "perk"
    book.report.add(
        codes.MISSING_CLAUSE,
        f"the {block.kind} `{block.name.text}` does not say what it brings",
        block.name.span,
        help='add `pays 50 USD` or `grants "..."`'
        if perk
        else 'add `costs 50 USD` or `imposes "..."`',
    )


def _report_undated(block: tree.GrantBlock, worth: tree.Worth, book: Book) -> None:
    book.report.add(
        codes.WORTH_WITHOUT_DATE,
        f"the {block.kind} `{block.name.text}` is worth money but does not say when it is due",
        worth.span,
        help="add a date: `every year on 1 December`",
    )


def claim_of(block: tree.ClaimBlock, book: Book) -> Claim:
    """A claim, kept for the auditor. Reports PL108 and PL112."""
    clause = single(block.clauses, tree.GainAtMostCost, "within", book.report)
    if clause is None:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the claim `{block.name.text}` claims nothing",
            block.name.span,
            help="write `within 3 years, gain from perks <= cost of actions`",
        )
    return Claim(
        block.name.text,
        block.label.value if block.label else block.name.text.replace("_", " "),
        clause_text(clause) if clause else "",
        block_origin(f"claim {block.name.text}", block.name.span, citations(block.clauses)),
    )


def definition_of(block: tree.DefineBlock, book: Book) -> Definition:
    """A definition for documents. Reports PL108 and PL112."""
    clause = single(block.clauses, tree.Means, "means", book.report)
    if clause is None:
        book.report.add(
            codes.MISSING_CLAUSE,
            f"the definition of `{block.name.text}` does not say what it means",
            block.name.span,
            help="add `means ...`",
        )
    return Definition(
        block.name.text,
        block.label.value if block.label else block.name.text.replace("_", " "),
        clause_text(clause.value) if clause else "",
        block_origin(
            f"define {block.name.text}",
            block.name.span,
            citations(block.clauses),
            filled_text(clause.value, book.figure_values) if clause else "",
        ),
    )
