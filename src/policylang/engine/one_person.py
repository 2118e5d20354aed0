"""Read one person's history out of a file of many, to explain it."""

from __future__ import annotations

import datetime

import attrs

from policylang.engine.readers import Progress, Source
from policylang.engine.rows import Reject
from policylang.model.history import Encoder, History


@attrs.frozen
class PersonHistory:
    """One person's events and attributes, as an engine takes them.

    Run with `evaluator.run(history, attributes, since=since, as_of=as_of, ledger=True)` and put
    in words with `outcome_of(machine, result, as_of=as_of, person=person, codes=history.codes)`:
    the same numbers as in a batch over the same files.
    """

    person: str
    history: History
    attributes: tuple[int, ...]
    #: Ordinals.
    since: int | None
    as_of: int
    #: Line of the file each event of the history stands on.
    lines: list[int]
    #: This person's rejected rows (at most `limits.DIAGNOSTICS` of them), and how many there are.
    rejects: tuple[Reject, ...]
    rejected: int
    #: Good events after `as_of`, which are left out.
    later: int


def read_person(
    encoder: Encoder,
    history: Source,
    person: str,
    *,
    people: Source | None = None,
    as_of: datetime.date | None = None,
    since: datetime.date | None = None,
    sort: bool = False,
    format: str | None = None,
    people_format: str | None = None,
    progress: Progress | None = None,
) -> PersonHistory:
    """Read the events of one person; arguments as for `batch.evaluate`.

    Raises:
        HistoryError: nobody of that name is in the files (PL424), all rows of theirs are
            rejected, or a file cannot be read (as for `batch.evaluate`).
        OSError: a file cannot be opened or read.
    """
    raise NotImplementedError
