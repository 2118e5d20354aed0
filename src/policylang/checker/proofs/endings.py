"""In which order rules that set each other off come to an end.

Rules are taken away one after the other: one that nothing left can set off, or whose occasion
nothing left can undo, goes off only so many times. The work is that of sorting, however many rules
there are: for each way something can move it is enough to know the farthest that is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from policylang.checker.proofs.moves import Moves, Way

#: Farther than any score goes.
_ANY: Final = 2**70


@attrs.frozen
class Link:
    """A rule set off by changes: what sets it off, what undoes that, and what it changes itself."""

    number: int
    sets_off: Moves
    undoes: Moves
    makes: Moves


@attrs.frozen
class Ending:
    """A rule that goes off at most once more than these moves are made, by what ends before it."""

    number: int
    wanted: tuple[Way, ...]
    makes: tuple[Way, ...]


@attrs.define
class _Lane:
    """The moves of one way: those that are still made, and those that are waited for.

    Both lie in order of how far they go; the farthest is last.
    """

    made: list[tuple[int, int]] = attrs.field(factory=list)
    waited: list[tuple[int, int, int]] = attrs.field(factory=list)

    def farthest(self, gone: Sequence[bool]) -> int:
        """How far the farthest move goes that a rule still makes."""
        while self.made and gone[self.made[-1][1]]:
            self.made.pop()
        return self.made[-1][0] if self.made else -_ANY - 1


def endings_of(links: Sequence[Link]) -> tuple[list[Ending], list[Link]]:
    """The rules that end, in an order in which they do, and those that may never."""
    lanes = _lanes(links)
    gone = [False] * len(links)
    met = [[len(link.sets_off), len(link.undoes)] for link in links]
    ready: list[int] = []
    order: list[Ending] = []

    def settle(lane: _Lane) -> None:
        reach = lane.farthest(gone)
        while lane.waited and lane.waited[-1][0] > reach:
            _, place, which = lane.waited.pop()
            met[place][which] -= 1
            if met[place][which] == 0:
                ready.append(place)

    ready.extend(place for place, counts in enumerate(met) if 0 in counts)
    for lane in lanes.values():
        settle(lane)
    while ready:
        place = ready.pop()
        if gone[place]:
            continue
        gone[place] = True
        link = links[place]
        wanted = link.sets_off if met[place][0] == 0 else link.undoes
        order.append(Ending(link.number, tuple(wanted), tuple(link.makes)))
        for way in link.makes:
            settle(lanes[way])
    return order, [link for place, link in enumerate(links) if not gone[place]]


def _lanes(links: Sequence[Link]) -> dict[Way, _Lane]:
    lanes: dict[Way, _Lane] = {}
    for place, link in enumerate(links):
        for way, reach in link.makes.items():
            far = _ANY if reach is None else reach * way[2]
            lanes.setdefault(way, _Lane()).made.append((far, place))
        for which, wanted in enumerate((link.sets_off, link.undoes)):
            for way, level in wanted.items():
                need = -_ANY if level is None else level * way[2]
                lanes.setdefault(way, _Lane()).waited.append((need, place, which))
    for lane in lanes.values():
        lane.made.sort()
        lane.waited.sort()
    return lanes
