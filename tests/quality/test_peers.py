"""What the engine is raced against is right: every peer that is installed, and the code by hand."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import crowds_by_hand, peers
from benchmarks.crowds import Size, crowd_for, crowd_of
from benchmarks.crowds_by_hand import Way, by_rank, in_c
from benchmarks.workload import AS_OF, extreme

from policylang import load
from policylang.core.data import data_dir
from policylang.engine.columnar.arrays import Crowd, Scored
from policylang.engine.columnar.engines import engine_for


def _ways() -> dict[str, Way]:
    ways, _ = peers.found()
    scalar = in_c()
    ways = {"numpy": by_rank, "numba": crowds_by_hand.in_numba(), **ways}
    return ways if scalar is None else {"C": scalar, **ways}


def _scored(crowd: Crowd) -> Scored:
    engine = engine_for(load(data_dir("policies") / "rongcheng.policy").evaluator)
    scored = engine.run(crowd, since=None, as_of=AS_OF.toordinal())
    assert scored is not None
    return scored


def _those_there_and_not() -> list[object]:
    """Every name, with the reason for a skip where a peer is not installed."""
    missing = peers.found()[1]
    if in_c() is None:
        missing = {"C": "gcc", **missing}
    lacking = (
        pytest.param(name, marks=pytest.mark.skip(reason=f"there is no {what}"))
        for name, what in missing.items()
    )
    return [*_ways(), *lacking]


@pytest.mark.parametrize("name", _those_there_and_not())
@pytest.mark.parametrize("people", [1, 40, 500])
def test_everybody_comes_to_the_same(name: str, people: int) -> None:
    crowd = crowd_for(Size("few", people, 30), seed=people)
    scored = _scored(crowd)
    expected = (scored.scores, scored.counts[0], scored.money[0])
    for mine, theirs in zip(_ways()[name](crowd), expected, strict=True):
        assert np.array_equal(mine, theirs)


def _cut_to_as_many(crowd: Crowd, events: int) -> Crowd:
    """Those with so many events or more, and of theirs the first."""
    some = np.flatnonzero(np.diff(crowd.offsets) >= events)
    rows = (crowd.offsets[some][:, None] + np.arange(events)).ravel()
    return Crowd(
        np.arange(some.size + 1, dtype=np.int64) * events, crowd.days[rows], crowd.codes[rows],
        np.ascontiguousarray(crowd.fields[:, rows]),
        np.ascontiguousarray(crowd.attributes[:, some]),
    )  # fmt: skip


@pytest.mark.parametrize("name", _those_there_and_not())
def test_also_at_both_ends_of_the_range_of_the_score(name: str) -> None:
    crowd = _cut_to_as_many(crowd_of(extreme(300)), 100)
    scored = _scored(crowd)
    assert {0, 1300} <= {*scored.scores.tolist()}
    expected = (scored.scores, scored.counts[0], scored.money[0])
    for mine, theirs in zip(_ways()[name](crowd), expected, strict=True):
        assert np.array_equal(mine, theirs)


_UNEVEN = {"C", "C, 16 people side by side", "DuckDB, SQL", "numba"}


@pytest.mark.parametrize("name", sorted(_UNEVEN & {*_ways()}))
def test_also_where_some_have_more_events_than_others(name: str) -> None:
    crowd = crowd_of(extreme(150))
    scored = _scored(crowd)
    expected = (scored.scores, scored.counts[0], scored.money[0])
    for mine, theirs in zip(_ways()[name](crowd), expected, strict=True):
        assert np.array_equal(mine, theirs)
