"""Evaluating Rongcheng: generated code, the interpreter and the tracker against code by hand."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable

import policylang
from benchmarks import by_hand
from benchmarks.by_hand import Answer
from benchmarks.measure import race, say, table
from benchmarks.workload import ACTIONS, AS_OF, FIRST, Resident, extreme, ordinary
from policylang.compiler import Variant
from policylang.core.data import data_dir
from policylang.model.grading import rank_among
from policylang.model.machine import Machine
from policylang.model.result import Result
from policylang.runtime.interpreter import interpret
from policylang.runtime.prelude import year_end
from policylang.runtime.tracker import Tracker

#: Score, grade, awards and what is held.
Bare = tuple[int, str, list[tuple[int, int, int]], tuple[int, ...]]


class Contenders:
    """Everybody who evaluates Rongcheng, on the same people."""

    def __init__(self) -> None:
        self.policy = policylang.load(data_dir("policies") / "rongcheng.policy")
        assert tuple(a.name for a in self.policy.machine.actions) == ACTIONS
        self.evaluator = self.policy.evaluator
        self.last = AS_OF.toordinal()
        self.due = by_hand.due_dates(FIRST, AS_OF)
        places = {"heating_discount": 0, "loan_terms": 1}
        self.due_days = [(day.toordinal(), places[what]) for day, what in self.due]
        self.due_days.append((10**9, -1))
        days = range(FIRST.toordinal(), self.last + 1)
        self.year_ends = {day: year_end(day) for day in days}

    def by_hand(self, one: Resident) -> Answer:
        """As one would write it."""
        return by_hand.evaluate(one.rows, one.loan, self.due)

    def tuned(self, one: Resident) -> Answer:
        """By hand, tuned."""
        events = one.history
        return by_hand.evaluate_tuned(
            events.days, events.codes, events.columns[0], one.loan, self.due_days, self.year_ends
        )

    def rows(self, one: Resident) -> Result:
        """Generated, from plain rows."""
        return self.evaluator.run_rows(one.rows, (one.loan,), as_of=self.last)

    def bare(self) -> Callable[[Resident], Bare]:
        """The generated function itself, from encoded columns, with the grade looked up."""
        function = self.evaluator.function(Variant.COLUMNS)
        calendar, last = self.evaluator.calendar(FIRST.toordinal(), self.last), self.last
        bounds = [low for _, low in reversed(by_hand.GRADES)]
        grades = ["D", *(name for name, _ in reversed(by_hand.GRADES))]

        def evaluate(one: Resident) -> Bare:
            events = one.history
            score, awards, held = function(
                events.days, events.codes, events.columns, (one.loan,), calendar, last
            )
            return score, grades[bisect_right(bounds, score)], awards, held

        return evaluate

    def encoded(self, one: Resident) -> Result:
        """Generated, from encoded columns, as a result."""
        return self.evaluator.run(one.history, (one.loan,), as_of=self.last)

    def ledger(self, one: Resident) -> Result:
        """Generated, from encoded columns, with a ledger."""
        return self.evaluator.run(one.history, (one.loan,), as_of=self.last, ledger=True)

    def interpreted(self, one: Resident) -> Result:
        """The oracle."""
        return interpret(
            self.policy.machine, one.history, (one.loan,), as_of=self.last, ledger=False
        )

    def tracked(self, one: Resident) -> Result:
        """Event by event."""
        tracker = Tracker(self.policy.machine, (one.loan,))
        for event, (day, code) in enumerate(zip(one.history.days, one.history.codes, strict=True)):
            tracker.apply(day, code, (one.history.columns[0][event],))
        return tracker.result(self.last)


def answer_of(machine: Machine, result: Result) -> Answer:
    """A result in the form of the code by hand."""
    names = [grant.name for grant in machine.grants]
    awards = [(award.day, names[award.grant], award.worth) for award in result.awards]
    grade = machine.grades[rank_among(machine.grades, result.score)].name
    return result.score, grade, awards, bool(result.held)


def check_equal(contenders: Contenders, people: list[Resident], *, slow: bool) -> None:
    """Stop unless all agree on every person."""
    machine = contenders.policy.machine
    ways: list[Callable[[Resident], Result]] = [
        contenders.rows,
        contenders.encoded,
        contenders.ledger,
    ]
    if slow:
        ways += [contenders.interpreted, contenders.tracked]
    bare = contenders.bare()
    for one in people:
        expected = contenders.by_hand(one)
        assert contenders.tuned(one) == expected, one
        score, grade, awards, held = bare(one)
        money = sum(worth for _, _, worth in awards)
        assert (score, grade, bool(held)) == (expected[0], expected[1], expected[3]), one
        assert money == sum(cents for _, _, cents in expected[2]), one
        for way in ways:
            assert answer_of(machine, way(one)) == expected, (way.__name__, one)


def run(people: int, rounds: int) -> None:
    """Check that all agree, then race them and print the table."""
    contenders = Contenders()
    everybody, far = ordinary(people), extreme(max(people // 4, 20))
    check_equal(contenders, everybody, slow=False)
    check_equal(contenders, far, slow=False)
    check_equal(contenders, everybody[:200] + far[:50], slow=True)
    ends = [contenders.by_hand(one)[0] for one in far]
    say(
        f"equal on {len(everybody):,} people of 20 events, and on {len(far):,} of 0 to 120 events, "
        f"of whom {ends.count(0):,} end at 0 and {ends.count(by_hand.CEILING):,} at "
        f"{by_hand.CEILING}"
    )

    def each(way: Callable[[Resident], object]) -> Callable[[], object]:
        return lambda: [way(one) for one in everybody] and None

    timings = race(
        {
            "by hand": each(contenders.by_hand),
            "by hand, tuned": each(contenders.tuned),
            "generated, from rows": each(contenders.rows),
            "generated, encoded": each(contenders.bare()),
            "generated, encoded, as a result": each(contenders.encoded),
            "generated, encoded, with ledger": each(contenders.ledger),
        },
        len(everybody),
        rounds,
    )
    say(table("Rongcheng, 20 events", timings, "by hand", "person"))
    ledger = timings["generated, encoded, with ledger"]
    slower, least, most = timings["generated, encoded, as a result"].times(ledger)
    say(f"  a ledger takes {slower:.2f} times as long ({least:.2f} to {most:.2f})")
    _slow_ones(contenders, everybody[: max(people // 50, 20)], rounds)
    _one_call(contenders, everybody[0], rounds)


def _slow_ones(contenders: Contenders, some: list[Resident], rounds: int) -> None:
    def each(way: Callable[[Resident], object]) -> Callable[[], object]:
        return lambda: [way(one) for one in some] and None

    timings = race(
        {
            "by hand": each(contenders.by_hand),
            "tracker, event by event": each(contenders.tracked),
            "interpreter (the oracle)": each(contenders.interpreted),
        },
        len(some),
        rounds,
    )
    say(table(f"The same, {len(some)} people", timings, "by hand", "person"))


def _one_call(contenders: Contenders, one: Resident, rounds: int) -> None:
    """One person again and again: the time of a call, and what a call takes beyond its events."""
    repeats = 2000
    evaluator = contenders.evaluator
    history, last, loan = one.history, contenders.last, (one.loan,)
    none = type(history)([], [], ([],))
    empty_day = datetime.date(2014, 1, 1).toordinal()
    calendar = evaluator.calendar(empty_day, empty_day)
    function = evaluator.function(Variant.COLUMNS)

    def repeat(call: Callable[[], object]) -> Callable[[], object]:
        def run() -> None:
            for _ in range(repeats):
                call()

        return run

    timings = race(
        {
            "nothing": repeat(lambda: None),
            "bare function, no events": repeat(
                lambda: function([], [], ([],), (0,), calendar, empty_day)
            ),
            "call, no events": repeat(lambda: evaluator.run(none, (0,), as_of=empty_day)),
            "bare function, 20 events": repeat(
                lambda: function(history.days, history.codes, history.columns, loan, calendar, last)
            ),
            "call, 20 events": repeat(lambda: evaluator.run(history, loan, as_of=last)),
        },
        repeats,
        max(rounds, 9),
    )
    say(table("One person", timings, "call, 20 events", "call"))
