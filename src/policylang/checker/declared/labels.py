"""What a thing is called for people."""

from __future__ import annotations

from typing import Protocol

from policylang.syntax import nodes as tree


class Labelled(Protocol):
    """A node with a name that may have a label."""

    @property
    def name(self) -> tree.Name:
        """What rules call it."""

    @property
    def label(self) -> tree.Text | None:
        """What people call it."""


def label_of(node: Labelled) -> str:
    """The label, or the name with spaces where there is none."""
    return node.label.value if node.label else node.name.text.replace("_", " ")
