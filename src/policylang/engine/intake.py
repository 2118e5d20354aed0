"""Take in a history file and a people file: everything up to the point where people are run."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from policylang.engine.asked import Asked
from policylang.engine.columns import history_columns
from policylang.engine.grouping import Grouping
from policylang.engine.people_file import People, nobody, read_people
from policylang.engine.readers import Progress, name_of, read_rows
from policylang.engine.rows import Reject
from policylang.model.history import Encoder, check_window


@attrs.frozen
class Intake:
    """What the files hold, by person, and the days it is to be evaluated for (ordinals)."""

    grouping: Grouping
    people: People
    since: int | None
    #: None where there is nobody to evaluate and no day was asked for.
    as_of: int | None


def take_in(
    encoder: Encoder,
    asked: Asked,
    *,
    progress: Progress | None = None,
    only: str | None = None,
    on_reject: Callable[[Reject], None] = lambda _: None,
) -> Intake:
    """Read both files, the people first.

    Args:
        only: keep the events of this person alone.
        on_reject: called with each row that is rejected, in order.

    Raises:
        HistoryError: a file as a whole cannot be read, or the days asked for do not fit (PL420).
        OSError: a file cannot be opened or read.
    """
    first = None if asked.since is None else asked.since.toordinal()
    last = None if asked.as_of is None else asked.as_of.toordinal()
    if last is not None:
        _window(encoder, None, first, last)
    if asked.people is None:
        persons = nobody(encoder)
    else:
        persons = read_people(
            encoder,
            asked.people,
            format=asked.people_format,
            progress=progress,
            on_reject=on_reject,
        )
    grouping = Grouping(
        encoder,
        persons,
        name_of(asked.history),
        since=first,
        as_of=last,
        known=None if asked.known is None else asked.known.toordinal(),
        sort=asked.sort,
        only=only,
        on_reject=on_reject,
    )
    columns = history_columns(encoder.machine)
    grouping.take_all(read_rows(asked.history, columns, format=asked.format, progress=progress))
    if last is None and (grouping.latest is not None or persons.attributes):
        last = _window(encoder, grouping.latest, first, None)
    return Intake(grouping, persons, first, last)


def _window(encoder: Encoder, latest: int | None, since: int | None, as_of: int | None) -> int:
    days = [] if latest is None else [latest]
    return check_window(encoder.machine, days, since, as_of)[1]
