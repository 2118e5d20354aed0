"""Findings of an audit as cases that fail: each passes on a policy that is closed to it.

The history of a finding stands there with what should come of it if it did not work: what the
person has who does nothing. Where the history only undoes a loss, that is what the loss alone
leaves; where it is one event in parts, what the one event brings. Of a bargain the most is asked
for that it may bring, so that a case also passes where the way has become dearer. Of all else that
differs it is the gravest: money, then the grade, then the score, then what holds.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Final

import attrs

from policylang.api import Policy
from policylang.auditor.properties import (
    bad_acts,
    cliffs,
    dead_parts,
    forever,
    free_offences,
    good_acts,
    profit,
    splitting,
    two_people,
    volume_discounts,
)
from policylang.casebook.expected import AT_MOST, NONE
from policylang.casebook.reading import SUFFIX
from policylang.casebook.spent import money_spent
from policylang.core.errors import HistoryError, PolicyLangError
from policylang.core.named_files import inside
from policylang.model.events import Event
from policylang.model.finding import AuditReport, Finding, Severity
from policylang.model.outcome import Outcome
from policylang.model.units import SUMMABLE
from policylang.model.values import InputProblem, read_value, show_value
from policylang.report.json_text import json_text

#: What YAML and the words of an event both take as it stands.
_PLAIN: Final = re.compile(r"\w[\w.%-]*( [\w.%-]+)*|\d[\d,.:]*( \w+)?")
#: Questions whose findings compare two histories: neither is what should have come of the other.
_COMPARED: Final = {
    cliffs.NAME,
    dead_parts.NAME,
    free_offences.NAME,
    good_acts.NAME,
    volume_discounts.NAME,
}
#: Questions whose findings are that something brings more than it costs. So are claims.
_BARGAINS: Final = {profit.NAME, forever.NAME, splitting.NAME, two_people.NAME}
_NOTHING = "expected is what doing nothing brings: the way that was found must not work"
_WHOLE = "expected is what one event brings: in parts it must not bring more"
_LOSS = "expected is what the loss alone leaves: what was found must not undo it"


class Unplaced(PolicyLangError):  # noqa: N818 - what is said of a name, not a defect
    """A file name under which the cases of a policy would not be run; the message says why."""


@attrs.frozen
class Loopholes:
    """A case file, how many findings are in it, and the titles of those that no case can tell.

    Without any the text is empty: a case file has at least one case.
    """

    text: str
    cases: int
    left_out: tuple[str, ...]


def check_place(file: Path, policy: Path) -> str:
    """What a case file calls its policy.

    Raises:
        Unplaced: `policylang test` would not find the file, or not the policy.
    """
    if not file.name.endswith(SUFFIX):
        raise Unplaced(f"`{file}` is no name of a case file: it has to end in `{SUFFIX}`")
    name = Path(os.path.relpath(policy.resolve(), file.parent.resolve())).as_posix()
    if inside(file.parent.resolve(), name, file.parent) is None:
        raise Unplaced(f"`{file}` has to be in the folder of the policy, or above it")
    return name


def failing_cases(
    report: AuditReport, policy: Policy, called: str, person: Mapping[str, str]
) -> Loopholes:
    """A case file with a case for each finding that a case can tell.

    Args:
        policy: as it is written, whatever was assumed in the audit.
        called: what the case file calls it.
    """
    left_out: list[str] = []
    blocks: list[str] = []
    for finding in report.findings:
        wanted = _wanted(finding, policy, person)
        if wanted is None:
            left_out.append(finding.title)
            continue
        expected, note = wanted
        name = f"{len(blocks) + 1}: {finding.property}: {finding.title}"
        blocks.append("\n".join(_case(finding, name, expected, note, person)))
    head = f"cases: 1\npolicy: {_quoted(called)}\n"
    head += f"note: {_quoted(f'Found by an audit of {report.since} to {report.until}.')}\n"
    text = "\n\n".join([f"{head}\nhistories:\n{blocks[0]}", *blocks[1:]]) + "\n" if blocks else ""
    return Loopholes(text, len(blocks), tuple(left_out))


def _case(
    finding: Finding, name: str, expected: str, note: str, person: Mapping[str, str]
) -> Iterator[str]:
    yield f"  - name: {_quoted(name)}"
    yield f"    note: {_quoted(note)}"
    if person:
        given = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in person.items())
        yield f"    person: {{{given}}}"
    yield f"    since: {finding.since}"
    events = list(_repeated(finding))
    yield "    events:" if events else "    events: []"
    yield from (f"      - {_event(event, times)}" for event, times in events)
    yield "    expect:"
    yield f"      {finding.until}: {{{expected}}}"


def _event(event: Event, times: int) -> str:
    """An event on one line of words, or by name where a value would be misread in words."""
    fields = [(name, str(value)) for name, value in event.fields.items()]
    if all(_PLAIN.fullmatch(part) for part in (event.action, *chain(*fields))):
        often = [f"{times} times"] if times > 1 else []
        words = [f"{event.date} {event.action}", *(f"{k} {v}" for k, v in fields), *often]
        return ", ".join(words)
    named = "".join(f", {_quoted(name)}: {_quoted(value)}" for name, value in fields)
    often_named = f", repeat: {times}" if times > 1 else ""
    return f"{{date: {event.date}, action: {_quoted(event.action)}{named}{often_named}}}"


def _repeated(finding: Finding) -> Iterator[tuple[Event, int]]:
    """The events, those alike that follow one another as one with its number."""
    last: Event | None = None
    times = 0
    for event in _events(finding):
        if event == last:
            times += 1
            continue
        if last is not None:
            yield last, times
        last, times = event, 1
    if last is not None:
        yield last, times


def _events(finding: Finding, *, losses: bool = False) -> Iterator[Event]:
    """The events of a finding; with `losses` those alone that lowered the score."""
    for line in finding.lines:
        if line.event is not None and (not losses or line.points < 0):
            action, fields = line.event
            given = {key: value for key, value in fields.items() if value != ""}
            yield Event(line.date.isoformat(), action, given)


def _wanted(finding: Finding, policy: Policy, person: Mapping[str, str]) -> tuple[str, str] | None:
    """What should be so on the last day, and why; None where no case can tell it."""
    if finding.since is None or finding.until is None or _is_compared(finding):
        return None
    since, until = finding.since, finding.until

    def outcome(events: Sequence[Event]) -> Outcome:
        return policy.evaluate(events, person=person, since=since, as_of=until)

    def gain(events: Sequence[Event]) -> Decimal | None:
        return _gain(events, policy, person, since, until)

    done = tuple(_events(finding))
    try:
        real = dict(_aspects(outcome(done), policy))
        gained = gain(done) if _is_bargain(finding, policy) else None
        for events, note in _references(finding, policy):
            most = None if gained is None else gain(events)
            if gained is not None and most is not None and gained > most:
                return f"gain: {AT_MOST}{most:f} {policy.machine.denomination.currency}", note
            for key, value in _aspects(outcome(events), policy):
                if real[key] != value:
                    return f"{key}: {value}", note
    except HistoryError:  # under what was assumed the history fits, and as written it does not
        return None
    return None


def _gain(
    events: Sequence[Event],
    policy: Policy,
    person: Mapping[str, str],
    since: datetime.date,
    until: datetime.date,
) -> Decimal | None:
    """What events bring by a day, less what they cost; None where that cannot be told."""
    came = policy.evaluate(events, person=person, since=since, as_of=until)
    traits = policy.encoder.traits(person)
    history = policy.encoder.history(events, traits).until(until.toordinal())
    first, last = since.toordinal(), until.toordinal()
    try:
        spent = money_spent(policy, history, traits.start, since=first, as_of=last)
    except InputProblem:
        return None
    return came.perk_money - came.sanction_money - spent


def _is_compared(finding: Finding) -> bool:
    """Whether a finding rests on what another history brings, other than to do nothing."""
    if finding.property == bad_acts.NAME:
        return finding.severity is not Severity.HIGH
    return finding.property in _COMPARED


def _is_bargain(finding: Finding, policy: Policy) -> bool:
    """Whether what is found is that something brings more money than it costs."""
    claimed = finding.property.startswith("claim ")
    return policy.machine.denomination.has_money and (claimed or finding.property in _BARGAINS)


def _references(finding: Finding, policy: Policy) -> Iterator[tuple[Sequence[Event], str]]:
    """Histories that a finding can be held to, with the reason: first the one that fits it best."""
    if finding.property == splitting.NAME:
        whole = _together(list(_events(finding)), policy)
        if whole is not None:
            yield (whole,), _WHOLE
    yield (), _NOTHING
    yield tuple(_events(finding, losses=True)), _LOSS


def _together(parts: Sequence[Event], policy: Policy) -> Event | None:
    """The one event that several of one action come to; None where the policy has no such."""
    machine, first = policy.machine, parts[0]
    action = next(each for each in machine.actions if each.name == first.action)
    sums = dict(first.fields)
    for field in action.fields:
        if field.domain.kind in SUMMABLE and field.name in sums:
            read = (
                read_value(e.fields[field.name], field.domain, machine.denomination) for e in parts
            )
            total = sum(read)
            if total > field.domain.high:
                return None
            sums[field.name] = show_value(total, field.domain, machine.denomination)
    return None if sums == first.fields else Event(first.date, first.action, sums)


def _aspects(outcome: Outcome, policy: Policy) -> Iterator[tuple[str, str]]:
    """What can be expected of an outcome, the gravest first, as a case writes it."""
    if policy.machine.denomination.has_money:
        currency = policy.machine.denomination.currency
        yield "perk money", f"{outcome.perk_money:f} {currency}"
        yield "sanction money", f"{outcome.sanction_money:f} {currency}"
    yield "grade", _quoted(outcome.grade or NONE)
    yield "score", NONE if outcome.score is None else f"{outcome.score}"
    yield "perks", _names(each.name for each in outcome.perks)
    yield "sanctions", _names(each.name for each in outcome.sanctions)
    yield "holds", _names(each.name for each in outcome.holdings)


def _names(names: Iterator[str]) -> str:
    found = sorted(set(names))
    return f"[{', '.join(map(_quoted, found))}]" if found else NONE


def _quoted(text: object) -> str:
    """A text as YAML and JSON both quote it."""
    return json_text(str(text))
