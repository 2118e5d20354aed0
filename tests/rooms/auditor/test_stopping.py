"""Which solver answers; how far it is, and what is said where it is stopped."""

from __future__ import annotations

import datetime
import re
from typing import Any

import attrs
import pytest

from policylang import loads
from policylang.auditor.audit import PROPERTIES, audit
from policylang.auditor.decisions.process import Move
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import profit
from policylang.auditor.question import Question
from policylang.auditor.searching import frontier, search
from policylang.auditor.solving import packed, packing, solver, tuples, watching
from policylang.auditor.solving.packed import PackedSearch
from policylang.auditor.solving.plans import Best
from policylang.auditor.solving.solver import solve
from policylang.auditor.solving.stopping import Interrupted, Stopped
from policylang.model.finding import Answer, Evidence, Verdict
from tests.rooms.auditor.solving_cases import many, told


def test_without_room_the_best_so_far_is_kept() -> None:
    inquiry, case = many(5, 30)
    with pytest.raises(Stopped) as caught:
        case.packed(packed.native(), memory=2**20)
    stop = caught.value
    assert stop.until is not None
    assert stop.best is not None
    shorter = inquiry.until(stop.until)
    right = case.packed(packed.native())
    assert right is not None
    assert stop.best.value == right.tops[len(stop.best.tops) - 1]
    assert shorter.replayed(stop.best, expected=stop.best.value)


@pytest.mark.parametrize("calls", [1, 5, 40])
def test_an_interruption_keeps_the_best_so_far(calls: int) -> None:
    inquiry, case = many(5, 30)
    left = [calls]

    def interrupted(*arguments: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return packed.native()["spread_stage"](*arguments)

    with pytest.raises(Interrupted) as caught:
        case.packed({**packed.native(), "spread_stage": interrupted})
    stop = caught.value
    assert (stop.until is None) == (calls == 1)
    if stop.until is not None:
        assert stop.best is not None
        assert inquiry.until(stop.until).replayed(stop.best, expected=stop.best.value)


def test_how_far_a_search_is_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PAUSE", 0)
    monkeypatch.setattr(tuples, "_TURNS", 100)
    _, case = many(5, 3)
    for run in (lambda: case.packed(packed.plain()), case.in_tuples):
        told_of: list[str] = []
        with watching.watched(told_of.append):
            run()
        assert re.fullmatch(
            r"[\d,]+ states, stage \d of 6, [\d.]+ million steps a second", told_of[-1]
        )
        so_far = len(told_of)
        run()
        assert len(told_of) == so_far


def test_what_is_large_is_begun_anew_in_compiled_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    class Watched(PackedSearch):
        def run(self, *, first: bool = False, within: int | None = None) -> Best | None:
            begun.append(1)
            return super().run(first=first, within=within)

    monkeypatch.setattr(packed, "PackedSearch", Watched)
    inquiry, case = many(5, 10)
    found = solve(inquiry.process, case.pricing)
    assert found is not None
    assert begun
    assert told(found) == told(case.in_tuples())
    begun.clear()
    small = many(2, 1)[0]
    assert solve(small.process, small.pricing()) is not None
    assert not begun


def test_without_numba_the_other_solver_answers_and_says_what_would_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solver, "is_packing_possible", lambda: False)
    inquiry, case = many(5, 10)
    assert told(solve(inquiry.process, case.pricing)) == told(case.in_tuples())
    little = attrs.evolve(inquiry.process, question=attrs.evolve(inquiry.question, memory=2**20))
    with pytest.raises(Stopped, match=r"pip install 'policylang\[audit\]'"):
        solve(little, case.pricing)


def test_what_does_not_pack_is_solved_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(packing._KNOWN, Move, frozenset())
    monkeypatch.setattr(solver, "PATIENCE", 10)
    monkeypatch.setattr(solver, "PATIENCE_AT_FIRST", 10)
    inquiry, case = many(5, 3)
    assert told(solve(inquiry.process, case.pricing)) == told(case.in_tuples())


