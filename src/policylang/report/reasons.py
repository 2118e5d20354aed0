"""Why a score is what it is, in two or three plain sentences that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized

from policylang.core.counting import counted
from policylang.model.grading import brackets_on
from policylang.model.ledger import Entry, Points, points_of
from policylang.model.machine import Grade, Grading, Machine, Score
from policylang.model.outcome import Outcome
from policylang.report import words
from policylang.report.amounts import many, money, shown, size
from policylang.report.formula import Formula
from policylang.report.steps import starts

#: Actions, caps or perks named in one sentence; the rest are counted.
_NAMED = 5
#: Points by what they are due to.
_Shares = dict[str, Points]


def reasons(outcome: Outcome, machine: Machine) -> tuple[str, ...]:
    """The sentences for an outcome that has its ledger.

    How the score came about; what caps and the range of the score cut off, if they did; the grade
    with what it brings and how far the next one is.
    """
    ledger = outcome.ledger or ()
    begun = starts(outcome, machine)
    sentences = [
        _unscored(outcome, machine),
        *(_score(outcome, machine, score, begun) for score in machine.scores),
        _cuts(ledger, machine),
        _standing(outcome, machine),
        _statuses(outcome),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _unscored(outcome: Outcome, machine: Machine) -> str:
    """That there is no score on the day, and what there would have to be for one."""
    if outcome.scored:
        return ""
    needed = []
    if machine.begins is not None:
        needed.append(f"from `{machine.attributes[machine.begins].name}` on")
    if machine.consent is not None:
        needed.append(f"while {Formula(machine).condition(machine.consent)}")
    who = outcome.person or "This person"
    day = outcome.as_of.isoformat()
    return f"{who} has no score on {day}: scored only {' and '.join(needed)}."


def _score(outcome: Outcome, machine: Machine, score: Score, begun: Mapping[str, Points]) -> str:
    """How one score came about; with its label where there are several."""
    end = outcome.scores.get(score.name)
    if end is None:
        return ""
    head = f"{score.label}: " if len(machine.scores) > 1 else ""
    if score.formula is not None:
        return f"{head}worked out as {many(end)} on {outcome.as_of.isoformat()}."
    entries = [each for each in outcome.ledger or () if each.score == score.name]
    return head + _course(outcome, entries, begun[score.name], end)


def _course(outcome: Outcome, ledger: Iterable[Entry], start: Points, end: Points) -> str:
    earned: _Shares = {}
    lost: _Shares = {}
    for entry in ledger:
        if entry.applied > 0:
            _add(earned, entry.label, entry.applied)
        elif entry.applied < 0:
            _add(lost, entry.label, -entry.applied)
    steps = [f"started with {many(start)}"]
    if earned:
        steps.append(f"earned {shown(_total(earned))} ({_listed(earned)})")
    if lost:
        steps.append(f"lost {shown(_total(lost))} ({_listed(lost)})")
    if not (earned or lost):
        steps.append("neither earned nor lost any")
    who = outcome.person or "This person"
    makes = f"which makes {shown(end)} on {outcome.as_of.isoformat()}"
    return f"{who} {_and(steps)}, {makes}."


def _cuts(ledger: Iterable[Entry], machine: Machine) -> str:
    """What did not count: gains and losses apart, each with the clause that cut them."""
    gains: _Shares = {}
    losses: _Shares = {}
    told: dict[tuple[str, int | None], str] = {}
    clauses = words.Clauses.of(machine)
    for entry in ledger:
        for cut, clause, line in (
            (entry.asked - entry.granted, entry.cap, entry.cap_line),
            (entry.granted - entry.applied, entry.range, entry.range_line),
        ):
            if not cut or not clause:
                continue
            if (clause, line) not in told:
                told[clause, line] = f"because of `{clauses.said(clause)}` (line {line})"
            _add(gains if cut > 0 else losses, told[clause, line], size(cut))
    parts = [_not_counted(gains, "added"), _not_counted(losses, "taken")]
    return f"{'; '.join(part for part in parts if part)}." if gains or losses else ""


def _not_counted(cuts: _Shares, verb: str) -> str:
    if not cuts:
        return ""
    total = _total(cuts)
    said = f"{many(total)} {'was' if total == 1 else 'were'} not {verb}"
    if len(cuts) == 1:
        return f"{said} {next(iter(cuts))}"
    named = [f"{shown(cut)} {because}" for because, cut in _largest(cuts)]
    return f"{said}: {_and([*named, *_others(cuts)])}"


def _standing(outcome: Outcome, machine: Machine) -> str:
    parts = [
        _grade(outcome, machine, grading)
        for grading in machine.gradings
        if outcome.grades.get(machine.scores[grading.score].name) is not None
    ]
    parts.extend(_held(outcome, machine))
    return f"{_capital('; '.join(parts))}." if parts else ""


def _grade(outcome: Outcome, machine: Machine, grading: Grading) -> str:
    """The grade, what it stands for and how far the next one is."""
    score = machine.scores[grading.score]
    name, points = outcome.grades[score.name], outcome.scores[score.name]
    assert points is not None
    day = outcome.as_of.toordinal()
    grades = brackets_on(grading, day, day).grades
    rank = [grade.name for grade in grades].index(name or "")
    of = f" of {score.label}" if len(machine.gradings) > 1 else ""
    said = f"that is grade {name}{of} ({words.bracket(machine, rank, grades)})"
    above = better(grades, rank)
    if above is None:
        return f"{said}, the best there is"
    missing = points_of(machine, above.low or 0) - points
    if missing <= 0:
        said = f"that is grade {name}{of}, no better for now"
        return f"{said}, though {shown(points)} would be {above.name} or better"
    return f"{said}, {many(missing)} below {above.name}"


def better(grades: Sequence[Grade], rank: int) -> Grade | None:
    """The next better grade; None for the best. Only the last one has no bound."""
    return grades[rank - 1] if rank else None


def _statuses(outcome: Outcome) -> str:
    """What states the person is in, and how long."""
    named = [
        f"in status {each.label} since {each.since.isoformat()}"
        + (f" and until {each.until.isoformat()}, that day not included" if each.until else "")
        for each in outcome.statuses
    ]
    return f"{_capital(_and(named))}." if named else ""


def _held(outcome: Outcome, machine: Machine) -> Iterator[str]:
    """What perks and sanctions came to, and which hold on the day."""
    for awards, noun, verb, total in (
        (outcome.perks, "perk", "brought", outcome.perk_money),
        (outcome.sanctions, "sanction", "cost", outcome.sanction_money),
    ):
        if awards:
            due = f"{len(awards):,} {noun}s" if len(awards) > 1 else f"one {noun}"
            worth = f" and {verb} {money(total, machine.denomination)}" if total else ""
            yield f"{due} {'were' if len(awards) > 1 else 'was'} due so far{worth}"
    if outcome.holdings:
        labels = list(dict.fromkeys(holding.label for holding in outcome.holdings))
        named = [*labels[:_NAMED], *_others(labels)]
        yield f"{_and(named)} {'holds' if len(labels) == 1 else 'hold'} on that day"


# --- lists ---------------------------------------------------------------------------------


def _add(shares: _Shares, name: str, amount: Points) -> None:
    shares[name] = shares.get(name, 0) + amount


def _total(shares: _Shares) -> Points:
    return sum(shares.values())


def _largest(shares: _Shares) -> list[tuple[str, Points]]:
    return sorted(shares.items(), key=lambda share: (-share[1], share[0]))[:_NAMED]


def _others(parts: Sized) -> list[str]:
    rest = len(parts) - _NAMED
    return [counted(rest, "other")] if rest > 0 else []


def _listed(shares: _Shares) -> str:
    largest = _largest(shares)
    rest = _total(shares) - sum(amount for _, amount in largest)
    named = [f"{label} {shown(amount)}" for label, amount in largest]
    return ", ".join([*named, *(f"{others} {shown(rest)}" for others in _others(shares))])


def _and(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
