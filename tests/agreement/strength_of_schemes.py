"""How often schemes and the people in them reach what only schemes have.

`python -m tests.agreement.strength_of_schemes` prints the shares; a test keeps them from falling.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import attrs

from policylang.model.machine import (
    Begin,
    Cap,
    Change,
    Machine,
    OfMoment,
    Quiet,
    Reaction,
    Restore,
    Rule,
    Trigger,
    Upon,
    rules_of,
)
from policylang.model.result import NO_EVENT, OVERDUE, Posting, Result
from policylang.runtime.interpreter import interpret
from tests.agreement.histories import Case
from tests.agreement.people import Village, sample, scheme_villages

#: What sets something off. Of each, how often it does is measured.
TRIGGERS: Final = (
    "Yearly", "Monthly", "Once", "OnDay", "Recurring", "EndOf", "Quiet", "Becomes",
    "Upon a moment", "Upon a status",
)  # fmt: skip
_BY_CHANGES: Final = ("Becomes", "Upon a status")
#: Something counted, beside how often it could have been.
SHARES: Final = {
    **{f"rules by {each} that act": (f"acts {each}", f"rule {each}") for each in TRIGGERS},
    **{f"grants by {each} that are given": (f"given {each}", f"grant {each}") for each in TRIGGERS},
    "quiet times that pass more than once": ("again", "acts Quiet"),
    "rules that another rule sets off": ("chained", "acts Becomes"),
    "lots that run out": ("ran out", "lots"),
    "changes that would have run out already": ("too late", "lasting"),
    "restores that take something back": ("restored", "restores"),
    "changes cut by a cap on points": ("cut by points", "changes"),
    "entries stopped by a cap with times": ("cut by times", "entries"),
    "changes cut by a net cap": ("cut by net", "net"),
    "changes cut by the highest so far": ("cut by highest", "highest"),
    "changes cut by a cap with a key": ("cut by key", "keyed"),
    "changes cut by the range": ("range", "changes"),
    "statuses that end by themselves": ("ended", "begun"),
    "statuses that are prolonged": ("prolonged", "begun"),
    "statuses people are in at the end": ("in status", "status"),
    "entries after the day of their event": ("later", "by events"),
    "events that are refused": ("refused", "events"),
    "results without consent": ("unscored", "consents"),
    "histories with attributes that change": ("changing", "changeable"),
    "people saved more than once": ("splits", "people"),
}


def measured(found: list[Village]) -> dict[str, float]:
    """Every share, between 0 and 1; more where something happens several times to one person."""
    seen: Counter[str] = Counter()
    for village in found:
        for person in village.people:
            days = {"since": person.since, "as_of": person.as_of}
            result = interpret(village.machine, person.history, person.attributes, **days)
            seen.update(_Reading(village.machine, person, result).everything())
    return {words: seen[part] / max(1, seen[whole]) for words, (part, whole) in SHARES.items()}


@attrs.define(slots=False)
class _Reading:
    """What one result shows of its making."""

    machine: Machine
    person: Case
    result: Result

    @cached_property
    def _entries(self) -> list[tuple[Posting, Rule]]:
        rules = self.machine.rules
        return [(entry, rules[entry.rule]) for entry in self.result.ledger or ()]

    @cached_property
    def _reactions(self) -> dict[int, Reaction]:
        """By rule number; rules of lifetimes are set off by nothing."""
        return {
            rule.number: each for each in self.machine.reactions for rule in rules_of(each.choices)
        }

    def everything(self) -> Iterator[str]:
        """The names of everything that happened, as often as it happened."""
        yield from self._history()
        yield from self._set_off()
        for entry, rule in self._entries:
            yield from self._entry(entry, rule)
        yield from self._chains()
        yield from self._lots()
        yield from self._statuses()

    def _history(self) -> Iterator[str]:
        history = self.person.history.until(self.person.as_of)
        yield from ["people", *["splits"] * (len(self.person.splits) > 1)]
        yield from ["events"] * len(history)
        yield from ["refused"] * len(self.result.refused)
        if self.machine.changeable:
            yield from ["changeable", *["changing"] * (len(history.changes) > 0)]
        if self.machine.consent is not None:
            yield from ["consents", *["unscored"] * (not self.result.scored)]

    def _set_off(self) -> Iterator[str]:
        acted = Counter(
            self._reactions[rule.number].name
            for _, rule in self._entries
            if rule.number in self._reactions
        )
        for reaction in self.machine.reactions:
            kind = _kind(reaction.trigger)
            yield f"rule {kind}"
            yield from [f"acts {kind}"] * (acted[reaction.name] > 0)
            again = isinstance(reaction.trigger, Quiet) and acted[reaction.name] > 2
            yield from ["again"] * again
        awarded = {award.grant for award in self.result.awards}
        for number, grant in enumerate(self.machine.grants):
            if grant.trigger is not None:
                kind = _kind(grant.trigger)
                yield from [f"grant {kind}", *[f"given {kind}"] * (number in awarded)]

    def _entry(self, entry: Posting, rule: Rule) -> Iterator[str]:
        yield "entries"
        if entry.event != NO_EVENT:
            after = entry.day > self.person.history.days[entry.event]
            yield from ["by events", *["later"] * after]
        cut = next((cap for cap in rule.caps if cap.slot == entry.cap), None)
        if cut is not None:
            yield from _cut(cut)
        if isinstance(rule.effect, Change):
            yield from ["changes", *["range"] * (entry.applied != entry.granted)]
            yield from (cap.measure for cap in rule.caps if cap.measure in ("net", "highest"))
            yield from ["keyed"] * any(cap.key is not None for cap in rule.caps)
            if rule.effect.lifetime is not None:
                yield from ["lasting", *["too late"] * (entry.cap == OVERDUE)]
        if isinstance(rule.effect, Restore) and entry.event != NO_EVENT:
            yield from ["restores", *["restored"] * (entry.applied != 0)]

    def _chains(self) -> Iterator[str]:
        """A rule that changes set off, right after another of its kind."""
        before: tuple[int, str] | None = None
        for entry, rule in self._entries:
            reaction = self._reactions.get(rule.number)
            waiting = reaction is not None and _kind(reaction.trigger) in _BY_CHANGES
            now = (entry.day, reaction.name) if reaction is not None and waiting else None
            chained = before is not None and now is not None and before[0] == now[0]
            yield from ["chained"] * (chained and before != now)
            before = now

    def _lots(self) -> Iterator[str]:
        ends = {
            rule.effect.lifetime.rule.number
            for _, rule in self._entries
            if isinstance(rule.effect, Change) and rule.effect.lifetime is not None
        }
        for entry, rule in self._entries:
            lasting = isinstance(rule.effect, Change) and rule.effect.lifetime is not None
            yield from ["lots"] * (lasting and entry.applied != 0)
            yield from ["ran out"] * (rule.number in ends)

    def _statuses(self) -> Iterator[str]:
        until: dict[int, int] = {}
        for entry, rule in self._entries:
            if isinstance(rule.effect, Begin) and entry.asked > entry.day:
                yield "begun"
                before = until.get(rule.effect.status, 0)
                yield from ["prolonged"] * (entry.day < before < entry.asked)
                yield from ["ended"] * (before > 0 and entry.day >= before)
                until[rule.effect.status] = entry.asked
        yield from ["ended"] * sum(day <= self.person.as_of for day in until.values())
        yield from ["status"] * len(self.machine.statuses)
        yield from ["in status"] * len(self.result.statuses)


def _cut(cap: Cap) -> Iterator[str]:
    yield f"cut by {cap.measure}"
    yield from ["cut by key"] * (cap.key is not None)


def _kind(trigger: Trigger) -> str:
    if isinstance(trigger, Upon):
        moment = isinstance(trigger.occurrence, OfMoment)
        return "Upon a moment" if moment else "Upon a status"
    return type(trigger).__name__


def main() -> None:
    """Print the shares of a sample."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for words, share in measured(sample(count, scheme_villages())).items():
        print(f"{share:7.1%}  {words}")  # noqa: T201


if __name__ == "__main__":
    main()
