"""No pass reads or writes outside its arrays: machine code would not notice.

The loops are compiled by numba, which watches their places, with one change: a place below zero is
one that is nowhere, as nothing wraps where LLVM compiles them.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import pyarrow as pa
import pytest

import policylang
from policylang.engine.bulk.numbering import Numbering
from policylang.engine.columnar import one_by_one, passes, withdrawals
from policylang.engine.columnar.grouping import Whose
from policylang.engine.columnar.kernels import Compilable
from policylang.engine.columnar.roll import Roll
from tests.rooms.engine.columnar.test_withdrawals import POLICY, events_table, rows_of

_FROM_ZERO = "def from_zero(at):\n    return at if at >= 0 else 9223372036854775807\n"
#: Texts of every length around the words in which they are compared, and some more than once.
_NAMES = [f"{'居民' * (n % 4)}{'x' * (n % 19)}{n % 60}" for n in range(400)]


class _Watched(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Attribute):  # of a shape
            return node
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        watched: list[ast.expr] = [ast.Call(ast.Name("from_zero"), [each], []) for each in places]
        node.slice = ast.Tuple(watched) if len(watched) > 1 else watched[0]
        return node


def _watched(loop: Compilable) -> Callable[..., Any]:
    changed = ast.unparse(ast.fix_missing_locations(_Watched().visit(ast.parse(loop.text))))
    known: dict[str, Any] = {}
    exec(_FROM_ZERO + changed, known)
    for name in ("from_zero", *loop.helpers, loop.entry):
        known[name] = numba.njit(boundscheck=True)(known[name])
    function: Callable[..., Any] = known[loop.entry]
    return function


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    passes.quick.cache_clear()
    monkeypatch.setattr(passes, "compiled", _watched)
    monkeypatch.setattr(passes, "WORTH", 0)
    monkeypatch.setattr(withdrawals, "WORTH", 0)
    yield
    passes.quick.cache_clear()


@pytest.mark.usefixtures("watched")
def test_names_of_every_length_are_numbered_within_bounds() -> None:
    texts = [*_NAMES, "", "x" * 900, *_NAMES]
    near = [*range(1, 99), 5, -3, 40]
    far = [*near, -(2**63)]
    for names in map(pa.array, (texts, [*texts, None], near, far)):
        roll = Roll()
        places = roll.numbers(names).tolist()
        assert places == roll.places(names).tolist()
        persons = [each or "" for each in names.to_pylist()]  # a row without one is one more
        assert len(set(places)) == len(roll) == len(set(persons))
        whose = Whose(len(names))
        whose.take(pa.chunked_array([names]))
        assert whose.found()[1].tolist() == places
        found = Numbering().numbers(names)
        assert len(set(found.tolist())) == len(set(persons))


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("encode", [False, True])
def test_tables_are_taken_in_within_bounds(encode: bool) -> None:
    policy = policylang.loads(POLICY)
    for seed in range(40):
        table = events_table(rows_of(random.Random(seed), 5, 0), encode)
        if not table.num_rows:
            continue
        found = policy.evaluate_many(table)
        expected = one_by_one.evaluate(
            policy.evaluator, policy.encoder, table, None, since=None, as_of=None, reason=""
        )
        assert found.equals(expected), seed


def test_names_whose_hashes_are_one_are_still_told_apart() -> None:
    names = [
        f"{'x' * length}{letter}{'y' * (length % 3)}" for length in range(24) for letter in "ab"
    ]
    roll = Roll()
    roll._secrets = np.zeros_like(roll._secrets)
    places = roll.numbers(pa.array([*names, *names])).tolist()
    assert places == [*range(len(names)), *range(len(names))]
