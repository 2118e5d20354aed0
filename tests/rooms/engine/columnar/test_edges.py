"""Days on which something ends, on both sides: the kernel says what the evaluator says."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pytest

import policylang

_POLICY = """\
policy edges {}
score trust { starts at 5  stays within 0 to 60 }
status banned {}
action offend { loses 1  begins banned for 10 days }
action wave {
  refused when banned "banned"
  earns 2, at most 4 points in any 5 days
}
action bow { earns 1 when banned  earns 3 otherwise, at most 3 points per calendar month }
grades of trust { good from 10  poor below  no better than poor while banned }
perk badge { for good  grants "a badge" }
perk bonus { as soon as trust >= 8  grants "a bonus" }
"""
_FIRST = datetime.date(2020, 1, 20)


@pytest.mark.parametrize("action", ["wave", "bow"])
@pytest.mark.parametrize("later", [0, 1, 4, 5, 6, 9, 10, 11, 12])
def test_a_status_and_a_window_end_on_the_same_day_in_both(action: str, later: int) -> None:
    policy = policylang.loads(_POLICY)
    days = [0, 0, 0, later, later]
    actions = ["wave", "wave", "offend", action, action]
    dates = [_FIRST + datetime.timedelta(days=day) for day in days]
    events = [{"date": d, "action": a} for d, a in zip(dates, actions, strict=True)]
    table = pa.table({"person": ["a"] * len(days), "date": dates, "action": actions})
    for asked in (
        dates[-1],
        _FIRST + datetime.timedelta(days=10),
        dates[-1] + datetime.timedelta(1),
    ):
        [found] = policy.evaluate_many(table, as_of=max(asked, dates[-1])).to_pylist()
        outcome = policy.evaluate(events, as_of=max(asked, dates[-1]))
        assert (found["score"], found["grade"]) == (outcome.score, outcome.grade)
        assert found["holds"] == [each.name for each in outcome.holdings]
        assert found["perks"] == len(outcome.perks)
