"""The tree of `if`s on an action's code."""

from __future__ import annotations

import pytest

from policylang.compiler.branches import write_branches
from policylang.compiler.writer import Writer


@pytest.mark.parametrize("count", [*range(1, 18), 100, 1000])
def test_every_value_reaches_its_own_branch(count: int) -> None:
    out = Writer()
    with out.block("def chosen(code)"):
        labels = [f"value {n}" for n in range(count)]
        write_branches(out, "code", labels, lambda n: out.line(f"return {n}"))
    scope: dict[str, object] = {}
    exec(out.text, scope)
    chosen = scope["chosen"]
    assert [chosen(n) for n in range(count)] == list(range(count))  # type: ignore[operator]


def test_a_thousand_values_nest_no_deeper_than_their_digits() -> None:
    out = Writer()
    write_branches(out, "code", ["x"] * 1000, lambda n: out.line(f"take({n})"))
    deepest = max((len(line) - len(line.lstrip())) // 4 for line in out.lines)
    assert deepest <= 11


def test_no_values_write_nothing() -> None:
    out = Writer()
    write_branches(out, "code", [], lambda n: out.line(f"take({n})"))
    assert out.lines == []
