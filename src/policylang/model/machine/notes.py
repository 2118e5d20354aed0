"""What documents show and no engine reads: figures and claims."""

from __future__ import annotations

from typing import Literal

from policylang.core.record import Record, record
from policylang.model.machine.origin import Origin


@record
class Figure(Record):
    """A named constant and how far it is known. `value` is as written, with its unit."""

    name: str
    value: str
    standing: Literal["assumed", "reported"]
    note: str | None
    origin: Origin


@record
class Claim(Record):
    """A property the policy asserts of itself, for the auditor to settle."""

    name: str
    label: str
    text: str
    origin: Origin
