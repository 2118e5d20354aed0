"""A text of functions as LLVM: statements, and the functions that they call."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from policylang.compiler.llvm.blocks import Blocks
from policylang.compiler.llvm.kinds import NUMBER, Array, BeyondError, Kind
from policylang.compiler.llvm.values import Values

#: A function is written into all who call it where that makes no more nodes than so many. Of others
#: LLVM decides itself.
_INLINED: Final = 150


def module_of(text: str, entry: str, kinds: Sequence[Kind]) -> str:
    """A text as an LLVM module, with the one function that is called from outside.

    Its parameters are those of the text; an array is a pointer and as many numbers as it has
    dimensions. It gives a number.

    Args:
        text: functions over numbers and arrays.
        entry: which of them is called.
        kinds: what it is called with. Arrays must not overlap where one is written to.

    Raises:
        BeyondError: something in the text is not known here.
    """
    definitions = _definitions(text)
    module = _Module(definitions, _weights(definitions))
    module.write(entry, tuple(kinds), outside=True)
    return "\n".join(module.texts)


def written_to(text: str, entry: str) -> frozenset[int]:
    """Which parameters of a function of a text are arrays that may be written to, by place.

    Raises:
        BeyondError: there is no such function, or one that calls itself.
    """
    return _written_to(_definitions(text), entry, {})


def _written_to(
    definitions: Mapping[str, ast.FunctionDef], name: str, known: dict[str, frozenset[int] | None]
) -> frozenset[int]:
    """The same of one of several functions.

    Args:
        known: of those that were looked at; None of those that are being looked at.
    """
    definition = definitions.get(name)
    if definition is None:
        raise BeyondError(f"a call of `{name}`")
    if name in known:
        found = known[name]
        if found is None:
            raise BeyondError(f"`{name}`, which calls itself")
        return found
    known[name] = None
    written = set()
    for node in ast.walk(definition):
        match node:
            case ast.Subscript(ast.Name(array), _, ast.Store()):
                written.add(array)
            case ast.Call(ast.Name(called), arguments) if called in definitions:
                handed_on = _written_to(definitions, called, known)
                given = [each for place, each in enumerate(arguments) if place in handed_on]
                written.update(each.id for each in given if isinstance(each, ast.Name))
    names = _parameters(definition)
    known[name] = found = frozenset(place for place, each in enumerate(names) if each in written)
    return found


@attrs.define
class _Module:
    definitions: Mapping[str, ast.FunctionDef]
    weights: Mapping[str, int]
    texts: list[str] = attrs.field(factory=list)
    #: LLVM names of the functions that are there, or are being written, by what they take.
    _written: dict[tuple[str, tuple[Kind, ...]], str] = attrs.field(factory=dict)
    _open: set[str] = attrs.field(factory=set)

    def write(self, name: str, kinds: tuple[Kind, ...], *, outside: bool = False) -> str:
        """Write a function for such arguments, if it is not there; gives its LLVM name."""
        if name not in self.definitions or name in self._open:  # it would call itself
            raise BeyondError(f"a call of `{name}`")
        if (name, kinds) in self._written:
            return self._written[name, kinds]
        self._open.add(name)
        called = name if outside else f"{name}.{len(self._written)}"
        self._written[name, kinds] = called
        definition = self.definitions[name]
        names = _parameters(definition)
        if len(names) != len(kinds):
            raise BeyondError(f"`{name}` with {len(kinds)} arguments")
        arrays = {n: kind for n, kind in zip(names, kinds, strict=True) if isinstance(kind, Array)}
        function = _Function(self, Blocks(), arrays)
        numbers = [n for n in names if n not in arrays]
        for number in numbers:
            function.blocks.variable(number)
        function.body(definition.body)
        parameters = ", ".join(each for n in names for each in _declared(n, arrays.get(n)))
        how = "define i64" if outside else "define internal i64"
        lines = function.blocks.lines((n, f"%n.{n}") for n in numbers)
        inlined = not outside and self.weights[name] <= _INLINED
        hint = "nounwind alwaysinline" if inlined else "nounwind"
        self.texts.append("\n".join([f"{how} @{called}({parameters}) {hint} {{", *lines, "}", ""]))
        self._open.discard(name)
        return called


def _definitions(text: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(text)
    found = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    if len(found) != len(tree.body):
        raise BeyondError("a text of more than functions")
    return found


def _weights(definitions: Mapping[str, ast.FunctionDef]) -> dict[str, int]:
    """For each function its nodes, as often as it is called somewhere."""
    nodes = {name: list(ast.walk(each)) for name, each in definitions.items()}
    called = Counter(
        node.func.id
        for each in nodes.values()
        for node in each
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return {name: len(each) * called[name] for name, each in nodes.items()}


def _parameters(definition: ast.FunctionDef) -> list[str]:
    arguments = definition.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
        raise BeyondError(f"the parameters of `{definition.name}`")
    return [each.arg for each in arguments.posonlyargs + arguments.args]


def _declared(name: str, array: Array | None) -> Iterator[str]:
    if array is None:
        yield f"i64 %n.{name}"
        return
    yield f"ptr noalias nocapture %a.{name}"
    yield from (f"i64 %d{place}.{name}" for place in range(array.dimensions))


@attrs.define
class _Function:
    module: _Module
    blocks: Blocks
    arrays: Mapping[str, Array]
    #: Where `continue` and `break` of the loops that are open go on.
    _loops: list[tuple[str, str]] = attrs.field(factory=list)

    @property
    def values(self) -> Values:
        """Writes its expressions."""
        return Values(self.blocks, self.arrays, self._called)

    def _called(self, name: str, kinds: tuple[Array | None, ...]) -> str:
        return self.module.write(name, tuple(kind or NUMBER for kind in kinds))

    def body(self, statements: list[ast.stmt]) -> None:
        """Add statements in order."""
        for statement in statements:
            self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        values = self.values
        match statement:
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(parts)) if len(targets) == len(parts):
                for target, found in zip(targets, [values.number(e) for e in parts], strict=True):
                    self._assign(target, found)
            case ast.Assign(targets, value):
                found = values.number(value)
                for target in targets:
                    self._assign(target, found)
            case ast.AugAssign(ast.Name(name), operator, value):
                place = self._place(name)
                before = self.blocks.load(place)
                after = values.arithmetic(operator, before, values.number(value))
                self.blocks.store(after, place)
            case ast.AugAssign(ast.Subscript() as target, operator, value):
                place, array = values.place(target)
                added = values.number(value)
                after = values.arithmetic(operator, values.fetch(place, array), added)
                values.keep(after, place, array)
            case ast.If(test, then, otherwise):
                values.branch(test, lambda: self.body(then), lambda: self.body(otherwise))
            case ast.While(test, body, []):
                self._while(test, body)
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), bounds, []), body, []):
                self._for(name, bounds, body)
            case ast.Return(value):
                self.blocks.give_back("0" if value is None else values.number(value))
            case ast.Break():
                self.blocks.jump(self._loops[-1][1])
            case ast.Continue():
                self.blocks.jump(self._loops[-1][0])
            case ast.Pass() | ast.Expr(ast.Constant(str())):
                pass
            case ast.Expr(ast.Call() as call):
                values.number(call)
            case _:
                raise BeyondError(ast.dump(statement))

    def _place(self, name: str) -> str:
        if name in self.arrays:
            raise BeyondError(f"another array for `{name}`")
        return self.blocks.variable(name)

    def _assign(self, target: ast.expr, value: str) -> None:
        match target:
            case ast.Name(name):
                self.blocks.store(value, self._place(name))
            case ast.Subscript():
                self.values.keep(value, *self.values.place(target))
            case _:
                raise BeyondError(ast.dump(target))

    def _while(self, test: ast.expr, body: list[ast.stmt]) -> None:
        again, inside, end = (self.blocks.label() for _ in range(3))
        self.blocks.begin(again)
        self.blocks.fork(self.values.test(test), inside, end)
        self._inside(inside, body, again, end)
        self.blocks.jump(again)
        self.blocks.begin(end)

    def _inside(self, label: str, body: list[ast.stmt], further: str, end: str) -> None:
        self.blocks.begin(label)
        self._loops.append((further, end))
        self.body(body)
        self._loops.pop()

    def _for(self, name: str, bounds: list[ast.expr], body: list[ast.stmt]) -> None:
        """What the body does to the variable does not touch how often it runs."""
        step = 1
        if len(bounds) == 3:
            step = _constant(bounds[2])
        values, place, hidden = self.values, self._place(name), self.blocks.temporary()
        first = values.number(bounds[0]) if len(bounds) > 1 else "0"
        last = values.number(bounds[min(len(bounds), 2) - 1])
        again, inside, further, end = (self.blocks.label() for _ in range(4))
        self.blocks.store(first, hidden)
        self.blocks.begin(again)
        at = self.blocks.load(hidden)
        within = self.blocks.value(f"icmp {'slt' if step > 0 else 'sgt'} i64 {at}, {last}")
        self.blocks.fork(within, inside, end)
        self.blocks.begin(inside)
        self.blocks.store(at, place)
        self._inside(self.blocks.label(), body, further, end)
        self.blocks.begin(further)
        self.blocks.store(self.blocks.value(f"add nsw i64 {at}, {step}"), hidden)
        self.blocks.jump(again)
        self.blocks.begin(end)


def _constant(node: ast.expr) -> int:
    match node:
        case ast.Constant(int() as value) if value:
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as value)) if value:
            return -value
        case _:
            raise BeyondError("a step that is not written out")
