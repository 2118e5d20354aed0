"""A checked policy, and all that can be asked of it: a few lines each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import attrs

from policylang.api.days import known_by, ordinal, window
from policylang.api.following import PersonTracker
from policylang.api.one_person import one_person

if TYPE_CHECKING:
    import pyarrow

    from policylang.compiler import Evaluator
    from policylang.core.diagnostics import Diagnostic
    from policylang.engine.columnar.tables import TableSource
    from policylang.engine.increments.arriving import EventSource
    from policylang.engine.increments.entry import Increment
    from policylang.engine.readers import Source
    from policylang.model.assumptions import Assumptions
    from policylang.model.difference import Difference
    from policylang.model.events import GivenEvent
    from policylang.model.finding import AuditReport
    from policylang.model.history import Encoder, History
    from policylang.model.ledger import Entry
    from policylang.model.machine import Machine
    from policylang.model.outcome import Outcome
    from policylang.model.persons import Traits
    from policylang.model.places import Place
    from policylang.syntax.nodes import PolicyFile


@attrs.frozen(slots=False, eq=False)
class Policy:
    """A checked policy, ready to evaluate histories. Immutable; safe to share between threads."""

    machine: Machine
    #: What the checker warns of, in order of place.
    warnings: tuple[Diagnostic, ...] = ()
    #: What is assumed beside the policy's text: see `assuming`.
    assumptions: Assumptions | None = None
    #: The text as it was read; None for a policy that was pickled.
    tree: PolicyFile | None = attrs.field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.machine.header.name

    @property
    def title(self) -> str:
        """The policy's title, or its name."""
        return self.machine.header.title

    def __repr__(self) -> str:
        return f"<Policy {self.name}: {len(self.machine.actions)} actions>"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without what can be made again, the evaluator, and without the text."""
        return Policy, (self.machine, self.warnings, self.assumptions)

    @cached_property
    def encoder(self) -> Encoder:
        """Reads events and persons into the integers the engines work on."""
        from policylang.model.history import Encoder

        return Encoder(self.machine)

    @cached_property
    def evaluator(self) -> Evaluator:
        """The compiled evaluator, for callers who evaluate many histories (see its docs)."""
        from policylang.compiler import Evaluator

        return Evaluator(self.machine)

    @property
    def source_python(self) -> str:
        """The generated Python that evaluates this policy, as text."""
        return self.evaluator.source_python

    def evaluate(
        self,
        events: Iterable[GivenEvent],
        *,
        person: Mapping[str, object] | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
        known: datetime.date | str | None = None,
        ledger: bool = False,
        name: str | None = None,
    ) -> Outcome:
        """Where somebody stands at the end of a day.

        Args:
            events: in order of date; each an `Event`, a mapping with `date`, `action` and the
                fields, or a tuple (date, action[, fields]). Dates are `date`, ISO text, or
                timestamps with a zone. Numbers count whole units: 250 is 250 USD.
            person: the attributes of the person; those left out take their defaults. The value of
                one that may change can be a mapping of dates to values.
            as_of: the day asked about; later events are left out. Default: the latest day that
                the events give, whichever of their moments it is of; else the first day in force.
            since: the first day of the person's timeline, for perks due on dates. Default: the
                day the policy came into force, else the first event.
            known: what became known after this day is left out: events, and withdrawals of
                events. Default: `as_of` where it is given, else everything is known.
            ledger: whether to record every step.
            name: what to call the person in the outcome.

        Raises:
            HistoryError: events, attributes or dates do not fit the policy (PL401 to PL433).
        """
        from policylang.model.outcome import outcome_of

        read = one_person(self.machine, self.encoder, events, person, as_of, since, known)
        history, day = read.history.until(read.as_of, read.known), read.as_of
        result = self.evaluator.run(
            history, read.attributes, since=read.since, as_of=day, ledger=ledger
        )
        return outcome_of(self.machine, result, as_of=day, person=name, history=history)

    def explain(
        self,
        events: Iterable[GivenEvent],
        *,
        person: Mapping[str, object] | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
        known: datetime.date | str | None = None,
    ) -> tuple[Entry, ...]:
        """The ledger alone: one entry for each rule that was applied. Arguments as in `evaluate`.

        Raises:
            HistoryError: events, attributes or dates do not fit the policy (PL401 to PL433).
        """
        outcome = self.evaluate(
            events, person=person, as_of=as_of, since=since, known=known, ledger=True
        )
        return outcome.ledger or ()

    def differences(
        self,
        events: Iterable[GivenEvent],
        *,
        person: Mapping[str, object] | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
        known: datetime.date | str | None = None,
    ) -> tuple[Difference, ...]:
        """What each withdrawal changed, in order of the events. Arguments as in `evaluate`.

        Each is compared with the history as it would be without that one withdrawal.

        Raises:
            HistoryError: events, attributes or dates do not fit the policy (PL401 to PL433).
        """
        from policylang.engine.withdrawn import differences

        read = one_person(self.machine, self.encoder, events, person, as_of, since, known)
        return differences(
            self.evaluator,
            self.machine,
            read.history,
            read.attributes,
            since=read.since,
            as_of=read.as_of,
            known=read.known,
        )

    def rank(
        self,
        histories: Mapping[str, Iterable[GivenEvent]],
        *,
        ranking: str | None = None,
        people: Mapping[str, Mapping[str, object]] | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
        known: datetime.date | str | None = None,
    ) -> tuple[Place, ...]:
        """The places of several persons in a ranking, in order.

        Args:
            histories: the events of each person, by name. Where an event tells of another person,
                it does so by that name.
            ranking: which one; needed only where the policy has several.
            people: the attributes of each person, by name.
            as_of: the day asked about. Default: the latest day that any event gives.
            since, known: as in `evaluate`.

        Raises:
            HistoryError: events, attributes or dates do not fit the policy (PL401 to PL433), and
                the message says whose; or there is no such ranking (PL434).
        """
        from policylang.model.persons import check_named, telling_of
        from policylang.model.places import ranking_of
        from policylang.report.places import places_of
        from policylang.runtime.ranking import Subject, ranked

        chosen = ranking_of(self.machine, ranking)
        attributes = {} if people is None else people
        check_named(histories, "histories")
        check_named(attributes, "attributes")
        traits: dict[str, Traits] = {}
        given: dict[str, History] = {}
        for name, events in histories.items():
            with telling_of(name):
                traits[name] = self.encoder.traits(attributes.get(name, {}))
                given[name] = self.encoder.history(events, traits[name])
        first, last = window(self.machine, self.encoder, tuple(given.values()), since, as_of)
        by = known_by(known, as_of)
        subjects = [
            Subject(name, history.until(last, by), traits[name].start)
            for name, history in given.items()
        ]
        placed = ranked(self.machine, chosen, subjects, since=first, as_of=last)
        named = ((each.place, subjects[each.subject].name, each.keys) for each in placed)
        return places_of(self.machine, chosen, named)

    def evaluate_many(
        self,
        source: TableSource,
        *,
        people: TableSource | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
    ) -> pyarrow.Table:
        """Where everybody in a table stands at the end of a day, as an Arrow table.

        The same numbers as `evaluate` gives for each, by far quicker. Needs the extra `fast`.
        The schema, and what the metadata say of it, are described in `docs/many.md`.

        Args:
            source: the path of a Parquet file, an Arrow table, anything with the Arrow C stream
                interface, such as a data frame, or the address of a table of a database
                (`sqlite:events.db?table=events`, see `docs/databases.md`): columns `person`,
                `date`, `action` and the fields. The events of each person are in order of date.
            people: likewise: `person` and the attributes. Who is in neither has no row.
            as_of: the day asked about, for everybody. Default: the latest day any event gives.
            since: as in `evaluate`.

        Raises:
            HistoryError: a table or a row of it does not fit the policy (PL401 to PL433), or its
                database cannot be used (PL435, PL436).
            MissingExtraError: the packages of an extra are not installed.
            OSError: a file cannot be read.
        """
        from policylang.engine.columnar.evaluate import evaluate_many

        return evaluate_many(
            self.evaluator,
            self.encoder,
            source,
            people=people,
            as_of=None if as_of is None else ordinal(as_of),
            since=None if since is None else ordinal(since),
        )

    def evaluate_increment(
        self,
        store: str | PathLike[str],
        events: EventSource,
        *,
        batch: str,
        people: Source | None = None,
        as_of: datetime.date | str | None = None,
        since: datetime.date | str | None = None,
        rejects: TextIO | None = None,
    ) -> Increment:
        """Put a batch of new events into a store, and see where those it touches stand.

        The same numbers as a run over all events that ever arrived, in order of day, those of one
        day in the order they arrived. An event earlier than those before it has the whole history
        of its person run again. All of a batch is stored, or nothing; a batch that is in the store
        already changes nothing. Needs the extras `sql` and `fast`. See `docs/increments.md`.

        Args:
            store: path of a DuckDB file; made where there is none.
            events: path of a file as for `policylang eval`; a table with the Arrow C stream
                interface; or mappings with `person`, `date`, `action` and the fields. Those of a
                person come in any order.
            batch: the name of the batch, which tells it from all others.
            people: path of a people file, or a table. Whom it lists takes the attributes given,
                also for the past; all others keep those they have.
            as_of: the day asked about; later events are kept until it comes. Default: the latest
                day that any event in the store gives.
            since: first day of everybody's time, said when the store is made.
            rejects: text stream that rejected rows are written to as CSV.

        Raises:
            HistoryError: a source as a whole cannot be read; the store is damaged, or was made
                under another policy (PL419); the batch is in it with other rows (PL419); the day
                does not fit (PL420). The store is as before.
            MissingExtraError: the packages of an extra are not installed.
            OSError: a file cannot be opened, or another process has the store open.
        """
        from policylang.engine.increments.entry import ingest

        return ingest(
            self.evaluator,
            self.encoder,
            store,
            events,
            batch=batch,
            people=people,
            as_of=None if as_of is None else ordinal(as_of),
            since=None if since is None else ordinal(since),
            rejects=rejects,
        )

    def evaluate_store(
        self, store: str | PathLike[str], *, as_of: datetime.date | str | None = None
    ) -> pyarrow.Table:
        """Where everybody in a store stands at the end of a day, as `evaluate_many` gives it.

        Args:
            as_of: any day. Default: the latest day that any event in the store gives.

        Raises:
            HistoryError, MissingExtraError, OSError: as for `evaluate_increment`.
        """
        from policylang.engine.increments.entry import everybody

        return everybody(self.evaluator, store, None if as_of is None else ordinal(as_of))

    def assuming(self, path: str | PathLike[str]) -> Policy:
        """The policy under what a file assumes: figures, costs, worths of perks.

        It is another policy, with a fingerprint of its own; `assumptions` says what was assumed.

        Raises:
            AssumptionError: the file does not fit its form or the policy.
            HistoryError: it is not plain YAML, or the policy would not be in order under it.
            OSError: it cannot be read.
        """
        from policylang.checker.assuming import under
        from policylang.core.errors import AssumptionError
        from policylang.engine.assumptions_file import read_assumptions

        if self.tree is None or self.assumptions is not None:
            raise AssumptionError(
                "this policy has been changed or sent, and its text is not there any more",
                "begin with `policylang.load`",
            )
        found = read_assumptions(Path(path))
        return Policy(under(self.tree, found, self.machine), (), found)

    def audit(
        self,
        *,
        horizon: str = "3 years",
        properties: Sequence[str] | None = None,
        person: Mapping[str, object] | None = None,
        since: datetime.date | str | None = None,
        value_of_hour: str = "0",
        budget: str | None = None,
        memory: str = "512 MiB",
        assume: str | PathLike[str] | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> AuditReport:
        """What people could do with the policy, with evidence for each answer.

        Args:
            horizon: how far to look: `3 years`, `18 months`, `90 days`.
            properties: what to ask, by name as in `policylang audit`; everything by default.
            person: the attributes of the person; those left out take their defaults.
            since: the first day of the person's time. Default: the day the policy came into force.
            value_of_hour: what an hour of the person's time is worth: `12 USD`.
            budget: what can be spent on a grade: `2,000 USD, 200 hours a year`.
            memory: most that what one question looks at may take.
            assume: an assumptions file, as in `assuming`.
            progress: is told the name of each property before it is asked.

        Raises:
            auditor.asking.Misasked: the question cannot be put.
            HistoryError: attributes do not fit the policy.
            AssumptionError, OSError: as `assuming` raises them.
        """
        if assume is not None:
            return self.assuming(assume).audit(
                horizon=horizon,
                properties=properties,
                person=person,
                since=since,
                value_of_hour=value_of_hour,
                budget=budget,
                memory=memory,
                progress=progress,
            )
        from policylang.auditor.asking import question_of
        from policylang.auditor.audit import NAMES, audit

        question = question_of(
            self.machine,
            self.encoder,
            horizon=str(horizon),
            since=None if since is None else datetime.date.fromordinal(ordinal(since)),
            value_of_hour=value_of_hour,
            budget=budget,
            person=person,
            memory=memory,
            assumptions=self.assumptions,
        )
        if isinstance(properties, str):  # whose letters are no properties
            properties = (properties,)
        return audit(
            self.machine,
            question,
            properties=NAMES if properties is None else properties,
            evaluator=self.evaluator,
            progress=progress,
        )

    def start(
        self,
        person: Mapping[str, object] | None = None,
        *,
        since: datetime.date | str | None = None,
        name: str | None = None,
    ) -> PersonTracker:
        """Follow one person event by event. Equal to a full replay at every point.

        Raises:
            HistoryError: the attributes do not fit the policy.
        """
        from policylang.runtime.tracker import Tracker

        traits = self.encoder.traits({} if person is None else person)
        first = None if since is None else ordinal(since)
        tracker = Tracker(self.machine, traits.start, since=first)
        for change in traits.changes:
            tracker.change(*change)
        return PersonTracker(self, tracker, name)

    def resume(self, state: Mapping[str, object], *, name: str | None = None) -> PersonTracker:
        """Go on following a person from a saved `PersonTracker.state`.

        Raises:
            HistoryError: the state is damaged or of another policy or version (PL419).
        """
        from policylang.runtime.tracker import Tracker

        return PersonTracker(self, Tracker.resume(self.machine, state), name)
