"""What figures, definitions and formulas stand for, each found after those it builds on.

None is found while another is being found, so that no chain of them, however long, is deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import attrs

from policylang.checker.blocks import fields
from policylang.checker.declared.book import Book
from policylang.checker.declared.declarations import single
from policylang.checker.declared.filled import filled_text
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations
from policylang.checker.declared.scope import Scope
from policylang.checker.expressions.lowering import lower, require
from policylang.core import codes
from policylang.core.diagnostics import Code
from policylang.model.machine import Definition
from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from policylang.syntax.printer import clause_text

#: Reports a name that leads back to itself; the names on the way, from the first to the last.
Circle = Callable[[tree.Name, list[str]], None]


def find_figures(book: Book) -> None:
    """Enter the value of every figure in the book. Reports PL113 and PL216."""
    written = {name: figure.value for name, (_, figure) in book.declared.figures.items()}

    def circle(name: tree.Name, path: list[str]) -> None:
        _, figure = book.declared.figures[name.text]
        _report(name, path, figure.name, f"the figure `{name.text}`", book)

    for name in _in_order({name: _names(value) for name, value in written.items()}, circle):
        _, figure = book.declared.figures[name]
        book.values[name] = fields.figure_value(figure, book)


def find_definitions(book: Book) -> None:
    """Enter the meaning of every definition and formula, also of those nothing uses.

    A formula narrows what is known of its score. Reports PL113, and PL145 for formulas.
    """
    written = {name: _means(block) for name, block in book.declared.definitions.items()}
    written.update(book.formula_nodes)

    def choices(name: tree.Name) -> tuple[str, ...]:
        known = book.values.get(name.text)
        return known.choices if known is not None and known.kind is Kind.CHOICE else ()

    def circle(name: tree.Name, path: list[str]) -> None:
        if name.text in book.formula_nodes:
            block = book.declared.scores[name.text]
            code, what = codes.CIRCULAR_FORMULA, f"the formula of `{name.text}`"
            _report(name, path, block.name, what, book, code)
            return
        definition = book.declared.definitions[name.text]
        _report(name, path, definition.name, f"the definition of `{name.text}`", book)

    graded = next(iter(book.gradings), None)
    uses = {
        name: [] if value is None else _names(value, choices, graded, book.fields)
        for name, value in written.items()
    }
    for name in _in_order(uses, circle):
        value = written[name]
        if name in book.formula_nodes:
            _enter_formula(name, book.formula_nodes[name], book)
        elif value is not None:
            scope = Scope(f"the definition of `{name}`")
            book.definitions[name] = lower(value, scope, book)


def _enter_formula(name: str, value: tree.Expr, book: Book) -> None:
    scope = Scope(f"the formula of `{name}`")
    typed = require(value, Kind.POINTS, scope, book, "a score is worked out in")
    book.formulas[name] = typed
    known = book.scores.get(name)
    if known is not None and not typed.broken:
        low, high = known.bounds
        cut = (min(max(typed.value.low, low), high), max(min(typed.value.high, high), low))
        book.scores[name] = attrs.evolve(known, bounds=cut)


def _means(block: tree.DefineBlock) -> tree.Expr | None:
    return next((each.value for each in block.clauses if isinstance(each, tree.Means)), None)


def _in_order(uses: Mapping[str, list[tree.Name]], circle: Circle) -> Iterator[str]:
    """The keys, each after the keys it uses; where that is not possible the circle is reported."""
    done: set[str] = set()
    for first in uses:
        path: dict[str, Iterator[tree.Name]] = {} if first in done else {first: iter(uses[first])}
        while path:
            last = next(reversed(path))
            used = next((name for name in path[last] if name.text in uses), None)
            if used is None:
                del path[last]
                done.add(last)
                yield last
            elif used.text in path:
                names_on_path = list(path)
                circle(used, [*names_on_path[names_on_path.index(used.text) :], used.text])
            elif used.text not in done:
                path[used.text] = iter(uses[used.text])


def _names(
    value: tree.Expr,
    choices: Callable[[tree.Name], tuple[str, ...]] = lambda _: (),
    graded: str | None = None,
    fields: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
) -> list[tree.Name]:
    """The names an expression uses as values, in no particular order.

    Beside a name that has `choices`, they are meant. In the filter of a count, names of the
    `fields` of its action are those. `graded` is the score whose grades are meant where none is
    named.
    """
    found: list[tree.Name] = []
    stack: list[tree.Expr] = [value]
    while stack:
        match stack.pop():
            case tree.Name() as name:
                found.append(name)
            case tree.Comparison(_, tree.Name() as left, tree.Name() as right):
                meant = (*choices(left), *choices(right))
                found.extend(name for name in (left, right) if name.text not in meant)
            case tree.GradeTest(_, _, score, span):
                if score is not None or graded is not None:
                    found.append(score or tree.Name(graded or "", span))
            case node:
                stack.extend(_within(node))
                if isinstance(node, tree.CountOf | tree.SumOf | tree.PickOf) and node.where:
                    own = fields.get(node.of.name.text, {})
                    inside = _names(node.where, choices)  # no count stands inside a filter
                    found.extend(name for name in inside if name.text not in own)
    return found


def _within(node: tree.Expr) -> tuple[tree.Expr, ...]:
    """The expressions directly in another, but for filters."""
    match node:
        case tree.Or(parts) | tree.And(parts) | tree.Product(parts):
            return parts
        case tree.Sum(terms):
            return tuple(part for _, part in terms)
        case tree.Length(parts):
            return tuple(amount for amount, _ in parts)
        case tree.Not(part) | tree.Negative(part) | tree.RoundedTo(part):
            return (part,)
        case tree.PeriodDay(_, _, part) | tree.DayBeside(_, part) | tree.IsIn(part):
            return (part,)
        case tree.IsGiven(part) | tree.StillCounting(_, part):
            return (part,)
        case tree.Extreme(_, left, right) | tree.Comparison(_, left, right):
            return (left, right)
        case tree.ShareOf(left, right) | tree.UpTo(left, right) | tree.Ratio(left, right):
            return (left, right)
        case tree.Elapsed(_, since, until):
            return (since,) if until is None else (since, until)
        case tree.Either(test, then, otherwise):
            return (test, then, otherwise)
        case tree.TableOf(_, keys):
            return keys
        case tree.CountOf(window=window) | tree.SumOf(window=window):
            return _in_window(window)
        case tree.PickOf(window=window, empty=empty):
            return (empty, *_in_window(window))
        case _:
            return ()


def _in_window(window: tree.Window) -> tuple[tree.Expr, ...]:
    match window:
        case tree.BetweenWindow(first, last):
            return (first, last)
        case (
            tree.SinceWindow(tree.Occasion(name, None, None))
            | tree.YearFrom(anchor=tree.Name() as name)
        ):
            return (name,)
        case _:
            return ()


def _report(
    name: tree.Name,
    path: list[str],
    declared: tree.Name,
    what: str,
    book: Book,
    code: Code = codes.CIRCULAR_DEFINITION,
) -> None:
    book.report.add(
        code,
        f"{what} leads back to itself",
        name.span,
        " -> ".join(f"`{each}`" for each in path[:6]),
        also=((declared.span, "defined here"),),
        help="a definition can use only what is known without it",
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
    typed = book.definitions.get(block.name.text)
    return Definition(
        block.name.text,
        label_of(block),
        clause_text(clause.value) if clause else "",
        block_origin(
            f"define {block.name.text}",
            block.name.span,
            citations(block.clauses),
            filled_text(clause.value, book.figure_values) if clause else "",
        ),
        None if typed is None or typed.broken else typed.value.expression,
        None if typed is None else typed.kind,
    )