def test_the_states_of_each_stage_are_told_with_their_gains() -> None:
    inquiry, case = many(3, 3, apart=True)
    right = case.in_tuples()
    assert right is not None
    layers = list(solver.reached(inquiry.process, case.pricing))
    assert [number for number, _ in layers] == list(range(len(inquiry.process.stages)))
    assert sum(len(gains) for _, gains in layers) == right.states
    assert max(layers[-1][1].values()) == right.value


def stopped(inquiry: Inquiry, memory: int) -> Answer:
    question = attrs.evolve(inquiry.question, memory=memory)
    (answer,) = audit(inquiry.machine, question, properties=["profit"]).answers
    return answer


def test_a_gain_found_so_far_is_shown() -> None:
    answer = stopped(many(5, 30)[0], 1_500_000)
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.REPLAYED)
    assert "There may be better" in answer.summary
    assert answer.figures["best profit"]
    assert re.search(r"every history up to \d{4}-\d\d-\d\d was gone through", answer.summary)
    (finding,) = answer.findings
    assert finding.net > 0


def test_an_interruption_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [3]

    def interrupted(*arguments: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return packed.plain()["spread_stage"](*arguments)

    loops = {**packed.plain(), "spread_stage": interrupted}
    monkeypatch.setattr(packed, "native", lambda: loops)
    answer = stopped(many(5, 30)[0], 2**29)
    assert (answer.verdict, answer.evidence) == (Verdict.UNKNOWN, Evidence.NONE)
    assert re.match("it was interrupted; every history up to 2018-12-31 was", answer.summary)


GAINFUL = """
policy gainful { title "Gainful" source "t" currency EUR timezone "UTC" in force from 2020-01-01 }
score s { starts at 0 stays within 0 to 10 }
action give { by choice costs 1 EUR earns 5, at most 5 per calendar week }
rule back { at the end of every month loses 1 }
perk v { when s >= 9 every month on day 1 pays 10 EUR }
"""
NAMED = (
    GAINFUL.replace("{ by", "{ whom: name by")
    .replace("most 5", "most 5 per whom")
    .replace("earns 5,", "earns 5 when whom is given,")
)


def interrupting(inquiry: Inquiry) -> Answer:
    raise KeyboardInterrupt


def test_the_first_interruption_ends_a_question_and_the_second_the_audit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inquiry = many(2, 1)[0]
    asked = ["profit", "grades", "traps", "splitting"]
    for name in ("profit", "traps"):
        monkeypatch.setitem(PROPERTIES, name, interrupting)
    report = audit(inquiry.machine, inquiry.question, properties=asked)
    assert report.interrupted
    said = {each.property: each.summary for each in report.answers}
    assert said["profit"] == said["traps"] == "it was interrupted before it was settled"
    assert report.answers[1].verdict is Verdict.ANSWERED
    assert said["splitting"] == "it was not asked: the audit was interrupted"
    assert not audit(inquiry.machine, inquiry.question, properties=["grades"]).interrupted


def test_an_interruption_that_a_question_gets_over_is_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(profit, "_first_profit", lambda inquiry, *_: interrupting(inquiry))
    policy = loads(GAINFUL)
    first = datetime.date(2020, 1, 1).toordinal()
    report = audit(policy.machine, Question(first, first + 60), properties=["profit"])
    (answer,) = report.answers
    assert report.interrupted
    assert (answer.verdict, answer.evidence) == (Verdict.BROKEN, Evidence.PROVED)
    assert "It was interrupted before the first day of a gain was known" in answer.summary
    assert answer.figures["best profit"] in answer.findings[0].title


def test_a_search_that_is_interrupted_keeps_what_it_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Names keep the exact solver away; the search tries 24 days and then, here interrupted, more.
    policy = loads(NAMED)
    first = datetime.date(2020, 1, 1).toordinal()
    explored: list[bool] = []

    def explore(*arguments: Any, strict: bool, **others: Any) -> frontier.Explored:
        explored.append(strict)
        if strict:
            raise KeyboardInterrupt
        return frontier.explore(*arguments, strict=strict, **others)

    monkeypatch.setattr(search, "explore", explore)
    report = audit(policy.machine, Question(first, first + 400), properties=["profit"])
    (answer,) = report.answers
    assert explored == [False, True]
    assert report.interrupted
    assert answer.verdict is Verdict.BROKEN
    assert "until it was interrupted" in answer.summary
