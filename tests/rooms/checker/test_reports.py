"""What is said together, and in which order."""

from __future__ import annotations

from policylang.checker.declared.reporting import Reporter
from policylang.core import codes, limits
from policylang.core.source import SourceFile
from tests.rooms.checker.policies import HEADER, SCORE, checked, diagnostics, visit, whole


def test_every_problem_of_a_stage_is_reported_in_the_order_of_the_file() -> None:
    blocks = (
        "action a {\n  earns 5 USD\n  costs zzz\n}\n",
        "perk b {\n  for A\n  pays 5\n}\n",
        "action a {\n  loses amount\n}\n",
        visit("loses 1 when kind > minor", "earns -5"),
        "assumed {\n  x = x\n}\n",
    )
    found = diagnostics(*blocks)
    lines = [each.span.line for each in found if each.span]
    assert lines == sorted(lines)
    assert [each.code.number for each in found] == [
        "PL201", "PL101", "PL103", "PL219", "PL204", "PL106", "PL202", "PL212", "PL113",
    ]  # fmt: skip


def test_the_rules_as_a_set_are_looked_at_when_their_words_are_understood() -> None:
    odd = "action a {\n  loses 0\n}\n"
    wrong = "action b {\n  loses zzz\n}\n"
    assert [each.code.number for each in diagnostics(odd)] == ["PL317"]
    assert [each.code.number for each in diagnostics(odd, wrong)] == ["PL101"]


def test_warnings_come_with_a_machine_and_errors_without() -> None:
    warned = checked(whole("action a {\n  loses 0\n}\n"))
    assert warned.machine is not None
    assert [each.is_error for each in warned.diagnostics] == [False]
    assert checked(whole("action a {\n  loses zzz\n}\n")).machine is None


def test_a_good_policy_is_passed_in_silence() -> None:
    found = checked(HEADER + SCORE + "action a {\n  loses 1\n}\n")
    assert found.machine is not None
    assert found.diagnostics == ()


def test_no_more_is_reported_than_is_shown_and_errors_come_first() -> None:
    unknown = "".join(f"action a{n} {{\n  loses zzz{n}\n}}\n" for n in range(300))
    assert len(diagnostics(unknown)) == limits.DIAGNOSTICS
    idle = "".join(f"action a{n} {{\n  loses 0\n}}\n" for n in range(300))
    last = "action b {\n  loses 1 when s > 200\n}\n"
    found = checked(whole(idle, last))
    assert found.machine is None
    assert len(found.diagnostics) == limits.DIAGNOSTICS
    assert found.diagnostics[-1].code is codes.NEVER_HOLDS


def test_names_are_compared_only_while_what_is_found_will_be_shown() -> None:
    report = Reporter()
    span = SourceFile("a", "x").span(0, 1)
    for _ in range(limits.DIAGNOSTICS - 1):
        report.add(codes.UNKNOWN_NAME, "unknown", span)
    assert report.suggest("lona", ["loan"]) == "did you mean `loan`?"
    report.add(codes.UNKNOWN_NAME, "unknown", span)
    assert report.suggest("lona", ["loan"]) is None
    assert report.suggest("lona", ["loan"], otherwise="declare it") == "declare it"


def test_the_main_place_comes_first_and_others_follow() -> None:
    report = Reporter()
    source = SourceFile("a", "one two")
    report.add(
        codes.UNKNOWN_NAME, "m", source.span(4, 7), "here", also=((source.span(0, 3), "there"),)
    )
    (found,) = report.diagnostics()
    assert [(label.span.text, label.text) for label in found.labels] == [
        ("two", "here"),
        ("one", "there"),
    ]
