"""The kernel of a policy: the text of a function over the columns of many people.

It lives through the events of one person after the other, in the order of "What happens when" of
`docs/language.md`, exactly as the flat function of one person does (`compiler.scalar`). Its text
is plain Python over arrays, and fit for `compiler.llvm`.
"""

from __future__ import annotations

from typing import Final

import attrs

from policylang.compiler.columnar.cells import MOST_VARIABLES, Cells, cells_of
from policylang.compiler.columnar.events import sketch_events
from policylang.compiler.columnar.expressions import Expressions, score_variable
from policylang.compiler.columnar.grants import Grants
from policylang.compiler.columnar.library import library_for
from policylang.compiler.columnar.pen import Pen, Sketch
from policylang.compiler.columnar.remembered import Remembered, remembered_by
from policylang.compiler.columnar.shapes import Shapes, shapes_of
from policylang.compiler.naming import Names
from policylang.compiler.writer import Writer
from policylang.model.calendar import Period
from policylang.model.expressions import RankOf
from policylang.model.machine import DATED, Machine

#: What a kernel is called with, in order (see `engine.columnar.arrays`).
ARGUMENTS: Final = (
    "first_person", "stop_person", "offsets", "days", "codes", "fields", "attributes",
    "starts", "tick_days", "tick_grants",
    "base", "period_ends", "numbers", "as_of", "state", "entry_day", "entry_value", "next_entry",
    "scores", "ranks", "counts", "money", "held",
)  # fmt: skip


@attrs.frozen
class Kernel:
    """A kernel's text, and what it is called with beside the events."""

    #: A module with `evaluate` and what that calls, which `helpers` names.
    text: str
    helpers: tuple[str, ...]
    numbers: tuple[int, ...]
    #: How many cells `state` has.
    cells: int
    #: How many entries one event may add to the arena.
    entries: int
    #: The periods of the rows of `period_ends`, in order.
    periods: tuple[Period, ...]
    #: Numbers of the grants that are due on dates, and of those that hold at the end.
    dated: tuple[int, ...]
    untriggered: tuple[int, ...]
    #: Whether it works out everybody's grade; else that follows from the score.
    ranks: bool

    @property
    def entry(self) -> str:
        """The function that is called with `ARGUMENTS`."""
        return "evaluate"


def kernel_of(
    machine: Machine, *, most_variables: int = MOST_VARIABLES, from_rows: bool = False
) -> Kernel:
    """Write the kernel of a machine that `reach.why_not` has nothing against.

    Args:
        most_variables: cells beyond so many lie in an array.
        from_rows: whether every constant is read from a row, though it need not.
    """
    pen, numbers = Pen(), list[int]()
    kept = remembered_by(machine, pen)
    library = library_for(machine, numbers)
    texts = Expressions(
        Names(machine), kept.tallies, pen=pen, tables=library.tables, statuses=kept.statuses
    )
    grants = Grants(machine, kept, texts, pen)
    numbered = list(enumerate(machine.grants))
    dated = tuple(number for number, each in numbered if isinstance(each.trigger, DATED))
    untriggered = tuple(number for number, each in numbered if each.trigger is None)
    names = [each.name for each in machine.grants]
    events = shapes_of(
        sketch_events(machine, kept, texts, grants, pen),
        [action.name for action in machine.actions], from_rows=from_rows,
    )  # fmt: skip
    due = shapes_of(
        [grants.due(number) for number in dated],
        [names[number] for number in dated], from_rows=from_rows,
    )  # fmt: skip
    held = shapes_of(
        [grants.held(number, place) for place, number in enumerate(untriggered)],
        [names[number] for number in untriggered], from_rows=from_rows,
    )  # fmt: skip
    ends = _Ends(machine, texts, pen)
    begin = shapes_of([ends.start(grants)], ["the start"], from_rows=from_rows)
    end = shapes_of([ends.stop()], ["the end"], from_rows=from_rows)
    shared = [cell for each in (begin, end, events, due, held) for cell in each.shared_cells]
    cells = cells_of(kept.empty, shared, most_variables)
    loop = _Loop(kept, grants, cells, begin, end, events, due, held, numbers, Writer())
    loop.write()
    return Kernel(
        library.text + loop.out.text, library.names, tuple(numbers), cells.size, events.entries,
        tuple(kept.resets), dated, untriggered, ends.ranks,
    )  # fmt: skip


