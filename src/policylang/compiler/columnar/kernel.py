"""The kernel of a policy: the text of a function over the columns of many people.

It lives through the events of one person after the other, in the order of "What happens when" of
`docs/language.md`, exactly as the flat function of one person does (`compiler.scalar`). Its text
is plain Python over arrays, and fit to be compiled by numba.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from policylang.compiler.columnar.expressions import Expressions
from policylang.compiler.columnar.memory import InPeriod, Running, memory_for
from policylang.compiler.columnar.pen import Pen
from policylang.compiler.columnar.rules import Rules
from policylang.compiler.columnar.shapes import Shapes
from policylang.compiler.grades import ranked
from policylang.compiler.naming import Names
from policylang.compiler.plan import asked_of, read_by_action, read_by_grant, recalled
from policylang.compiler.scalar import counted
from policylang.compiler.writer import Writer
from policylang.core import limits
from policylang.model.calendar import Period
from policylang.model.expressions import Lookup, every_part
from policylang.model.machine import Action, Calendar, Grant, Machine
from policylang.runtime.program import every_expression

#: Policies of so many actions have each constant written out and a variable for each cell.
MOST_WRITTEN_OUT: Final = 16
_MOST_CELLS: Final = 48
#: More money than one person's perks come to, and more points than anybody loses; a kernel that
#: meets it gives up.
MOST_MONEY: Final = 2**62

#: What a kernel is called with, in order (see `engine.columnar.arrays`).
ARGUMENTS: Final = (
    "offsets", "days", "codes", "fields", "attributes", "starts", "tick_days", "tick_grants",
    "base", "period_ends", "numbers", "as_of", "state", "entry_day", "entry_value", "next_entry",
    "scores", "counts", "money", "held",
)  # fmt: skip

_HELPERS: Final = """\
def divide_truncated(value, by):
    return value // by if value >= 0 else -(-value // by)


def divide_to_nearest(value, by):
    size = value if value >= 0 else -value
    whole = size // by
    rest = size - whole * by
    if rest >= by - rest:
        whole += 1
    return whole if value >= 0 else -whole


