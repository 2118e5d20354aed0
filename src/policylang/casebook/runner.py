"""Running cases: what comes out on the day of each expectation, compared with what it says."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Final

import attrs

from policylang.api import Policy
from policylang.casebook.case import Case, Expectation, Person
from policylang.casebook.coverage import Watcher
from policylang.casebook.expected import wanted_of
from policylang.casebook.lives import Lives, known_by
from policylang.casebook.ranked import ranked_of
from policylang.casebook.tree import Node, problem
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.model.ledger import Entry
from policylang.model.outcome import Outcome
from policylang.model.values import shortened
from policylang.runtime.interpreter import interpret

#: Steps of the ledger that are shown with a failure.
_STEPS: Final = 3


@attrs.frozen
class Miss:
    """Something that is not as expected: what it should be, what it is, where that is written."""

    on: datetime.date
    known: datetime.date | None
    what: str
    wanted: str
    actual: str
    node: Node
    diagnostic: Diagnostic


@attrs.frozen
class Verdict:
    """What became of a case: it passed, it failed, or it could not be run.

    `expected` counts what was compared; `problems` are why it could not be run.
    """

    case: Case
    expected: int = 0
    misses: tuple[Miss, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.misses and not self.problems


def run_case(policy: Policy, case: Case) -> Verdict:
    """Compare all that a case expects with what comes out. Never raises for what is in the file."""
    misses: list[Miss] = []
    problems: dict[Diagnostic, None] = {}
    expected = 0
    lives = Lives(policy, case)
    compare = _compare_ranked if case.ranked else _compare
    for expectation in case.expectations:
        try:
            compared = list(compare(lives, expectation))
        except HistoryError as error:
            problems.update(dict.fromkeys(error.diagnostics))
            continue
        expected += len(compared)
        misses.extend(miss for miss in compared if miss is not None)
    return Verdict(case, expected, tuple(misses), tuple(problems))


def _compare(lives: Lives, expectation: Expectation) -> Iterator[Miss | None]:
    """What a case of one person expects of a day: a miss, or None for what is as expected."""
    (person,) = lives.case.people
    return _compare_person(lives, person, expectation)


def _compare_ranked(lives: Lives, expectation: Expectation) -> Iterator[Miss | None]:
    """What a case of several persons expects: their places, and what each has."""
    case = lives.case
    wanted = ranked_of(expectation, lives.policy.machine, case.people)
    places = lives.places_at(wanted.ranking, expectation) if wanted.places else {}
    for name, place, node in wanted.places:
        actual = str(places[name])
        right = actual == place
        what = f"place of `{shortened(name)}`"
        yield None if right else _miss(case, expectation, what, place, actual, node, None)
    for person, wants in wanted.people:
        yield from _compare_person(lives, person, attrs.evolve(expectation, wants=wants))


def _compare_person(
    lives: Lives, person: Person, expectation: Expectation
) -> Iterator[Miss | None]:
    spent = partial(lives.spent_at, person, expectation)
    wanted = wanted_of(expectation, lives.policy.machine, spent)
    outcome = lives.outcome_at(person, expectation)
    steps: str | None = None
    of = "" if person.name is None else f" of {shortened(person.name)}"
    for each in wanted:
        actual = each.look(outcome)
        if actual == each.value:
            yield None
            continue
        if steps is None:
            steps = _how_it_came(lives.outcome_at(person, expectation, ledger=True))
        what = f"{each.what}{of}"
        yield _miss(lives.case, expectation, what, each.value, actual, each.node, steps)


def observe(policy: Policy, case: Case, watcher: Watcher) -> None:
    """Run a case that fits its policy once more, up to each of its days, and watch."""
    lives = Lives(policy, case)
    since = None if case.since is None else case.since.toordinal()
    for person in case.people:
        for expectation in case.expectations:
            life = lives.of(person, expectation)
            as_of = expectation.on.toordinal()
            history = life.history.until(as_of, known_by(expectation))
            result = interpret(
                policy.machine,
                history,
                life.traits.start,
                since=since,
                as_of=as_of,
                watch=watcher.decided,
            )
            watcher.came_to(result, as_of)


# --- words ------------------------------------------------------------------------------------


def _miss(
    case: Case,
    expectation: Expectation,
    what: str,
    wanted: str,
    actual: str,
    node: Node,
    help: str | None,
) -> Miss:
    on, known = expectation.on, expectation.known
    as_known = f" as known on {known.isoformat()}" if known else ""
    message = (
        f"`{shortened(case.name)}`: on {on.isoformat()}{as_known} the {what} should be {wanted}, "
        f"but is {actual}"
    )
    found = problem(node, codes.CASE_FAILED, message, help, f"it is {actual}")
    return Miss(on, known, what, wanted, actual, node, found)


def _how_it_came(outcome: Outcome) -> str:
    """The last steps of a ledger, on one line. Where they are of several scores, each names its."""
    entries = outcome.ledger or ()
    if not entries:
        return "no rule was applied up to that day"
    several = len({entry.score for entry in entries if entry.status is None}) > 1
    shown = "; then ".join(_step(entry, named=several) for entry in entries[-_STEPS:])
    more = len(entries) - _STEPS
    return f"after {more:,} other steps: {shown}" if more > 0 else f"it came so: {shown}"


def _step(entry: Entry, *, named: bool) -> str:
    cause = f"{entry.date.isoformat()} {entry.action or entry.label}"
    if entry.status is not None:
        until = f" until {entry.status.until.isoformat()}" if entry.status.until else ""
        return f"{cause}: {entry.status.name} {'begins' if entry.status.begins else 'ends'}{until}"
    score = f": {entry.score}" if named else ""
    return f"{cause}{score} {'+' if entry.applied >= 0 else ''}{entry.applied} = {entry.balance}"