@attrs.frozen
class _Ends:
    """Writes where a person starts, and where one stands in the end."""

    machine: Machine
    texts: Expressions
    pen: Pen

    def start(self, grants: Grants) -> Sketch:
        """The scores at first, which may depend on attributes."""
        body = Writer()
        for number, score in enumerate(self.machine.scores):
            body.line(f"{score_variable(number)} = {self.texts.number(score.start)}")
        grants.stand(body)
        return self.pen.sketched(body)

    @property
    def ranks(self) -> bool:
        """Whether a grade is more than a bracket of the first score, or somebody has none."""
        first = self.machine.gradings[:1]
        odd = any(grading.score or grading.holds for grading in first)
        return odd or self.machine.consent is not None

    def stop(self) -> Sketch:
        """The first score, and the grade where it has to be worked out; -1: not scored."""
        body = Writer()
        body.line("scores[person] = score")
        if self.ranks:
            texts = attrs.evolve(self.texts, day="as_of")
            rank = texts.number(RankOf(0)) if self.machine.gradings else "0"
            if self.machine.consent is not None:
                rank = f"{rank} if {texts.condition(self.machine.consent)} else -1"
            body.line(f"ranks[person] = {rank}")
        return self.pen.sketched(body)


@attrs.frozen
class _Loop:
    """Writes the function: everybody, one event after the other."""

    kept: Remembered
    grants: Grants
    cells: Cells
    begin: Shapes
    end: Shapes
    events: Shapes
    due: Shapes
    held: Shapes
    numbers: list[int]
    out: Writer

    def write(self) -> None:
        """All of it."""
        out = self.out
        with out.block(f"def evaluate({', '.join(ARGUMENTS)})"):
            with out.block("for person in range(first_person, stop_person)"):
                self._begin()
                with out.block("while True"):
                    self._step()
                self.end.write_all(out, self.cells, self.numbers)
                self.grants.end(out)
                self.held.write_all(out, self.cells, self.numbers)
            out.line("return True")

    def _begin(self) -> None:
        out = self.out
        out.line("event = offsets[person]")
        out.line("stop = offsets[person + 1]")
        with out.block("while stop > event and days[stop - 1] > as_of"):
            out.line("stop -= 1")
        if self.events.entries:
            out.line("entries = 0")
        self.grants.begin(out)
        self.cells.begin(out, self.numbers)
        self.begin.write_all(out, self.cells, self.numbers)
        for period in self.kept.resets:
            out.line(f"{period}_ends = 0")
        if self._wakes:
            out.line("wake = 0")
        if self.due.labels:
            out.line("next_due = starts[person]")
            out.line("due_day = tick_days[next_due]")

    def _step(self) -> None:
        """One event, or the end: the day asked about."""
        out = self.out
        out.line("last = event >= stop")
        out.line("day = as_of if last else days[event] + 0")
        if self._wakes:
            with out.block("if day >= wake"):
                self._wake()
        with out.block("if last"):
            out.line("break")
        out.line("action = codes[event]")
        self.events.write(out, self.cells, self.numbers, "action")
        out.line("event += 1")

    # --- the calendar ------------------------------------------------------------------------

    @property
    def _wakes(self) -> bool:
        return bool(self.due.labels or self.kept.resets)

    def _wake(self) -> None:
        """What falls due up to a day: perks and sanctions, and new periods."""
        out = self.out
        if self.due.labels:
            with out.block("while due_day <= day"):
                out.line("due = tick_grants[next_due]")
                self.due.write(out, self.cells, self.numbers, "due")
                out.line("next_due += 1")
                out.line("due_day = tick_days[next_due]")
        for place, (period, (first, stop)) in enumerate(self.kept.resets.items()):
            with out.block(f"if day >= {period}_ends"):
                out.line(f"{period}_ends = period_ends[{place}, day - base]")
                self.cells.reset(out, range(first, stop))
        wakes = ["due_day"] * bool(self.due.labels)
        wakes += [f"{period}_ends" for period in self.kept.resets]
        out.line(f"wake = {wakes[0]}")
        for other in wakes[1:]:
            with out.block(f"if {other} < wake"):
                out.line(f"wake = {other}")