"""


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

    @property
    def entry(self) -> str:
        """The function that is called with `ARGUMENTS`."""
        return "evaluate"


def kernel_of(machine: Machine) -> Kernel:
    """Write the kernel of a machine that `reach.why_not` has nothing against."""
    return _Writing(machine).kernel()


class _Writing:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.out = Writer()
        cells = len(machine.tallies) + len(machine.caps)
        few = len(machine.actions) <= MOST_WRITTEN_OUT and cells <= _MOST_CELLS
        self.pen = Pen(shared=not few)
        self.numbers: list[int] = []
        self.shapes = Shapes(self.pen, self.numbers, self.out)
        self._remember()
        self.arities: set[int] = set()
        self.texts = Expressions(Names(machine), self.tallies, pen=self.pen, tables=self._tables())
        self.taken_in: dict[int, list[int]] = {}
        for number, tally in enumerate(machine.tallies):
            self.taken_in.setdefault(counted(tally), []).append(number)
        grants = machine.grants
        self.dated = tuple(n for n, each in enumerate(grants) if each.trigger is not None)
        self.untriggered = tuple(n for n, each in enumerate(grants) if each.trigger is None)

    # --- memories ----------------------------------------------------------------------------

    def _remember(self) -> None:
        """Give every tally and cap its cells; those of one calendar period stand together."""
        machine = self.machine
        asked = asked_of(machine)
        wanted = [
            ((0, n), each.window, each.value is None, asked.get(n, 1))
            for n, each in enumerate(machine.tallies)
        ]
        wanted += [
            ((1, cap.slot), cap.window, cap.times, cap.limit if cap.times else None)
            for cap in machine.caps
        ]
        order = list(Period)
        wanted.sort(
            key=lambda each: order.index(each[1].period) if isinstance(each[1], Calendar) else 9
        )
        made: dict[tuple[int, int], Running] = {}
        self.empty: list[int] = []
        self.resets: dict[Period, tuple[int, int]] = {}
        for at, window, counts, most in wanted:
            first = len(self.empty)
            memory = memory_for(window, self.pen, first, counts=counts, asked=most)
            made[at] = memory
            self.empty.extend(memory.empty)
            if isinstance(memory, InPeriod):
                begins = self.resets.get(memory.period, (first, first))[0]
                self.resets[memory.period] = begins, first + 1
        self.tallies = tuple(made[0, n] for n in range(len(machine.tallies)))
        self.caps = tuple(made[1, n] for n in range(len(machine.caps)))

    def _tables(self) -> dict[int, int]:
        """Put the rows of the tables that are used among the numbers."""
        parts = (part for each in every_expression(self.machine) for part in every_part(each))
        places = {}
        for number in sorted({part.table for part in parts if isinstance(part, Lookup)}):
            rows = self.machine.tables[number].rows
            self.arities.add(len(rows[0].ranges))
            flat = [
                n
                for row in rows
                for n in (*(end for ends in row.ranges for end in ends), row.value)
            ]
            places[number] = self.shapes.append(flat)
        return places

    # --- the text ----------------------------------------------------------------------------

    def kernel(self) -> Kernel:
        """All of it."""
        out = self.out
        with out.block(f"def evaluate({', '.join(ARGUMENTS)})"):
            with out.block("for person in range(offsets.size - 1)"):
                self._begin()
                with out.block("while True"):
                    entries = self._step()
                self._end()
            out.line("return True")
        helpers = ["divide_truncated", "divide_to_nearest"]
        text = _HELPERS
        for arity in sorted(self.arities):
            text += _look_up(arity)
            helpers.append(f"look_up_{arity}")
        return Kernel(
            text + out.text, tuple(helpers), tuple(self.numbers), len(self.empty), entries,
            tuple(self.resets), self.dated, self.untriggered,
        )  # fmt: skip

    def _begin(self) -> None:
        out = self.out
        out.line("event = offsets[person]")
        out.line("stop = offsets[person + 1]")
        with out.block("while stop > event and days[stop - 1] > as_of"):
            out.line("stop -= 1")
        self._start()
        out.line("entries = 0")
        if self.pen.shared:
            start = self.shapes.append(self.empty)
            with out.block(f"for cell in range({len(self.empty)})"):
                out.line(f"state[cell] = numbers[{start} + cell]")
        else:
            for number, value in enumerate(self.empty):
                out.line(f"cell_{number} = {value}")
        for period in self.resets:
            out.line(f"{period}_ends = 0")
        if self._wakes:
            out.line("wake = 0")
        if self.dated:
            out.line("next_due = starts[person]")
            out.line("due_day = tick_days[next_due]")

    def _start(self) -> None:
        """The score at first, which may depend on attributes."""
        self.pen.begin()
        start = self.texts.number(self.machine.score.start)
        if self.pen.row:
            self.out.line(f"row = {self.shapes.append(self.pen.row)}")
        self.out.line(f"score = {start}")

    def _step(self) -> int:
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
        actions = self.machine.actions
        entries = self.shapes.write(
            "action",
            [action.name for action in actions],
            lambda code, body: self._event(code, actions[code], body),
        )
        out.line("event += 1")
        return entries

    # --- the calendar ------------------------------------------------------------------------

    @property
    def _wakes(self) -> bool:
        return bool(self.dated or self.resets)

    def _wake(self) -> None:
        out = self.out
        if self.dated:
            with out.block("while due_day <= day"):
                out.line("due = tick_grants[next_due]")
                self.shapes.write("due", self._names(self.dated), self._award)
                out.line("next_due += 1")
                out.line("due_day = tick_days[next_due]")
        for place, (period, (first, stop)) in enumerate(self.resets.items()):
            with out.block(f"if day >= {period}_ends"):
                out.line(f"{period}_ends = period_ends[{place}, day - base]")
                if self.pen.shared:
                    with out.block(f"for cell in range({first}, {stop})"):
                        out.line("state[cell] = 0")
                else:
                    for number in range(first, stop):
                        out.line(f"cell_{number} = 0")
        wakes = ["due_day"] * bool(self.dated) + [f"{period}_ends" for period in self.resets]
        out.line(f"wake = {wakes[0]}")
        for other in wakes[1:]:
            with out.block(f"if {other} < wake"):
                out.line(f"wake = {other}")

    # --- events ------------------------------------------------------------------------------

    def _event(self, code: int, action: Action, body: Writer) -> None:
        most = MOST_MONEY // limits.EVENTS_PER_PERSON // max(1, len(self.machine.rules))
        rules = Rules(self.machine.score, self.caps, self.texts, self.pen, body, most)
        taken = self.taken_in.get(code, [])
        for number in taken:
            tally, memory = self.machine.tallies[number], self.tallies[number]
            if tally.where is None:
                self._take(number, body)
            else:
                with body.block(f"if {self.texts.text(tally.where)}"):
                    self._take(number, body)
        for number in sorted({*taken, *recalled(read_by_action(action))}):
            memory = self.tallies[number]
            _lines(body, memory.forget("day"))
        for choice in action.choices:
            tests = []
            for place, arm in enumerate(choice.arms):
                if arm.condition is None:
                    tests.append(("else", arm.rule))
                    break
                opening = "elif" if place else "if"
                tests.append((f"{opening} {self.texts.text(arm.condition)}", arm.rule))
            if tests[0][0] == "else":
                rules.write(tests[0][1])
            elif tests[-1][0] != "else" or not rules.write_one_of(tests):
                for test, rule in tests:
                    with body.block(test):
                        rules.write(rule)

    def _take(self, number: int, body: Writer) -> None:
        value = self.machine.tallies[number].value
        text = "1" if value is None else self.texts.number(value)
        _lines(body, self.tallies[number].take(text))

    # --- perks and sanctions -----------------------------------------------------------------

    def _award(self, place: int, body: Writer) -> None:
        grant = self.machine.grants[self.dated[place]]
        side = 0 if grant.kind == "perk" else 1
        texts = attrs.evolve(self.texts, day="due_day")
        with body.block(f"if {self._gets(grant, texts, body)}"):
            body.line(f"counts[{side}, person] += 1")
            if grant.worth is not None:
                body.line(f"worth = {texts.number(grant.worth)}")
                with body.block(f"if worth > {MOST_MONEY} - money[{side}, person]"):
                    body.line("return False")
                body.line(f"money[{side}, person] += worth")

    def _end(self) -> None:
        self.out.line("scores[person] = score")
        if not self.untriggered:
            return
        texts = attrs.evolve(self.texts, day="as_of")

        def write(place: int, body: Writer) -> None:
            grant = self.machine.grants[self.untriggered[place]]
            gets = self._gets(grant, texts, body)
            body.line(f"held[{self.pen.constant(place)}, person] = {gets}")

        if self.pen.shared:
            with self.out.block(f"for grant in range({len(self.untriggered)})"):
                self.shapes.write("grant", self._names(self.untriggered), write)
            return
        for place in range(len(self.untriggered)):
            write(place, self.out)

    def _names(self, grants: tuple[int, ...]) -> list[str]:
        return [self.machine.grants[number].name for number in grants]

    def _gets(self, grant: Grant, texts: Expressions, body: Writer) -> str:
        """A test of who gets it, after what has to be forgotten first."""
        for tally in recalled(read_by_grant(grant)):
            _lines(body, self.tallies[tally].forget(texts.day))
        tests = []
        if grant.ranks is not None:
            tests.append(ranked(self.machine.grades, grant.ranks))
        if grant.condition is not None:
            tests.append(f"bool({texts.text(grant.condition)})")
        return " and ".join(tests) or "True"


def _look_up(arity: int) -> str:
    """A function that finds the first row that fits; INVARIANT: one does."""
    keys = [f"key_{place}" for place in range(arity)]
    tests = [
        f"numbers[at + {2 * n}] <= {k} <= numbers[at + {2 * n + 1}]" for n, k in enumerate(keys)
    ]
    return (
        f"def look_up_{arity}(numbers, at, {', '.join(keys)}):\n"
        f"    while not ({' and '.join(tests)}):\n"
        f"        at += {2 * arity + 1}\n"
        f"    return numbers[at + {2 * arity}]\n\n\n"
    )


def _lines(out: Writer, lines: Iterable[str]) -> None:
    for line in lines:
        out.line(line)
