"""Events of a case: `{date: 2018-12-01, action: donate, amount: 250 USD}`, or in one line of words.

The line is `2018-12-01 donate, amount 250 USD`: the day, the action, and after each comma with a
blank a field with its value. Either form may say that it happens several times (see `repeats`).
"""

from __future__ import annotations

from typing import Final

from policylang.casebook import repeats
from policylang.casebook.case import CaseEvent
from policylang.casebook.repeats import Repeats
from policylang.casebook.tree import MappingNode, Node, ScalarNode, SequenceNode, refused
from policylang.casebook.words import a_text
from policylang.core import codes
from policylang.core.errors import HistoryError
from policylang.model.values import InputProblem, shortened

_EXAMPLE: Final = (
    "write `2018-12-01 donate, amount 250 USD`: day, action, and each field after a comma"
)

_REPETITION: Final = (repeats.REPEAT, repeats.EVERY)
_QUOTED: Final = (
    "inside brackets a comma ends an event: put each in quotation marks, as in "
    '`["2018-12-01 donate, amount 250 USD"]`, or write one on each line after `- `'
)


def read_event(node: Node) -> tuple[CaseEvent, Repeats]:
    """An event in either form, and how often it happens. Whether it fits is seen when it is run.

    Raises:
        HistoryError: it is in neither form (PL458), lacks its action (PL452), gives something twice
            (PL454), or repeats in a way that cannot be read (PL453).
    """
    match node:
        case MappingNode(pairs):
            if node.get("action") is None:
                raise refused(node, codes.CASE_KEY_MISSING, "the event has no `action`", _EXAMPLE)
            return CaseEvent(_by_name(pairs, node), node.span), repeats.by_name(node)
        case ScalarNode(value):
            event, often = _in_words(value, node)
            return CaseEvent(event, node.span), often
        case SequenceNode():
            raise _unreadable(node, "a list is not an event")


def repeated(event: CaseEvent, often: Repeats, node: Node) -> tuple[CaseEvent, ...]:
    """An event as often as it happens.

    Raises:
        HistoryError: it has no calendar day that could be counted on from (PL453).
    """
    try:
        return tuple(CaseEvent(each, event.span) for each in often.of(event.given))
    except InputProblem as wrong:
        help = wrong.help or "an event that repeats has a calendar day as its `date`"
        raise refused(node, codes.CASE_VALUE, wrong.message, help) from None


def _by_name(pairs: tuple[tuple[ScalarNode, Node], ...], node: Node) -> dict[str, object]:
    """An event by name. As in a data file its day may be called `timestamp`."""
    event: dict[str, object] = {
        key.value: _field(key, value) for key, value in pairs if key.value not in _REPETITION
    }
    if "timestamp" in event:
        if "date" in event:
            message = "both `date` and `timestamp` are given, and they mean the same day"
            raise refused(node, codes.CASE_REPEATED, message, "keep one of them")
        event["date"] = event.pop("timestamp")
    return event


def _field(key: ScalarNode, value: Node) -> str | None:
    if isinstance(value, ScalarNode) and value.is_nothing:
        return None
    return a_text(value, key.value)


def _in_words(line: str, node: Node) -> tuple[dict[str, object], Repeats]:
    first, *others = (part.strip() for part in line.split(", "))
    words = first.split()
    if len(words) != 2 or not words[0][:1].isdigit():
        message = f"`{shortened(line)}` does not begin with a day and an action"
        # A field cut off by a comma inside brackets is a name and a value, such as `250 USD`.
        is_field = len(words) == 2 or (len(words) > 2 and words[1][:1].isdigit())
        raise refused(node, codes.CASE_EVENT, message, _QUOTED if is_field else _EXAMPLE)
    event: dict[str, object] = {"date": words[0], "action": words[1]}
    often = _times(others[-1], node) if others else None
    for part in others[:-1] if often else others:
        name, _, value = part.partition(" ")
        if not value.strip():
            raise _unreadable(node, f"`{shortened(part)}` is not a field with its value")
        if name in event:
            message = f"`{shortened(name)}` is given twice"
            raise refused(node, codes.CASE_REPEATED, message, "keep one of the two")
        event[name] = value.strip()
    return event, often or repeats.ONCE


def _times(part: str, node: Node) -> Repeats | None:
    try:
        return repeats.in_words(part)
    except InputProblem as wrong:
        raise refused(node, wrong.code, wrong.message, wrong.help) from None


def _unreadable(node: Node, message: str) -> HistoryError:
    return refused(node, codes.CASE_EVENT, message, _EXAMPLE)
