"""Offences that a process of scores and caps can follow, and why it cannot follow others.

Such a process has no place for a status, for a date to come, or for a count of what nobody chooses.
After an event that leaves only scores behind it goes on from those scores. After any other one it
would go on from a state that nobody is in: so nothing is said of that, and it is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from policylang.auditor.decisions.dominance import loses
from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import Process
from policylang.auditor.decisions.relevance import (
    choices_upon,
    reactions_upon,
    relevant_parts,
)
from policylang.auditor.decisions.variants import reads_of, variants_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.standing import TIMES, harms
from policylang.auditor.properties.trials import Trials
from policylang.auditor.question import Unfit
from policylang.auditor.witnesses.replay import Replay, Replayer
from policylang.model.history import Row
from policylang.model.machine import (
    Begin,
    End,
    Machine,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    rules_of,
)


@attrs.frozen
class Worst:
    """The one event of an action that leaves the fewest points, and what it does on its day.

    `money` and `hours` are what it costs by itself, held; `scores` what it leaves.
    """

    code: int
    row: Row
    scores: tuple[int, ...]
    money: int
    hours: int


@attrs.frozen
class Fall:
    """Events of the first day, and the scores that they leave."""

    rows: tuple[Row, ...]
    scores: tuple[int, ...]


@attrs.frozen
class Offences:
    """Those that are followed, and by name of an action why another one is not."""

    followed: tuple[Worst, ...]
    skipped: Mapping[str, str]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of those that are not followed."""
        return tuple(self.skipped)

    @property
    def reasons(self) -> str:
        """Which are not followed and why, as a list; empty if all are."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.skipped.items():
            reasons.setdefault(reason, []).append(f"`{name}`")
        return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in reasons.items())

    @property
    def in_words(self) -> str:
        """The same as a sentence after a space; empty if all are followed."""
        return f" Not looked at: {self.reasons}." if self.skipped else ""


def only_harms(machine: Machine, code: int) -> bool:
    """Whether an event, and every rule upon it, can do nothing but lower scores."""
    rules = rules_of(choices_upon(machine, code))
    return harms(machine, code) and loses(machine.actions[code], rules)


def not_followed(machine: Machine, code: int, process: Process) -> str | None:
    """What of an event a process of scores and caps cannot follow; None where it follows it all."""
    action = machine.actions[code]
    upon = list(reactions_upon(machine, code))
    rules = rules_of(choices_upon(machine, code))
    relevant = relevant_parts(machine, process.left_out)
    if len(action.moments) > 1:
        return "it has several dates"
    if {cap.slot for rule in rules for cap in rule.caps} & set(process.layout.places):
        return "it shares a cap with what comes later"
    changed = {r.effect.status for r in rules if isinstance(r.effect, Begin | End)}
    begun = changed & relevant.statuses
    if begun:
        return f"the status `{machine.statuses[min(begun)].name}` makes a difference later"
    numbers = {n for n, each in enumerate(machine.reactions) if each in upon}

    def is_of(occurrence: Occurrence) -> bool:
        match occurrence:
            case OfMoment(of):
                return of == code
            case OfReaction(number):
                return number in numbers
            case OfStatus(status):
                return status in changed

    if any(is_of(each) for each in relevant.occurrences):
        return "it is counted or waited for later"
    return None


def worst_offences(inquiry: Inquiry, process: Process, *, only: bool) -> Offences:
    """The worst event of each action that does harm, on the first day, as far as it is followed.

    Args:
        only: leave out what can do something else than harm.

    Raises:
        Unfit: something comes due at the end of the first day, after any event of it.
    """
    machine, since = inquiry.machine, inquiry.question.since
    first = process.stages[0]
    if first.last == since and any(not due.grant for due in first.closing):
        raise Unfit("a rule comes due at the end of the first day, on which an offence is done")
    before = inquiry.replay((), until=since).result.score
    found: list[Worst] = []
    skipped: dict[str, str] = {}
    for code, action in enumerate(machine.actions):
        if not (only_harms if only else harms)(machine, code):
            continue
        reason = not_followed(machine, code, process)
        if reason is None:
            try:
                ways = list(_ways(inquiry, process, code))
            except Unfit as problem:
                reason = f"not every way to do it could be gone through: {problem}"
        if reason is not None:
            skipped[action.name] = reason
            continue
        worst = min(ways, key=lambda each: (each.scores[0], each.money, each.hours), default=None)
        if worst is not None and worst.scores[0] < before:
            found.append(worst)
    return Offences(tuple(found), skipped)


def _ways(inquiry: Inquiry, process: Process, code: int) -> Iterator[Worst]:
    """One event for each thing that an action can do to somebody who begins.

    Raises:
        Unfit: there are too many, or they cannot be told apart.
    """
    machine, since = inquiry.machine, inquiry.question.since
    action = machine.actions[code]
    more = [
        each
        for reaction in reactions_upon(machine, code)
        for choice in reaction.choices
        for each in reads_of(choice)
    ]
    # Costs are looked at as of anything else: the worst event is also the cheapest such one.
    for variant in variants_of(action, process.layout, process.view, more):
        filled = (*variant.values, *[0] * (machine.width - len(variant.values)))
        row = (since, code, filled)
        replay = inquiry.replay([row], until=since)
        if not replay.result.refused:
            yield Worst(code, row, replay.result.scores, replay.money, replay.hours)


def falls(inquiry: Inquiry, worst: Worst) -> Iterator[Fall]:
    """One offence done again and again on the first day, up to `TIMES` times, as far as it goes."""
    trials, since = Trials(inquiry), inquiry.question.since
    for times in range(1, TIMES + 1):
        rows = (worst.row,) * times
        scores = trials.scores(rows, since)
        if scores is None:
            return
        yield Fall(rows, scores)


# --- and then ------------------------------------------------------------------------------------


@attrs.define(slots=False, eq=False)
class _After(Replayer):
    """Replays what comes after some events of the first day, and prices that alone."""

    before: tuple[Row, ...]

    def replay(self, rows: Sequence[Row], since: int, until: int) -> Replay:
        whole = super().replay((*self.before, *rows), since, until)
        alone = super().replay(self.before, since, since)
        return attrs.evolve(whole, money=whole.money - alone.money, hours=whole.hours - alone.hours)


def after(inquiry: Inquiry, rows: Sequence[Row]) -> Inquiry:
    """The same inquiry about somebody to whom some events have happened on the first day."""
    of = inquiry.replayer
    replayer = _After(of.machine, of.attributes, of.evaluator, tuple(rows))
    return Inquiry(inquiry.machine, inquiry.question, replayer)


def left_with(process: Process, scores: Sequence[int]) -> Process:
    """A process from the scores that events of the first day have left.

    What comes due that day has come before them: it is not to come again, and caps have counted it.
    """
    first, *later = process.stages
    process.view.today = first.first
    opened: State = process.renewed(process.start, first)
    for due in first.opening:
        opened = opened if due.grant else process.react(opened, due.number)
    return attrs.evolve(
        process,
        start=(*scores, *opened[len(scores) :]),
        stages=(attrs.evolve(first, opening=()), *later),
    )
