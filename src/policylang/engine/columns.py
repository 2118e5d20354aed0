"""Which columns a file of histories or of people has, and what is wrong with a header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import attrs

from policylang.core import codes, limits
from policylang.core.diagnostics import Code
from policylang.core.errors import HistoryError
from policylang.core.suggest import nearest, suggest
from policylang.engine.excerpt import diagnostic_at, shortened
from policylang.model.events import COLUMNS
from policylang.model.machine import Machine

PERSON = "person"
ACTION = "action"
#: The day of an event stands in one of these. No field or attribute is called like any of them.
DATES = ("date", "timestamp")
#: What `str.strip` takes away; Arrow has a list of its own.
BLANKS: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
#: In a people file: the day from which the row holds.
FROM = "from"
_CHANGES = "take the column out, or write `, may change` after an attribute that changes"


@attrs.frozen
class Columns:
    """The columns a file may have. Each of `required` is a choice of names, one of which it has.

    Of `exclusive` it has no more than one.
    """

    required: tuple[tuple[str, ...], ...]
    #: Every name a column may have, the required ones first.
    known: tuple[str, ...]
    #: The code and the words for a column that is none of these.
    unknown: Code
    noun: str
    #: What to do about some that are unknown, by their names.
    advice: Mapping[str, str] = attrs.field(factory=dict)
    exclusive: tuple[str, ...] = ()


def history_columns(machine: Machine) -> Columns:
    """The columns of a history: person, day, action, and the fields of the policy's actions.

    The day may stand under the name of a first moment. What an event is called and the day it
    became known have columns of their own.
    """
    fields = (slot.name for action in machine.actions for slot in action.fields)
    firsts = (action.moments[0].name for action in machine.actions if action.dated > 1)
    known = tuple(dict.fromkeys((*COLUMNS, *fields)))
    required = ((PERSON,), tuple(dict.fromkeys((*DATES, *firsts))), (ACTION,))
    return Columns(required, known, codes.NO_SUCH_FIELD, "field of an action", exclusive=DATES)


def people_columns(machine: Machine) -> Columns:
    """The columns of a people file: person, and the attributes; those with a default may lack.

    Where attributes may change there may be a column for the day from which a row holds.
    """
    needed = tuple((slot.name,) for slot in machine.attributes if slot.default is None)
    dated = (FROM,) if machine.changeable else ()
    known = (PERSON, *dated, *(slot.name for slot in machine.attributes))
    return Columns(
        ((PERSON,), *needed),
        known,
        codes.NO_SUCH_ATTRIBUTE,
        "attribute of a person",
        {} if dated else {FROM: _CHANGES},
    )


def check_header(names: Sequence[str], columns: Columns, file: str, line: int, text: str) -> None:
    """Refuse a header that lacks a column, has one twice, or has one the policy does not know.

    Args:
        names: trimmed; an empty name is a column that must stay empty.

    Raises:
        HistoryError: PL404 or PL423, PL409, PL418; all there are, at most `limits.DIAGNOSTICS`.
    """
    problems = [
        diagnostic_at(file, line, text, code, message, help, mark=mark)
        for code, message, help, mark in islice(_problems(names, columns), limits.DIAGNOSTICS)
    ]
    if problems:
        raise HistoryError(problems)


_Problem = tuple[Code, str, str | None, str | None]


def _problems(names: Sequence[str], columns: Columns) -> Iterator[_Problem]:
    if len(names) == 1 and (mark := next((each for each in ";\t|" if each in names[0]), None)):
        yield _one_column(mark)
        return
    present, known = set(names), set(columns.known)
    strangers = [name for name in dict.fromkeys(names) if name and name not in known]
    for choice in columns.required:
        if present.isdisjoint(choice):
            near = nearest(choice[0], strangers[: limits.DIAGNOSTICS])
            yield _missing(choice, near, columns)
            strangers = [name for name in strangers if name != near]
    if len(present.intersection(columns.exclusive)) > 1:
        both = " and ".join(f"`{name}`" for name in columns.exclusive)
        mark = columns.exclusive[-1]
        yield codes.MALFORMED_DATA, f"there are columns {both}", "keep one of them", mark
    for name in strangers:
        yield _stranger(name, columns)
    seen: set[str] = set()
    for name in names:
        if name in seen and name:
            message = f"there are two columns `{shortened(name)}`"
            yield codes.MALFORMED_DATA, message, "keep one of them", name
        seen.add(name)


def _one_column(mark: str) -> _Problem:
    written = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}[mark]
    message = f"the columns are separated by {written}, not by commas"
    return codes.COLUMN_MISSING, message, "save the file as CSV with commas", mark


def _missing(choice: tuple[str, ...], near: str | None, columns: Columns) -> _Problem:
    named = " or ".join(f"`{name}`" for name in choice)
    if near:
        help = f"is it `{shortened(near)}`? Call it `{choice[0]}`, letter by letter"
    else:
        help = "the first line of the file names the columns: " + ",".join(
            each[0] for each in columns.required
        )
    return codes.COLUMN_MISSING, f"there is no column {named}", help, near


def _stranger(name: str, columns: Columns) -> _Problem:
    help = columns.advice.get(name) or suggest(
        name, columns.known, otherwise="take the column out, or declare it in the policy"
    )
    message = f"the column `{shortened(name)}` is no {columns.noun} in this policy"
    return columns.unknown, message, help, name
