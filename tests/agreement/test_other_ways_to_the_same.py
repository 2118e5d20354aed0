"""Two ways to say one thing: withdrawn and left out, new version and only version."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.core.source import SourceFile
from policylang.model.history import EVERYTHING_KNOWN, History
from policylang.model.machine import Machine
from policylang.model.result import Posting, Result
from policylang.model.withdrawals import Void
from policylang.runtime.interpreter import interpret
from policylang.syntax import parse
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.people import Village, scheme_villages
from tests.agreement.policies import machine_of
from tests.agreement.versions import as_of


def _result(machine: Machine, person: Case, history: History) -> Result:
    days = {"since": person.since, "as_of": person.as_of}
    return interpret(machine, history, person.attributes, **days)


# --- withdrawals and what is known -----------------------------------------------------------


def test_a_withdrawn_event_never_was() -> None:
    assert hold_everywhere(_withdrawn_is_gone, 40, scheme_villages())


def _withdrawn_is_gone(village: Village) -> None:
    for person in village.people:
        history = person.history
        known = person.as_of + 5
        withdrawn = {e: history.days[e] + 20 for e in range(1, len(history), 3)}
        late = [0 if e % 4 else day + 10 for e, day in enumerate(history.days)]
        voids = tuple(
            Void(day, day + event % 2, event, len(history) + event)
            for event, day in withdrawn.items()
        )
        told = attrs.evolve(history, voids=voids, known=late)
        there = [
            e
            for e in range(len(history))
            if late[e] <= known
            and not (e in withdrawn and withdrawn[e] + e % 2 <= known)
            and history.days[e] <= person.as_of
        ]
        settled = told.until(person.as_of, known)
        assert [settled.number(e) for e in range(len(settled))] == there
        once = _result(village.machine, person, settled)
        assert once == _result(village.machine, person, _only(history, there))
        everything = told.until(person.as_of, EVERYTHING_KNOWN)
        assert len(everything) == sum(
            e not in withdrawn and day <= person.as_of for e, day in enumerate(history.days)
        )


def _only(history: History, events: Iterable[int]) -> History:
    kept = list(events)
    return History(
        [history.days[e] for e in kept],
        [history.codes[e] for e in kept],
        tuple([column[e] for e in kept] for column in history.columns),
        history.changes,
    )


# --- versions --------------------------------------------------------------------------------


def test_a_version_for_the_past_is_as_if_it_were_the_only_one() -> None:
    assert hold_everywhere(_only_one_version, 100, scheme_villages())


def _only_one_version(village: Village) -> None:
    machine = village.machine
    parsed = parse(SourceFile("generated.policy", machine.score.origin.span.source.text))
    assert parsed.tree is not None
    for person in village.people:
        settled = as_of(parsed.tree, person.as_of)
        if settled == parsed.tree:
            continue
        only = machine_of(settled)
        if only is None:  # what it used is gone with the other version
            continue
        one = _result(machine, person, person.history)
        other = _result(only, person, person.history)
        assert _told(other, other.ranks) == _told(one, one.ranks if other.ranks else ())


def _told(result: Result, ranks: tuple[int, ...]) -> tuple[Result, list[Posting]]:
    """All but the numbers of rules and caps, which are others where there are fewer."""
    ledger = [entry._replace(rule=0, cap=min(entry.cap, 0)) for entry in result.ledger or ()]
    return result._replace(ledger=None, ranks=ranks), ledger
