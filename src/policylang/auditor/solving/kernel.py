"""The inner loops of the packed solver: plain Python over arrays, fit to be compiled by numba.

A state is one number. What can be done is written in tables (see `packing`):

| table     | what its rows are                                                             |
|-----------|-------------------------------------------------------------------------------|
| `parts`   | the groups of bits of a state                                                 |
| `rows`    | options, rules, chains, arms, caps, readings and what they read, which refer  |
|           | to one another by row                                                         |
| `numbers` | prices of cost curves, and what depends on scores, for each value they have   |

A layer holds the states of one stage, in the order in which they were found:

| array     | of each state                                                                 |
|-----------|-------------------------------------------------------------------------------|
| `keys`    | its number                                                                    |
| `gains`   | the best gain with which it is reached                                        |
| `burdens` | of that gain, the least burden: fewest events, then the earliest              |
| `parents` | the place before: of this layer, or (`options` -1) of the layer before        |
| `options` | what was done there                                                           |
| `heap`    | places that wait, the best on top                                             |
| `ranks`   | where in the heap a place waits                                               |

`index` finds the place of a state: places + 1 where hashing leads, 0 where nothing is. Nothing here
may overflow: numbers that grow are looked at before they are added to, and a search that would
leave the range of exact integers stops as LEFT.

Functions are given arrays, not the tuples that hold them: numba then counts no references.
"""

from __future__ import annotations

from typing import Any

# Columns of `parts`: the least value, the value of a bit, where the bits are; the ends of a range,
# what becomes of a score beyond them, and LOST, which a score stays at that has left its bits.
BASE, UNIT, SHIFT, MASK, LOW, HIGH, BELOW, ABOVE, LOST = 0, 1, 2, 3, 4, 5, 6, 7, 8
# Columns of `rows`. An option, a rule, a chain, an arm and a reading begin with those of its rows.
FIRST, LAST = 0, 1
PRICE, HOURS, SPENT, MOST, CURVE, PLACE, SIZE = 2, 3, 4, 5, 6, 7, 8  # of an option
CONDITION, SCORE, SIGN, AMOUNT, READING = 2, 3, 4, 5, 6  # of an arm
COUNTED, LIMIT, TIMES = 0, 1, 2  # of a cap
OFFSET = 2  # of a reading: where its numbers begin
PART, STRIDE = 0, 1  # of what is read
GRANT, ROW = 0, 1  # of what is due: 1 and a reading, or 0 and a rule
WIDTH = 9

# What a search has come to, in `counts`.
FOUND, WAITING, NEXT, STEPS = 0, 1, 2, 3

# How a function ends.
DONE, PAUSED, CROWDED, LEFT = 0, 1, 2, 3

# How full an index may be: 3 of 4.
USED, OF = 3, 4

#: No gain or burden that a search goes on with is larger; so sums of two are exact.
GREATEST = 2**61
#: One event weighs so much against an event a stage later.
EVENT = 2**32


# --- states ------------------------------------------------------------------------------------


def unpack(parts: Any, key: Any, now: Any) -> None:
    """Write the parts of a state to `now`."""
    for part in range(parts.shape[0]):
        digit = (key >> parts[part, SHIFT]) & parts[part, MASK]
        now[part] = parts[part, BASE] + digit * parts[part, UNIT]


def packed(parts: Any, now: Any) -> Any:
    """The number of a state; -1 where a part has left the range that its bits can hold."""
    key = 0
    for part in range(parts.shape[0]):
        if now[part] == parts[part, LOST]:
            return -1
        digit = now[part] - parts[part, BASE]
        unit = parts[part, UNIT]
        if unit > 1:
            whole = digit // unit
            if whole * unit != digit:
                return -1
            digit = whole
        if digit < 0 or digit > parts[part, MASK]:
            return -1
        key |= digit << parts[part, SHIFT]
    return key


def read(parts: Any, rows: Any, numbers: Any, reading: Any, now: Any) -> Any:
    """A number that depends on scores, looked up."""
    at = rows[reading, OFFSET]
    for row in range(rows[reading, FIRST], rows[reading, LAST]):
        part = rows[row, PART]
        at += (now[part] - parts[part, BASE]) * rows[row, STRIDE]
    return numbers[at]


def apply_arm(parts: Any, rows: Any, numbers: Any, arm: Any, now: Any) -> None:
    """One rule, as `decisions.effects` has it."""
    first, last = rows[arm, FIRST], rows[arm, LAST]
    for cap in range(first, last):
        if rows[cap, TIMES] and now[rows[cap, COUNTED]] >= rows[cap, LIMIT]:
            return
    size = rows[arm, AMOUNT]
    if rows[arm, READING] >= 0:
        size = read(parts, rows, numbers, rows[arm, READING], now)
    for cap in range(first, last):
        if not rows[cap, TIMES]:
            size = min(size, max(rows[cap, LIMIT] - now[rows[cap, COUNTED]], 0))
    for cap in range(first, last):
        now[rows[cap, COUNTED]] += 1 if rows[cap, TIMES] else size
    score, sign = rows[arm, SCORE], rows[arm, SIGN]
    if now[score] == parts[score, LOST]:
        return
    after = size if sign == 0 else now[score] + sign * size
    if after < parts[score, LOW]:
        after = parts[score, BELOW]
    elif after > parts[score, HIGH]:
        after = parts[score, ABOVE]
    now[score] = after


