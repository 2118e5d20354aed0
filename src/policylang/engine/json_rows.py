"""Rows of a JSON Lines file: one object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from policylang.core import codes
from policylang.engine.excerpt import empty_file
from policylang.engine.lines import Line
from policylang.engine.rows import RawRow, Reject, person_in, rejected, values_of
from policylang.model.values import InputProblem


def _refuse_constant(name: str) -> object:
    raise InputProblem(codes.MALFORMED_DATA, f"`{name}` is not a number")


#: Numbers stay the text they are: nothing is rounded, nothing grows. Objects become tuples of
#: pairs, so that a name given twice is seen and an object can be told from a list.
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=_refuse_constant
)
_EXAMPLE: Final = '{"person": "R-1", "date": "2018-12-01", "action": "donate", "amount": 250}'


def read_jsonl(lines: Iterator[Line], file: str) -> Iterator[RawRow | Reject]:
    """The rows of a file with an object on each line; blank lines are passed over.

    Raises:
        HistoryError: all lines are blank (PL411).
    """
    empty = True
    for number, text, problem in lines:
        if problem is not None:
            empty = False
            yield rejected(file, number, text, problem)
            continue
        if not text or text.isspace():
            continue
        empty = False
        pairs: tuple[tuple[str, object], ...] = ()
        try:
            pairs = _pairs(text)
            yield RawRow(number, values_of(pairs), text)
        except InputProblem as found:
            yield rejected(file, number, text, found, person_in(pairs))
    if empty:
        raise empty_file(file)


def _pairs(text: str) -> tuple[tuple[str, object], ...]:
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise InputProblem(
            codes.MALFORMED_DATA,
            f"the line is not JSON from character {error.colno} on",
            f"write one object on each line: `{_EXAMPLE}`",
        ) from None
    except RecursionError:
        raise InputProblem(codes.MALFORMED_DATA, "the line is nested too deeply") from None
    if not isinstance(found, tuple):
        raise InputProblem(
            codes.MALFORMED_DATA,
            "the line is JSON, but not an object",
            f"write one object on each line: `{_EXAMPLE}`",
        )
    return found
