"""Binary fractions, which columns of tables may hold, as what they are and nothing else."""

from __future__ import annotations

import math
from decimal import Decimal

from policylang.core import limits
from policylang.engine.unreadable import UnreadableValue

_HELP = "keep such values as decimals, whole numbers or text"


def exact_text(value: float) -> str | UnreadableValue:
    """All digits of a number: `2.5` for 2.5. There are too many of them where 0.1 was meant."""
    if not math.isfinite(value):
        return UnreadableValue(repr(value), f"`{value}` is no number", _HELP)
    exact = Decimal(value)
    if len(exact.as_tuple().digits) > limits.NUMBER_DIGITS:
        problem = f"`{value!r}` is kept as a binary fraction, which is not exactly that"
        return UnreadableValue(repr(value), problem, _HELP)
    return f"{exact:f}"
