"""Single values of a case file: what shape they must have, and what is said where they do not."""

from __future__ import annotations

import datetime

from policylang.casebook.tree import MappingNode, Node, ScalarNode, SequenceNode, refused
from policylang.core import codes
from policylang.model.values import InputProblem, read_date


def a_text(node: Node, name: str) -> str:
    """A single value that is given, as text.

    Raises:
        HistoryError: it is a list, a mapping, or nothing (PL453).
    """
    if isinstance(node, ScalarNode) and not node.is_nothing and node.value.strip():
        return node.value.strip()
    what = "is empty" if isinstance(node, ScalarNode) else "holds a list or a mapping"
    raise refused(node, codes.CASE_VALUE, f"`{name}` {what}", "write one value")


def a_date(node: Node) -> datetime.date:
    """A calendar date.

    Raises:
        HistoryError: it is none (PL453).
    """
    written = a_text(node, "the day")
    try:
        return read_date(written)
    except InputProblem as wrong:
        help = wrong.help or "write year, month and day: `2018-12-01`"
        raise refused(node, codes.CASE_VALUE, wrong.message, help) from None


def a_mapping(node: Node, what: str) -> MappingNode:
    """Values by name.

    Raises:
        HistoryError: it is something else (PL453).
    """
    if isinstance(node, MappingNode):
        return node
    message = f"{what} has no names with values here"
    raise refused(node, codes.CASE_VALUE, message, "write `name: value`, one on each line")


def a_sequence(node: Node, what: str) -> SequenceNode:
    """A list.

    Raises:
        HistoryError: it is something else (PL453).
    """
    if isinstance(node, SequenceNode):
        return node
    message = f"`{what}` is not a list"
    raise refused(node, codes.CASE_VALUE, message, "begin each entry with `- ` on its own line")
