"""Rows of a YAML file: a list with one object for each row, every value the text as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from policylang.core import codes
from policylang.engine.excerpt import empty_file
from policylang.engine.rows import RawRow, Reject, person_in, rejected, values_of
from policylang.engine.yaml_events import (
    PlainEvents,
    is_end,
    is_list,
    is_mapping,
    is_nothing,
    is_value,
)
from policylang.model.values import InputProblem

#: Most values one row may have. A JSON line is bounded by its length, a row of YAML is not.
ROW_VALUES: Final = 1_000
_EXAMPLE: Final = "write `- {person: R-1, date: 2018-12-01, action: donate, amount: 250 USD}`"


def read_yaml(events: PlainEvents) -> Iterator[RawRow | Reject]:
    """The rows of a YAML text.

    Raises:
        HistoryError: the text is empty (PL411), not a list of rows (PL418) or not plain YAML
            (PL415).
    """
    if (root := events.root()) is None:
        raise empty_file(events.file)
    if not is_list(root):
        raise events.error(root, "the rows are not given as a list", _EXAMPLE)
    while not is_end(event := events.next()):
        yield _row(event, events)
    events.finish("put all rows in one list")


def _row(start: Any, events: PlainEvents) -> RawRow | Reject:
    line = events.line(start)
    pairs: list[tuple[str, object]] = []
    problem: InputProblem | None = None
    if is_mapping(start):
        while not is_end(end := events.next()):
            name = end.value if is_value(end) else None
            events.skip(end)
            value = _value(events.next(), events)
            if name is None:
                problem = InputProblem(codes.MALFORMED_DATA, "a name is a list or an object")
            elif len(pairs) == ROW_VALUES:
                message = f"the row has more than {ROW_VALUES:,} values"
                problem = InputProblem(codes.MALFORMED_DATA, message)
            else:
                pairs.append((name, value))
    else:
        problem = InputProblem(codes.MALFORMED_DATA, "the row has no named values", _EXAMPLE)
        end = events.skip(start)
    text = events.between(start, end)
    try:
        if problem is not None:
            raise problem
        return RawRow(line, values_of(pairs), text)
    except InputProblem as found:
        return rejected(events.file, line, text, found, person_in(pairs))


def _value(event: Any, events: PlainEvents) -> object:
    """Text or None; a list or an object is passed over, and told by its event."""
    if is_value(event):
        return None if is_nothing(event) else event.value
    events.skip(event)
    return event
