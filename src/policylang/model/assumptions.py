"""What an audit assumes beside the policy: figures, costs and the worth of perks, from a file."""

from __future__ import annotations

from typing import Literal

import attrs

from policylang.core.record import Record, record

#: What can be assumed: `figures`, `costs` and `perks` of the file.
Subject = Literal["figure", "cost", "perk"]


@record
class Assumption(Record):
    """One thing that is assumed, in the words of the file: `bikes`, `40 USD a year`.

    `written` is the line of the file on which the text begins, at or after character `at` of it
    (counted from 0): for messages.
    """

    subject: Subject
    name: str
    text: str
    line: int
    written: str = attrs.field(default="", eq=False)
    at: int = attrs.field(default=0, eq=False)


@record
class Assumptions(Record):
    """An assumptions file. `digest` is the SHA-256 of its bytes: what certificates go by."""

    file: str
    digest: str
    policy: str | None
    items: tuple[Assumption, ...]
