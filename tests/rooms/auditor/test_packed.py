"""The packed solver finds what the one over tuples finds, to the last event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.auditor.asking import question_of
from policylang.auditor.decisions.merging import Option, options_of
from policylang.auditor.decisions.process import Move, Process, plain_process_of, process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties.price import CHEAPEST
from policylang.auditor.question import Question, Unfit
from policylang.auditor.solving import layers, packed, packing, parts
from policylang.auditor.solving.goals import AtLeast
from policylang.auditor.solving.layers import Loops
from policylang.auditor.solving.packed import PackedSearch
from policylang.auditor.solving.parts import Unpackable
from policylang.auditor.solving.pricing import Pricing
from policylang.auditor.solving.stopping import Stopped
from policylang.auditor.witnesses.replay import Replayer
from policylang.core.errors import PolicyError
from policylang.model.values import InputProblem
from tests.quality.corpus import FLAWED, SOUND
from tests.rooms.auditor.formula_policies import formula_policy
from tests.rooms.auditor.reading_policies import READING
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.solving_cases import Case, many, told
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of, made


def cases_of(process: Process, pricing: Pricing, random: Random) -> Iterator[Case]:
    """One policy asked in several ways."""
    gradings = process.machine.gradings
    top = AtLeast(gradings[0].score, gradings[0].grades[0].low)
    some = random.choice(process.moves) if process.moves else None
    fewer = attrs.evolve(process, moves=tuple(m for m in process.moves if m is not some))
    for of in (process, fewer):
        merged, options = options_of(of, pricing.of)
        yield Case(merged, options, pricing)
        merged, options = options_of(of, CHEAPEST.of)
        yield Case(merged, options, CHEAPEST, top)
        yield Case(merged, options, CHEAPEST, top, first=True)
    apart = tuple(Option(move, pricing.of(move)) for move in process.moves)
    yield Case(process, apart, pricing)
    yield Case(process, apart, pricing, lambda state: sum(state[: process.layout.scores]) >= 2)
    yield Case(process, (), pricing)


def processes(seed: int) -> Iterator[tuple[Process, Pricing]]:
    policy = made(seed)
    if policy is None:
        return
    inquiry = inquiry_of(policy)
    hours = Question(FIRST, LAST, hours_a_year=3600 * (seed % 4))
    try:
        plain = plain_process_of(policy.machine, inquiry.question)
        yield plain, attrs.evolve(inquiry.pricing(), hours=seed % 3)
        yield plain_process_of(policy.machine, hours, budgeted=True), inquiry.pricing()
        everything = plain_process_of(policy.machine, hours, everything=True)
        yield everything, inquiry.pricing(sanctions=False)
    except Unfit:
        return


def test_compiled_loops_agree() -> None:
    agree(packed.native(), 60)


def test_the_same_loops_in_plain_python_agree() -> None:
    agree(packed.plain(), 100, first_seed=1_000)


def agree(loops: Loops, policies: int, *, first_seed: int = 1) -> None:
    seen: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + 10 * policies):
        for process, pricing in processes(seed):
            for case in cases_of(process, pricing, Random(seed)):
                check(case, loops, seen, f"seed {seed}\n{small_policy(Random(seed))}")
            seen["policies"] += 1
        if seen["policies"] >= policies:
            break
    assert seen["cases"] > 3 * seen["unpackable"], seen
    assert min(seen["reached"], seen["merged"], seen["reads"]) > policies // 10, seen


def check(case: Case, loops: Loops, seen: Counter[str], where: str) -> None:
    try:
        found = case.packed(loops)
    except Unpackable:
        seen["unpackable"] += 1
        return
    found, right = (told(each, first=case.first) for each in (found, case.in_tuples()))
    assert found == right, where
    seen["cases"] += 1
    seen["reached"] += found is not None
    seen["merged"] += any(option.curve for option in case.options)
    seen["reads"] += "when" in where


def test_they_agree_on_the_corpus() -> None:
    loops, seen = packed.native(), Counter[str]()
    for each in (*FLAWED, *SOUND):
        policy = loads(each.text)
        question = question_of(policy.machine, policy.encoder, value_of_hour=each.hour)
        inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
        try:
            process, pricing = plain_process_of(policy.machine, question), inquiry.pricing()
        except (Unfit, InputProblem):
            continue
        merged, options = options_of(process, pricing.of)
        case = Case(merged, options, pricing)
        try:
            right = case.in_tuples(most=30_000)
        except Stopped:
            continue
        try:
            found = case.packed(loops)
        except Unpackable:
            seen["unpackable"] += 1
            continue
        assert told(found) == told(right), each.name
        assert inquiry.replayed(found, expected=right.value)
        seen["cases"] += 1
    assert seen["cases"] >= 30, seen


@pytest.mark.parametrize("name", READING)
def test_they_agree_on_what_reads_scores(name: str) -> None:
    policy = loads(READING[name])
    question = Question(FIRST - 28, FIRST + 33)
    inquiry = Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))
    process = process_of(policy.machine, question, everything=True)
    seen: Counter[str] = Counter()
    for case in cases_of(process, inquiry.pricing(), Random(0)):
        check(case, packed.plain(), seen, READING[name])
    assert seen["reached"] >= 5
    assert not seen["unpackable"]


@pytest.mark.parametrize("loops", [packed.native, packed.plain])
def test_they_agree_on_formulas(loops: Callable[[], Loops]) -> None:
    seen: Counter[str] = Counter()
    for seed in range(1, 400):
        text = formula_policy(Random(seed), 5)
        try:
            policy = loads(text)
        except PolicyError:
            continue
        inquiry = inquiry_of(policy)
        for everything in (False, True):
            process = process_of(policy.machine, inquiry.question, everything=everything)
            for case in cases_of(process, inquiry.pricing(), Random(seed)):
                check(case, loops(), seen, f"seed {seed}\n{text}")
        seen["policies"] += 1
        if seen["policies"] == 10:
            break
    assert seen["cases"] > 3 * seen["unpackable"], seen
    assert min(seen["reached"], seen["merged"], seen["reads"]) >= 3, seen


_DATED = """policy dated {
  title "Dated"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score standing { is (a when the date < 2018-02-01 otherwise a + b) }
score a { starts at 0 stays within 0 to 9 }
score b { starts at 3 stays within 0 to 9 }
action give { by choice costs 2 USD earns 1 a }
action lose { by choice earns 1 a loses 2 b }
grades of standing { top from 5 low below }
perk bonus { for top every month on day 1 pays 9 USD }
perk late { for top every month on day 3 pays 5 USD }
"""


def test_formulas_that_turn_on_a_date_are_up_to_date() -> None:
    policy = loads(_DATED)
    inquiry = inquiry_of(policy)
    process = process_of(policy.machine, inquiry.question)
    seen: Counter[str] = Counter()
    for least in range(8):
        goal = AtLeast(0, least)
        for first in (False, True):
            options = options_of(process, CHEAPEST.of)[1]
            check(Case(process, options, CHEAPEST, goal, first=first), packed.plain(), seen, "")
    for case in cases_of(process, inquiry.pricing(), Random(0)):
        check(case, packed.plain(), seen, "")
    assert seen["reached"] == seen["cases"] >= 20, seen


def test_a_score_that_leaves_its_bits_is_refused_and_never_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: Counter[str] = Counter()
    question = Question(FIRST - 28, FIRST + 33)
    for name in ("no upper end", "no lower end", "there and back"):
        process = process_of(loads(READING[name]).machine, question, everything=True)
        cases = list(cases_of(process, Pricing(1, 1, {0: 1}), Random(0)))
        for bits in (3, 4, 5, 8):
            monkeypatch.setattr(parts, "_OPEN", bits)
            for case in cases:
                check(case, packed.plain(), seen, name)
    assert min(seen["unpackable"], seen["cases"]) >= 10, seen


# --- room ----------------------------------------------------------------------------------------


def test_room_is_made_while_a_stage_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "_FEWEST", 4)
    monkeypatch.setattr(layers, "_MORE", 0)
    monkeypatch.setattr(layers, "_TURNS", 7)
    _, case = many(3, 2, apart=True)
    right = case.in_tuples()
    assert right is not None
    assert right.states > 300
    assert told(case.packed(packed.plain())) == told(right)


def test_what_is_taken_stays_under_the_limit_and_under_forty_bytes_a_state() -> None:
    _, case = many(4, 3, apart=True)
    right = case.packed(packed.native())
    assert right is not None
    for memory in (2**18, 2**20, 2**22, 2**24):
        search = PackedSearch(
            case.process, case.pricing, case.options, None, memory=memory, loops=packed.native()
        )
        try:
            assert told(search.run()) == told(right)
        except Stopped:
            assert search.memory.kept < right.states
        else:
            assert 6 * right.states < search.memory.peak <= 40 * right.states
            return
        finally:
            assert search.memory.peak <= memory
    raise AssertionError


# --- what does not pack --------------------------------------------------------------------------


def test_what_a_process_is_made_of_is_all_known() -> None:
    """Whoever gives a process more to hold has to teach `packing` of it, or have it refused."""
    for kind, names in packing._KNOWN.items():
        assert names == {field.name for field in attrs.fields(kind)}, kind


def test_a_part_it_has_not_heard_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _, case = many(2, 1)
    monkeypatch.setitem(packing._KNOWN, Move, frozenset({"action", "chains"}))
    with pytest.raises(Unpackable, match="Move"):
        case.packed(packed.plain())


def test_values_that_could_overflow_are_refused() -> None:
    _, case = many(2, 1)
    large = attrs.evolve(case.pricing, grants={0: 2**63 - 25, **case.pricing.awards})
    with pytest.raises(Unpackable):
        attrs.evolve(case, pricing=large).packed(packed.plain())
    dear = tuple(
        attrs.evolve(option, curve=tuple((2**60 + 1, move) for _, move in option.curve))
        for option in case.options
    )
    with pytest.raises(Unpackable):
        attrs.evolve(case, options=dear).packed(packed.plain())


def test_prices_that_share_a_factor_may_be_larger() -> None:
    _, case = many(2, 1)
    times = 2**64
    pricing = Pricing(case.pricing.money * times, case.pricing.hours, {})
    options = options_of(many(2, 1)[0].process, pricing.of)[1]
    larger = Case(case.process, options, pricing, AtLeast(0, 7))
    assert told(larger.packed(packed.plain())) == told(larger.in_tuples())


@pytest.mark.parametrize("start", [-11, 21])
def test_a_state_outside_the_ranges_is_refused(start: int) -> None:
    policy = loads(READING["plain"])
    process = process_of(policy.machine, Question(FIRST, LAST))
    state = (process.start[0], start, *process.start[2:])
    with pytest.raises(Unpackable):
        Case(attrs.evolve(process, start=state), (), CHEAPEST).packed(packed.plain())
