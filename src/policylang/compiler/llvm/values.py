"""Expressions of a text as LLVM instructions.

All numbers have 64 bits with a sign, yes and no are 1 and 0. Division and what is left of it are
those of Python: rounded down. Nothing is looked at that Python would not look at: `and`, `or` and
`if` go on only where they must, so that an index may be guarded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import attrs

from policylang.compiler.llvm.blocks import Blocks
from policylang.compiler.llvm.kinds import Array, BeyondError

_ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or",
    ast.BitXor: "xor", ast.LShift: "shl", ast.RShift: "ashr",
}  # fmt: skip
_RELATIONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "slt", ast.LtE: "sle", ast.Gt: "sgt", ast.GtE: "sge",
}  # fmt: skip


class Calls(Protocol):
    """What other functions a text calls."""

    def __call__(self, name: str, kinds: tuple[Array | None, ...]) -> str:
        """The LLVM name of a function for such arguments (None: a number)."""


@attrs.frozen
class Values:
    """Writes expressions of one function."""

    blocks: Blocks
    #: The arrays among the parameters, by name.
    arrays: Mapping[str, Array]
    #: Whether a name is a function of the text.
    calls: Calls

    def number(self, node: ast.expr) -> str:
        """An expression as a number."""
        match node:
            case ast.Constant(bool() | int() as value):
                return str(int(value))
            case ast.Name(name):
                if name in self.arrays:
                    raise BeyondError(f"the array `{name}` where a number is wanted")
                if not self.blocks.knows(name):
                    raise BeyondError(f"`{name}`, which is nothing yet")
                return self.blocks.load(self.blocks.variable(name))
            case ast.BinOp(left, operator, right):
                return self._arithmetic(operator, self.number(left), self.number(right))
            case ast.UnaryOp(ast.USub(), part):
                return self.blocks.value(f"sub i64 0, {self.number(part)}")
            case ast.UnaryOp(ast.UAdd(), part):
                return self.number(part)
            case ast.UnaryOp(ast.Invert(), part):
                return self.blocks.value(f"xor i64 {self.number(part)}, -1")
            case ast.IfExp(test, then, otherwise):
                return self._either(test, then, otherwise)
            case ast.Subscript(
                ast.Attribute(ast.Name(name), "shape"), ast.Constant(int() as place)
            ):
                return self._dimension(name, place)
            case ast.Subscript():
                return self._element(node)
            case ast.Attribute(ast.Name(name), "size"):
                return self._size(name)
            case ast.Call(ast.Name(name), arguments, []):
                return self._call(name, arguments)
            case ast.BoolOp(operator, parts):
                return self._guarded(parts, further=isinstance(operator, ast.And))
            case ast.Compare() | ast.UnaryOp(ast.Not()):
                return self.blocks.value(f"zext i1 {self.test(node)} to i64")
            case _:
                raise BeyondError(ast.dump(node))

    def test(self, node: ast.expr) -> str:
        """An expression as a condition."""
        match node:
            case ast.Compare(left, operators, others):
                return self._compared(left, operators, others)
            case ast.UnaryOp(ast.Not(), part):
                return self.blocks.value(f"xor i1 {self.test(part)}, 1")
            case _:
                return self.blocks.value(f"icmp ne i64 {self.number(node)}, 0")

    def place(self, node: ast.Subscript) -> tuple[str, Array]:
        """Where an element of an array is."""
        match node:
            case ast.Subscript(ast.Name(name), index) if name in self.arrays:
                pass
            case _:
                raise BeyondError(ast.dump(node))
        array = self.arrays[name]
        indices = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(indices) != array.dimensions:
            raise BeyondError(f"`{name}` with {len(indices)} indices")
        at = self.number(indices[0])
        for each in indices[1:]:
            row = self.blocks.value(f"mul nsw i64 {at}, {self._dimension(name, 1)}")
            at = self.blocks.value(f"add nsw i64 {row}, {self.number(each)}")
        place = self.blocks.value(
            f"getelementptr inbounds {array.element}, ptr %a.{name}, i64 {at}"
        )
        return place, array

    def fetch(self, place: str, array: Array) -> str:
        """The element there."""
        found = self.blocks.value(f"load {array.element}, ptr {place}")
        if array.bits == 64:
            return found
        return self.blocks.value(
            f"{'sext' if array.signed else 'zext'} {array.element} {found} to i64"
        )

    def keep(self, value: str, place: str, array: Array) -> None:
        """Put an element there, cut to its size as numpy cuts it."""
        if array.truth:
            value = self.blocks.value(f"icmp ne i64 {value}, 0")
            value = self.blocks.value(f"zext i1 {value} to i8")
        elif array.bits < 64:
            value = self.blocks.value(f"trunc i64 {value} to {array.element}")
        self.blocks.do(f"store {array.element} {value}, ptr {place}")

    def _element(self, node: ast.Subscript) -> str:
        return self.fetch(*self.place(node))

    def _dimension(self, name: str, place: int) -> str:
        if name not in self.arrays or not 0 <= place < self.arrays[name].dimensions:
            raise BeyondError(f"dimension {place} of `{name}`")
        return f"%d{place}.{name}"

    def _size(self, name: str) -> str:
        size = self._dimension(name, 0)
        if self.arrays[name].dimensions == 2:
            size = self.blocks.value(f"mul i64 {size}, {self._dimension(name, 1)}")
        return size

    def arithmetic(self, operator: ast.operator, left: str, right: str) -> str:
        """Two numbers and what comes of them."""
        return self._arithmetic(operator, left, right)

    def _arithmetic(self, operator: ast.operator, left: str, right: str) -> str:
        value = self.blocks.value
        if (word := _ARITHMETIC.get(type(operator))) is not None:
            return value(f"{word} i64 {left}, {right}")
        if not isinstance(operator, ast.FloorDiv | ast.Mod):
            raise BeyondError(type(operator).__name__)
        # LLVM rounds towards zero: where something is left whose sign is not the divisor's, the
        # quotient is one less.
        rest = value(f"srem i64 {left}, {right}")
        some = value(f"icmp ne i64 {rest}, 0")
        signs = value(f"xor i64 {rest}, {right}")
        differ = value(f"icmp slt i64 {signs}, 0")
        wrong = value(f"and i1 {some}, {differ}")
        if isinstance(operator, ast.Mod):
            return value(f"add i64 {rest}, {value(f'select i1 {wrong}, i64 {right}, i64 0')}")
        whole = value(f"sdiv i64 {left}, {right}")
        return value(f"add i64 {whole}, {value(f'sext i1 {wrong} to i64')}")

    def _compared(self, left: ast.expr, operators: list[ast.cmpop], others: list[ast.expr]) -> str:
        """`a < b < c`: each is worked out once; nothing in them can go wrong."""
        before = self.number(left)
        found = ""
        for operator, other in zip(operators, others, strict=True):
            if type(operator) not in _RELATIONS:
                raise BeyondError(type(operator).__name__)
            after = self.number(other)
            holds = self.blocks.value(f"icmp {_RELATIONS[type(operator)]} i64 {before}, {after}")
            found = self.blocks.value(f"and i1 {found}, {holds}") if found else holds
            before = after
        return found

    def _guarded(self, parts: list[ast.expr], *, further: bool) -> str:
        """`and` and `or`: parts in order as long as they come to that; the last one looked at."""
        kept, end = self.blocks.temporary(), self.blocks.label()
        for part in parts[:-1]:
            found, next_part = self.number(part), self.blocks.label()
            self.blocks.store(found, kept)
            holds = self.blocks.value(f"icmp {'ne' if further else 'eq'} i64 {found}, 0")
            self.blocks.fork(holds, next_part, end)
            self.blocks.begin(next_part)
        self.blocks.store(self.number(parts[-1]), kept)
        self.blocks.begin(end)
        return self.blocks.load(kept)

    def _either(self, test: ast.expr, then: ast.expr, otherwise: ast.expr) -> str:
        kept = self.blocks.temporary()
        self.branch(
            test,
            lambda: self.blocks.store(self.number(then), kept),
            lambda: self.blocks.store(self.number(otherwise), kept),
        )
        return self.blocks.load(kept)

    def branch(
        self, test: ast.expr, then: Callable[[], None], otherwise: Callable[[], None]
    ) -> None:
        """Write both sides of a choice."""
        first, second, end = (self.blocks.label() for _ in range(3))
        self.blocks.fork(self.test(test), first, second)
        self.blocks.begin(first)
        then()
        self.blocks.jump(end)
        self.blocks.begin(second)
        otherwise()
        self.blocks.begin(end)

    def _call(self, name: str, arguments: list[ast.expr]) -> str:
        match name, len(arguments):
            case "int", 1:
                return self.number(arguments[0])
            case "bool", 1:
                return self.blocks.value(f"zext i1 {self.test(arguments[0])} to i64")
            case (("min" | "max"), count) if count > 1:
                found = self.number(arguments[0])
                for each in arguments[1:]:
                    function = "llvm.smin.i64" if name == "min" else "llvm.smax.i64"
                    other = self.number(each)
                    found = self.blocks.value(f"call i64 @{function}(i64 {found}, i64 {other})")
                return found
            case _:
                return self._of_the_text(name, arguments)

    def _of_the_text(self, name: str, arguments: list[ast.expr]) -> str:
        kinds: list[Array | None] = []
        given: list[str] = []
        for each in arguments:
            array = self.arrays.get(each.id) if isinstance(each, ast.Name) else None
            kinds.append(array)
            if array is None:
                given.append(f"i64 {self.number(each)}")
            else:
                assert isinstance(each, ast.Name)
                given.append(f"ptr %a.{each.id}")
                given += [f"i64 %d{n}.{each.id}" for n in range(array.dimensions)]
        function = self.calls(name, tuple(kinds))
        return self.blocks.value(f"call i64 @{function}({', '.join(given)})")
