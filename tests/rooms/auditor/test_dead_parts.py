"""Dead parts: what the checker calls dead the auditor does too, and never what lives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from policylang import load, loads
from policylang.auditor.asking import question_of
from policylang.auditor.decisions.reachable import Reachable, reachable
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import dead_parts
from policylang.auditor.properties.dead_parts import proofs
from policylang.auditor.properties.dead_parts.part import Kind
from policylang.auditor.witnesses.replay import Replayer
from policylang.checker.check import check
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import PolicyError
from policylang.core.source import SourceFile
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.grading import ranks_of
from policylang.model.history import columns_of
from policylang.model.machine import Machine
from policylang.runtime.interpreter import interpret
from policylang.syntax import parse
from policylang.syntax.printer import to_text
from tests.agreement.people import sample, scheme_villages
from tests.agreement.policies import policy_files
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST

POLICIES = sorted((Path(__file__).resolve().parents[3] / "policies").glob("*.policy"))
#: What the checker says of a part that never comes about. Errors are not among them: a policy with
#: an error has no machine.
DEAD_CODES = {"PL307", "PL310", "PL317", "PL321", "PL341", "PL345"}

HEAD = (
    'policy dead {\n  title "Dead"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score credit {\n  starts at 0\n  stays within 0 to 100\n}\n"
)


def places(machine: Machine) -> set[int]:
    """The lines of what the auditor calls dead for ever."""
    found = proofs.dead_parts(reachable(machine, None), str)
    return {each.part.origin.span.line for each in found}


def missed(machine: Machine, diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """What the checker calls dead and the auditor does not."""
    lines = places(machine)
    said = [each for each in diagnostics if each.code.number in DEAD_CODES]
    return [each for each in said if each.span is not None and each.span.line not in lines]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("PL307", ("action give {\n  earns 5, at most 2 times per calendar day,\n"
                   "    at most 400 points per calendar month\n}\n")),
        ("PL307", ("action give {\n  earns 5, at most 10 points per calendar month,\n"
                   "    at most 40 points per calendar quarter\n}\n")),
        ("PL307", ("action give {\n  earns 5, at most 10 points in any 10 days,\n"
                   "    at most 40 points in any 35 days\n}\n")),
        ("PL310", "action give {\n  earns 5\n}\naction idle {}\n"),
        ("PL317", "action give {\n  earns 5\n  loses 1, at most 0 points per calendar day\n}\n"),
        ("PL317", "action give {\n  earns 5\n}\naction nothing {\n  earns 0\n}\n"),
        ("PL317", "action give {\n  earns 5\n}\naction same {\n  sets credit to credit\n}\n"),
        ("PL321", "action give {\n  earns 5\n}\nperk p {\n  once on 2017-01-01\n  pays 5 USD\n}\n"),
        ("PL321", "action give {\n  earns 5\n}\nrule r {\n  once on 2016-01-01\n  loses 5\n}\n"),
        ("PL345", "action give {\n  earns 5 when not marked\n}\nstatus marked {}\n"),
        ("PL341", "action give {\n  earns 5\n}\nstatus marked {}\n"),
    ],
)  # fmt: skip
def test_what_the_checker_calls_dead_is_dead(code: str, text: str) -> None:
    policy = loads(HEAD + text)
    assert code in {each.code.number for each in policy.warnings}
    assert missed(policy.machine, policy.warnings) == []


def test_of_generated_policies_nothing_is_missed() -> None:
    seen = 0
    for tree in sample(80, policy_files()):
        parsed = parse(SourceFile("generated.policy", to_text(tree)))
        assert parsed.tree is not None
        checked = check(parsed.tree)
        if checked.machine is None:
            continue
        assert missed(checked.machine, checked.diagnostics) == [], to_text(tree)
        seen += sum(each.code.number in DEAD_CODES for each in checked.diagnostics)
    assert seen >= 3


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_in_no_shipped_policy_anything_is_dead(path: Path) -> None:
    policy = load(path)
    assert missed(policy.machine, policy.warnings) == []
    assert places(policy.machine) == set()


def made(seed: int) -> Machine | None:
    try:
        return loads(small_policy(Random(seed))).machine
    except PolicyError:
        return None


def test_whatever_random_histories_show_is_reachable() -> None:
    """Scores, grades, rules and perks of histories of anybody's events are among what may come."""
    compared = excluded = 0
    for seed in range(1, 160):
        machine = made(seed)
        if machine is None:
            continue
        found = reachable(machine, ())
        random = Random(seed)
        for _ in range(6):
            rows = sorted(_row(machine, random) for _ in range(random.randint(0, 9)))
            history = columns_of(rows, machine.width)
            result = interpret(machine, history, (), since=FIRST, as_of=LAST)
            _holds(machine, found, result)
        compared += 1
        excluded += len(list(proofs.dead_parts(found, str)))
    assert compared >= 80
    assert excluded >= 10  # or nothing is ever excluded, and the comparison means nothing


