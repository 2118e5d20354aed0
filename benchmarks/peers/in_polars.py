"""Polars: the first event of everybody, then the second, and so on. All have as many."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from benchmarks.crowds_by_hand import Found, Way
from benchmarks.workload import AS_OF, FIRST
from policylang.engine.columnar.arrays import Crowd

_EPOCH = 719_163
_STATE = (
    "score", "donated", "volunteered", "year", "late_1", "late_2", "discounts", "terms", "seen",
)  # fmt: skip


def way() -> Way:
    """The function; nothing has to be prepared."""
    return _run


def _run(crowd: Crowd) -> Found:
    people = len(crowd)
    each = crowd.days.size // max(people, 1)
    events = pl.DataFrame(
        {
            "rank": np.tile(np.arange(each, dtype=np.int32), people),
            "day": crowd.days - np.int32(_EPOCH),
            "code": crowd.codes,
            "value": crowd.fields[0],
        }
    ).with_columns(date=pl.col("day").cast(pl.Date))
    start = FIRST.toordinal() - 1 - _EPOCH
    first = {name: pl.lit(0, pl.Int64) for name in _STATE}
    first |= {"score": pl.lit(1000, pl.Int64), "seen": pl.lit(start, pl.Int64)}
    first |= {name: pl.lit(-1_000_000, pl.Int64) for name in ("late_1", "late_2")}
    state = pl.DataFrame({"loan": crowd.attributes[0]}).with_columns(**first)
    for rows in events.partition_by("rank", maintain_order=True, include_key=False):
        state = pl.concat([state, rows], how="horizontal").lazy().pipe(_lived).collect()
    last = state.with_columns(day=pl.lit(AS_OF.toordinal() - _EPOCH)).lazy()
    last = last.with_columns(date=pl.col("day").cast(pl.Date)).pipe(_awarded)
    found = last.select(
        "score", pl.col("discounts") + pl.col("terms"),
        money=pl.col("discounts") * 5000 + pl.col("terms") * (pl.col("loan") // 100),
    ).collect()  # fmt: skip
    scores, counts, money = (found.to_series(n).to_numpy() for n in range(3))
    return scores, counts, money


def _due(day: pl.Expr, of_month: int) -> pl.Expr:
    """How many times such a day of December has come up to a day."""
    december = (day.dt.month() == 12) & (day.dt.day() >= of_month)
    return day.dt.year().cast(pl.Int64) + december.cast(pl.Int64)


def _awarded(state: Any) -> Any:
    """What was due since the event before."""
    date, seen = pl.col("date"), pl.col("seen").cast(pl.Int32).cast(pl.Date)
    top = (pl.col("score") >= 1050).cast(pl.Int64)
    return state.with_columns(
        discounts=pl.col("discounts") + top * (_due(date, 1) - _due(seen, 1)),
        terms=pl.col("terms") + top * (_due(date, 31) - _due(seen, 31)),
        seen=pl.col("day").cast(pl.Int64),
    )


def _lived(state: Any) -> Any:
    """One event of everybody."""
    code, value, day, score = (pl.col(name) for name in ("code", "value", "day", "score"))
    year = pl.col("date").dt.year().cast(pl.Int64)
    turned = year != pl.col("year")
    state = _awarded(state).with_columns(
        donated=pl.when(turned).then(0).otherwise(pl.col("donated")),
        volunteered=pl.when(turned).then(0).otherwise(pl.col("volunteered")),
        year=year,
    )
    gift = pl.min_horizontal(value // 5000, 15 - pl.col("donated"))
    help = pl.min_horizontal(value // 7200, 10 - pl.col("volunteered"))
    fine = pl.when(pl.col("late_2") > day - 365).then(20).otherwise(10)
    changed = (
        pl.when(code == 0).then(score - 5)
        .when(code == 1).then(score + 30)
        .when(code == 2).then(score + 5)
        .when(code == 3).then(score + gift)
        .when(code == 4).then(score + help)
        .when(code == 5).then(score - fine)
        .otherwise(pl.min_horizontal(score, 849))
    )  # fmt: skip
    late = code == 5
    return state.with_columns(
        score=changed.clip(0, 1300),
        donated=pl.col("donated") + pl.when(code == 3).then(gift).otherwise(0),
        volunteered=pl.col("volunteered") + pl.when(code == 4).then(help).otherwise(0),
        late_2=pl.when(late).then(pl.col("late_1")).otherwise(pl.col("late_2")),
        late_1=pl.when(late).then(day.cast(pl.Int64)).otherwise(pl.col("late_1")),
    ).select(*_STATE, "loan")
