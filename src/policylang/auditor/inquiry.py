"""What every property is answered with: the policy, the question, the process, the replayer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from policylang.auditor.decisions.process import Process, process_of
from policylang.auditor.question import Question, RanOut, Unfit
from policylang.auditor.solving.plans import gathered_rows, rows_of
from policylang.auditor.solving.solver import Best, Pricing, solve
from policylang.auditor.solving.stopping import Interrupted
from policylang.auditor.witnesses.replay import Disagreement, Replay, Replayer
from policylang.auditor.witnesses.trial import Trial, trial
from policylang.core.counting import counted
from policylang.model.finding import Answer, Beside, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Machine, Slot
from policylang.model.units import HOUR, Kind
from policylang.model.values import show_value


@attrs.define(slots=False, eq=False)
class Inquiry:
    """One audit of one policy for one person."""

    machine: Machine
    question: Question
    replayer: Replayer
    #: Histories that questions of this audit have found to be worth something, for later ones.
    known: list[tuple[Row, ...]] = attrs.field(factory=list)
    #: What stopped the solver when it went through the whole process.
    _stopped: RanOut | None = attrs.field(init=False, default=None)

    @cached_property
    def process(self) -> Process:
        """The decision process.

        Raises:
            Unfit: the policy has something that it cannot hold exactly.
        """
        return process_of(self.machine, self.question)

    @cached_property
    def lean(self) -> Process:
        """The same without actions that others make up for: what can be reached at which price.

        Raises:
            Unfit: the policy has something that it cannot hold exactly.
        """
        found = process_of(self.machine, self.question, lean=True)
        # One process for both keeps the steps that were taken.
        return self.process if found.left_out == self.process.left_out else found

    @cached_property
    def budgeted(self) -> Process:
        """The lean process, with no more hours than the question allows in a year.

        Raises:
            Unfit: the policy has something that it cannot hold exactly.
        """
        if self.question.hours_a_year is None:
            return self.lean
        return process_of(self.machine, self.question, budgeted=True, lean=True)

    def best(self, pricing: Pricing) -> Best:
        """The best history of the whole process.

        Raises:
            RanOut: there are too many states; at once where that has been seen before, as they are
                the same at any prices.
            Unfit: as `process`.
        """
        if self._stopped is not None:
            raise self._stopped
        try:
            found = solve(self.process, pricing)
        except Interrupted:
            raise
        except RanOut as limit:
            self._stopped = limit
            raise
        assert found is not None
        return found

    def until(self, day: int) -> Inquiry:
        """The same up to another day."""
        return Inquiry(self.machine, attrs.evolve(self.question, until=day), self.replayer)

    # --- prices --------------------------------------------------------------------------------

    @property
    def scale(self) -> int:
        """Units of value in a unit of held money, so that the price of a second is whole."""
        return HOUR * self.question.hour.denominator

    def pricing(self, *, sanctions: bool = True) -> Pricing:
        """Held money, hours at their price, perks and sanctions at theirs, all times `scale`."""
        grants = {
            number: self.scale if grant.kind == "perk" else -self.scale
            for number, grant in enumerate(self.machine.grants)
            if grant.kind == "perk" or sanctions
        }
        return Pricing(self.scale, self.question.hour.numerator, grants)

    def value_of(self, replay: Replay | Trial, *, sanctions: bool = True) -> int:
        """The value of a history in the same units."""
        net = replay.net if sanctions else replay.net + replay.losses
        return net * self.scale - replay.hours * self.question.hour.numerator

    # --- replays -------------------------------------------------------------------------------

    def replay(self, rows: Sequence[Row], until: int | None = None) -> Replay:
        """Run a history up to a day (the last of the question) through both engines."""
        last = self.last if until is None else until
        return self.replayer.replay(rows, self.question.since, last)

    def tried(self, rows: Sequence[Row], until: int | None = None) -> Trial | None:
        """A history run quickly, by one engine; None where an event of it is refused.

        Raises:
            Unfit: what an event costs depends on more than the event and the person.
        """
        last = self.last if until is None else until
        return trial(self.replayer.evaluator, self.question, rows, last)

    @property
    def last(self) -> int:
        """The last day of the question on which the policy is in force."""
        closes = self.machine.header.closes
        return self.question.until if closes is None else min(self.question.until, closes)

    def replayed(
        self,
        best: Best,
        *,
        expected: int,
        sanctions: bool = True,
        process: Process | None = None,
    ) -> Replay:
        """The plan of a solution replayed, in few events where that comes to the same.

        Raises:
            Disagreement: it does not come to what the solver promised.
            Unfit: the same, where the process may have more points than the policy.
        """
        of = process or self.process
        for rows in (gathered_rows(of, best.plan), rows_of(of, best.plan)):
            found = self.replay(rows)
            if self.value_of(found, sanctions=sanctions) == expected:
                return found
        if of.above:
            raise Unfit(of.above)
        raise Disagreement("the replay of the plan does not come to what was worked out")

    # --- in words ------------------------------------------------------------------------------

    def finding(
        self,
        name: str,
        title: str,
        replay: Replay,
        *,
        severity: Severity,
        evidence: Evidence,
        notes: Sequence[str] = (),
        beside: tuple[str, Replay] | None = None,
    ) -> Finding:
        """A finding shown by a replay, or by two of them, the second with what it is."""
        second = None if beside is None else Beside(beside[0], self.replayer.lines(beside[1]))
        return Finding(
            property=name,
            title=title,
            severity=severity,
            evidence=evidence,
            lines=self.replayer.lines(replay),
            net=self.replayer.as_money(replay.net),
            rules=self.replayer.rules(replay),
            notes=tuple(notes),
            since=date(replay.since),
            until=date(replay.until),
            beside=second,
        )

    def money(self, held: int | Fraction) -> str:
        """Held money as it is written; a fraction that is not whole also as one."""
        whole = Fraction(held)
        if whole.denominator == 1:
            return show_value(int(whole), Kind.MONEY, self.machine.denomination)
        units = whole / self.machine.denomination.scale(Kind.MONEY)
        currency = self.machine.denomination.currency
        return f"{units} {currency} (about {float(units):,.2f})"

    def worth(self, value: int | Fraction) -> str:
        """Units of value, of which `scale` are a unit of held money, as exact money."""
        return self.money(Fraction(value) / self.scale)

    def shown(self, slot: Slot, value: int) -> str:
        """A value of an attribute or field as it is written."""
        return show_value(value, slot.domain, self.machine.denomination)

    def hours(self, held: int) -> str:
        """Held hours as they are written; to the second where two decimals do not tell all."""
        number = Decimal(held) / HOUR
        if held > 0 and number != round(number, 2):
            return _to_the_second(held)
        text = f"{number.normalize():f}" if number == number.to_integral() else f"{number:.2f}"
        return f"{text} hour" if text == "1" else f"{text} hours"


def _to_the_second(held: int) -> str:
    """Seconds as `1 hour 10 minutes 1 second`, without what is nothing."""
    minutes, seconds = divmod(held, 60)
    parts = zip((*divmod(minutes, 60), seconds), ("hour", "minute", "second"), strict=True)
    return " ".join(counted(n, unit) for n, unit in parts if n)


def date(day: int) -> datetime.date:
    """The date of an ordinal."""
    return datetime.date.fromordinal(day)


def unknown(name: str, reason: str) -> Answer:
    """The answer where nothing is shown."""
    return Answer(name, Verdict.UNKNOWN, Evidence.NONE, reason)


def reason_of(problem: Unfit) -> str:
    """Why the exact solver does not answer, as a clause."""
    return f"the exact solver does not cover this policy: {problem}"
