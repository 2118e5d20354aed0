"""Sets of values of a score as bits of one number, the least value first: shifted, they add."""

from __future__ import annotations

from policylang.auditor.decisions.possible import Possible


def any_between(held: tuple[int, int] | None, low: int, high: int) -> bool:
    """Whether some value of a score lies between two, both included."""
    if held is None:
        return True
    offset, bits = held
    return bool((bits >> (low - offset)) & ((1 << (high - low + 1)) - 1))


def shifted_as_often_as_may_be(bits: int, amounts: Possible, sign: int, width: int) -> int:
    """Bits after amounts were added or taken as often as may be, cut at both ends."""
    values = amounts.each()
    mask = (1 << (width + 1)) - 1

    def shifted(of: int, by: int) -> int:
        if sign > 0:
            over = (of << by) >> (width + 1)
            return ((of << by) & mask) | ((1 << width) if over else 0)
        return (of >> by) | (1 if of & ((1 << by) - 1) else 0)

    while True:
        after = bits
        if values is None:
            step = shifted(bits, min(amounts.low, width + 1))
            reach, span = step, min(amounts.high, width + 1) - min(amounts.low, width + 1)
            done = 0
            while done < span:
                by = min(done or 1, span - done)
                reach |= shifted(reach, by)
                done += by
            after |= reach
        else:
            for value in values:
                if value > 0:
                    after |= shifted(bits, min(value, width + 1))
        if after == bits:
            return bits
        bits = after
