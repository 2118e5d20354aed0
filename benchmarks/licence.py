"""Evaluating the French licence, which is not flat: generated code, closures, tracker, oracle."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable

import attrs

import policylang
from benchmarks.measure import race, say, table
from policylang.core.data import data_dir
from policylang.model.history import History, Row, columns_of
from policylang.model.machine import Machine
from policylang.model.result import Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.plan import Plan
from policylang.runtime.readings import program_of
from policylang.runtime.timeline import evaluate
from policylang.runtime.tracker import Tracker

#: Everybody got the licence on this day.
LICENSED = datetime.date(2005, 1, 1).toordinal()
EVENTS = 20


@attrs.frozen
class Driver:
    """One person in held integers, and the day asked about."""

    history: History
    attributes: tuple[int, ...]
    as_of: int


def drivers(machine: Machine, count: int) -> list[Driver]:
    """Seeded drivers: offences some months apart, a course now and then, twenty years of it."""
    codes = {action.name: code for code, action in enumerate(machine.actions)}
    names = [slot.name for slot in machine.attributes]
    attributes = tuple(LICENSED if name == "licensed" else 0 for name in names)
    choose = random.Random(2005)  # noqa: S311 - a benchmark
    found = []
    for _ in range(count):
        day, rows = LICENSED, []
        for _ in range(EVENTS):
            day += choose.randint(20, 700)
            offends = choose.random() < 0.8
            action = codes["offence" if offends else "course"]
            rows.append(_row(machine, action, day, choose))
        found.append(Driver(columns_of(rows, machine.width), attributes, day + 400))
    return found


def _row(machine: Machine, code: int, day: int, choose: random.Random) -> Row:
    """An event whose second date, if it has one, follows in some weeks; mostly little is lost."""
    values = [0] * machine.width
    for place, field in enumerate(machine.actions[code].fields):
        if field.name == "committed":
            values[place] = day
        elif field.name == "final":
            values[place] = day + choose.randint(20, 90)
        elif field.name == "over":
            values[place] = choose.choice((5, 10, 15, 19, 25, 35))
    return day, code, tuple(values)


def run(people: int, rounds: int) -> None:
    """Check that all agree, then race them and print the table."""
    policy = policylang.load(data_dir("policies") / "france_licence.policy")
    machine, evaluator = policy.machine, policy.evaluator
    plan = Plan(machine, program_of(machine))

    def generated(one: Driver) -> Result:
        return evaluator.run(one.history, one.attributes, as_of=one.as_of)

    def with_ledger(one: Driver) -> Result:
        return evaluator.run(one.history, one.attributes, as_of=one.as_of, ledger=True)

    def closures(one: Driver) -> Result:
        day = one.as_of
        return evaluate(plan, one.history, one.attributes, since=None, as_of=day, ledger=False)

    def tracked(one: Driver) -> Result:
        tracker = Tracker(machine, one.attributes)
        for day, code, *fields in zip(
            one.history.days, one.history.codes, *one.history.columns, strict=True
        ):
            tracker.apply(day, code, fields)
        return tracker.result(one.as_of)

    def oracle(one: Driver) -> Result:
        return interpret(machine, one.history, one.attributes, as_of=one.as_of, ledger=False)

    everybody = drivers(machine, people)
    some = everybody[: max(people // 100, 5)]
    for one in some:
        expected = oracle(one)
        for way in (generated, closures, tracked):
            assert way(one) == expected, (way.__name__, one)
        assert with_ledger(one)._replace(ledger=None) == expected, one
    say(f"equal on {len(some):,} drivers of {EVENTS} events in twenty years")

    def each(way: Callable[[Driver], object], who: list[Driver]) -> Callable[[], object]:
        return lambda: [way(one) for one in who] and None

    timings = race(
        {
            "generated": each(generated, everybody),
            "generated, with ledger": each(with_ledger, everybody),
            "closures": each(closures, everybody),
        },
        len(everybody),
        rounds,
    )
    say(table(f"French licence, {EVENTS} events", timings, "generated", "person"))
    slow = race(
        {
            "generated": each(generated, some),
            "tracker, event by event": each(tracked, some),
            "interpreter (the oracle)": each(oracle, some),
        },
        len(some),
        rounds,
    )
    say(table(f"The same, {len(some)} people", slow, "generated", "person"))