def test_whatever_people_of_generated_villages_show_is_reachable() -> None:
    """The same of the whole language: statuses, lots, clocks, versions, several dates."""
    shown = 0
    for village in sample(40, scheme_villages()):
        machine = village.machine
        found = reachable(machine, None)
        for person in village.people:
            days = {"since": person.since, "as_of": person.as_of}
            result = interpret(machine, person.history, person.attributes, **days)
            applied = {each.rule for each in result.ledger or () if each.granted}
            given = {*(award.grant for award in result.awards), *result.held}
            assert applied <= found.rules
            assert {each.status for each in result.statuses} <= found.statuses
            assert all(found.grant(number) for number in given)
            shown += len(applied) + len(given)
            if not result.scored:
                continue
            for span, value in zip(found.scores, result.scores, strict=True):
                assert span.low <= value <= span.high
            ranks = ranks_of(machine, result.scores, result.ranks, person.as_of)
            for number, rank in enumerate(ranks):
                assert rank in found.ranks(number)
    assert shown >= 100


def _row(machine: Machine, random: Random) -> tuple[int, int, tuple[int, ...]]:
    code = random.randrange(len(machine.actions))
    fields = machine.actions[code].fields
    values = [random.randint(field.domain.low, field.domain.high) for field in fields]
    blank = [0] * (machine.width - len(fields))
    return random.randint(FIRST, LAST), code, (*values, *blank)


def _holds(machine: Machine, found: Reachable, result: object) -> None:
    scores = result.scores  # type: ignore[attr-defined]
    for score, value in enumerate(scores):
        held = found.bits[score]
        assert held is not None
        offset, bits = held
        assert bits >> (value - offset) & 1
    rules = {each.rule for each in result.ledger if each.asked}  # type: ignore[attr-defined]
    assert rules <= found.rules
    assert all(found.grant(award.grant) for award in result.awards)  # type: ignore[attr-defined]


# --- the whole answer --------------------------------------------------------------------------


def asked(text: str) -> Answer:
    policy = loads(HEAD + text)
    question = question_of(policy.machine, policy.encoder)
    replayer = Replayer(policy.machine, question.attributes, policy.evaluator)
    return dead_parts.answer(Inquiry(policy.machine, question, replayer))


def test_steps_leave_grades_out() -> None:
    """From 0 in steps of 10 no score lies in 51 to 59, though the range of scores goes to 100."""
    text = "action give {\n  by choice\n  earns 10\n}\naction err {\n  by choice\n  loses 10\n}\n"
    grades = "grades of credit {\n  high from 60\n  odd from 51\n  low below\n}\n"
    answer = asked(text + grades)
    assert answer.verdict is Verdict.BROKEN
    assert [each.title for each in answer.findings] == [
        "the grade `odd` never comes about: no score lies in it"
    ]
    assert answer.findings[0].evidence is Evidence.PROVED_ALWAYS
    assert answer.summary.startswith("Dead for ever, whoever acts: 1 part.")
    assert asked(text.replace("10", "3", 1) + grades).verdict is Verdict.HOLDS


def test_a_perk_of_a_grade_that_is_never_had_is_dead_with_it() -> None:
    perk = "perk prize {\n  for odd\n  every year on 1 July\n  pays 5 USD\n}\n"
    grades = "grades of credit {\n  odd from 95\n  low below\n}\n"
    answer = asked("action give {\n  by choice\n  earns 10 when credit <= 80\n}\n" + grades + perk)
    assert [(each.title.split("`")[1]) for each in answer.findings] == ["odd", "prize"]


def test_too_late_is_told_from_never() -> None:
    text = (
        "action give {\n  by choice\n  costs 1 USD\n"
        "  earns 1, at most 1 points per calendar year\n}\n"
        "action award {\n  by authority\n  earns 50\n}\n"
        "grades of credit {\n  gold from 4\n  poor below\n}\n"
    )
    answer = asked(text)
    assert answer.verdict is Verdict.ANSWERED
    (row,) = answer.table[1:]
    assert row == (
        Kind.GRADE, "gold", "not by choice by 2020-12-31: proved; `award` brings it about",
    )  # fmt: skip
    never = asked(text.replace("by choice", "by chance"))
    assert never.table[1][2] == "never by choice: proved; `award` brings it about"


def test_what_many_scores_reach_together_is_looked_at_again() -> None:
    """Too many scores to be looked at one by one: all at once, and again once they are more."""
    text = (
        "score fine {\n  starts at 28.745 points\n  stays within 13.745 points to 39.746\n"
        "  keeps 3 decimals\n}\n"
        "action visit {\n  loses 5.530, at most 11.059 per calendar week\n"
        "  earns 6.000 per 2 of count of visit in the last 10 days when fine <= 28.745 points\n"
        "  earns 8.000 otherwise\n}\n"
    )
    machine = loads(HEAD[: HEAD.index("score credit")] + text).machine
    assert reachable(machine, None).rules == {0, 1, 2}
