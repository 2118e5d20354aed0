"""Histories: what happened to one person, as the machine runs it, and how it is read.

Each module rests on those above it:

| module    | what it holds                                                                     |
|-----------|-----------------------------------------------------------------------------------|
| `history` | events in columns (`History`), and what is left of them as of a day               |
| `rows`    | one event (`Row`), what is said of it (`Marks`), and columns made of many         |
| `moments` | the dates of an action that has several moments                                   |
| `order`   | when an event may have happened, and how many one person may have                 |
| `asked`   | the days that somebody asks about                                                 |
| `encoder` | from what callers give to all of these (`Encoder`)                                |

All of them are imported from here.
"""

from policylang.model.history.asked import EVERYTHING_KNOWN, check_window
from policylang.model.history.encoder import Encoder
from policylang.model.history.history import History
from policylang.model.history.moments import dated_places, dated_slots
from policylang.model.history.order import check_begun, check_count, check_order
from policylang.model.history.rows import Marks, Row, columns_of, gathered, numbered

__all__ = [
    "EVERYTHING_KNOWN",
    "Encoder",
    "History",
    "Marks",
    "Row",
    "check_begun",
    "check_count",
    "check_order",
    "check_window",
    "columns_of",
    "dated_places",
    "dated_slots",
    "gathered",
    "numbered",
]
