"""Running cases: each expectation is evaluated as of its day, by the same way as any caller's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final

import attrs

from policylang.api import Policy
from policylang.casebook.case import Case, Expectation
from policylang.casebook.coverage import Watcher
from policylang.casebook.expected import Wanted, wanted_of
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
        try:
            wanted = wanted_of(expectation, policy.machine)
            expected += len(wanted)
            outcome = outcome_at(policy, case, expectation)
        except HistoryError as error:
            problems.update(dict.fromkeys(error.diagnostics))
            continue
        misses.extend(_misses(policy, case, expectation, wanted, outcome))
    return Verdict(case, expected, tuple(misses), tuple(problems))


def outcome_at(
    policy: Policy, case: Case, expectation: Expectation, *, ledger: bool = False
) -> Outcome:
    """Where the person of a case stands on the day of an expectation.

    Raises:
        HistoryError: the case does not fit the policy (PL401 to PL433), said of the place in the
            case file.
    """
    try:
        return policy.evaluate(
            [event.given for event in case.events],
            person=case.person,
            as_of=expectation.on,
            since=case.since,
            known=expectation.known,
            ledger=ledger,
            name=case.name,
        )
    except InputProblem as wrong:
        raise HistoryError([_placed(wrong, case, expectation)]) from None


def observe(policy: Policy, case: Case, watcher: Watcher) -> None:
    """Run a case that fits its policy once more, up to each of its days, and watch."""
    encoder = policy.encoder
    traits = encoder.traits(case.person)
    whole = encoder.history([event.given for event in case.events], traits)
    since = None if case.since is None else case.since.toordinal()
    for expectation in case.expectations:
        as_of = expectation.on.toordinal()
        known = as_of if expectation.known is None else expectation.known.toordinal()
        history = whole.until(as_of, known)
        result = interpret(
            policy.machine, history, traits.start, since=since, as_of=as_of, watch=watcher.decided
        )
        watcher.came_to(result, history.codes, as_of)


def _placed(wrong: InputProblem, case: Case, expectation: Expectation) -> Diagnostic:
    """A problem of the data, with the place in the case file that it is about."""
    place: Span = expectation.span
    message = wrong.message
    if (found := _EVENT.match(message)) is not None:
        place = case.events[int(found[1].replace(",", "")) - 1].span
        message = message[found.end() :]
    elif wrong.code in _OF_PERSON or message.startswith("`"):
        place = _attribute_at(case, message)
    return problem(place, wrong.code, message, wrong.help)


def _attribute_at(case: Case, message: str) -> Span:
    """Where the attribute stands that a message names; else where the person is described."""
    if isinstance(case.person_at, Mapping):
        for key, _ in case.person_at.pairs:
            if f"`{shortened(key.value)}`" in message:
                return key.span
    return case.person_at.span


def _misses(
    policy: Policy,
    case: Case,
    expectation: Expectation,
    wanted: list[Wanted],
    outcome: Outcome,
) -> Iterator[Miss]:
    steps: str | None = None
    for each in wanted:
        actual = each.look(outcome)
        if actual == each.value:
            continue
        if steps is None:
            steps = _how_it_came(outcome_at(policy, case, expectation, ledger=True))
        on = expectation.on.isoformat()
        known = f" as known on {expectation.known.isoformat()}" if expectation.known else ""
        message = (
            f"`{shortened(case.name)}`: on {on}{known} the {each.what} should be {each.value}, "
            f"but is {actual}"
        )
        found = problem(each.node, codes.CASE_FAILED, message, steps or None, f"it is {actual}")
        yield Miss(
            expectation.on, expectation.known, each.what, each.value, actual, each.node, found
        )


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
