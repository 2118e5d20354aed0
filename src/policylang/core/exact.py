"""Decimal arithmetic that never rounds, whatever context the caller's own code has set."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import reduce
from typing import Final

#: As many digits as it takes, none is ever rounded away.
EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum of decimals, to the last digit."""
    return reduce(EXACT.add, values, Decimal(0))
