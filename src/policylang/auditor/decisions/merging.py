"""Actions that differ only in price become one, with a price that rises: a cost curve.

THEOREM. Let several actions each be a gain of the same size of the same score, each under a cap of
its own that counts points in the same window, with limits that are multiples of the size; if it
runs out, after the same time. Then the
k-th such gain of a window may always be taken to be the k-th cheapest.

PROOF. Take any history and, window by window, let its gains keep their days but be done by the
actions in order of price, each until its cap is full. Scores are the same at every time. Up to any
day the same number of gains is paid for, now by the cheapest there are. Caps allow it, as no action
is used more often than its cap lets through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from policylang.auditor.decisions.effects import CapUse, Chain, Effect, formulas_anew, own_chains
from policylang.auditor.decisions.transitions import Move, Process
from policylang.model.machine import Window

#: What a move costs, in the solver's unit.
Price = Callable[[Move], int]


@attrs.frozen
class Option:
    """A move as the solver takes it, with its price; or a cost curve of several.

    `curve` holds the gains of one window in order of price: the price and the move of each. The
    state counts at `place` how many points of the window are taken, `size` of them each time.
    """

    move: Move
    price: int
    place: int = -1
    size: int = 1
    curve: tuple[tuple[int, Move], ...] = ()


@attrs.frozen
class _Fungible:
    """What actions have to share to be merged."""

    score: int
    size: int
    window: Window
    #: How long what they give lasts (see `lasting`).
    kind: int | None


def options_of(process: Process, price: Price) -> tuple[Process, tuple[Option, ...]]:
    """What can be done in a process, with fungible moves merged, and the process to do it in."""
    by_kind: dict[_Fungible, list[Move]] = {}
    fresh = not any(process.start[process.layout.scores :])
    for move in process.moves:
        kind = _kind_of(move, process) if fresh else None
        if kind is not None:
            by_kind.setdefault(kind, []).append(move)
    groups = [(kind, moves) for kind, moves in by_kind.items() if len(moves) > 1]
    if not groups:
        return process, tuple(Option(move, price(move)) for move in process.moves)
    merged = [move for _, moves in groups for move in moves]
    gone = sorted({_cap(move).place for move in merged})
    kept = [place for place in range(len(process.start)) if place not in gone]
    places = {place: n for n, place in enumerate(kept)}
    options = [
        Option(_moved(move, places), price(move)) for move in process.moves if move not in merged
    ]
    begins = {}
    for number, (kind, moves) in enumerate(groups):
        place = len(kept) + number
        begins[place] = _cap(moves[0]).place
        options.append(_curve(kind, moves, price, place, formulas_anew(process.layout)))
    return _rebuilt(process, places, begins), tuple(options)


def _cap(move: Move) -> CapUse:
    return move.chains[0][0][1].caps[0]


def _kind_of(move: Move, process: Process) -> _Fungible | None:
    """What a move has to share with others to be merged with them; None where it cannot be."""
    own = own_chains(move.chains, process.layout)
    if move.hours is not None or len(own) != 1 or len(own[0]) != 1:
        return None
    condition, effect = own[0][0]
    if condition is not None or effect.sign != 1 or not isinstance(effect.size, int):
        return None
    if len(effect.caps) != 1 or effect.caps[0].times or effect.size < 1 or effect.caps[0].days:
        return None
    cap = effect.caps[0]
    if cap.limit % effect.size or cap.limit < effect.size:
        return None
    if sum(other.action == move.action for other in process.moves) > 1:
        return None
    if _users(cap.place, process) != 1:
        return None
    slot = next(s for s, place in process.layout.places.items() if place == cap.place)
    window = next(each.window for each in process.machine.caps if each.slot == slot)
    return _Fungible(effect.score, effect.size, window, effect.kind)


def _users(place: int, process: Process) -> int:
    """How many moves and rules a cap counts."""
    chains = [chain for move in process.moves for chain in move.chains]
    chains += [chain for each in process.reactions.values() for chain in each]
    effects = [effect for chain in chains for _, effect in chain]
    return sum(any(cap.place == place for cap in effect.caps) for effect in effects)


def _curve(
    kind: _Fungible, moves: Sequence[Move], price: Price, place: int, then: Sequence[Chain]
) -> Option:
    units = [
        (price(move), n, move)
        for n, move in enumerate(moves)
        for _ in range(_cap(move).limit // kind.size)
    ]
    units.sort(key=lambda each: each[:2])
    limit = len(units) * kind.size
    effect = Effect(kind.score, 1, kind.size, (CapUse(place, limit, False),), kind.kind)
    one = attrs.evolve(moves[0], chains=(((None, effect),), *then))
    return Option(one, 0, place, kind.size, tuple((cost, move) for cost, _, move in units))


def _moved(move: Move, places: Mapping[int, int]) -> Move:
    return attrs.evolve(move, chains=tuple(_chain(chain, places) for chain in move.chains))


def _chain(chain: Chain, places: Mapping[int, int]) -> Chain:
    return tuple(
        (
            condition,
            attrs.evolve(effect, caps=_caps(effect.caps, places)),
        )
        for condition, effect in chain
    )


def _caps(caps: Sequence[CapUse], places: Mapping[int, int]) -> tuple[CapUse, ...]:
    return tuple(attrs.evolve(cap, place=places[cap.place]) for cap in caps)


def _rebuilt(process: Process, places: Mapping[int, int], curves: Mapping[int, int]) -> Process:
    """The process with caps in new places; each curve begins anew when a cap it stands for does."""
    slots = {s: places[p] for s, p in process.layout.places.items() if p in places}

    def begins(old: tuple[int, ...]) -> tuple[int, ...]:
        kept = [places[place] for place in old if place in places]
        return tuple(sorted([*kept, *(new for new, cap in curves.items() if cap in old)]))

    return attrs.evolve(
        process,
        layout=attrs.evolve(process.layout, places=slots),
        start=(*(process.start[place] for place in places), *[0] * len(curves)),
        stages=tuple(attrs.evolve(each, begins=begins(each.begins)) for each in process.stages),
        moves=(),
        moving={places[place]: days for place, days in process.moving.items()},
        soonest=tuple(
            attrs.evolve(each, caps=_caps(each.caps, places))
            for each in process.soonest
            if all(cap.place in places for cap in each.caps)
        ),
        reactions={
            number: tuple(_chain(chain, places) for chain in chains)
            for number, chains in process.reactions.items()
        },
    )
