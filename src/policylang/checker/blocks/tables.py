"""Tables: rows over ranges of keys, complete and without a row that can never apply."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Final

import attrs

from policylang.checker.blocks import fields, overlaps
from policylang.checker.blocks.boxes import Box, Search, Stretches, TooManyBoxes
from policylang.checker.declared.book import Book, KnownTable
from policylang.checker.declared.declarations import of_type, single
from policylang.checker.declared.labels import label_of
from policylang.checker.declared.origins import block_origin, citations, origin
from policylang.checker.declared.scope import CONSTANTS
from policylang.checker.expressions.excess import too_large
from policylang.checker.expressions.kinds import alike, first_unlike, literals, unlike
from policylang.checker.expressions.lowering import lower
from policylang.checker.expressions.quantities import meant_as
from policylang.checker.values.typed import Typed, noun
from policylang.core import codes, limits
from policylang.model import machine
from policylang.model.units import Domain, Kind
from policylang.model.values import show_value
from policylang.syntax import nodes as tree

_OPEN: Final = (limits.INT64_LOW, limits.INT64_HIGH)
#: Kinds of keys of which there are only single values, no ranges.
_UNORDERED: Final = (Kind.CHOICE, Kind.YES_NO)

Keys = list[tuple[str, Domain]]


@attrs.frozen
class _Row:
    """A row with the keys it is for, and what it gives.

    `boxes` are one for every combination of keys that stand beside each other behind `or`; None
    where a key is broken.
    """

    node: tree.TableRow
    boxes: tuple[Box, ...] | None
    value: Typed

    @property
    def fits_all(self) -> bool:
        """Whether it is an `otherwise`, or has `any` for every key."""
        return any(all(side == _OPEN for side in box) for box in self.boxes or ())


def table_of(block: tree.TableBlock, book: Book) -> machine.Table | None:
    """The table of the machine, None where it is broken; entered in `book.tables`, numbered on.

    To be called for every block in order of the file, after `find_figures`. Reports PL107, PL108,
    PL112 (no keys or rows), PL201, PL204, PL210 and PL226 (keys), PL202 (values of other kinds),
    PL213, PL216, PL220, PL323 (a hole), PL324 (a row that can never apply) and PL347 (overlaps).
    """
    name = block.name.text
    number = len(book.tables)
    book.tables.setdefault(name, KnownTable(number, (), None, 0, 0, block.name.span))
    keys = _keys(block, book)
    if keys is None:
        return None
    rows = [_row(row, keys, book) for row in of_type(block.clauses, tree.TableRow)]
    values, loose = _values(rows, book)
    if not rows:
        _report_missing(block, "has no rows", "`0 to 19: 1`, or `otherwise: 0`", book)
    if values is None or any(row.boxes is None for row in rows):
        return None
    if not _is_sound(block, rows, keys, book):
        return None
    held = [value.value.low for value in values]
    closed = not any(row.fits_all for row in rows)
    kind = values[0].kind
    book.tables[name] = KnownTable(
        number, tuple(keys), kind, min(held), max(held), block.name.span, closed, loose
    )
    return _table(block, rows, held, book)


def _table(
    block: tree.TableBlock, rows: Sequence[_Row], held: Sequence[int], book: Book
) -> machine.Table:
    name = block.name.text
    cited = citations(block.clauses)
    boxes = [row.boxes or () for row in rows]
    # Whatever is left for the last row, it is for: so the last row fits always.
    boxes[-1] = ((_OPEN,) * len(boxes[-1][0]),)
    origins = [origin(row.node, row.node.span, cited, book) for row in rows]
    return machine.Table(
        name,
        label_of(block),
        tuple(
            machine.TableRow(box, value, written)
            for several, value, written in zip(boxes, held, origins, strict=True)
            for box in several
        ),
        block_origin(f"table {name}", block.name.span, cited),
    )


# --- keys ----------------------------------------------------------------------------------


def _keys(block: tree.TableBlock, book: Book) -> Keys | None:
    clause = single(block.clauses, tree.TableBy, "by", book.report)
    if clause is None:
        _report_missing(
            block, "does not say by what it is looked up", "`by age: number from 0 to 120`", book
        )
        return None
    keys: Keys = []
    for key in clause.keys:
        if key.name.text in dict(keys):
            book.report.add(
                codes.DUPLICATE_FIELD,
                f"the table `{block.name.text}` has two keys called `{key.name.text}`",
                key.name.span,
                help="give one of them another name",
            )
            return None
        domain = fields.domain_of(key, book)
        if domain is None:
            return None
        if domain.kind is Kind.NAME:
            _report_name(key, book)
            return None
        keys.append((key.name.text, domain))
    return keys


def _report_name(key: tree.Field, book: Book) -> None:
    book.report.add(
        codes.WRONG_UNIT,
        f"the key `{key.name.text}` is a name, and nothing can be looked up by a name",
        key.type.span,
        help="list what there is: `one of {a, b}`",
    )


def _report_missing(block: tree.TableBlock, words: str, sample: str, book: Book) -> None:
    book.report.add(
        codes.MISSING_CLAUSE,
        f"the table `{block.name.text}` {words}",
        block.name.span,
        help=f"add for example {sample}",
    )


# --- rows ----------------------------------------------------------------------------------


def _row(row: tree.TableRow, keys: Keys, book: Book) -> _Row:
    value = lower(row.value, CONSTANTS, book)
    if not row.keys:
        return _Row(row, ((_OPEN,) * len(keys),), value)
    if len(row.keys) != len(keys):
        book.report.add(
            codes.WRONG_KEYS,
            f"this row has {len(row.keys)} keys, but the table has {len(keys)}",
            row.span,
            help="write for each key a value, a range or `any`: "
            + ", ".join(f"`{name}`" for name, _ in keys),
        )
        return _Row(row, None, value)
    sides = [
        _sides(key, name, domain, book) for key, (name, domain) in zip(row.keys, keys, strict=True)
    ]
    found = [side for side in sides if side is not None]
    if len(found) < len(sides):
        return _Row(row, None, value)
    if prod(map(len, found)) > limits.EXPRESSION_PARTS:
        too_large(row.span, book)
        return _Row(row, None, value)
    return _Row(row, tuple(product(*found)), value)


def _sides(key: tree.RowKey, name: str, domain: Domain, book: Book) -> list[tuple[int, int]] | None:
    """The values of a key that a row is for, as stretches that rise and lie apart.

    None where one is broken.
    """
    sides = [_side(each, name, domain, book) for each in (key, *key.others)]
    found = [side for side in sides if side is not None]
    if len(found) < len(sides):
        return None
    apart = Stretches()
    for side in found:
        apart.take(*side)
    return list(zip(apart.starts, apart.ends, strict=True))


def _side(key: tree.RowKey, name: str, domain: Domain, book: Book) -> tuple[int, int] | None:
    """The values that a key means; None where it is broken."""
    if key.low is None and key.high is None:
        return _OPEN
    if domain.kind in _UNORDERED:
        return _single(key, name, domain, book)
    purpose = f"the key `{name}` is"
    low = high = 0
    if key.low is not None:
        found = fields.bound(key.low, domain.kind, book, purpose)
        if found is None:
            return None
        low = found
    if key.high == key.low:
        return low, low
    if key.high is not None:
        found = fields.bound(key.high, domain.kind, book, purpose)
        if found is None:
            return None
        high = found - key.below
    if key.low is None:
        return _OPEN[0], high
    if key.high is None:
        return low, _OPEN[1]
    if low <= high:
        return low, high
    book.report.add(
        codes.RANGE_REVERSED,
        "the range ends before it begins",
        key.span,
        help="write the smaller value first",
    )
    return None


def _single(key: tree.RowKey, name: str, domain: Domain, book: Book) -> tuple[int, int] | None:
    """One choice, or yes or no."""
    node = key.low
    if node is None or key.high != node:
        book.report.add(
            codes.UNLIKE_COMPARISON,
            f"the key `{name}` is {noun(domain.kind)}, which has no more or less",
            key.span,
            help="write a row for each value, or `any`",
        )
        return None
    if domain.kind is Kind.YES_NO:
        held = fields.bound(node, domain.kind, book, f"the key `{name}` is")
        return None if held is None else (held, held)
    if isinstance(node, tree.Name) and node.text in domain.choices:
        place = domain.choices.index(node.text)
        return place, place
    written = node.text if isinstance(node, tree.Name) else node.span.shown
    book.report.add(
        codes.UNKNOWN_CHOICE,
        f"`{written}` is not one of the choices of `{name}`",
        node.span,
        help=book.report.suggest(
            written, domain.choices, otherwise=f"for example `{domain.choices[0]}`"
        ),
    )
    return None


def _values(rows: Sequence[_Row], book: Book) -> tuple[list[Typed] | None, bool]:
    """What the rows give, in one kind, and whether they have no unit; None where that is broken."""
    parts = [row.value for row in rows]
    if not parts or any(part.broken for part in parts):
        return None, False
    if any(part.kind is Kind.LENGTH for part in parts):
        row = next(row for row in rows if row.value.kind is Kind.LENGTH)
        unlike(
            row.node.span, "a table cannot give a length of time", (row.value,), book,
            codes.UNLIKE_COMPARISON, "give a number of days or months: `(t of x) months`",
        )  # fmt: skip
        return None, False
    numbers = literals(parts)
    whole = numbers is not None and all(each == each.to_integral_value() for each in numbers)
    if numbers is not None and not whole:  # only points have decimals and no unit
        points = [meant_as(part, Kind.POINTS, book) for part in parts]
        like = [part for part in points if part is not None and not part.broken]
        return (like if len(like) == len(parts) else None), False
    common = alike(parts, book)
    if common is None:
        one, other = first_unlike(parts)
        words = f"the rows give {noun(one.kind)} and {noun(other.kind)}"
        help = "let all rows give the same unit"
        unlike(one.span, words, (one, other), book, codes.UNLIKE_COMPARISON, help)
        return None, False
    broken = any(part.broken for part in common)
    return (None if broken else common), whole and numbers is not None


# --- the rows as a set ---------------------------------------------------------------------


def _is_sound(block: tree.TableBlock, rows: Sequence[_Row], keys: Keys, book: Book) -> bool:
    """Report a combination of keys without a row (PL323), and rows without one (PL324)."""
    search = Search(limits.TABLE_STEPS)
    whole: Box = tuple((domain.low, domain.high) for _, domain in keys)
    boxes = [box for row in rows for box in row.boxes or ()]
    try:
        idle = _idle_rows(rows, _idle(boxes, whole, search))
        hole = None if idle else search.hole(boxes, whole)
    except TooManyBoxes:
        book.report.add(
            codes.EXPRESSION_TOO_LARGE,
            f"the table `{block.name.text}` has too many rows to prove it complete",
            block.name.span,
            help="split it into tables with fewer keys",
        )
        return False
    for number in idle:
        _report_idle(number, rows, whole, book)
    if hole is not None:
        _report_hole(block, hole, keys, book)
    if not idle:
        _check_overlaps(rows, whole, keys, book)
    return not idle and hole is None


def _check_overlaps(rows: Sequence[_Row], whole: Box, keys: Keys, book: Book) -> None:
    cut = [(row.node, _cut(box, whole)) for row in rows for box in row.boxes or ()]
    overlaps.check([(node, box) for node, box in cut if box is not None], keys, book)


def _idle_rows(rows: Sequence[_Row], boxes: Sequence[int]) -> list[int]:
    """The rows of which every box is one of those that are never met, by number."""
    idle, first, found = set(boxes), 0, []
    for number, row in enumerate(rows):
        last = first + len(row.boxes or ())
        if idle.issuperset(range(first, last)):
            found.append(number)
        first = last
    return found


def _cut(box: Box, whole: Box) -> Box | None:
    """What of a box lies in the table's ranges."""
    sides = [
        (max(low, least), min(high, most))
        for (low, high), (least, most) in zip(box, whole, strict=True)
    ]
    return tuple(sides) if all(low <= high for low, high in sides) else None


