"""A policy compiled: functions over one person's events, and what is needed to call them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from policylang.compiler.careful import PlainRow, read_rows
from policylang.compiler.flat import is_flat
from policylang.compiler.loading import load_function
from policylang.compiler.module import write_module
from policylang.compiler.program import load_program
from policylang.compiler.scalar import Variant, write_function
from policylang.core import limits
from policylang.model.history import Encoder, History, check_begun, check_window
from policylang.model.machine import Machine
from policylang.model.result import Awarded, Posting, Result
from policylang.model.ticks import Tick, first_day, ticks_between
from policylang.runtime.plan import Plan
from policylang.runtime.prelude import NEVER, NO_DAY, Unfit
from policylang.runtime.timeline import evaluate

#: Makes a named tuple from its values, without the detour through its keyword arguments.
_new = tuple.__new__


class Evaluator:
    """Evaluates histories under one machine. Functions are written when first used.

    Safe to share between threads: a function that two threads ask for at once is written twice,
    and either is right.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        header = machine.header
        self._opens = header.opens
        self._earliest = NO_DAY if header.opens is None else header.opens
        self._closes = NEVER if header.closes is None else header.closes
        self._calendar = lru_cache(maxsize=1024)(self._calendar_between)
        #: The calendar asked for last, with its days: most callers ask for one again and again.
        self._latest: tuple[int, int, tuple[Tick, ...]] = (0, 0, ())

    @cached_property
    def flat(self) -> bool:
        """Whether the policy is compiled to flat functions (see `compiler.flat`)."""
        return is_flat(self.machine)

    @cached_property
    def source_python(self) -> str:
        """The generated functions as Python text."""
        return write_module(self.machine)

    def function(self, variant: Variant) -> Callable[..., Any]:
        """The bare function of a variant, as `source_python` shows it."""
        match variant:
            case Variant.COLUMNS:
                return self._columns
            case Variant.LEDGER:
                return self._ledger
            case Variant.ROWS:
                return self._rows

    def calendar(self, first: int, last: int) -> tuple[Tick, ...]:
        """What falls due between two days, as the functions take it."""
        return self._calendar(first, last)

    def run(
        self,
        history: History,
        attributes: Sequence[int],
        *,
        since: int | None = None,
        as_of: int,
        ledger: bool = False,
    ) -> Result:
        """Where a person stands at the end of the day `as_of`.

        Args:
            history: encoded events, days never decreasing; those after `as_of` are left out.
            attributes: held integers in declared order.
            since: first day of the timeline (see `model.ticks.first_day`).
            as_of: ordinal, not before the first day.
            ledger: whether the result keeps the postings.
        """
        if history.voids or history.known is not None:
            history = history.until(as_of)
        if not self.flat:
            return evaluate(
                self._plan, history, attributes, since=since, as_of=as_of, ledger=ledger
            )
        days = history.days
        if days and days[-1] > as_of:
            history = history.until(as_of)
            days = history.days
        first = self._opens if since is None else since
        if first is None:
            first = first_day(self.machine, None, days, as_of)
        begins, ends, calendar = self._latest
        if begins != first or ends != as_of:
            calendar = self._calendar(first, as_of)
            self._latest = (first, as_of, calendar)
        if ledger:
            score, awards, held, postings = self._ledger(
                days, history.codes, history.columns, attributes, calendar, as_of
            )
            kept = tuple([_new(Posting, each) for each in postings])
            return _result(score, awards, held, kept)
        score, awards, held = self._columns(
            days, history.codes, history.columns, attributes, calendar, as_of
        )
        given = tuple([_new(Awarded, each) for each in awards]) if awards else ()
        return _new(
            Result, (score, given, held, None, (), (), (), (), True)
        )  # as `_result`, less a call

    def run_rows(
        self,
        rows: Sequence[PlainRow],
        attributes: Sequence[int] = (),
        *,
        since: int | None = None,
        as_of: int,
    ) -> Result:
        """The same from plain rows, checked on the way: the quickest from Python objects.

        Args:
            rows: tuples (date, action, value, ...) in order of date, with as many values as the
                action with the most fields has, None where there is none. Values are held
                integers: money in its smallest coin, hours in seconds, choices as places.
            since, as_of: ordinals, as in `run`.

        Raises:
            HistoryError: a row does not fit the policy (PL401 to PL408, PL416 to PL418, PL420,
                PL426, PL427).
        """
        first = self._opens if since is None else since
        if (
            self.flat
            and first is not None
            and self._earliest <= first <= as_of <= self._closes
            and len(rows) <= limits.EVENTS_PER_PERSON
        ):
            calendar = self._calendar(first, as_of)
            try:
                score, awards, held = self._rows(
                    rows, self._codes, first, attributes, calendar, as_of
                )
                return _result(score, awards, held, None)
            except (Unfit, KeyError, TypeError, ValueError):
                # A row that lies after the day asked about or does not fit: not checked through
                # (`Unfit`), of an action there is not, or no tuple of the right length. The careful
                # way reads it or says what is wrong with it. Rows that fit never come here.
                pass
        history = read_rows(self._encoder, rows)
        if self.machine.begins is not None and history.days:
            check_begun(history.days[0], attributes[self.machine.begins])
        check_window(self.machine, history.days, since, as_of)
        return self.run(history, attributes, since=since, as_of=as_of)

    # --- what is made once -------------------------------------------------------------------

    @cached_property
    def _plan(self) -> Plan:
        return Plan(self.machine, load_program(self.machine))

    @cached_property
    def _columns(self) -> Callable[..., Any]:
        return self._load(Variant.COLUMNS)

    @cached_property
    def _ledger(self) -> Callable[..., Any]:
        return self._load(Variant.LEDGER)

    @cached_property
    def _rows(self) -> Callable[..., Any]:
        return self._load(Variant.ROWS)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self.machine)

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {action.name: code for code, action in enumerate(self.machine.actions)}

    def _load(self, variant: Variant) -> Callable[..., Any]:
        writer = write_function(self.machine, variant)
        return load_function(writer, variant, self.machine.header.name)

    def _calendar_between(self, first: int, last: int) -> tuple[Tick, ...]:
        grants = self.machine.grants
        dated = [number for number, grant in enumerate(grants) if grant.trigger is not None]
        places = {number: place for place, number in enumerate(dated)}
        due = ticks_between(self.machine, first, last)
        return (*((day, places[number]) for day, number in due), (NEVER, -1))


def _result(
    score: int, awards: list[Any], held: tuple[int, ...], ledger: tuple[Posting, ...] | None
) -> Result:
    given = tuple([_new(Awarded, each) for each in awards]) if awards else ()
    return _new(Result, (score, given, held, ledger, (), (), (), (), True))