def apply_chains(parts: Any, rows: Any, numbers: Any, of: Any, now: Any) -> None:
    """The chains of an option or a rule: of each, the first arm whose condition holds."""
    for chain in range(rows[of, FIRST], rows[of, LAST]):
        for arm in range(rows[chain, FIRST], rows[chain, LAST]):
            condition = rows[arm, CONDITION]
            if condition < 0 or read(parts, rows, numbers, condition, now):
                apply_arm(parts, rows, numbers, arm, now)
                break


def come_due(parts: Any, rows: Any, numbers: Any, dues: Any, now: Any) -> Any:
    """Let rules change the parts; what perks and sanctions bring."""
    gain = 0
    for due in range(dues.shape[0]):
        if dues[due, GRANT]:
            gain += read(parts, rows, numbers, dues[due, ROW], now)
        else:
            apply_chains(parts, rows, numbers, dues[due, ROW], now)
    return gain


def fits(gain: Any, burden: Any) -> Any:
    """Whether a search may go on with such a value."""
    return -GREATEST <= gain <= GREATEST and burden <= GREATEST


# --- places by their state ---------------------------------------------------------------------


def is_crowded(keys: Any, index: Any, places: Any) -> Any:
    """Whether there is no room for so many places."""
    return places > keys.shape[0] or OF * places > USED * index.shape[0]


def slot_of(key: Any, keys: Any, index: Any) -> Any:
    """Where in the index a state is, or would be put.

    Both halves of the number are spread over 62 bits, folded to 31, and spread again.
    """
    capacity = index.shape[0]
    spread = (key & 0xFFFFFFFF) * 0x2545F491 + (key >> 32) * 0x1B873593
    spread = (spread ^ (spread >> 31)) & 0x7FFFFFFF
    spread = (spread * 0x27D4EB2F) & 0x7FFFFFFF
    slot = (spread * capacity) >> 31
    while index[slot] != 0 and keys[index[slot] - 1] != key:
        slot += 1
        if slot == capacity:
            slot = 0
    return slot


def fill_index(keys: Any, index: Any, found: Any) -> None:
    """Put so many places into an empty index."""
    for place in range(found):
        index[slot_of(keys[place], keys, index)] = place + 1


# --- places that wait --------------------------------------------------------------------------


def rise(gains: Any, burdens: Any, heap: Any, ranks: Any, rank: Any) -> None:
    """Move a place up to where it belongs."""
    place = heap[rank]
    gain, burden = gains[place], burdens[place]
    while rank > 0:
        above = (rank - 1) >> 2
        other = heap[above]
        if gains[other] > gain or (gains[other] == gain and burdens[other] <= burden):
            break
        heap[rank] = other
        ranks[other] = rank
        rank = above
    heap[rank] = place
    ranks[place] = rank


def sink(gains: Any, burdens: Any, heap: Any, ranks: Any, rank: Any, size: Any) -> None:
    """Move a place down to where it belongs."""
    place = heap[rank]
    gain, burden = gains[place], burdens[place]
    while 4 * rank + 1 < size:
        first = 4 * rank + 1
        best = first
        best_gain, best_burden = gains[heap[first]], burdens[heap[first]]
        for below in range(first + 1, min(first + 4, size)):
            other = heap[below]
            if gains[other] > best_gain or (
                gains[other] == best_gain and burdens[other] < best_burden
            ):
                best, best_gain, best_burden = below, gains[other], burdens[other]
        if gain > best_gain or (gain == best_gain and burden <= best_burden):
            break
        heap[rank] = heap[best]
        ranks[heap[rank]] = rank
        rank = best
    heap[rank] = place
    ranks[place] = rank


def wait_all(layer: Any, counts: Any) -> None:
    """Let every place wait."""
    gains, burdens, heap, ranks = layer.gains, layer.burdens, layer.heap, layer.ranks
    size = counts[FOUND]
    for place in range(size):
        heap[place] = place
        ranks[place] = place
    for rank in range((size - 2) >> 2, -1, -1):
        sink(gains, burdens, heap, ranks, rank, size)
    counts[WAITING] = size


# --- a stage -----------------------------------------------------------------------------------


