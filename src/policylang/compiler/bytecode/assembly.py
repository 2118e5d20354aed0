"""The numbers of a policy while they are put together, and where things will lie."""

from __future__ import annotations

import attrs

from policylang.compiler.bytecode.loops import numbers as n


@attrs.define(eq=False)
class Place:
    """A place in the code, which may be named before it is known."""

    at: int = -1


@attrs.frozen(eq=False)
class Area:
    """Cells for so many entries of a size; None: for as many as there is room for.

    There is `always` room for most, or only where lists may be as long as that.
    """

    size: int
    most: int | None
    always: bool = False

    def entries(self, room: int) -> int:
        """For how many entries there is room, where lists may have so many."""
        if self.most is None:
            return room
        return self.most if self.always else min(self.most, room)


@attrs.frozen
class StartOf:
    """The first cell of an area."""

    area: Area


@attrs.frozen
class RoomOf:
    """For how many entries an area has room."""

    area: Area


Item = int | Place | StartOf | RoomOf


@attrs.frozen(eq=False)
class Code:
    """The numbers of a policy, but for what depends on how long lists may be."""

    items: tuple[int, ...]
    #: Where numbers stand that depend on that.
    starts: tuple[tuple[int, Area], ...]
    rooms: tuple[tuple[int, Area], ...]
    areas: tuple[Area, ...]
    #: How many cells a person has besides.
    fixed: int

    def laid_out(self, room: int) -> tuple[list[int], int]:
        """The numbers and how many cells a person needs, where lists have so many entries."""
        starts, cells = {}, self.fixed
        for area in self.areas:
            starts[area] = cells
            cells += area.size * area.entries(room)
        found = list(self.items)
        for at, area in self.starts:
            found[at] = starts[area]
        for at, area in self.rooms:
            found[at] = area.entries(room)
        return found, cells


class Assembly:
    """Numbers one after the other, and the cells that they are about."""

    def __init__(self) -> None:
        self.items: list[Item] = [0] * n.HEAD
        #: What the fixed cells hold at first.
        self.image: list[int] = [0] * n.SHARED_CELLS
        self.areas: list[Area] = []
        self._constants: dict[int, int] = {0: n.ZERO}
        self._temporary: list[int] = []
        self._used = 0

    # --- code --------------------------------------------------------------------------------

    def emit(self, *items: Item) -> None:
        """Add numbers."""
        self.items.extend(items)

    def here(self, place: Place | None = None) -> Place:
        """A place, which is here."""
        place = Place() if place is None else place
        assert place.at < 0, "a place is in one place"
        place.at = len(self.items)
        return place

    def head(self, at: int, *items: Item) -> None:
        """Write what code begins with, from a number on."""
        self.items[at : at + len(items)] = items

    # --- cells -------------------------------------------------------------------------------

    def cell(self, value: int = 0) -> int:
        """A cell that holds a value at first."""
        self.image.append(value)
        return len(self.image) - 1

    def cells(self, count: int) -> int:
        """So many cells side by side; the first of them."""
        self.image.extend([0] * count)
        return len(self.image) - count

    def constant(self, value: int) -> int:
        """A cell that always holds a value."""
        cell = self._constants.get(value)
        if cell is None:
            cell = self._constants[value] = self.cell(value)
        return cell

    def temporary(self) -> int:
        """A cell for a value that is used before the next statement begins."""
        if self._used == len(self._temporary):
            self._temporary.append(self.cell())
        self._used += 1
        return self._temporary[self._used - 1]

    def statement(self) -> None:
        """Begin a statement: what was worked out for the one before is no longer needed."""
        self._used = 0

    def area(self, size: int, most: int | None = None, *, always: bool = False) -> Area:
        """Cells for entries of a list."""
        area = Area(size, most, always)
        self.areas.append(area)
        return area

    # --- all of it ---------------------------------------------------------------------------

    def code(self) -> Code:
        """Everything that was added."""
        image = self.here()
        self.emit(*self.image)
        self.head(n.CELLS_FIXED, len(self.image), image)
        numbers, starts, rooms = [], [], []
        for at, item in enumerate(self.items):
            match item:
                case Place():
                    assert item.at >= 0, "a place was named and never found"
                    numbers.append(item.at)
                case StartOf(area):
                    starts.append((at, area))
                    numbers.append(0)
                case RoomOf(area):
                    rooms.append((at, area))
                    numbers.append(0)
                case _:
                    numbers.append(item)
        return Code(tuple(numbers), tuple(starts), tuple(rooms), tuple(self.areas), len(self.image))
