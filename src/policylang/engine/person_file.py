"""The attributes of one person out of a people file, as text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.suggest import suggest
from policylang.engine.columns import FROM, people_columns
from policylang.engine.encoding import person_of
from policylang.engine.excerpt import shortened
from policylang.engine.readers import read_rows
from policylang.engine.rows import RawRow
from policylang.model.history import Encoder

#: What divides the file from the person who is meant, where it has several.
CHOSEN: Final = "#"
#: How many names of a file a message gives.
_NAMED: Final = 5


def divided(given: str) -> tuple[Path, str | None]:
    """The file and the person that `people.csv#ada` means; a file of that very name comes first."""
    whole = Path(given)
    file, sign, person = given.rpartition(CHOSEN)
    if not sign or not file or whole.exists():
        return whole, None
    return Path(file), person


def read_attributes(encoder: Encoder, given: str) -> dict[str, str]:
    """The attributes of a person, by name; those not given are left out.

    Args:
        given: a people file of one person, or `FILE#PERSON`.

    Raises:
        HistoryError: it has several persons and none is chosen, or not this one (PL424), two rows
            for the one (PL414), or rows that hold from a day on, or cannot be read.
        OSError: it cannot be opened.
    """
    file, person = divided(given)
    rows: dict[str, list[RawRow]] = {}
    for row in read_rows(file, people_columns(encoder.machine)):
        if not isinstance(row, RawRow):
            raise HistoryError([row.diagnostic])
        name = person_of(row.values)
        if person is None or name == person or len(rows) < limits.DIAGNOSTICS:
            rows.setdefault(name, []).append(row)
    if person is None:
        if len(rows) != 1:
            raise _unclear(file, list(rows))
        (person,) = rows
    elif person not in rows:
        help = suggest(person, list(rows), otherwise="names are compared letter by letter")
        message = f"there is nobody called `{shortened(person)}` in `{file}`"
        raise HistoryError([Diagnostic(codes.NO_SUCH_PERSON, message, (), help)])
    found = rows[person]
    if len(found) > 1 or found[0].values.get(FROM):
        message = f"`{shortened(person)}` has several rows, or one that holds from a day on"
        help = "an audit is about somebody whose attributes stay: keep one row, without `from`"
        raise HistoryError([Diagnostic(codes.PERSON_REPEATED, message, (), help)])
    return {
        name: value
        for name, value in found[0].values.items()
        if name not in ("person", FROM) and value
    }


def _unclear(file: Path, names: list[str]) -> HistoryError:
    if not names:
        message, help = f"there is nobody in `{file}`", "give a people file of one person"
    else:
        some = ", ".join(f"`{shortened(name)}`" for name in names[:_NAMED])
        message = f"`{file}` has several persons: {some}{', ...' if len(names) > _NAMED else ''}"
        help = f"say which: `--person {file}{CHOSEN}{shortened(names[0])}`"
    return HistoryError([Diagnostic(codes.NO_SUCH_PERSON, message, (), help)])
