"""The check of a proof: every state, every event, every inequality, by the interpreter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.witnesses.proofs.calendar import check_calendar, stops_inside
from policylang.auditor.witnesses.proofs.form import (
    CLOSED_SET,
    POTENTIAL,
    Proof,
    State,
    Table,
    read_proof,
)
from policylang.auditor.witnesses.proofs.fragment import relevant
from policylang.auditor.witnesses.proofs.steps import Steps, Way
from policylang.auditor.witnesses.proofs.words import described
from policylang.auditor.witnesses.refusal import Refused, check_assumed
from policylang.core.counting import counted
from policylang.core.errors import HistoryError
from policylang.model.assumptions import Assumptions
from policylang.model.calendar import iso
from policylang.model.history import Encoder, check_window
from policylang.model.machine import Machine, OfMoment, Upon
from policylang.model.units import HOUR, Kind
from policylang.runtime.interpreter import Person

#: Most steps of the interpreter that one check takes: a minute or two.
MOST_STEPS: Final = 3_000_000
#: How a line begins that names what was not checked.
ON_TRUST: Final = "taken on trust: "
#: Most stages in which doing nothing has to come back to where it was.
MOST_IDLE: Final = 100_000


def verify_proof(
    data: bytes, machine: Machine, assumptions: Assumptions | None = None
) -> tuple[str, ...]:
    """Check a proof against a policy; what it then shows, in sentences.

    Args:
        machine: that of the policy under the assumptions, if there are any.

    Raises:
        Refused: it is damaged, altered, of another policy, or proves nothing.
    """
    proof = read_proof(data)
    check_assumed(proof.assumed, assumptions)
    if proof.fingerprint != machine.header.fingerprint:
        raise Refused(f"it is about a policy `{proof.policy[:40]}` with another text than this one")
    encoder = Encoder(machine)
    try:
        attributes = encoder.attributes(proof.person)
        first = iso(proof.since)
        rows = [encoder.row(first, name, fields) for name, fields in proof.before]
        check_window(machine, [], proof.since, proof.since)
    except HistoryError as problem:
        raise Refused(f"it does not fit the policy: {problem.diagnostics[0]}") from None
    of = relevant(proof, machine, attributes)
    for _, code, _ in rows:
        _check_before(code, machine, closed=proof.method == CLOSED_SET)
    check_calendar(proof, of, machine)
    steps = Steps(proof, machine, attributes, of)
    ways = steps.ways()
    count = proof.states * (len(ways) + 2)
    if count > MOST_STEPS:
        raise Refused(f"its check takes {count:,} steps, more than {MOST_STEPS:,}")
    check = _Check(proof, machine, steps, ways)
    check.run([(code, values) for _, code, values in rows])
    return (
        check.claim(),
        *_of_whom(proof, machine),
        *_described(proof, machine),
        (
            f"{counted(proof.states, 'state')} in {counted(len(proof.tables), 'stage')}, "
            f"{counted(len(ways), 'event')} tried "
            "in each, by the interpreter; others do the same for no less"
        ),
        *_trusted(proof),
    )


def _described(proof: Proof, machine: Machine) -> Iterator[str]:
    """The states of a closed set in words."""
    if proof.method == CLOSED_SET:
        yield f"whoever is in it stays in it: {described(proof, machine)}"


def _trusted(proof: Proof) -> Iterator[str]:
    """What the check has not seen itself."""
    if proof.left_out:
        names = ", ".join(f"`{name}`" for name in proof.left_out)
        yield f"{ON_TRUST}the theorem by which {names} need not be done (decisions/dominance.py)"


def _check_before(code: int, machine: Machine, *, closed: bool) -> None:
    """Refuse an event before the proof that sets off more than its own rules.

    In a closed set those that follow it are lived through, too.
    """
    action = machine.actions[code]
    if closed and len(action.moments) == 1:
        return
    upon = [each.trigger for each in machine.reactions]
    upon += [each.trigger for each in machine.grants if each.trigger is not None]
    set_off = any(
        isinstance(each, Upon)
        and isinstance(each.occurrence, OfMoment)
        and each.occurrence.action == code
        for each in upon
    )
    if action.refusals or len(action.moments) > 1 or set_off:
        raise Refused(f"it begins with `{action.name}`, which this check cannot follow")


def _of_whom(proof: Proof, machine: Machine) -> Iterator[str]:
    """What the claim supposes."""
    yield "supposed: only actions `by choice` happen, nothing by chance or authority"
    if proof.method == POTENTIAL:
        units = proof.hour / machine.denomination.scale(Kind.MONEY)
        yield f"supposed: an hour is worth {units} {machine.denomination.currency}"
    if proof.person:
        given = ", ".join(f"{name} {value}" for name, value in proof.person.items())
        yield f"supposed: the person has {given}"
    if proof.hours is not None:
        spent = Fraction(proof.hours, HOUR)
        yield f"supposed: nobody spends more than {spent} hours in a calendar year"
    if proof.before:
        names = ", ".join(f"`{name}`" for name, _ in proof.before)
        yield f"supposed: it begins with {names}"


@attrs.define(eq=False)
class _Check:
    """One check."""

    proof: Proof
    machine: Machine
    steps: Steps
    ways: list[Way]

    def run(self, before: list[tuple[int, tuple[int, ...]]]) -> None:
        """Go through the whole table.

        Raises:
            Refused: a step leads out of it, or brings more than it says.
        """
        proof, tables = self.proof, self.proof.tables
        if before and proof.method == POTENTIAL:
            raise Refused("a bound on gains that begins with events is not known here")
        start, begun = self.steps.begun(before)
        idle = self._idle(start) if proof.baseline else [(0, 0)] * len(tables)
        if begun and proof.baseline:  # doing nothing has the same
            begun = 0
        bound = tables[0].bounds.get(start)
        if bound is None:
            raise Refused("the state on the first day is not in it")
        if proof.method == POTENTIAL and begun + bound > 0:
            raise Refused("its first bound is a gain")
        for number, table in enumerate(tables):
            following = self._following(number)
            for state, bound in table.bounds.items():
                if proof.method == CLOSED_SET:
                    self._check_grade(self.steps.person(table.first, state))
                elif proof.until is None and bound < 0 and stops_inside(table, self.steps.of):
                    raise Refused("one of its bounds is less than nothing")
                self._check_events(table, state, bound)
                self._check_end(table, state, bound, following, idle[number])

    def _following(self, number: int) -> Table | None:
        tables = self.proof.tables
        if number + 1 < len(tables):
            return tables[number + 1]
        return None if self.proof.loop is None else tables[self.proof.loop]

    def _idle(self, start: State) -> list[tuple[int, int]]:
        """What doing nothing brings at the end of each stage, and at the beginning of the next.

        Raises:
            Refused: it brings something else in a later round.
        """
        tables, loop = self.proof.tables, self.proof.loop
        found: list[tuple[int, int]] = []
        seen: set[State] = set()
        state, number = start, 0
        for _ in range(MOST_IDLE):
            if number == loop:
                if state in seen:
                    return found
                seen.add(state)
            person, closing = self.steps.closed(tables[number].first, tables[number].last, state)
            opening = 0
            if self._following(number) is not None:
                state, opening = self.steps.opened(person, tables[number].last + 1)
            if number == len(found):
                found.append((closing, opening))
            elif found[number] != (closing, opening):
                raise Refused("what doing nothing brings is not the same in each round")
            number += 1
            if number == len(tables):
                if loop is None:
                    return found
                number = loop
        raise Refused("doing nothing does not come back to where it was")

    def _check_grade(self, person: Person) -> None:
        grades = self.machine.gradings[0].grades if self.machine.gradings else ()
        never = next((n for n, each in enumerate(grades) if each.name == self.proof.never), None)
        if never is None:
            raise Refused(f"there is no grade `{(self.proof.never or '')[:40]}`")
        if person.rank(0) <= never:
            raise Refused(f"a state in it has grade {grades[never].name} or a better one")

    def _check_events(self, table: Table, state: State, bound: int) -> None:
        found = self.steps.events(table.first, state, self.ways)
        for way, after in zip(self.ways, found, strict=True):
            if after == state and way.price >= 0:
                continue
            there = _found(table.bounds, after)
            if self.proof.method == POTENTIAL and bound < there - way.price:
                raise Refused("an event brings more than its bounds fall by")

    def _check_end(
        self, table: Table, state: State, bound: int, following: Table | None, idle: tuple[int, int]
    ) -> None:
        person, closing = self.steps.closed(table.first, table.last, state)
        bounded = self.proof.method == POTENTIAL
        if not bounded:
            self._check_grade(person)
        gain = closing - idle[0]
        can_stop = self.proof.until is None or following is None
        if bounded and can_stop and bound < gain:
            raise Refused("the end of a stage brings more than its bound")
        if following is None:
            return
        after, opening = self.steps.opened(person, table.last + 1)
        there = _found(following.bounds, after)
        if bounded and bound < gain + opening - idle[1] + there:
            raise Refused("the end of a stage brings more than its bounds fall by")

    def claim(self) -> str:
        """What is proved, as a sentence."""
        proof = self.proof
        since = datetime.date.fromordinal(proof.since)
        if proof.until is None:
            time = f"from {since} on, up to any day"
        else:
            time = f"from {since} to {datetime.date.fromordinal(proof.until)}"
        if proof.method == CLOSED_SET:
            return f"{time}, nothing that a person chooses brings grade {proof.never}"
        than = "doing nothing" if proof.baseline else "it costs"
        what = "gains more by what they choose to do" if proof.baseline else "gets more from perks"
        return f"{time}, nobody {what} than {than}"


def _found(bounds: Mapping[State, int], state: State) -> int:
    there = bounds.get(state)
    if there is None:
        raise Refused("a step leads out of its states")
    return there
