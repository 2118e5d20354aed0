"""Generated rows of histories, good and damaged."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

PEOPLE = ("ann", "Bob B.", "张伟", "R-0004")
FIRST = datetime.date(2016, 1, 1)

Written = dict[str, str]

days = st.integers(0, 1_000).map(lambda number: FIRST + datetime.timedelta(number))
amounts = st.sampled_from(("0", "250", "250.00", "250 USD", "1,000.00 USD", "0.01"))
times = st.sampled_from(("1", "2.5", "1:30", "24 hours", "90 minutes"))


@st.composite
def rows(draw: st.DrawFn) -> Written:
    """A good row; the field of another action is not given."""
    row = {
        "person": draw(st.sampled_from(PEOPLE)),
        "date": draw(days).isoformat(),
        "action": draw(st.sampled_from(("ticket", "donate", "help"))),
    }
    if row["action"] == "donate":
        row["amount"] = draw(amounts)
    if row["action"] == "help":
        row["time"] = draw(times)
        if draw(st.booleans()):
            row["alone"] = draw(st.sampled_from(("yes", "no", "true", "FALSE")))
    return row


def histories(most: int = 12) -> st.SearchStrategy[list[Written]]:
    """Good rows in order of date."""
    return st.lists(rows(), max_size=most).map(lambda found: sorted(found, key=_date))


def _date(row: Written) -> str:
    return row["date"]


DAMAGE: tuple[Written, ...] = (
    {"person": ""},
    {"person": "x" * 201},
    {"person": "a\x1bb"},
    {"date": ""},
    {"date": "2018-02-30"},
    {"date": "yesterday"},
    {"date": "2018-01-01T10:00"},
    {"date": "2015-12-31"},
    {"action": ""},
    {"action": "steal"},
    {"amount": "-1"},
    {"amount": "1000.01"},
    {"amount": "0.001"},
    {"amount": "much"},
    {"action": "donate", "amount": ""},
    {"action": "ticket", "time": "1"},
    {"action": "help", "time": "25", "amount": ""},
    {"action": "help", "time": "1", "alone": "perhaps", "amount": ""},
)


@st.composite
def damaged(draw: st.DrawFn) -> list[Written]:
    """Rows in any order, many of them wrong in one way or another."""
    found = draw(st.lists(rows(), max_size=14))
    return [{**row, **draw(st.sampled_from(({}, {}, *DAMAGE)))} for row in found]
