"""Evaluate everybody in a history file, refuse the rows that are wrong, and account for all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol, TextIO

import attrs

from policylang.engine.asked import Asked
from policylang.engine.groups import Group
from policylang.engine.intake import Intake, take_in
from policylang.engine.readers import Progress
from policylang.engine.rejects import RejectLog
from policylang.engine.rows import Reject
from policylang.model.history import EVERYTHING_KNOWN, Encoder, History
from policylang.model.machine import Machine
from policylang.model.outcome import Outcome, outcome_of
from policylang.model.result import Result


class Runs(Protocol):
    """What evaluates one person: `compiler.Evaluator`, or anything else that can."""

    def run(
        self,
        history: History,
        attributes: tuple[int, ...],
        *,
        since: int | None = None,
        as_of: int,
        ledger: bool = False,
    ) -> Result:
        """The result of one history at the end of the day `as_of`."""


@attrs.frozen
class Summary:
    """What became of every row: `rows == evaluated + rejected + later + withdrawn`."""

    #: Rows of the history file, blank ones not counted.
    rows: int
    evaluated: int
    rejected: int
    #: Good rows dated, or known, after the day asked about, which are left out.
    later: int
    #: Rows of events that were withdrawn, with the withdrawals: two for each.
    withdrawn: int
    #: How many people were evaluated.
    people: int
    #: People who have at least one rejected row, and those of them who were not evaluated
    #: because nothing of theirs was right.
    affected: int
    not_evaluated: int
    #: Rows of the people file that were rejected.
    people_rejected: int
    #: The day the results are for; None where there was nobody to evaluate and no day given.
    as_of: datetime.date | None
    #: How often each code was the reason for a rejection, by number of the code (both files).
    reasons: dict[str, int]


@attrs.frozen
class PersonResult:
    """One person's result. `outcome` puts it in words when it is asked for."""

    person: str
    #: Events that were evaluated, and rows of this person that were rejected.
    events: int
    rejected: int
    result: Result
    machine: Machine = attrs.field(repr=False)
    as_of: datetime.date = attrs.field(repr=False)
    #: Kept only where the outcome tells of events that were refused or withdrawn.
    history: History | None = attrs.field(default=None, repr=False)

    @property
    def score(self) -> int | Decimal | None:
        """Points at the end of the day asked about; None where the person has no score."""
        return self.outcome.score

    @property
    def grade(self) -> str | None:
        """Name of the grade; None where the policy has none."""
        return self.outcome.grade

    @property
    def outcome(self) -> Outcome:
        """Score, grade, perks and sanctions with dates and money; built anew each time."""
        return outcome_of(
            self.machine,
            self.result,
            as_of=self.as_of.toordinal(),
            person=self.person,
            history=self.history,
        )


@attrs.frozen
class Batch:
    """Everybody's results, in order of first appearance; people without events come last."""

    people: list[PersonResult]
    summary: Summary
    #: The first rejects (at most `limits.DIAGNOSTICS`), to be shown; all go to `rejects`.
    first_rejects: Sequence[Reject]


def evaluate(
    evaluator: Runs,
    encoder: Encoder,
    asked: Asked,
    *,
    rejects: TextIO | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Evaluate everybody in a history file.

    A row that is wrong is rejected and the rest is evaluated.

    Args:
        evaluator: `policy.evaluator`.
        encoder: `policy.encoder`.
        rejects: text stream that all rejected rows are written to as CSV, as they are found. If
            an error is raised, what it holds is of no use.
        progress: called now and then with the bytes read so far and the size (None: not known)
            of the file being read.

    Raises:
        HistoryError: a file as a whole cannot be read (PL409 to PL415, PL418, PL422, PL425), or
            the days asked for do not fit (PL420). Nothing is evaluated then.
        OSError: a file cannot be opened or read.
    """
    log = RejectLog(rejects)
    intake = take_in(
        encoder,
        asked,
        progress=progress,
        on_reject=log.add,
    )
    day = intake.as_of
    results = [] if day is None else results_of(evaluator, encoder.machine, intake, day)
    names = [result.person for result in results]
    return Batch(results, summary_of(intake, names, log), tuple(log.first))


def everybody(intake: Intake) -> Iterator[tuple[str, Group, tuple[int, ...]]]:
    """Who is to be evaluated: what they did, their attributes; those without events come last."""
    groups = intake.grouping.groups
    for person, group in groups.items():
        if group.accepted and group.attributes is not None:
            yield person, group, group.attributes
    nothing = Group()
    for person, attributes in intake.people.attributes.items():
        group = groups.get(person, nothing)
        if not group.accepted:
            yield person, group, attributes


def history_of(person: str, group: Group, intake: Intake, width: int, as_of: int) -> History:
    """The settled history of somebody; what is not known by the day was left out when read."""
    history = group.history(width, intake.people.changes_of(person, as_of))
    return history if history.settled else history.until(as_of, EVERYTHING_KNOWN)


def results_of(evaluator: Runs, machine: Machine, intake: Intake, as_of: int) -> list[PersonResult]:
    """The results of everybody who is to be evaluated, at the end of a day."""
    date = datetime.date.fromordinal(as_of)
    results = []
    for person, group, attributes in everybody(intake):
        history = history_of(person, group, intake, machine.width, as_of)
        result = evaluator.run(history, attributes, since=intake.since, as_of=as_of)
        told = history if result.refused or history.withdrawn else None
        results.append(
            PersonResult(person, group.events, group.rejected, result, machine, date, told)
        )
    return results


def summary_of(intake: Intake, evaluated: Sequence[str], log: RejectLog) -> Summary:
    """What became of every row, where these people were evaluated."""
    grouping = intake.grouping
    hurt = {person for person, group in grouping.groups.items() if group.rejected}
    hurt.update(intake.people.refused)
    return Summary(
        rows=grouping.rows,
        evaluated=grouping.evaluated,
        rejected=grouping.rejected,
        later=grouping.later,
        withdrawn=grouping.withdrawn,
        people=len(evaluated),
        affected=len(hurt),
        not_evaluated=len(hurt.difference(evaluated)),
        people_rejected=intake.people.rejected,
        as_of=None if intake.as_of is None else datetime.date.fromordinal(intake.as_of),
        reasons=dict(sorted(log.reasons.items())),
    )