def _idle(boxes: Sequence[Box], whole: Box, search: Search) -> list[int]:
    """The boxes that are never met. Most meet none above: that shows in their first key."""
    above = Stretches()
    idle = []
    for number, box in enumerate(boxes):
        inside = _cut(box, whole)
        if inside is None or above.meet(*box[0]):
            idle += [number] if _is_idle(number, boxes, whole, search) else []
        above.take(*box[0])
    return idle


def _is_idle(number: int, boxes: Sequence[Box], whole: Box, search: Search) -> bool:
    """Whether a box lies outside the keys, or those above it take all of it.

    A last `otherwise` is never idle: it is also for keys outside their ranges.
    """
    if number == len(boxes) - 1 and all(side == _OPEN for side in boxes[number]):
        return any(all(side == _OPEN for side in box) for box in boxes[:number])
    inside = _cut(boxes[number], whole)
    return inside is None or search.hole(boxes[:number], inside) is None


def _report_idle(number: int, rows: Sequence[_Row], whole: Box, book: Book) -> None:
    cut = (_cut(box, whole) for box in rows[number].boxes or ())
    inside = next((box for box in cut if box is not None), None)
    covering = [
        row
        for row in rows[:number]
        if inside is not None and Search(10**9).hole(row.boxes or (), inside) is None
    ]
    book.report.add(
        codes.ROW_NEVER_APPLIES,
        "this row can never apply",
        rows[number].node.span,
        "its keys lie outside the ranges of the table"
        if inside is None
        else "rows above it are for all of its keys",
        also=((covering[0].node.span, "this row comes first"),) if covering else (),
        help="the first row that fits is taken: put special rows above general ones"
        if inside is not None
        else "give the key a wider range, or leave the row out",
    )


def _report_hole(block: tree.TableBlock, hole: tuple[int, ...], keys: Keys, book: Book) -> None:
    shown = ", ".join(
        f"`{name}` {show_value(held, domain, book.denomination)}"
        for held, (name, domain) in zip(hole, keys, strict=True)
    )
    book.report.add(
        codes.TABLE_HOLE,
        f"the table `{block.name.text}` has no row for {shown}",
        block.name.span,
        help="add a row for it, or one for all the rest: `otherwise: 0`",
    )
