"""What the form of rules is said to prove, held to histories in every order and on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations, product
from random import Random

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions import earning, forms
from policylang.auditor.decisions.forms import Sums
from policylang.auditor.properties import invariances, pairs, spirals
from policylang.auditor.properties.small_histories import SmallHistories, amounts_of
from policylang.core.errors import PolicyError
from policylang.model.finding import Evidence, Verdict
from policylang.model.history import Row, columns_of
from policylang.model.machine import Machine
from policylang.runtime.interpreter import interpret
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

_HEAD = (
    'policy small {\n  title "Small"\n  currency USD\n  timezone "Asia/Shanghai"\n'
    "  in force from 2018-01-01\n}\n"
)


def simple_policy(random: Random) -> str:
    """A policy to which the theorems often apply: gains and losses, caps of one kind, open ends."""
    ends = random.choice(["", "", "  stays within -3 to 9\n", "  stays at least 0\n"])
    blocks = [_HEAD, f"score standing {{\n  starts at 1\n{ends}}}\n"]
    for number in range(random.randint(1, 3)):
        verb = random.choice(["earns", "earns", "loses"])
        rate = random.choice(
            ["1", "2", "1 per 1 of n", "1 per 2 of n", "1 per started 2 of n", "3 per 2 of n"]
        )
        when = random.choice(["", "", "", " when n >= 2", " when standing >= 2", " when yes"])
        when = when.replace(" when yes", " when the date >= 2018-01-31")
        cap = random.choice(
            ["", "", ", at most 3 points ever", ", at most 2 points per calendar month",
             ", at most 1 times ever", ", at most 2 per n"]
        )  # fmt: skip
        blocks.append(
            f"action a{number} {{\n  n: number from 0 to 4\n  by choice\n  costs 1 USD * n\n"
            f"  {verb} {rate}{when}{cap}\n}}\n"
        )
    if random.random() < 0.2:
        blocks.append("rule r {\n  every month on day 1\n  earns 1\n}\n")
    return "\n".join(blocks)


def policies(first: int, number: int) -> list[Policy]:
    """Policies of both kinds."""
    found: list[Policy] = []
    seed = first
    while len(found) < number:
        seed += 1
        make = simple_policy if seed % 3 else small_policy
        try:
            found.append(loads(make(Random(seed))))
        except PolicyError:
            continue
    return found


def some_row(machine: Machine, random: Random, day: int) -> Row:
    code = random.randrange(len(machine.actions))
    fields = machine.actions[code].fields
    values = [random.randint(f.domain.low, f.domain.high) for f in fields]
    return day, code, (*values, *[0] * (machine.width - len(values)))


def scores(machine: Machine, rows: list[Row], until: int) -> tuple[int, ...]:
    """By the interpreter, which knows nothing of forms."""
    history = columns_of(sorted(rows, key=lambda row: row[0]), machine.width)
    return interpret(machine, history, (), since=FIRST, as_of=until).scores


def test_where_order_is_free_every_order_comes_to_the_same() -> None:
    seen: Counter[str] = Counter()
    for number, policy in enumerate(policies(0, 240)):
        machine, random = policy.machine, Random(number)
        differs = False
        for _ in range(6):
            before = [some_row(machine, random, FIRST)]
            day = [some_row(machine, random, FIRST + 1) for _ in range(3)]
            # What caps have counted shows in what comes after.
            after = [some_row(machine, random, FIRST + 1) for _ in range(2)]
            ends = {scores(machine, [*before, *order, *after], LAST) for order in permutations(day)}
            differs |= len(ends) > 1
        if forms.order_is_free(machine):
            assert not differs, number
            seen["free"] += 1
        seen["differs"] += differs
    assert seen["free"] >= 40
    assert seen["differs"] >= 20


def test_where_days_are_free_any_days_come_to_the_same() -> None:
    seen: Counter[str] = Counter()
    for number, policy in enumerate(policies(5_000, 240)):
        machine, random = policy.machine, Random(number)
        events = [some_row(machine, random, FIRST) for _ in range(4)]
        ends = {
            scores(machine, [(random.randint(FIRST, LAST), *row[1:]) for row in events], LAST)
            for _ in range(8)
        }
        if forms.days_are_free(machine):
            assert len(ends) == 1, number
            seen["free"] += 1
        seen["differs"] += len(ends) > 1
    assert seen["free"] >= 12
    assert seen["differs"] >= 20


def test_what_sums_says_of_an_amount_in_parts_is_so() -> None:
    seen: Counter[Sums] = Counter()
    for policy in policies(10_000, 200):
        machine = policy.machine
        for code, action in enumerate(machine.actions):
            if len(amounts_of(action)) != 1:
                continue
            (slot,) = amounts_of(action)
            said, high = forms.sums(machine, action, slot), action.fields[slot].domain.high
            for one in range(high + 1):
                for two in range(high + 1 - one):
                    apart = scores(machine, [(FIRST, code, (n,)) for n in (one, two)], FIRST)[0]
                    whole = scores(machine, [(FIRST, code, (one + two,))], FIRST)[0]
                    assert apart <= whole or Sums.SUPER not in said
                    assert apart >= whole or Sums.SUB not in said
            seen[said] += 1
    assert min(seen[each] for each in (Sums.NEITHER, Sums.SUPER, Sums.SUB, Sums.BOTH)) >= 5


def test_what_always_earns_does_so_whatever_was_done() -> None:
    tried = 0
    for number, policy in enumerate(policies(15_000, 150)):
        machine, random = policy.machine, Random(number)
        high = machine.score.fixed_high
        for code, action in enumerate(machine.actions):
            if not earning.earns_whatever_was_done(machine, action):
                continue
            others = [
                row
                for row in (some_row(machine, random, FIRST) for _ in range(12))
                if row[1] != code
            ]
            most = tuple(field.domain.high for field in action.fields)
            act = (FIRST, code, (*most, *[0] * (machine.width - len(most))))
            before = scores(machine, others, FIRST)[0]
            plain = scores(machine, [act], FIRST)[0] > scores(machine, [], FIRST)[0]
            assert not plain or scores(machine, [*others, act], FIRST)[0] > before or before == high
            tried += plain
    assert tried >= 30


_PERKS = (
    "",
    'perk p {\n  when standing >= 2\n  grants "a badge"\n}\n',
    "perk p {\n  on a0\n  when standing >= 2\n  pays 5 USD\n}\n",
    "perk p {\n  when standing reaches 3\n  pays 5 USD\n}\n",
    "perk p {\n  every month on day 1\n  when standing >= 2\n  pays 5 USD\n}\n",
    'perk p {\n  when the latest n of a0 ever if none 0 >= 2\n  grants "a badge"\n}\n',
)


def _plain_policy(random: Random) -> str:
    """A policy in which often only what was done matters, to scores."""
    blocks = [_HEAD, "score standing {\n  starts at 1\n}\n"]
    amount = "  n: number from 0 to 4\n"
    for number in range(random.randint(1, 3)):
        cap = random.choice(
            ["", "", ", at most 3 points ever", ", at most 2 points per calendar month"]
        )
        fields, verb, rate = random.choice(
            [("", "earns", "2"), ("", "loses", "1"), (amount, "earns", "1 per 1 of n")]
        )
        fields, rate = (amount, "1 per 1 of n") if number == 0 else (fields, rate)
        verb = "earns" if number == 0 else verb
        blocks.append(f"action a{number} {{\n{fields}  by choice\n  {verb} {rate}{cap}\n}}\n")
    return "\n".join(blocks)


def rewarded_policies(first: int, number: int) -> list[Policy]:
    """Plain policies with a perk that follows from scores, or from more than those."""
    found: list[Policy] = []
    seed = first
    while len(found) < number:
        seed += 1
        try:
            found.append(loads(_plain_policy(Random(seed)) + _PERKS[seed % len(_PERKS)]))
        except PolicyError:
            continue
    return found


def twins(trials: SmallHistories, name: str) -> Iterator[tuple[tuple[Row, ...], tuple[Row, ...]]]:
    """Pairs of histories that an invariance says come to the same, of the trials' own and others.

    A proved one is never tried by the auditor itself: so every kind of pair is made here.
    """
    if name.startswith("the order"):
        pool = [each for each in trials.events(chosen=False) if each.on(FIRST)]
        for one, two in product(pool[:12], repeat=2):
            yield (one.on(FIRST), two.on(FIRST)), (two.on(FIRST), one.on(FIRST))
    elif name.startswith("a day"):
        pool = list(trials.events(chosen=False))
        for one, day in product(pool[:12], range(FIRST, LAST)):
            yield (one.on(day),), (one.on(day + 1),)
            yield (one.on(day), one.on(day)), (one.on(day), one.on(day + 1))
    else:
        for code in range(len(trials.machine.actions)):
            if f"`{trials.machine.actions[code].label}`" in name:
                yield from (each[:2] for each in pairs.in_parts(trials, code))


@pytest.mark.parametrize("first", [20_000, 30_000, 40_000])
def test_nothing_that_is_proved_is_refuted_by_a_small_history(first: int) -> None:
    """Scores where a line is proved; perks and sanctions too where the whole answer holds."""
    seen: Counter[str] = Counter()
    for policy in policies(first, 60) if first < 40_000 else rewarded_policies(first, 120):
        trials = SmallHistories(inquiry_of(policy))
        answer = invariances.answer(trials.inquiry)
        holds = answer.verdict is Verdict.HOLDS
        assert holds == (answer.evidence is Evidence.PROVED_ALWAYS)
        for each in invariances.invariances(trials):
            if not each.proved:
                assert not (each.unasked and each.pair), each.name
                continue
            assert each.pair is None
            for one, other in twins(trials, each.name):
                results = [trials.result(rows, LAST) for rows in (one, other)]
                if results[0] is None or results[1] is None:
                    continue
                first_of, second_of = (result.scores for result in results if result)
                sides = [first_of[0] - second_of[0]] if "never" in each.name else []
                if "never more" in each.name:
                    assert sides[0] <= 0, each.name
                elif "never less" in each.name:
                    assert sides[0] >= 0, each.name
                else:
                    assert first_of == second_of, each.name
                if holds:
                    shown = [(r.awards, r.held) for r in results if r is not None]
                    assert shown[0] == shown[1], each.name
                    seen["money" if policy.machine.grants else "alone"] += 1
                seen[each.name[:5]] += 1
    assert seen["the o"] >= 250
    assert seen["a day"] >= 250
    assert first < 40_000 or seen["money"] >= 500


_ORDERED = _HEAD + (
    "score main {\n  starts at 0\n}\naction good {\n  by choice\n  earns 10\n}\n"
    "action bad {\n  by choice\n  loses 10\n}\n"
)


@pytest.mark.parametrize(
    ("perk", "names"),
    [
        ("", []),
        ('perk p {\n  when main >= 10\n  grants "x"\n}\n', []),
        ("perk p {\n  when main reaches 10\n  pays 5 USD\n}\n", ["order", "days"]),
        ("perk p {\n  on good\n  when main >= 10\n  pays 5 USD\n}\n", ["order", "days"]),
        ('perk p {\n  when count of good ever >= 1\n  grants "x"\n}\n', ["order", "days"]),
        ("perk p {\n  every year on 1 July\n  when main >= 10\n  pays 5 USD\n}\n", ["days"]),
        ("perk p {\n  every year on 1 July\n  pays 5 USD\n}\n", []),
    ],
)
def test_perks_that_look_at_more_than_scores_are_named_and_not_proved(
    perk: str, names: list[str]
) -> None:
    answer = invariances.answer(inquiry_of(loads(_ORDERED + perk)))
    found = [each for each in answer.figures if "perks and sanctions" in each]
    assert [each.partition(" ")[0].strip(",") for each in found] == names
    assert answer.verdict is (Verdict.UNKNOWN if names else Verdict.HOLDS), answer.summary
    assert all("`p`" in answer.summary for _ in names)


def test_an_action_whose_parts_are_not_asked_is_named() -> None:
    two = _HEAD + (
        "score main {\n  starts at 0\n}\naction give {\n  a: number from 0 to 9\n"
        "  b: number from 0 to 9\n  by choice\n  earns 1 per 2 of a\n  earns 1 per 2 of b\n}\n"
    )
    answer = invariances.answer(inquiry_of(loads(two)))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.evidence is Evidence.NONE  # nothing was even tried
    assert "`give` in several parts: not asked" in answer.summary


_X = "action x {\n  by choice\n}\naction bad {\n  by chance\n  loses 3 %s\n}\n"


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (_X % "b" + "score total {\n  is b\n}\nscore b {\n  starts at 5\n}\n", True),
        (_X % "s" + "rule r {\n  on x\n  earns 3\n}\nscore s {\n  starts at 5\n}\n", True),
        (_X % "s" + "rule r {\n  on bad\n  earns 3\n}\nscore s {\n  starts at 5\n}\n", False),
        (_X % "s" + "rule r {\n  on x\n  loses 3\n}\nscore s {\n  starts at 5\n}\n", False),
        (
            _X % "s" + "rule r {\n  every month on day 1\n  earns 3 when count of x ever >= 1\n}\n"
            "score s {\n  starts at 5\n}\n",
            True,
        ),
        (
            _X % "s" + "rule r {\n  every month on day 1\n  earns 3\n}\n"
            "score s {\n  starts at 5\n}\n",
            False,
        ),
        (_X % "s" + "score s {\n  starts at 5\n}\n", False),
    ],
)
def test_points_may_come_by_a_formula_or_by_what_follows(text: str, may: bool) -> None:
    policy = loads(_HEAD + text)
    code = next(n for n, each in enumerate(policy.machine.actions) if each.name == "x")
    assert earning.may_earn(policy.machine, code) is may
    answer = spirals.answer(inquiry_of(policy))
    assert (answer.verdict is Verdict.HOLDS) is not may, answer.summary


def test_a_minute_across_midnight_is_told_in_the_zone_of_the_policy() -> None:
    cap = ", at most 3 points per calendar month"
    text = _HEAD + (
        "score standing {\n  starts at 0\n}\naction give {\n  n: number from 0 to 9\n"
        f"  by choice\n  costs 1 USD * n\n  earns 1 per 1 of n{cap}\n}}\n"
    )
    answer = invariances.answer(inquiry_of(loads(text)))
    (finding,) = answer.findings
    # Three on the last of January and three on the first of February, against three in February.
    assert finding.title.endswith("standing 6 against standing 3")
    assert [line.date.isoformat() for line in finding.lines] == ["2018-01-31", "2018-02-01"]
    assert finding.beside is not None
    assert {line.date.isoformat() for line in finding.beside.lines} == {"2018-02-01"}
    assert finding.notes == (
        ("with times of day: 2018-01-31T23:59+08:00 and 2018-02-01T00:00+08:00, a minute apart"),
    )


def test_what_another_action_can_use_up_does_not_always_earn() -> None:
    text = _HEAD + (
        "score standing {\n  starts at 0\n}\n"
        "action give {\n  by choice\n  costs 1 USD\n  earns 1\n}\n"
        "action take {\n  by chance\n  loses 1\n}\n"
    )
    shared = text + "limit both {\n  covers gains and losses of give, take\n  at most 1 ever\n}\n"
    own = text + "limit both {\n  covers give\n  at most 1 per calendar day\n}\n"
    for policy, always in ((text, True), (shared, False), (own, True)):
        machine = loads(policy).machine
        assert earning.earns_whatever_was_done(machine, machine.actions[0]) is always


def test_a_cap_that_two_rules_share_is_no_amount_that_adds_up() -> None:
    text = _HEAD + (
        "score standing {\n  starts at 0\n}\nscore other {\n  starts at 0\n}\n"
        "action give {\n  n: number from 0 to 4\n  by choice\n  costs 1 USD * n\n"
        "  earns 1 standing per 1 of n\n  earns 1 other per 1 of n\n}\n"
    )
    machine = loads(text).machine
    assert forms.sums(machine, machine.actions[0], 0) is Sums.BOTH
    assert forms.order_is_free(machine)


def test_an_action_with_many_fields_is_tried_in_a_few_ways_only() -> None:
    fields = "".join(f"  f{n}: number from 0 to 1,000\n" for n in range(12))
    text = _HEAD + (
        "score standing {\n  starts at 9\n  stays within 0 to 99\n}\n"
        f"action give_one {{\n{fields}  by choice\n  costs 1 USD * f0\n  loses 1 per 7 of f1\n}}\n"
        f"action give_two {{\n{fields}  by chance\n  earns 1 per 7 of f2 + f3\n}}\n"
    )
    trials = SmallHistories(inquiry_of(loads(text)))
    assert [len(list(trials.ways(code))) for code in (0, 1)] == [48, 48]
    assert invariances.answer(trials.inquiry).verdict in (Verdict.UNKNOWN, Verdict.ANSWERED)
