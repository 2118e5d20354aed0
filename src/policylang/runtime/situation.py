"""What a person's state is, and what can be read of it on a day."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.model.grading import brackets_on, rank_among
from policylang.model.machine import Machine
from policylang.model.periods import stretch_of
from policylang.model.result import NO_EVENT, Awarded, Posting, RefusedEvent, Result, Standing
from policylang.runtime.clocks import Clocks
from policylang.runtime.counters import Counters
from policylang.runtime.lots import Lots
from policylang.runtime.memory import Folded, Memory, OneByOne
from policylang.runtime.plan import Plan, TallyPlan
from policylang.runtime.program import NOT_GIVEN, Fields


class Situation:
    """One person on one day.

    Args:
        attributes: held integers in declared order, as they stand before the first day.
        as_of: the day the result is for.
        ledger: whether postings are kept.
    """

    def __init__(self, plan: Plan, attributes: Sequence[int], as_of: int, *, ledger: bool) -> None:
        self.plan = plan
        machine = plan.machine
        self.as_of = as_of
        self.today = 0
        self.attributes = list(attributes)
        self._no_fields: Fields = (0,) * (machine.width + 1)
        self.present: Fields = self._no_fields
        #: Number of the event being applied.
        self.event = NO_EVENT
        #: Scores by number; a formula holds 0 here.
        self.scores = [0] * len(machine.scores)
        self.lots = {
            number: Lots(score.lots, remembers=number in plan.remembers, restless=plan.restless)
            for number, score in enumerate(machine.scores)
            if score.lots is not None
        }
        #: Whether a score, status or attribute has changed since held lots were looked at.
        self.stirred = True
        #: Those the person is in: first day, and first day after (0: open).
        self.statuses: dict[int, tuple[int, int]] = {}
        self.clocks = Clocks(plan.clocks)
        self.tallies = [_memory(each) for each in plan.tallies]
        self.counters = Counters(max(plan.caps, default=-1) + 1)
        #: Of what waits for a condition: whether it held when it was last looked at.
        self.standing = [False] * len(plan.becoming)
        self.awards: list[Awarded] = []
        self.refused: list[RefusedEvent] = []
        self.postings: list[Posting] | None = [] if ledger else None
        self._tied: frozenset[int] = frozenset()

    @property
    def machine(self) -> Machine:
        """The machine."""
        return self.plan.machine

    # --- what expressions read ---------------------------------------------------------------

    def balance(self, score: int) -> int:
        """What a score holds now; a formula is worked out and cut to its range."""
        formula = self.plan.formulas[score]
        if formula is None:
            return self.scores[score]
        return self.in_range(score, formula(self, self._no_fields))

    def in_range(self, score: int, value: int) -> int:
        """A value cut to the range of a score as it is now; the upper end has the last word."""
        low, high = self.plan.ranges[score]
        if low is not None:
            value = max(value, low(self, self._no_fields))
        if high is not None:
            value = min(value, high(self, self._no_fields))
        return value

    def still_counting(self, score: int, day: int) -> int:
        """What of a score that keeps lots counts on a day."""
        return self.lots[score].counting(day, self.today)

    def rank(self, grading: int) -> int:
        """Place of the grade in a grading."""
        grades = self.machine.gradings[grading]
        brackets = brackets_on(grades, self.today, self.as_of).grades
        rank = rank_among(brackets, self.balance(grades.score))
        for hold, condition in zip(grades.holds, self.plan.holds[grading], strict=True):
            if hold.rank > rank and condition(self, self._no_fields):
                rank = hold.rank
        return rank

    def in_status(self, status: int) -> bool:
        """Whether the person is in a status."""
        return status in self.statuses

    def recall(self, tally: int) -> int:
        """What a tally holds."""
        return self.tallies[tally].read(self)

    def in_period(self, period: int, day: int) -> bool:
        """Whether a day lies in a named period."""
        return stretch_of(self.machine.periods[period], day) is not None

    def tied(self, name: int) -> bool:
        """Whether the person is tied with somebody of that name."""
        return name in self._tied

    # --- where the person stands -------------------------------------------------------------

    @property
    def consents(self) -> bool:
        """Whether the person has a score at all today: their time has begun, and they consent."""
        begins = self.machine.begins
        if begins is not None and self.today < self.attributes[begins]:
            return False
        consent = self.plan.consent
        return consent is None or bool(consent(self, self._no_fields))

    def worth_of(self, grant: int) -> int | None:
        """What a grant is worth to the person now; None where it is not given."""
        if not self.consents:
            return None
        declared = self.machine.grants[grant]
        if declared.ranks is not None and self.rank(declared.grading) not in declared.ranks:
            return None
        worth = self.plan.program.grants[grant](self, self.present)
        return None if worth == NOT_GIVEN else worth

    def result(self) -> Result:
        """Where the person stands at the end of today."""
        first, *others = (self.balance(score) for score in range(len(self.scores)))
        held = [
            number
            for number, grant in enumerate(self.machine.grants)
            if grant.trigger is None and self.worth_of(number) is not None
        ]
        return Result(
            first,
            tuple(self.awards),
            tuple(held),
            None if self.postings is None else tuple(self.postings),
            tuple(others),
            tuple(Standing(each, *days) for each, days in sorted(self.statuses.items())),
            tuple(self.refused),
            tuple(map(self.rank, self.plan.shown_ranks)),
            self.consents,
        )

    def ranking_key(self, ranking: int, key: int, tied: frozenset[int] = frozenset()) -> int:
        """What a person is ordered by in a ranking, today.

        Args:
            tied: held names of those who are level with the person on the keys before.
        """
        self._tied = tied
        try:
            return self.plan.readings[f"ranking_{ranking}_{key}"](self, self._no_fields)
        finally:
            self._tied = frozenset()


def _memory(plan: TallyPlan) -> Memory:
    tally = plan.tally
    if plan.compares:
        assert plan.where is not None
        return OneByOne(plan.seen, tally.measure, plan.where, tally.empty)
    return Folded(plan.seen, tally.measure, tally.empty)
