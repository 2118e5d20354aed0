"""Person by person over tables, in one process and in several; and in columns."""

from __future__ import annotations

import datetime
import time
from typing import Final

import numpy as np
import pyarrow as pa

import policylang
from benchmarks.licence import LICENSED
from benchmarks.measure import RECORD, load, race, say
from policylang.core.data import data_dir
from policylang.engine.columnar import one_by_one, shares

_EPOCH: Final = 719_163
#: Events of each person.
_EVENTS: Final = 20


def run(people: int) -> None:
    """Check that both ways agree, then race them."""
    for name, events in (("france_licence", drivers(people)), ("stack_overflow", askers(people))):
        policy = policylang.load(data_dir("policies") / f"{name}.policy")
        who = pa.table({"person": events.column("person").unique()})
        if name == "france_licence":
            day = datetime.date.fromordinal(LICENSED)
            who = who.append_column("licensed", pa.array([day] * who.num_rows))

        def evaluate(
            processors: int,
            policy: policylang.Policy = policy,
            events: pa.Table = events,
            who: pa.Table = who,
        ) -> pa.Table:
            return one_by_one.evaluate(
                policy.evaluator, policy.encoder, events, who, since=None, as_of=None, reason="",
                processors=processors,
            )  # fmt: skip

        assert evaluate(1).equals(evaluate(2), check_metadata=True)
        runs = {"one": lambda: evaluate(1), "two": lambda: evaluate(2)}
        begun = time.process_time()
        evaluate(1)
        busy = (time.process_time() - begun) / people * 1e6
        timings = race(runs, people, 2, time.perf_counter)
        gain, least, most = timings["two"].times(timings["one"])
        say(
            f"{name}: {busy:.0f} microseconds of a processor a person of {_EVENTS} events; with "
            f"{people:,} people two processes are {gain:.2f} times as fast as one ({least:.2f} to "
            f"{most:.2f}, wall clock, load {load()})"
        )
        RECORD.figure(name, microseconds_a_person=busy, gain_of_two_processes=gain)
        _columns(name, policy, events, who, evaluate(1))
    say(f"shares are made from {2 * shares.ENOUGH:,} events on")


def _columns(
    name: str, policy: policylang.Policy, events: pa.Table, who: pa.Table, expected: pa.Table
) -> None:
    """Race what is done in columns with one process person by person."""

    def evaluate() -> pa.Table:
        return policy.evaluate_many(events, people=who)

    assert evaluate().equals(expected)
    runs = {
        "columns": evaluate,
        "one": lambda: one_by_one.evaluate(
            policy.evaluator, policy.encoder, events, who, since=None, as_of=None, reason="",
            processors=1,
        ),
    }  # fmt: skip
    timings = race(runs, who.num_rows, 2, time.process_time)
    gain, least, most = timings["columns"].times(timings["one"])
    say(
        f"{name}: in columns {gain:.0f} times as fast as in one process ({least:.0f} to {most:.0f})"
    )
    RECORD.figure(f"{name} in columns", gain=gain)


def drivers(people: int) -> pa.Table:
    """Events for the French licence, in log order: offences that are final at once, and courses."""
    draw = np.random.default_rng(2005)
    days = LICENSED + draw.integers(1, 7_000, people * _EVENTS)
    offends = draw.random(days.size) < 0.8
    order = np.argsort(days, kind="stable")
    days, offends = days[order] - _EPOCH, offends[order]
    date = pa.array(days.astype(np.int32), mask=offends).cast(pa.date32())

    def only(values: list[str]) -> pa.Array:
        chosen = draw.integers(0, len(values), days.size).astype(np.int8)
        found = pa.DictionaryArray.from_arrays(pa.array(chosen, mask=~offends), pa.array(values))
        return found.cast(pa.string())

    final = pa.array((days + 30).astype(np.int32), mask=~offends).cast(pa.date32())
    committed = pa.array(days.astype(np.int32), mask=~offends).cast(pa.date32())
    return pa.table(
        {
            "person": np.tile(np.arange(people), _EVENTS).astype(str)[order],
            "date": date,
            "action": pa.array(np.where(offends, "offence", "course")),
            "committed": committed,
            "final": final,
            "kind": only(["speeding"]),
            "over": pa.array(draw.integers(1, 60, days.size), mask=~offends),
        }
    )


def askers(people: int) -> pa.Table:
    """Events for Stack Overflow, in log order."""
    draw = np.random.default_rng(2008)
    days = np.sort(draw.integers(14_500, 17_000, people * _EVENTS)).astype(np.int32)
    actions = np.array(["question_upvote", "answer_upvote", "downvote", "downvote_cast", "edit"])
    return pa.table(
        {
            "person": draw.permutation(np.tile(np.arange(people), _EVENTS)).astype(str),
            "date": pa.array(days).cast(pa.date32()),
            "action": pa.array(actions[draw.integers(0, actions.size, days.size)]),
        }
    )
