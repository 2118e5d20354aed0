"""A policy compiled: functions over one person's events, and what is needed to call them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

from policylang.compiler.calendar import LAST, Link, calendar_between
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
from policylang.model.ticks import first_day
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
        self._calendar = lru_cache(maxsize=1024)(partial(calendar_between, machine))
        #: The calendar asked for last, with its days: most callers ask for one again and again.
        #: Only a flat policy has one, and for rows only days on which it is in force.
        self._latest: tuple[int, int, Link] = (NO_DAY, NO_DAY, LAST)
        self._latest_of_rows: tuple[int, int, Link | None] = (NO_DAY, NO_DAY, None)
        #: The functions that have been written. Plain attributes: Python reads them fastest.
        self._columns: Callable[..., Any] | None = None
        self._ledger: Callable[..., Any] | None = None
        self._rows: Callable[..., Any] | None = None
        self._codes = {action.name: code for code, action in enumerate(machine.actions)}

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
                self._columns = function = self._columns or self._load(variant)
            case Variant.LEDGER:
                self._ledger = function = self._ledger or self._load(variant)
            case Variant.ROWS:
                self._rows = function = self._rows or self._load(variant)
        return function

    def calendar(self, first: int, last: int) -> Link:
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
        days = history.days
        first = self._opens if since is None else since
        begins, ends, calendar = self._latest
        if begins != first or ends != as_of:
            if not self.flat:
                return evaluate(
                    self._plan, history, attributes, since=since, as_of=as_of, ledger=ledger
                )
            if first is None:
                first = first_day(self.machine, None, days, as_of)
            calendar = self._calendar(first, as_of)
            self._latest = (first, as_of, calendar)
        if days and days[-1] > as_of:
            history = history.until(as_of)
            days = history.days
        if ledger:
            post = self._ledger or self.function(Variant.LEDGER)
            score, awards, held, postings = post(
                days, history.codes, history.columns, attributes, calendar, as_of
            )
            kept = tuple([_new(Posting, each) for each in postings])
            return _result(score, awards, held, kept)
        function = self._columns or self.function(Variant.COLUMNS)
        score, awards, held = function(
            days, history.codes, history.columns, attributes, calendar, as_of
        )
        # As `_result`, less a call.
        given = tuple([_new(Awarded, each) for each in awards]) if awards else ()
        return _new(Result, (score, given, held, None, (), (), (), (), True))

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
        begins, ends, calendar = self._latest_of_rows
        if begins != first or ends != as_of:
            calendar = self._for_rows(first, as_of)
        if calendar is not None and len(rows) <= limits.EVENTS_PER_PERSON:
            function = self._rows or self.function(Variant.ROWS)
            try:
                score, awards, held = function(
                    rows, self._codes, first, attributes, calendar, as_of
                )
                # As `_result`, less a call.
                given = tuple([_new(Awarded, each) for each in awards]) if awards else ()
                return _new(Result, (score, given, held, None, (), (), (), (), True))
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

    def _for_rows(self, first: int | None, last: int) -> Link | None:
        """The calendar of a flat policy in force on all of these days; None: read carefully."""
        if first is None or not self.flat or not self._earliest <= first <= last <= self._closes:
            return None
        calendar = self._calendar(first, last)
        self._latest_of_rows = (first, last, calendar)
        return calendar

    # --- what is made once -------------------------------------------------------------------

    @cached_property
    def _plan(self) -> Plan:
        return Plan(self.machine, load_program(self.machine))

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self.machine)

    def _load(self, variant: Variant) -> Callable[..., Any]:
        writer = write_function(self.machine, variant)
        return load_function(writer, variant, self.machine.header.name)


def _result(
    score: int, awards: list[Any], held: tuple[int, ...], ledger: tuple[Posting, ...] | None
) -> Result:
    given = tuple([_new(Awarded, each) for each in awards]) if awards else ()
    return _new(Result, (score, given, held, ledger, (), (), (), (), True))
