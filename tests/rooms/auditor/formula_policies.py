"""Policies made at random whose grade goes by a formula over two scores: a sibling of others here.

Most only give, so that what `telling` proves of them applies; some also take, or look at scores.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from policylang.model import expressions as e

_HEAD = (
    'policy two {\n  title "Two scores"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
_DAYS = ("2018-01-30", "2018-01-31", "2018-02-01", "2018-02-03")


def formula_policy(random: Random, high: int = 3) -> str:
    """The text of a policy of two scores that go up to `high` or so."""
    ends = [random.randint(max(high - 1, 1), high + 1) for _ in range(2)]
    nested = random.random() < 0.2
    most = random.randint(2, 2 * high)
    stays = random.choice(["", f"  stays within {random.randint(0, 1)} to {most}\n"])
    first = "the smaller of inner and a * 2" if nested else formula(random)
    bounds = sorted(random.sample(range(1, high + 3), 2), reverse=True)
    blocks = [_HEAD, f"score standing {{\n  is {first}\n{stays}}}\n"]
    if nested:
        blocks.append(f"score inner {{\n  is {formula(random)}\n}}\n")
    for name, end in zip("ab", ends, strict=True):
        start = random.choice([0, 0, 1])
        blocks.append(f"score {name} {{\n  starts at {start}\n  stays within 0 to {end}\n}}\n")
    blocks += [_action(random, name, number) for number, name in enumerate("ab")]
    if random.random() < 0.3:
        blocks.append(_action(random, random.choice("ab"), 2))
    if random.random() < 0.25:  # actions that differ in price alone
        score, window = random.choice("ab"), random.choice(["per calendar week", "ever"])
        for number in (3, 4):
            cost, most = random.randint(1, 5), random.randint(1, 2)
            earns = f"  earns 1 {score}, at most {most} points {window}\n"
            more = random.choice(["", "", "  earns 1 b\n"])
            blocks.append(
                f"action do{number} {{\n  by choice\n  costs {cost} USD\n{earns}{more}}}\n"
            )
    if random.random() < 0.15:
        blocks.append("action lose {\n  by choice\n  loses 1 a\n  earns 1 b\n}\n")
    if random.random() < 0.3:
        when = random.choice(["every month on day 1", "at the end of every week"])
        blocks.append(f"rule monthly {{\n  {when}\n  earns 1 {random.choice('ab')}\n}}\n")
    blocks.append(
        f"grades of standing {{\n  top from {bounds[0]}\n  middle from {bounds[1]}\n"
        "  low below\n}\n"
    )
    if random.random() < 0.2:
        blocks.append(f"grades of a {{\n  rich from {random.randint(1, high)}\n  poor below\n}}\n")
    blocks += [_perk(random, number) for number in range(random.randint(1, 2))]
    return "\n".join(blocks)


def formula(random: Random) -> str:
    """What a score is worked out from."""
    day, few = random.choice(_DAYS), random.randint(1, 2)
    return random.choice(
        [
            "the smaller of a and b", "the larger of a and b", "a + b", f"a + b - {few} points",
            f"a * {few + 1} + b", f"the smaller of a + {few} points and b * 2",
            "50% of (a + b) rounded down", "40% of (a * 3 + b) rounded up", "a - b",
            f"(a when the date < {day} otherwise the smaller of a and b)",
            "(a when b >= 2 otherwise 0 points)", "the larger of a - b and 50% of b rounded down",
        ]
    )  # fmt: skip


def _action(random: Random, score: str, number: int) -> str:
    lines = [f"action do{number} {{", "  by choice"]
    amount = f"{random.randint(1, 2)} {score}"
    cost = random.choice([f"{random.randint(1, 5)} USD", "1 hours", f"{random.randint(0, 2)} USD"])
    if random.random() < 0.5:
        lines.insert(1, f"  n: number from 0 to {random.randint(2, 4)}")
        amount, cost = f"1 {score} per 1 of n", f"{cost}{random.choice([' * n', ' * n', ''])}"
    rest = ""
    if random.random() < 0.1:
        rest = f" when standing < {random.randint(1, 3)}"
    if random.random() < 0.5:
        window = random.choice(["per calendar week", "per calendar month", "ever"])
        rest += f", at most {random.randint(1, 3)} points {window}"
    lines += [f"  costs {cost}", f"  earns {amount}{rest}"]
    return "\n".join(lines) + "\n}\n"


def _perk(random: Random, number: int) -> str:
    kind, verb, grade = random.choice(
        [
            ("perk", "pays", "top"),
            ("perk", "pays", "middle or better"),
            ("sanction", "costs", "low"),
        ]
    )
    when = random.choice(["every month on day 1", "at the end of every week", "once on 2018-02-03"])
    worth = f"{random.randint(1, 9)} USD"
    asks = f"for {grade}"
    if random.random() < 0.1:
        worth, asks = "1 USD per 1 of standing", "when standing >= 1"
    return f"{kind} p{number} {{\n  {asks}\n  {when}\n  {verb} {worth}\n}}\n"


def expression(random: Random, depth: int) -> e.Expression:
    """A formula over the scores 1 and 2, of any shape."""
    if depth == 0 or random.random() < 0.15:
        few = e.Constant(random.randint(-2, 3))
        return random.choice([e.Balance(1), e.Balance(2), e.Balance(1), e.Balance(2), few])

    def part() -> e.Expression:
        return expression(random, depth - 1)

    kinds: list[Callable[[], e.Expression]] = [
        lambda: e.Least(part(), part()),
        lambda: e.Greatest(part(), part()),
        lambda: e.Add((part(), part())),
        lambda: e.Add((part(), part(), part())),
        lambda: e.Negate(part()),
        lambda: e.Multiply((e.Constant(random.randint(-2, 3)), part())),
        lambda: e.Multiply((part(), part())),
        lambda: e.Divide(part(), random.randint(1, 3), random.choice(list(e.Rounding))),
        lambda: e.Either(
            e.Compare(random.choice(list(e.Relation)), part(), part()), part(), part()
        ),
    ]
    return random.choice(kinds)()
