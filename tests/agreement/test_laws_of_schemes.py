"""Laws of ledgers, lots, statuses and consent, held over schemes without asking a second engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from policylang.model.machine import (
    Begin,
    Calendar,
    Cap,
    Change,
    End,
    Ever,
    Machine,
    Move,
    Restore,
    Rule,
    Sliding,
)
from policylang.model.result import NO_CAP, OVERDUE, Posting, Result, Standing
from policylang.runtime.interpreter import interpret, live
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.laws import in_window
from tests.agreement.people import Village, scheme_villages


def test_schemes_keep_the_laws() -> None:
    assert hold_everywhere(_keep_the_laws, 70, scheme_villages())


def _keep_the_laws(village: Village) -> None:
    machine = village.machine
    for person in village.people:
        days = {"since": person.since, "as_of": person.as_of}
        result = interpret(machine, person.history, person.attributes, **days)
        for law in _LAWS:
            law(machine, person, result)


def _rules(machine: Machine, result: Result) -> Iterator[tuple[Posting, Rule]]:
    rules = machine.rules
    for entry in result.ledger or ():
        assert rules[entry.rule].number == entry.rule
        yield entry, rules[entry.rule]


def _every_score_adds_up(machine: Machine, _person: Case, result: Result) -> None:
    """Each balance of a score follows from its last; the first from where it starts."""
    balances: dict[int, int] = {}
    for entry, rule in _rules(machine, result):
        if isinstance(rule.effect, Begin | End):
            assert entry[4:7] == (0, 0, 0)
            continue
        score = rule.effect.score
        before = balances.get(score, machine.scores[score].fixed_start)
        assert before is None or entry.balance == before + entry.applied
        balances[score] = entry.balance
    for number, declared in enumerate(machine.scores):
        stands = result.scores[number]
        start = declared.fixed_start if declared.formula is None else None
        assert balances.get(number, stands if start is None else start) == stands
        assert declared.bounds[0] <= stands <= declared.bounds[1]


def _happens_in_order(machine: Machine, person: Case, result: Result) -> None:
    """Entries and awards come in order of day, up to the day asked about; refused events do not."""
    days = [entry.day for entry in result.ledger or ()]
    assert days == sorted(days)
    assert all(day <= person.as_of for day in days)
    assert [award.day for award in result.awards] == sorted(award.day for award in result.awards)
    refused = {each.event for each in result.refused}
    assert len(refused) == len(result.refused)
    for entry, _ in _rules(machine, result):
        assert entry.event not in refused
        assert entry.event < 0 or person.history.days[entry.event] <= entry.day


def _grants_no_more_than_asked(machine: Machine, _person: Case, result: Result) -> None:
    """Caps take away from a change and never turn it round."""
    for entry, rule in _rules(machine, result):
        assert abs(entry.granted) <= abs(entry.asked)
        assert entry.asked * entry.granted >= 0
        assert entry.cap in {NO_CAP, OVERDUE, *(cap.slot for cap in rule.caps)}
        if isinstance(rule.effect, Change):
            assert entry.asked * rule.effect.sign >= 0
            assert (entry.cap != -1) == (entry.granted != entry.asked) or entry.asked == 0


def _keeps_plain_caps(machine: Machine, _person: Case, result: Result) -> None:
    """In no window is more granted than a cap allows, by all rules that share it together."""
    rules = list(_rules(machine, result))
    for cap in machine.caps:
        plain = cap.key is None and isinstance(cap.window, Ever | Sliding | Calendar)
        if not plain or cap.measure not in ("points", "times"):
            continue
        counted = [
            (entry.day, _counted(cap, entry, rule))
            for entry, rule in rules
            if any(each.slot == cap.slot for each in rule.caps)
        ]
        for today in {day for day, _ in counted}:
            used = sum(
                amount
                for day, amount in counted
                if day <= today and in_window(cap.window, day, today)
            )
            assert used <= cap.limit


def _counted(cap: Cap, entry: Posting, rule: Rule) -> int:
    if cap.measure == "points":
        return abs(entry.granted)
    stopped = {-2, *(each.slot for each in rule.caps if each.times)}
    return entry.cap not in stopped


def _lots_are_the_score(machine: Machine, person: Case, _result: Result) -> None:
    """What is left of the lots is the score, at the end and in the middle."""
    if all(score.lots is None for score in machine.scores):
        return
    days = person.history.until(person.as_of).days
    for as_of in {person.as_of, *days[len(days) // 2 :][:1]}:
        seen = live(
            machine, person.history.until(as_of), person.attributes, since=person.since, as_of=as_of
        ).person
        for score, lots in seen.lots.items():
            assert sum(lot.left for lot in lots.live) == seen.scores[score]
            assert all(lot.left != 0 for lot in lots.live)


def _statuses_follow_from_the_ledger(machine: Machine, person: Case, result: Result) -> None:
    """Who is in a status since when and until when is what the entries about it say."""
    standing: dict[int, Standing] = {}
    for entry, rule in _rules(machine, result):
        effect = rule.effect
        if not isinstance(effect, Begin | End) or entry.cap >= 0:
            continue
        before = standing.get(effect.status)
        inside = before is not None and (before.until == 0 or before.until > entry.day)
        if isinstance(effect, End):
            standing.pop(effect.status, None)
        elif entry.asked > entry.day or effect.until is None:
            since = before.since if before is not None and inside else entry.day
            standing[effect.status] = Standing(effect.status, since, entry.asked)
    left = [each for _, each in sorted(standing.items())]
    assert list(result.statuses) == [
        each for each in left if each.until == 0 or each.until > person.as_of
    ]


def _awards_need_consent(machine: Machine, person: Case, result: Result) -> None:
    if machine.consent is None:
        return
    assert result.scored or not result.held
    by_day = defaultdict(list)
    for award in result.awards:
        by_day[award.day].append(award)
    for day in list(by_day)[:2]:
        then = interpret(
            machine, person.history.until(day), person.attributes, since=person.since, as_of=day
        )
        assert then.scored


def _restores_what_was_made(machine: Machine, _person: Case, result: Result) -> None:
    """What takes back never takes back more than was given, however often."""
    given: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for entry, rule in _rules(machine, result):
        effect = rule.effect
        if isinstance(effect, Change | Move):
            given[effect.score] += abs(entry.applied)
        elif isinstance(effect, Restore):
            taken[effect.score] += abs(entry.granted)
            start = machine.scores[effect.score].fixed_start
            if start is not None:
                assert taken[effect.score] <= given[effect.score] + abs(start)


_LAWS = (
    _every_score_adds_up,
    _happens_in_order,
    _grants_no_more_than_asked,
    _keeps_plain_caps,
    _lots_are_the_score,
    _statuses_follow_from_the_ledger,
    _awards_need_consent,
    _restores_what_was_made,
)
