"""Evaluating the French licence, which is not flat: code by hand, generated code and others."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable

import attrs

import policylang
from benchmarks import licence_by_hand
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
    #: The same, as the code by hand takes them.
    events: tuple[licence_by_hand.Offence | int, ...]


def drivers(machine: Machine, count: int, *, reckless: bool = False) -> list[Driver]:
    """Seeded drivers: offences some months apart, a course now and then, twenty years of it.

    Most keep their licence; of reckless ones hardly any does.
    """
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
            rows.append(_row(machine, action, day, choose, reckless=reckless))
        history = columns_of(rows, machine.width)
        found.append(Driver(history, attributes, day + 400, _by_hand(rows, codes["offence"])))
    return found


def _by_hand(rows: list[Row], offence: int) -> tuple[licence_by_hand.Offence | int, ...]:
    events: list[licence_by_hand.Offence | int] = []
    for day, code, fields in rows:
        committed, final, kind, over, place, stop = fields
        events.append((committed, final, kind, over, place, stop) if code == offence else day)
    return tuple(events)


def _row(machine: Machine, code: int, day: int, choose: random.Random, *, reckless: bool) -> Row:
    """An event whose second date, if it has one, follows in some weeks; mostly little is lost."""
    values = [0] * machine.width
    for place, field in enumerate(machine.actions[code].fields):
        if field.name == "committed":
            values[place] = day
        elif field.name == "final":
            values[place] = day + choose.randint(20, 90)
        elif field.name == "kind":
            values[place] = choose.randint(0, 6) if reckless else 0
        elif field.name == "over":
            values[place] = choose.choice((5, 10, 15, 19, 25, 55 if reckless else 15))
        elif field.name == "place":
            values[place] = int(choose.random() < 0.8)
        elif field.name == "stop":
            values[place] = choose.choice((0, 0, 0, 7))
    return day, code, tuple(values)


def answer_of(result: Result) -> licence_by_hand.Answer:
    """A result in the form of the code by hand."""
    invalid = result.statuses[0].since if result.statuses else 0
    return result.score, result.others[0], invalid, len(result.refused)


def run(people: int, rounds: int) -> None:
    """Check that all agree, then race them and print the table."""
    policy = policylang.load(data_dir("policies") / "france_licence.policy")
    machine, evaluator = policy.machine, policy.evaluator
    plan = Plan(machine, program_of(machine))

    def by_hand(one: Driver) -> licence_by_hand.Answer:
        licence = licence_by_hand.Licence(LICENSED, accompanied=False)
        return licence.run(one.events, one.as_of)

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

    everybody, far = drivers(machine, people), drivers(machine, max(people // 4, 20), reckless=True)
    some = everybody[: max(people // 100, 5)]
    for one in everybody + far:
        assert answer_of(generated(one)) == by_hand(one), one
    for one in some + far[: len(some)]:
        expected = oracle(one)
        for way in (generated, closures, tracked):
            assert way(one) == expected, (way.__name__, one)
        assert with_ledger(one)._replace(ledger=None) == expected, one
    lost, all_lost = (sum(by_hand(one)[2] > 0 for one in who) for who in (everybody, far))
    say(
        f"equal on {len(everybody):,} drivers of {EVENTS} events in twenty years, of whom {lost:,} "
        f"lose the licence, and on {len(far):,} reckless ones, of whom {all_lost:,} do; the oracle "
        f"and the tracker on {len(some):,}"
    )

    def each(way: Callable[[Driver], object], who: list[Driver]) -> Callable[[], object]:
        return lambda: [way(one) for one in who] and None

    timings = race(
        {
            "by hand": each(by_hand, everybody),
            "generated": each(generated, everybody),
            "generated, with ledger": each(with_ledger, everybody),
            "closures": each(closures, everybody),
        },
        len(everybody),
        rounds,
    )
    say(table(f"French licence, {EVENTS} events", timings, "by hand", "person"))
    slower, least, most = timings["by hand"].times(timings["generated"])
    say(f"  generated takes {slower:.1f} times as long as by hand ({least:.1f} to {most:.1f})")
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
