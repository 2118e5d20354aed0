"""How often the generated policies and histories reach what engines get wrong.

`python -m tests.agreement.strength` prints the shares; a test keeps them from falling.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final

import attrs

from policylang.model.machine import Choice, Ever, Machine, OfMoment, Sliding
from policylang.model.result import Posting, Result
from policylang.model.ticks import first_day, ticks_between
from policylang.runtime.interpreter import interpret
from tests.agreement.histories import Case
from tests.agreement.people import Village, sample, villages

#: Something counted, beside how often it could have been.
SHARES: Final = {
    "entries that change the score": ("changed", "entries"),
    "entries that ask for nothing": ("idle", "entries"),
    "entries cut by a cap on points": ("points cap", "entries"),
    "entries cut only in part": ("in part", "entries"),
    "entries stopped by a cap with times": ("times cap", "entries"),
    "entries cut by the range of the score": ("range", "entries"),
    "conditions that hold": ("held", "looked at"),
    "entries of a later arm of a chain": ("later", "entries"),
    "entries of a plain otherwise": ("otherwise", "entries"),
    "choices where nothing is applied": ("nothing", "choices"),
    "days due that bring something": ("awards", "ticks"),
    "days due that are days of events": ("ticks on events", "ticks"),
    "perks without a date that hold": ("holdings", "undated"),
    "events on the day of the one before": ("same day", "events"),
    "counts that events have dropped out of": ("left behind", "windows"),
    "histories that go on after the day asked about": ("cut off", "histories"),
    "histories without events": ("empty", "histories"),
    "histories with a first day of their own": ("since", "histories"),
}


def measured(found: list[Village]) -> dict[str, float]:
    """Every share, between 0 and 1."""
    seen: Counter[str] = Counter()
    for village in found:
        for person in village.people:
            result = interpret(
                village.machine,
                person.history,
                person.attributes,
                since=person.since,
                as_of=person.as_of,
            )
            seen.update(_Reading(village.machine, person, result).everything())
    return {words: seen[part] / max(1, seen[whole]) for words, (part, whole) in SHARES.items()}


@attrs.frozen
class _Reading:
    """What one result shows of its making."""

    machine: Machine
    person: Case
    result: Result

    def everything(self) -> Iterator[str]:
        """The names of everything that happened, as often as it happened."""
        yield from self._history()
        for entry in self._ledger:
            yield from self._entry(entry)
        yield from self._choices()
        yield from self._calendar()

    @property
    def _ledger(self) -> tuple[Posting, ...]:
        return self.result.ledger or ()

    def _history(self) -> Iterator[str]:
        history, as_of = self.person.history, self.person.as_of
        days = history.until(as_of).days
        yield "histories"
        yield from ["empty"] * (not days)
        yield from ["since"] * (self.person.since is not None)
        yield from ["cut off"] * (len(days) < len(history))
        yield from ["events"] * len(days)
        yield from ["same day"] * (len(days) - len(set(days)))
        for tally in self.machine.tallies:
            own = [
                d
                for d, code in zip(days, history.codes, strict=False)
                if OfMoment(code) == tally.occurrence
            ]
            if isinstance(tally.window, Ever) or not own:
                continue
            yield "windows"
            if isinstance(tally.window, Sliding):
                yield from ["left behind"] * (as_of - own[0] >= tally.window.days)
            else:
                yield from ["left behind"] * (as_of - own[0] > 366)

    def _entry(self, entry: Posting) -> Iterator[str]:
        caps = {cap.slot: cap for cap in self.machine.rules[entry.rule].caps}
        yield "entries"
        yield from ["changed"] * (entry.applied != 0)
        yield from ["idle"] * (entry.asked == 0)
        yield from ["range"] * (entry.applied != entry.granted)
        if entry.cap >= 0:
            yield "times cap" if caps[entry.cap].times else "points cap"
            yield from ["in part"] * (entry.granted != 0)

    def _choices(self) -> Iterator[str]:
        fired = {(entry.event, entry.rule) for entry in self._ledger}
        events = self.person.history.until(self.person.as_of).codes
        for event, code in enumerate(events):
            for choice in self.machine.actions[code].choices:
                yield "choices"
                yield from _looked_at(choice, {rule for e, rule in fired if e == event})

    def _calendar(self) -> Iterator[str]:
        machine, person = self.machine, self.person
        days = person.history.until(person.as_of).days
        first = first_day(machine, person.since, days, person.as_of)
        for day, _ in ticks_between(machine, first, person.as_of):
            yield "ticks"
            yield from ["ticks on events"] * (day in days)
        yield from ["awards"] * len(self.result.awards)
        yield from ["undated"] * sum(grant.trigger is None for grant in machine.grants)
        yield from ["holdings"] * len(self.result.held)


def _looked_at(choice: Choice, fired: set[int]) -> Iterator[str]:
    for place, arm in enumerate(choice.arms):
        yield from ["looked at"] * (arm.condition is not None)
        if arm.rule.number in fired:
            yield from ["held"] * (arm.condition is not None)
            yield from ["later"] * (place > 0)
            yield from ["otherwise"] * (place > 0 and arm.condition is None)
            return
    yield "nothing"


def main() -> None:
    """Print the shares of a sample."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for words, share in measured(sample(count, villages())).items():
        print(f"{share:7.1%}  {words}")  # noqa: T201


if __name__ == "__main__":
    main()
