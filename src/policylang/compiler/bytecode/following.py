"""Instructions for what follows: what occurs is counted, clocks are set, conditions looked at."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.compiler.bytecode.assembly import Assembly, Place
from policylang.compiler.bytecode.expressions import NO_SIGHT, Expressions
from policylang.compiler.bytecode.loops import numbers as n
from policylang.compiler.bytecode.memories import Memories
from policylang.compiler.bytecode.places import Places
from policylang.model.expressions import Constant
from policylang.runtime.plan import Consequence, Wires


@attrs.frozen
class Following:
    """Writes what follows from rules, events and days of one machine."""

    places: Places
    memories: Memories
    #: With nothing in sight.
    reading: Expressions

    @property
    def _to(self) -> Assembly:
        return self.places.assembly

    def occurs(self, wires: Wires) -> None:
        """Something other than an event has come about: count it, and set the clocks."""
        self.take_in(wires, self.reading)
        self.set_clocks(wires)

    def take_in(self, wires: Wires, reading: Expressions) -> None:
        """Count an occurrence whose fields are in sight."""
        for number in wires.takes:
            memory = self.memories.tallies.get(number)
            if memory is None:  # nothing reads it
                continue
            plan, passed = self.places.plan.tallies[number], Place()
            self._to.statement()
            if plan.tally.where is not None and not plan.compares:
                reading.unless(plan.tally.where, passed)
            value = Constant(1) if plan.tally.value is None else plan.tally.value
            self._to.emit(n.TAKE, memory, reading.cell(value), reading.anchor(plan.tally.window))
            self._to.here(passed)
        for number in wires.clears:
            if number in self.memories.tallies:
                self._to.emit(n.CLEAR, self.memories.tallies[number])

    def set_clocks(self, wires: Wires) -> None:
        """Stop and start clocks."""
        for number in wires.stops:
            self._to.emit(n.STOP_CLOCK, self.places.clock_rows[number])
        for number in wires.starts:
            self._to.emit(n.CALL, self.places.clock_lengths[number])
            self._to.emit(n.START_CLOCK, self.places.clock_rows[number])

    def fire(self, consequences: Sequence[Consequence]) -> None:
        """Let consequences come about, in order."""
        for each in consequences:
            self._to.emit(n.CALL, self.places.fires[each.name])

    def range_of(self, score: int) -> None:
        """Work out the range of a score as it is now, where it may change."""
        declared = self.places.machine.scores[score]
        self._to.statement()
        for end, cell in zip((declared.low, declared.high), self.places.ranges[score], strict=True):
            if cell is not None and end is not None and not isinstance(end, Constant):
                self.reading.into(cell, end)

    def look(self) -> None:
        """Fire whatever waits for a condition that has become true."""
        if self.places.plan.becoming:
            self._to.emit(n.CALL, self.places.looking)

    # --- what is called ----------------------------------------------------------------------

    def write_called(self) -> None:
        """Add what is called by the name of its place."""
        self._to.here(self.places.looking)
        for cell, (each, _) in zip(self.places.standing, self.places.plan.becoming, strict=True):
            trigger, passed = each.trigger, Place()
            self._to.statement()
            holds = self.reading.cell(trigger.condition)  # type: ignore[union-attr]
            self._to.emit(n.RISES, cell, holds, passed)
            self.fire((each,))
            self._to.here(passed)
        self._to.emit(n.RETURN)
        for score, place in enumerate(self.places.score_ranges):
            self._to.here(place)
            self.range_of(score)
            self._to.emit(n.RETURN)
        for status, place in enumerate(self.places.status_ends):
            wires = self.places.plan.ends[status]
            self._to.here(place)
            self._to.emit(n.LEAVE, self.places.status_rows[status])
            self.occurs(wires)
            self.fire(wires.upon)
            self.look()
            self._to.emit(n.RETURN)


def following(places: Places, memories: Memories) -> Following:
    """What writes it, with nothing in sight."""
    return Following(places, memories, Expressions(places, memories, NO_SIGHT))
