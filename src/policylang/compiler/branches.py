"""A tree of `if`s on a small integer: as many comparisons as its binary digits."""

from __future__ import annotations

from collections.abc import Callable

from policylang.compiler.writer import Writer

#: Up to so many branches stand one after the other.
_IN_A_ROW = 3


def write_branches(
    out: Writer, name: str, labels: list[str], write: Callable[[int], None], first: int = 0
) -> None:
    """Write a branch for each value `first`, `first` + 1, ... of a variable.

    Args:
        name: the variable.
        labels: a comment for each value.
        write: adds the statements of one value.
    """
    if not labels:
        return
    if len(labels) == 1:
        out.line(f"# {labels[0]}")
        write(first)
        return
    opening = "if"
    while len(labels) > _IN_A_ROW:
        half = len(labels) // 2
        with out.block(f"{opening} {name} < {first + half}"):
            write_branches(out, name, labels[:half], write, first)
        labels, first, opening = labels[half:], first + half, "elif"
    for value, label in enumerate(labels[:-1], first):
        with out.block(f"{opening} {name} == {value}", label):
            write(value)
        opening = "elif"
    with out.block("else", labels[-1]):
        write(first + len(labels) - 1)
