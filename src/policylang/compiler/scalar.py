"""The evaluator of one person as the text of a Python function.

Three variants of one text: over encoded columns, the same with a ledger, and over plain rows
that are checked on the way. The order of the steps is "What happens when" of `docs/language.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum

from policylang.compiler.branches import write_branches
from policylang.compiler.expressions import Expressions
from policylang.compiler.grants import Grants
from policylang.compiler.helpers import write_helpers
from policylang.compiler.naming import Names
from policylang.compiler.plan import plan_of, read_by_action, recalled
from policylang.compiler.row_checks import RowChecks
from policylang.compiler.rules import Rules
from policylang.compiler.writer import Writer
from policylang.model.calendar import Period
from policylang.model.machine import Action, Arm, Choice, Machine, OfMoment, Tally
from policylang.model.result import NO_EVENT
from policylang.runtime.program import every_expression


class Variant(StrEnum):
    """Which function: its name in the generated text."""

    COLUMNS = "evaluate"
    LEDGER = "evaluate_with_ledger"
    ROWS = "evaluate_rows"


_SIGNATURES = {
    Variant.COLUMNS: "days, codes, columns, attributes, calendar, as_of",
    Variant.LEDGER: "days, codes, columns, attributes, calendar, as_of",
    Variant.ROWS: "rows, code_of, first, attributes, calendar, as_of",
}

#: Most conditions that stand in one chain of `elif`.
_CHAIN = 100

#: First day after the period that holds `day`.
_PERIOD_ENDS = {
    Period.DAY: "day + 1",
    Period.WEEK: "day - (day - 1) % 7 + 7",
    Period.MONTH: "month_end(day)",
    Period.QUARTER: "quarter_end(day)",
    Period.YEAR: "year_end(day)",
}


def counted(tally: Tally) -> int:
    """The action whose events a tally looks at."""
    assert isinstance(tally.occurrence, OfMoment)
    return tally.occurrence.action


def write_function(machine: Machine, variant: Variant, *, helpers: bool = True) -> Writer:
    """Write the function of a variant, and before it (with `helpers`) those that it calls.

    It takes encoded events as columns (or rows, the codes of action names and the first day an
    event may have), the attributes, what falls due (see `compiler.calendar`) and the day asked
    about. It returns the score, the awards and the numbers of what is held, and with a ledger the
    postings, all in held integers.
    """
    function = _Function(machine, variant)
    if helpers:
        write_helpers(function.out, function.names, every_expression(machine))
    return function.write()


class _Function:
    def __init__(self, machine: Machine, variant: Variant) -> None:
        self.machine = machine
        self.variant = variant
        self.ledger = variant is Variant.LEDGER
        self.rows = variant is Variant.ROWS
        self.out = Writer()
        self.names = Names(machine)
        self.plan = plan_of(machine, self.names)
        self.texts = Expressions(self.names, self.plan.tallies)
        self.rules = Rules(machine.score, self.plan, self.texts, self.ledger, self.out)
        self.grants = Grants(machine, self.texts, self.plan.emptied_by_calendar, self.out)
        self.checks = RowChecks(self.names, self.out)
        self.periods = [period for period in Period if self.plan.emptied(period)]
        self.taken_in: dict[int, list[int]] = {}
        for number, tally in enumerate(machine.tallies):
            self.taken_in.setdefault(counted(tally), []).append(number)

    def write(self) -> Writer:
        with self.out.block(f"def {self.variant}({_SIGNATURES[self.variant]})"):
            self._start()
            with self.out.block(self._loop()):
                self._each_event()
            if self.rows:
                self._refuse_late()
            self.grants.write_due("as_of")
            self.grants.write_held()
            self.out.line(f"return score, awards, held{', postings' * self.ledger}")
        return self.out

    def _start(self) -> None:
        out = self.out
        if self.names.attributes:
            out.line(f"({', '.join(self.names.attributes)},) = attributes")
        out.line(f"score = {self.machine.score.fixed_start}")
        for comment, lines in self._memories():
            for line in lines:
                out.line(line, comment)
        for period in self.periods:
            out.line(f"{period}_ends = 0")
        out.line("awards = []")
        if self.grants.scheduled:
            out.line("due_day, due, later = calendar")
        if self.ledger:
            out.line("postings = []")
            out.line(f"event = {NO_EVENT}")
        if self.rows:
            out.line("last = first")

    def _memories(self) -> Iterator[tuple[str, Iterable[str]]]:
        for tally, memory in zip(self.machine.tallies, self.plan.tallies, strict=True):
            yield f"events of {self.machine.actions[counted(tally)].name}", memory.declared()
        for cap in self.machine.caps:
            comment = f"line {cap.origin.span.line}: {cap.origin.text}"
            yield comment, self.plan.caps[cap.slot].declared()

    def _loop(self) -> str:
        if self.rows:
            return f"for {self.checks.targets} in rows"
        names = ", ".join(["day", "action", *self.names.columns])
        columns = [f"columns[{number}]" for number in range(len(self.names.columns))]
        return f"for {names} in zip({', '.join(['days', 'codes', *columns])})"

    def _each_event(self) -> None:
        if self.ledger:
            self.out.line("event += 1")
        if self.rows:
            self.checks.write_day()
        self._calendar()
        if self.rows:
            self.out.line("action = code_of[name]")
        actions = self.machine.actions
        labels = [f"{action.name}, line {action.origin.span.line}" for action in actions]
        write_branches(self.out, "action", labels, lambda code: self._event(code, actions[code]))

    def _refuse_late(self) -> None:
        with self.out.block("if last > as_of"):
            self.out.line("raise Unfit")

    # --- the calendar ------------------------------------------------------------------------

    def _calendar(self) -> None:
        """What happens between events: what is due, and where periods begin."""
        self.grants.write_due("day")
        for period in self.periods:
            with self.out.block(f"if day >= {period}_ends"):
                self.out.line(f"{period}_ends = {_PERIOD_ENDS[period]}")
                self._lines(self.plan.emptied(period))

    # --- events ------------------------------------------------------------------------------

    def _event(self, code: int, action: Action) -> None:
        with self.out.at(action.origin.span):
            if self.rows:
                self.checks.write_fields(action)
            self._take_in(code, action)
            for choice in action.choices:
                self._choice(choice)

    def _take_in(self, code: int, action: Action) -> None:
        taken = self.taken_in.get(code, [])
        for number in taken:
            tally, memory = self.machine.tallies[number], self.plan.tallies[number]
            value = "1" if tally.value is None else self.texts.text(tally.value)
            with self._where(tally):
                self._lines(memory.take(value))
        for number in sorted({*taken, *recalled(read_by_action(action))}):
            self._lines(self.plan.tallies[number].forget("day"))

    def _where(self, tally: Tally) -> AbstractContextManager[None]:
        if tally.where is None:
            return nullcontext()
        return self.out.block(f"if {self.texts.text(tally.where)}")

    def _choice(self, choice: Choice) -> None:
        arms = choice.arms
        if len(arms) <= _CHAIN:
            self._chain(arms)
            return
        # Python reads a chain of `elif` by recursion, so a very long one is cut into pieces.
        self.out.line("chosen = False")
        for start in range(0, len(arms), _CHAIN):
            with self.out.block("if not chosen"):
                self.out.line("chosen = True")
                self._chain(arms[start : start + _CHAIN], otherwise="chosen = False")

    def _chain(self, arms: tuple[Arm, ...], otherwise: str = "") -> None:
        opening = "if"
        for arm in arms:
            if arm.condition is None and opening == "if":
                self.rules.write(arm.rule)
                return
            test = (
                "else" if arm.condition is None else f"{opening} {self.texts.text(arm.condition)}"
            )
            with self.out.at(arm.rule.origin.span), self.out.block(test):
                self.rules.write(arm.rule)
            opening = "elif"
        if otherwise and arms[-1].condition is not None:
            with self.out.block("else"):
                self.out.line(otherwise)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.line(line)
