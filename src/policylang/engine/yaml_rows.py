"""Rows of a YAML file: a list with one object for each row, every value the text as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

from policylang.core import codes
from policylang.engine.excerpt import empty_file
from policylang.engine.rows import RawRow, Reject, person_in, rejected, values_of
from policylang.engine.yaml_events import PlainEvents
from policylang.model.values import InputProblem

#: What YAML writes for "nothing", without quotation marks.
_NOTHING: Final = frozenset(("", "~", "null", "Null", "NULL"))
#: Most values one row may have. A JSON line is bounded by its length, a row of YAML is not.
ROW_VALUES: Final = 1_000
_EXAMPLE: Final = "write `- {person: R-1, date: 2018-12-01, action: donate, amount: 250 USD}`"


def read_yaml(events: PlainEvents) -> Iterator[RawRow | Reject]:
    """The rows of a YAML text.

    Raises:
        HistoryError: the text is empty (PL411), not a list of rows (PL418) or not plain YAML
            (PL415).
    """
    events.next()  # the start of the text
    if isinstance(events.next(), yaml.StreamEndEvent) or _is_nothing(root := events.next()):
        raise empty_file(events.file)
    if not isinstance(root, yaml.SequenceStartEvent):
        raise events.error(root, "the rows are not given as a list", _EXAMPLE)
    while not isinstance(event := events.next(), yaml.SequenceEndEvent):
        yield _row(event, events)
    events.next()  # the end of the list's document
    if not isinstance(event := events.next(), yaml.StreamEndEvent):
        raise events.error(event, "a second document begins here", "put all rows in one list")


def _row(start: Any, events: PlainEvents) -> RawRow | Reject:
    line = events.line(start)
    pairs: list[tuple[str, object]] = []
    problem: InputProblem | None = None
    if isinstance(start, yaml.MappingStartEvent):
        while not isinstance(end := events.next(), yaml.MappingEndEvent):
            name = end.value if isinstance(end, yaml.ScalarEvent) else None
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
    if isinstance(event, yaml.ScalarEvent):
        return None if _is_nothing(event) else event.value
    events.skip(event)
    return event


def _is_nothing(event: Any) -> bool:
    plain = isinstance(event, yaml.ScalarEvent) and not event.style
    return plain and event.value in _NOTHING
