"""Laws of machines and ledgers, held over generated policies without asking a second engine."""

from __future__ import annotations

from hypothesis import given

from policylang.checker.laws.invariants import violations
from policylang.core import limits
from policylang.model.machine import Change, Machine
from policylang.model.result import Posting, Result
from policylang.runtime.interpreter import interpret
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.laws import due_days, granted_by_caps
from tests.agreement.people import Village, sample, scheme_villages, villages
from tests.agreement.policies import machines
from tests.agreement.profile import examples


@examples(150)
@given(machines())
def test_what_the_checker_accepts_breaks_no_invariant(machine: Machine) -> None:
    assert violations(machine) == ()


def test_no_scheme_that_the_checker_accepts_breaks_an_invariant() -> None:
    for village in sample(100, scheme_villages()):
        assert violations(village.machine) == ()


def test_every_ledger_keeps_the_laws() -> None:
    assert hold_everywhere(_keeps_the_laws, 180, villages())


def _keeps_the_laws(village: Village) -> None:
    machine = village.machine
    for person in village.people:
        days = {"since": person.since, "as_of": person.as_of}
        result = interpret(machine, person.history, person.attributes, **days)
        for law in _LAWS:
            law(machine, person, result)


def _ledger(result: Result) -> tuple[Posting, ...]:
    assert result.ledger is not None
    return result.ledger


def _adds_up(machine: Machine, person: Case, result: Result) -> None:
    """The score is the start and everything applied; each balance follows from the last."""
    balance = machine.score.fixed_start
    places = []
    for entry in _ledger(result):
        balance += entry.applied
        assert entry.balance == balance
        assert entry.day == person.history.days[entry.event]
        assert entry.day <= person.as_of
        places.append((entry.event, entry.rule))
    assert result.score == balance
    assert sorted(set(places)) == places


def _stays_in_bounds(machine: Machine, _person: Case, result: Result) -> None:
    """The checker's proof holds: no score leaves its bounds, no amount 64 bits."""
    score = machine.score
    assert score.bounds[0] <= result.score <= score.bounds[1]
    for entry in _ledger(result):
        assert score.bounds[0] <= entry.balance <= score.bounds[1]
        assert limits.INT64_LOW <= entry.asked <= limits.INT64_HIGH
        wanted = entry.balance - entry.applied + entry.granted
        floor, ceiling = score.fixed_low, score.fixed_high
        low = wanted if floor is None else max(floor, wanted)
        assert entry.balance == (low if ceiling is None else min(ceiling, low))
    assert all(0 <= award.worth <= limits.INT64_HIGH for award in result.awards)


def _grants_no_more_than_asked(machine: Machine, _person: Case, result: Result) -> None:
    """Caps and ranges take away from a change and never turn it round."""
    for entry in _ledger(result):
        rule = machine.rules[entry.rule]
        assert abs(entry.applied) <= abs(entry.granted) <= abs(entry.asked)
        assert entry.asked * entry.granted >= 0
        assert entry.granted * entry.applied >= 0
        assert (entry.cap >= 0) >= (entry.granted != entry.asked)
        if isinstance(rule.effect, Change):
            assert entry.asked * rule.effect.sign >= 0


def _keeps_its_caps(machine: Machine, _person: Case, result: Result) -> None:
    """What is granted is what the caps have room for, counted over the whole past."""
    past: dict[int, list[Posting]] = {}
    for entry in _ledger(result):
        earlier = past.setdefault(entry.rule, [])
        rule = machine.rules[entry.rule]
        assert entry.granted == granted_by_caps(rule, earlier, entry.asked, entry.day)
        assert entry.cap in {-1, *(cap.slot for cap in rule.caps)}
        earlier.append(entry)


def _pays_on_due_days(machine: Machine, person: Case, result: Result) -> None:
    """Awards lie on days of their schedule, in order, and none comes twice."""
    days = person.history.until(person.as_of).days
    first = person.since if person.since is not None else machine.header.opens
    if first is None:
        first = days[0] if days else person.as_of
    assert list(result.awards) == sorted(result.awards, key=lambda award: award[:2])
    for number, grant in enumerate(machine.grants):
        paid = [award.day for award in result.awards if award.grant == number]
        if grant.trigger is None:
            assert not paid
            continue
        due = list(due_days(grant.trigger, machine, first, person.as_of))
        if grant.ranks is None and grant.condition is None:
            assert paid == due
        else:
            assert len(set(paid)) == len(paid)
            assert set(paid) <= set(due)


_LAWS = (_adds_up, _stays_in_bounds, _grants_no_more_than_asked, _keeps_its_caps, _pays_on_due_days)