def open_stage(
    program: Any, dues: Any, begins: Any, before: Any, size: Any, layer: Any, index: Any,
    counts: Any, now: Any,
) -> Any:  # fmt: skip
    """The states of a stage once it has begun: caps anew, what is due has come.

    `before` holds `size` states of the layer before; `counts[NEXT]` says how many are done with.
    """
    parts, rows, numbers = program.parts, program.rows, program.numbers
    keys, gains, burdens = layer.keys, layer.gains, layer.burdens
    for place in range(counts[NEXT], size):
        if is_crowded(keys, index, counts[FOUND] + 1):
            return CROWDED
        unpack(parts, before.keys[place], now)
        for each in range(begins.shape[0]):
            now[begins[each]] = 0
        gain = before.gains[place] + come_due(parts, rows, numbers, dues, now)
        burden = before.burdens[place]
        key = packed(parts, now)
        if key < 0 or not fits(gain, burden):
            return LEFT
        slot = slot_of(key, keys, index)
        found = index[slot] - 1
        is_new = found < 0
        if is_new:
            found = counts[FOUND]
            counts[FOUND] += 1
            index[slot] = found + 1
            keys[found] = key
        if is_new or gain > gains[found] or (gain == gains[found] and burden < burdens[found]):
            gains[found] = gain
            burdens[found] = burden
            layer.parents[found] = place
            layer.options[found] = -1
        counts[NEXT] = place + 1
    return DONE


def spread_stage(
    program: Any, first: Any, last: Any, layer: Any, index: Any, counts: Any, now: Any, then: Any,
    stage: Any, turns: Any,
) -> Any:  # fmt: skip
    """Do all that can be done in a stage, from the best state on; so many states at most.

    Options are the rows from `first` up to `last`. Every event costs at least a burden, so the
    value of a state is final once it is on top.
    """
    parts, rows, numbers = program.parts, program.rows, program.numbers
    keys, gains, burdens = layer.keys, layer.gains, layer.burdens
    heap, ranks = layer.heap, layer.ranks
    for _ in range(turns):
        if counts[WAITING] == 0:
            return DONE
        if is_crowded(keys, index, counts[FOUND] + last - first):
            return CROWDED
        place = heap[0]
        counts[WAITING] -= 1
        if counts[WAITING] > 0:
            heap[0] = heap[counts[WAITING]]
            sink(gains, burdens, heap, ranks, 0, counts[WAITING])
        counts[STEPS] += last - first
        key, held, burden = keys[place], gains[place], burdens[place] + EVENT + stage
        unpack(parts, key, now)
        for option in range(first, last):
            for part in range(parts.shape[0]):
                then[part] = now[part]
            apply_chains(parts, rows, numbers, option, then)
            after = packed(parts, then)
            if after == key:
                continue
            if rows[option, HOURS] > 0:
                spent = now[rows[option, SPENT]] + rows[option, HOURS]
                if spent > rows[option, MOST]:
                    continue
                if after >= 0:
                    then[rows[option, SPENT]] = spent
                    after = packed(parts, then)
            price = rows[option, PRICE]
            if rows[option, CURVE] >= 0:
                taken = now[rows[option, PLACE]] // rows[option, SIZE]
                price = numbers[rows[option, CURVE] + taken]
            gain = held - price
            if after < 0 or not fits(gain, burden):
                return LEFT
            slot = slot_of(after, keys, index)
            found = index[slot] - 1
            is_new = found < 0
            if is_new:
                found = counts[FOUND]
                counts[FOUND] += 1
                index[slot] = found + 1
                keys[found] = after
                ranks[found] = counts[WAITING]
                heap[counts[WAITING]] = found
                counts[WAITING] += 1
            if is_new or gain > gains[found] or (gain == gains[found] and burden < burdens[found]):
                gains[found] = gain
                burdens[found] = burden
                layer.parents[found] = place
                layer.options[found] = option - first
                rise(gains, burdens, heap, ranks, ranks[found])
    return PAUSED


def close_stage(program: Any, dues: Any, layer: Any, size: Any, now: Any) -> Any:
    """Let come what is due at the end of a stage; two places may then hold the same state."""
    parts, rows, numbers = program.parts, program.rows, program.numbers
    for place in range(size):
        unpack(parts, layer.keys[place], now)
        gain = layer.gains[place] + come_due(parts, rows, numbers, dues, now)
        key = packed(parts, now)
        if key < 0 or not fits(gain, layer.burdens[place]):
            return LEFT
        layer.keys[place] = key
        layer.gains[place] = gain
    return DONE


def best_place(program: Any, layer: Any, size: Any, part: Any, least: Any) -> Any:
    """The place of the best value, of those with so much of a part at least (part -1: of all).

    -1 where there is none.
    """
    parts, gains, burdens = program.parts, layer.gains, layer.burdens
    best = -1
    for place in range(size):
        if part >= 0:
            digit = (layer.keys[place] >> parts[part, SHIFT]) & parts[part, MASK]
            if parts[part, BASE] + digit * parts[part, UNIT] < least:
                continue
        if (
            best < 0
            or gains[place] > gains[best]
            or (gains[place] == gains[best] and burdens[place] < burdens[best])
        ):
            best = place
    return best
