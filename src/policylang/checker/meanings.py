"""What figures and definitions stand for, each found after those it builds on.

None is found while another is being found, so that no chain of them, however long, is deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from policylang.checker import fields, names
from policylang.checker.book import Book
from policylang.checker.expressions import lower
from policylang.checker.scope import Scope
from policylang.core import codes
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

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
    """Enter the meaning of every definition, also of those nothing uses. Reports PL113."""
    written = {name: _means(block) for name, block in book.declared.definitions.items()}

    def chooses(name: tree.Name) -> bool:
        known = names.known(name, Scope(""), book)
        return known is not None and known.kind is Kind.CHOICE

    def circle(name: tree.Name, path: list[str]) -> None:
        block = book.declared.definitions[name.text]
        _report(name, path, block.name, f"the definition of `{name.text}`", book)

    uses = {
        name: [] if value is None else _names(value, chooses) for name, value in written.items()
    }
    for name in _in_order(uses, circle):
        value = written[name]
        if value is not None:
            scope = Scope(f"the definition of `{name}`")
            book.definitions[name] = lower(value, scope, book)


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


def _names(value: tree.Expr, chooses: Callable[[tree.Name], bool] | None = None) -> list[tree.Name]:
    """The names an expression uses as values, in no particular order.

    Beside a name that `chooses`, the other one is a choice. Filters of counts see no definitions.
    """
    found: list[tree.Name] = []
    stack: list[tree.Expr] = [value]
    while stack:
        match stack.pop():
            case tree.Name() as name:
                found.append(name)
            case tree.Comparison(_, tree.Name() as left, tree.Name() as right) if chooses and (
                chooses(left) or chooses(right)
            ):
                pass
            case tree.Or(parts) | tree.And(parts) | tree.Product(parts):
                stack.extend(parts)
            case tree.Sum(terms):
                stack.extend(part for _, part in terms)
            case tree.Not(part) | tree.Negative(part):
                stack.append(part)
            case tree.Extreme(_, left, right) | tree.Comparison(_, left, right):
                stack += (left, right)
            case tree.ShareOf(share, whole):
                stack += (share, whole)
            case _:
                pass
    return found


def _report(name: tree.Name, path: list[str], declared: tree.Name, what: str, book: Book) -> None:
    book.report.add(
        codes.CIRCULAR_DEFINITION,
        f"{what} leads back to itself",
        name.span,
        " -> ".join(f"`{each}`" for each in path[:6]),
        also=((declared.span, "defined here"),),
        help="a definition can use only what is known without it",
    )
