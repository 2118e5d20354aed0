"""The place of a node: that of a tree built by hand is nowhere."""

from __future__ import annotations

import attrs

from policylang.core.source import NOWHERE, Span


def unplaced() -> Span:
    """A field for the place of a node, which is no part of what the node is."""
    return attrs.field(default=NOWHERE, eq=False, repr=False)
