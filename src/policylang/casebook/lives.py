"""The persons of a case under a policy: each is read once, and looked at on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import attrs

from policylang.api import Policy
from policylang.casebook.case import Case, Expectation, Person
from policylang.casebook.spent import money_spent
from policylang.casebook.tree import MappingNode, problem
from policylang.core.errors import HistoryError
from policylang.core.source import Span
from policylang.model.history import History, check_window
from policylang.model.outcome import Outcome, outcome_of
from policylang.model.persons import Traits
from policylang.model.places import ranking_of
from policylang.model.values import InputProblem, composed
from policylang.runtime.ranking import Subject, ranked


@attrs.frozen
class Life:
    """A person of a case in the integers the engines work on; the history is not settled."""

    person: Person
    traits: Traits
    history: History


@attrs.frozen(eq=False)
class Lives:
    """The persons of a case under a policy, each read once, and where they stand on any day."""

    policy: Policy
    case: Case
    _read: dict[str | None, Life] = attrs.field(factory=dict, init=False)

    def of(self, person: Person, expectation: Expectation) -> Life:
        """Attributes and history of a person of the case.

        Raises:
            HistoryError: they do not fit the policy, said of the place in the case file; of the
                expectation where they have none.
        """
        if person.name not in self._read:
            encoder = self.policy.encoder
            with _placed(person, expectation):
                traits = encoder.traits(person.attributes)
                history = encoder.history([event.given for event in person.events], traits)
            self._read[person.name] = Life(person, traits, history)
        return self._read[person.name]

    def outcome_at(
        self, person: Person, expectation: Expectation, *, ledger: bool = False
    ) -> Outcome:
        """Where a person stands on the day of an expectation, as `Policy.evaluate` tells it.

        Raises:
            HistoryError: the case does not fit the policy (PL401 to PL434), said of the place in
                the case file.
        """
        life = self.of(person, expectation)
        first, last = self._days([life], expectation)
        history = life.history.until(last, known_by(expectation))
        start = life.traits.start
        result = self.policy.evaluator.run(history, start, since=first, as_of=last, ledger=ledger)
        name = person.name or self.case.name
        return outcome_of(self.policy.machine, result, as_of=last, person=name, history=history)

    def spent_at(self, person: Person, expectation: Expectation) -> Decimal:
        """The money that a person's events have cost by the day of an expectation.

        A refused event costs nothing.

        Raises:
            HistoryError: as for `outcome_at`.
            InputProblem: a cost depends on more than the event, the person and the scores before.
        """
        life = self.of(person, expectation)
        first, last = self._days([life], expectation)
        history = life.history.until(last, known_by(expectation))
        start = life.traits.start
        return money_spent(self.policy, history, start, since=first, as_of=last)

    def places_at(self, ranking: str | None, expectation: Expectation) -> dict[str, int]:
        """The place of every person in a ranking on the day of an expectation, by name.

        Raises:
            HistoryError: as for `outcome_at`.
        """
        machine = self.policy.machine
        lives = [self.of(person, expectation) for person in self.case.people]
        first, last = self._days(lives, expectation)
        with _placed(lives[0].person, expectation):
            chosen = ranking_of(machine, ranking)
        subjects = [
            Subject(
                str(life.person.name),
                life.history.until(last, known_by(expectation)),
                life.traits.start,
            )
            for life in lives
        ]
        placed = ranked(machine, chosen, subjects, since=first, as_of=last)
        return {subjects[each.subject].name: each.place for each in placed}

    def _days(self, lives: Iterable[Life], expectation: Expectation) -> tuple[int | None, int]:
        """The first day asked for, and that of the expectation."""
        begins = [life.history.days[0] for life in lives if life.history.days]
        since = None if self.case.since is None else self.case.since.toordinal()
        with _placed(self.case.people[0], expectation):
            return check_window(
                self.policy.machine,
                [min(begins)] if begins else [],
                since,
                expectation.on.toordinal(),
            )


def known_by(expectation: Expectation) -> int:
    """The day by which things have to be known."""
    return (expectation.known or expectation.on).toordinal()


@contextmanager
def _placed(person: Person, expectation: Expectation) -> Iterator[None]:
    """Say problems of the data of the place in the case file that they are about."""
    try:
        yield
    except InputProblem as wrong:
        place = expectation.span
        if wrong.event is not None:
            place = person.events[wrong.event - 1].span
        elif wrong.name is not None:
            place = _attribute_at(person, wrong.name)
        raise HistoryError([problem(place, wrong.code, wrong.what, wrong.help)]) from None


def _attribute_at(person: Person, name: str) -> Span:
    """Where an attribute stands in the case; else where the person is described."""
    if isinstance(person.described_at, MappingNode):
        for key, _ in person.described_at.pairs:
            if composed(key.value) == composed(name):
                return key.span
    return person.described_at.span
