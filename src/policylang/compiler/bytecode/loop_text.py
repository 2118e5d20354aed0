"""The loops as the text of one module, which is what is compiled."""

from __future__ import annotations

import ast
from functools import cache
from importlib import resources
from typing import Final

import attrs

#: The modules of the loops; each calls those before it only.
_MODULES: Final = (
    "calendar", "windows", "memories", "caps", "lots", "clocks", "schedules", "effects",
    "recalling", "doing", "steps", "moments", "days", "people",
)  # fmt: skip


@attrs.frozen
class Loops:
    """The text, the function of it that is called, and those that this calls."""

    text: str
    helpers: tuple[str, ...]
    entry: str = "evaluate"


@cache
def loops() -> Loops:
    """The loops of all policies. What stands under a name in their modules is written out."""
    package = resources.files("policylang.compiler.bytecode.loops")

    def tree(name: str) -> list[ast.stmt]:
        return ast.parse(package.joinpath(f"{name}.py").read_text("utf-8")).body

    numbered, known = _constants(tree("numbers")), dict[str, int]()
    functions: list[ast.stmt] = []
    for name in _MODULES:
        body = tree(name)
        known |= _constants(body)
        written = _WrittenOut(numbered, known)
        functions += [written.visit(e) for e in body if isinstance(e, ast.FunctionDef)]
    names = [each.name for each in functions if isinstance(each, ast.FunctionDef)]
    module = ast.fix_missing_locations(ast.Module(functions, []))
    return Loops(ast.unparse(module) + "\n", tuple(names[:-1]))


def _constants(body: list[ast.stmt]) -> dict[str, int]:
    """What a module calls by a name: whole numbers, and rows of them."""
    known: dict[str, int] = {}
    for node in body:
        if isinstance(node, ast.Assign):
            exec(ast.unparse(node), {"range": range}, known)  # noqa: S102 - our own text
    return known


class _WrittenOut(ast.NodeTransformer):
    """Names of numbers, and the numbers for them; no word of what a function is for."""

    def __init__(self, numbered: dict[str, int], own: dict[str, int]) -> None:
        self._numbered, self._own = numbered, own

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        for argument in node.args.args:
            argument.annotation = None
        node.returns = None
        node.body = node.body[1:]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "n":
            return ast.Constant(self._numbered[node.attr])
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        known = isinstance(node.ctx, ast.Load) and node.id in self._own
        return ast.Constant(self._own[node.id]) if known else node
