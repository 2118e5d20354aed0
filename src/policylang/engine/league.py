"""Everybody in a history file, placed in a ranking."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.engine.asked import Asked
from policylang.engine.batch import Summary, everybody, history_of, summary_of
from policylang.engine.intake import take_in
from policylang.engine.readers import Progress
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject
from policylang.model.history import Encoder
from policylang.model.machine import Ranking
from policylang.runtime.ranking import Subject, ranked, strangers


@attrs.frozen
class League:
    """Place, person and held values of the keys of each, in order; and what became of the rows."""

    placed: tuple[tuple[int, str, tuple[int | None, ...]], ...]
    summary: Summary
    #: The first rejects, to be shown.
    first_rejects: Sequence[Reject]
    #: Names that the ranking looks for among the tied and that nobody in the files has.
    strangers: tuple[str, ...] = ()


def place_everybody(
    encoder: Encoder,
    ranking: Ranking,
    asked: Asked,
    *,
    progress: Progress | None = None,
) -> League:
    """Read a history file and order everybody in it; all else as in `batch.evaluate`."""
    log = RejectLog()
    intake = take_in(
        encoder,
        asked,
        progress=progress,
        on_reject=log.add,
    )
    subjects = []
    placed: tuple[tuple[int, str, tuple[int | None, ...]], ...] = ()
    unknown: tuple[str, ...] = ()
    day, width = intake.as_of, encoder.width
    if day is not None:
        subjects = [
            Subject(name, history_of(name, group, intake, width, day), attributes)
            for name, group, attributes in everybody(intake)
        ]
        found = ranked(encoder.machine, ranking, subjects, since=intake.since, as_of=day)
        placed = tuple((each.place, subjects[each.subject].name, each.keys) for each in found)
        unknown = strangers(encoder.machine, ranking, subjects, day)
    names = [subject.name for subject in subjects]
    return League(placed, summary_of(intake, names, log), tuple(log.first), unknown)
