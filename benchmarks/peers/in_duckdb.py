"""DuckDB: a recursive query (`rongcheng.sql`), which takes everybody's next event in each step."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.crowds_by_hand import Found, Way
from policylang.engine.columnar.arrays import Crowd

_EPOCH: Final = 719_163
_QUERY: Final = Path(__file__).with_name("rongcheng.sql").read_text(encoding="utf-8")


def way() -> Way:
    """The function; nothing has to be prepared."""
    return _run


def _run(crowd: Crowd) -> Found:
    counts = np.diff(crowd.offsets)
    names = np.arange(len(crowd), dtype=np.int32)
    person = np.repeat(names, counts)
    rank = (np.arange(crowd.days.size) - crowd.offsets[person]).astype(np.int32)
    date = pa.array(crowd.days - np.int32(_EPOCH)).cast(pa.date32())
    rows = {"rank": rank, "code": crowd.codes, "value": crowd.fields[0], "date": date}
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("events", pa.table({"person": person, **rows}))
        database.register("people", pa.table({"person": names, "events": counts}))
        found = database.execute(_QUERY).fetchnumpy()
    discounts, terms = found["discounts"], found["terms"]
    money = 5000 * discounts + crowd.attributes[0] // 100 * terms
    return found["score"], discounts + terms, money
