"""Running cases: each expectation is evaluated as of its day, by the same way as any caller's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import attrs

from policylang.api import Policy
from policylang.casebook.case import Case, Expectation, Person
from policylang.casebook.coverage import Watcher
from policylang.casebook.expected import wanted_of
from policylang.casebook.ranked import ranked_of
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.source import Span
from policylang.engine.yaml_tree import Mapping, Node, problem
from policylang.model.ledger import Entry
from policylang.model.outcome import Outcome
from policylang.model.values import InputProblem, shortened
from policylang.runtime.interpreter import interpret

#: Steps of the ledger that are shown with a failure.
_STEPS: Final = 3
_EVENT: Final = re.compile(r"event ([\d,]+): ")
#: What is wrong with a person, not with an event or a day.
_OF_PERSON: Final = (
    codes.ATTRIBUTE_MISSING,
    codes.NO_SUCH_ATTRIBUTE,
    codes.ATTRIBUTE_CHANGED_TWICE,
    codes.ATTRIBUTE_FIXED,
)


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
    for expectation in case.expectations:
        compare = _compare_ranked if case.ranked else _compare
        try:
            compared = list(compare(policy, case, expectation))
        except HistoryError as error:
            problems.update(dict.fromkeys(error.diagnostics))
            continue
        expected += len(compared)
        misses.extend(miss for miss in compared if miss is not None)
    return Verdict(case, expected, tuple(misses), tuple(problems))


def _compare(policy: Policy, case: Case, expectation: Expectation) -> Iterator[Miss | None]:
    """What a case of one person expects of a day: a miss, or None for what is as expected."""
    (person,) = case.people
    return _compare_person(policy, case, person, expectation)


def _compare_ranked(policy: Policy, case: Case, expectation: Expectation) -> Iterator[Miss | None]:
    """What a case of several persons expects: their places, and what each has."""
    wanted = ranked_of(expectation, policy.machine, case.people)
    places: dict[str, int] = {}
    if wanted.places:
        for person in case.people:
            with _placed(person, expectation):
                traits = policy.encoder.traits(person.attributes)
                policy.encoder.history([event.given for event in person.events], traits)
        with _placed(case.people[0], expectation):
            ranked = policy.rank(
                {str(each.name): [event.given for event in each.events] for each in case.people},
                ranking=wanted.ranking,
                people={str(each.name): each.attributes for each in case.people},
                as_of=expectation.on,
                since=case.since,
                known=expectation.known,
            )
        places = {each.person: each.place for each in ranked}
    for name, place, node in wanted.places:
        actual = str(places[name])
        right = actual == place
        what = f"place of `{shortened(name)}`"
        yield None if right else _miss(case, expectation, what, place, actual, node, None)
    for person, wants in wanted.people:
        yield from _compare_person(policy, case, person, attrs.evolve(expectation, wants=wants))


def _compare_person(
    policy: Policy, case: Case, person: Person, expectation: Expectation
) -> Iterator[Miss | None]:
    wanted = wanted_of(expectation, policy.machine)
    outcome = outcome_at(policy, case, person, expectation)
    steps: str | None = None
    of = "" if person.name is None else f" of {shortened(person.name)}"
    for each in wanted:
        actual = each.look(outcome)
        if actual == each.value:
            yield None
            continue
        if steps is None:
            steps = _how_it_came(outcome_at(policy, case, person, expectation, ledger=True))
        what = f"{each.what}{of}"
        yield _miss(case, expectation, what, each.value, actual, each.node, steps)


def outcome_at(
    policy: Policy,
    case: Case,
    person: Person,
    expectation: Expectation,
    *,
    ledger: bool = False,
) -> Outcome:
    """Where a person of a case stands on the day of an expectation.

    Raises:
        HistoryError: the case does not fit the policy (PL401 to PL434), said of the place in the
            case file.
    """
    with _placed(person, expectation):
        return policy.evaluate(
            [event.given for event in person.events],
            person=person.attributes,
            as_of=expectation.on,
            since=case.since,
            known=expectation.known,
            ledger=ledger,
            name=person.name or case.name,
        )


def observe(policy: Policy, case: Case, watcher: Watcher) -> None:
    """Run a case that fits its policy once more, up to each of its days, and watch."""
    encoder = policy.encoder
    since = None if case.since is None else case.since.toordinal()
    for person in case.people:
        traits = encoder.traits(person.attributes)
        whole = encoder.history([event.given for event in person.events], traits)
        for expectation in case.expectations:
            as_of = expectation.on.toordinal()
            known = as_of if expectation.known is None else expectation.known.toordinal()
            history = whole.until(as_of, known)
            result = interpret(
                policy.machine,
                history,
                traits.start,
                since=since,
                as_of=as_of,
                watch=watcher.decided,
            )
            watcher.came_to(result, history.codes, as_of)


# --- places and words ------------------------------------------------------------------------


@contextmanager
def _placed(person: Person, expectation: Expectation) -> Iterator[None]:
    """Say problems of the data of the place in the case file that they are about."""
    try:
        yield
    except InputProblem as wrong:
        place, message = expectation.span, wrong.message
        if (found := _EVENT.match(message)) is not None:
            place = person.events[int(found[1].replace(",", "")) - 1].span
            message = message[found.end() :]
        elif wrong.code in _OF_PERSON or message.startswith("`"):
            place = _attribute_at(person, message)
        raise HistoryError([problem(place, wrong.code, message, wrong.help)]) from None


def _attribute_at(person: Person, message: str) -> Span:
    """Where the attribute stands that a message names; else where the person is described."""
    if isinstance(person.described_at, Mapping):
        for key, _ in person.described_at.pairs:
            if f"`{shortened(key.value)}`" in message:
                return key.span
    return person.described_at.span


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
    """The last steps of a ledger, on one line."""
    entries = outcome.ledger or ()
    shown = "; then ".join(_step(entry) for entry in entries[-_STEPS:])
    if not entries:
        return "no rule was applied up to that day"
    more = len(entries) - _STEPS
    return f"after {more:,} other steps: {shown}" if more > 0 else f"it came so: {shown}"


def _step(entry: Entry) -> str:
    cause = f"{entry.date.isoformat()} {entry.action or entry.label}"
    if entry.status is not None:
        until = f" until {entry.status.until.isoformat()}" if entry.status.until else ""
        return f"{cause}: {entry.status.name} {'begins' if entry.status.begins else 'ends'}{until}"
    return f"{cause} {'+' if entry.applied >= 0 else ''}{entry.applied} = {entry.balance}"
