"""Banking: points gathered beforehand, so that an offence does no harm.

PROPERTY. For each offence: how many events of it a beginner can commit on one day without losing
the grade, and how many after as many points as could be gathered by choice up to the last day. It
is broken where one offence costs a beginner the grade, and does not after chosen acts before it.

METHOD. Histories run and replayed. Points are gathered greedily, so what a reserve swallows is what
it swallows at least.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from policylang.auditor.deeds.climbing import climb
from policylang.auditor.deeds.events import moved
from policylang.auditor.deeds.offences import Deed, deeds, good_acts, is_harmless, worst_offences
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row

NAME = "banking"
#: Most offences that are tried on one day.
_MOST: Final = 500
#: Most beginnings that are tried before one offence.
_FIRSTS: Final = 60


@attrs.frozen
class _Bank:
    """Chosen acts that raise a graded score, in order."""

    grading: int
    rows: tuple[Row, ...]


def answer(inquiry: Inquiry) -> Answer:
    """What a reserve of points swallows."""
    machine = inquiry.machine
    trials = Trials(inquiry)
    good = good_ways(machine, inquiry.question.attributes)
    every = deeds(trials, good)
    offences, acts = worst_offences(every), good_acts(every, machine)
    if not machine.gradings or not offences or not acts:
        missing = (
            "no grades" if not machine.gradings else
            "no offences" if not offences else "nothing that a person chooses and that gives points"
        )  # fmt: skip
        text = f"There is nothing to bank for: the policy has {missing}."
        proved = not machine.gradings or is_harmless(machine, good)
        evidence = Evidence.PROVED_ALWAYS if proved else Evidence.SEARCHED
        return Answer(NAME, Verdict.ANSWERED, evidence, text)
    banks = [
        _Bank(number, tuple(climb(trials, acts, grading.score)))
        for number, grading in enumerate(machine.gradings)
    ]
    harmless: list[tuple[Deed, _Bank, tuple[Row, ...], int | None]] = []
    rows = []
    for offence in offences:
        for bank in banks:
            plain = _swallowed(trials, offence, bank.grading, ())
            if plain is None or not bank.rows:
                continue
            banked = _swallowed(trials, offence, bank.grading, bank.rows)
            label = machine.actions[offence.code].label
            rows.append((label, _number(plain), _number(banked)))
            if plain == 0 and (least := _least(trials, offence, bank, every)) is not None:
                harmless.append((offence, bank, least, banked))
    reserve = "; ".join(_reserve(inquiry, trials, bank) for bank in banks if bank.rows)
    findings: list[Finding] = []
    if harmless:
        findings.append(_finding(inquiry, *harmless[0], [each[0] for each in harmless[1:]]))
    return Answer(
        NAME,
        Verdict.BROKEN if findings else Verdict.ANSWERED,
        Evidence.REPLAYED,
        "An offence that costs a beginner the grade can be prepared for."
        if findings
        else "No offence that costs a beginner the grade can be prepared for.",
        tuple(findings),
        {"reserve": reserve} if reserve else {},
        (("offence", "a beginner can afford", "after banking"), *rows) if rows else (),
    )


def _swallowed(trials: Trials, offence: Deed, grading: int, before: Sequence[Row]) -> int | None:
    """Most offences on one day after which the grade is as good as a beginner's.

    None where no number up to `_MOST` costs the grade, or where an event is refused.
    """
    day = before[-1][0] if before else offence.row[0]
    begun = trials.run((), until=offence.row[0])
    row = moved(trials.inquiry.machine, offence.row, day)
    assert begun is not None

    def keeps(number: int) -> bool | None:
        tried = trials.run([*before, *[row] * number], until=day)
        return None if tried is None else tried.ranks[grading] <= begun.ranks[grading]

    # What offences do to a grade only adds up, so the last harmless number is found by halving.
    harmless, harmful = 0, 1
    while keeps(harmful):
        harmless, harmful = harmful, harmful * 2
        if harmful > _MOST:
            return None
    while harmful - harmless > 1:
        middle = (harmless + harmful) // 2
        harmless, harmful = (middle, harmful) if keeps(middle) else (harmless, middle)
    return None if keeps(harmful) is None else harmless


def _least(
    trials: Trials, offence: Deed, bank: _Bank, every: Sequence[Deed]
) -> tuple[Row, ...] | None:
    """The cheapest act before one offence that makes it harmless, or the fewest of a bank."""
    codes = {code for _, code, _ in bank.rows}
    single = sorted(
        (each for each in every if each.code in codes and each.is_good),
        key=lambda each: (each.cost, each.hours),
    )
    firsts: list[tuple[Row, ...]] = [(each.row,) for each in single]
    firsts += [bank.rows[:number] for number in range(1, len(bank.rows) + 1)]
    for before in firsts[:_FIRSTS]:
        if (_swallowed(trials, offence, bank.grading, before) or 0) >= 1:
            return before
    return None


def _finding(
    inquiry: Inquiry,
    offence: Deed,
    bank: _Bank,
    before: Sequence[Row],
    banked: int | None,
    others: Sequence[Deed],
) -> Finding:
    machine, day = inquiry.machine, before[-1][0]
    label = machine.actions[offence.code].label
    replay = inquiry.replay([*before, moved(machine, offence.row, day)], until=day)
    acts = list(dict.fromkeys(machine.actions[code].label for _, code, _ in before))
    price = inquiry.money(replay.money - offence.cost)
    hours = f" and {inquiry.hours(replay.hours)}" if replay.hours else ""
    most = f"more than {_MOST}" if banked is None else f"at least {banked}"
    notes = [f"by {date(bank.rows[-1][0])} a reserve can be had that swallows {most} of them"]
    alike = [f"`{machine.actions[each.code].label}`" for each in others]
    if alike:
        notes.append(f"the same can be done for {', '.join(dict.fromkeys(alike))}")
    return inquiry.finding(
        NAME,
        f"`{label}` costs a beginner the grade, and nothing after `{'`, `'.join(acts)}` before it, "
        f"for {price}{hours}",
        replay,
        severity=Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )


def _reserve(inquiry: Inquiry, trials: Trials, bank: _Bank) -> str:
    day = bank.rows[-1][0]
    score = inquiry.machine.gradings[bank.grading].score
    tried = trials.run(bank.rows, until=day)
    assert tried is not None
    return f"{inquiry.replayer.in_points(tried.scores[score])} by {date(day)}"


def _number(harmless: int | None) -> str:
    return f"more than {_MOST}" if harmless is None else f"{harmless:,}"
