"""Small policies made at random: few days and points, so that every history can be tried."""

from __future__ import annotations

from random import Random

#: The days asked about: a week and a bit, over the end of a month.
SINCE, UNTIL = "2018-01-29", "2018-02-05"

_WINDOWS = (
    "per calendar day", "per calendar week", "per calendar month", "per calendar year", "ever",
    "in any 2 days", "in any 3 days", "in any 5 days", "per year from 1 February",
)  # fmt: skip


HEAD = (
    'policy small {\n  title "Small"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)


def small_policy(random: Random) -> str:
    """The text of a policy."""
    high = random.randint(3, 7)
    start = random.randint(0, min(3, high))
    two = random.random() < 0.3
    bounds = sorted(random.sample(range(1, high + 1), 2), reverse=True)
    blocks = [
        HEAD,
        f"score standing {{\n  starts at {start}\n  stays within 0 to {high}\n}}\n",
    ]
    if two:
        blocks.append("score other {\n  starts at 0\n  stays within 0 to 3\n}\n")
    flavour = random.choice(["any", "any", "moving", "fungible"])
    if flavour == "any":
        blocks += [_action(random, number, two) for number in range(random.randint(1, 3))]
    elif flavour == "moving":
        windows = [f"in any {random.randint(2, 5)} days" for _ in range(2)]
        blocks += [_giver(random, n, window) for n, window in enumerate(windows)]
        if two:
            blocks.append("action side {\n  by choice\n  costs 1 USD\n  earns 1 other\n}\n")
    else:
        window = random.choice(_WINDOWS[:5])
        blocks += [_giver(random, n, window) for n in range(2)]
        if two:
            blocks.append("action side {\n  by choice\n  earns 1 other\n}\n")
    if random.random() < 0.3:
        blocks.append(rule_of(random))
    blocks.append(
        f"grades of standing {{\n  top from {bounds[0]}\n  middle from {bounds[1]}\n"
        "  low below\n}\n"
    )
    for number in range(random.randint(1, 2)):
        blocks.append(perk_of(random, number))
    return "\n".join(blocks)


def _action(random: Random, number: int, two: bool) -> str:
    lines = [f"action a{number} {{"]
    field = random.random() < 0.6
    if field:
        lines.append(f"  n: number from 0 to {random.randint(1, 4)}")
    lines.append(f"  by {random.choice(['choice'] * 5 + ['chance'])}")
    lines.append(_cost(random, field))
    gain = random.random() < 0.75
    lines.append(_effect(random, field, "earns" if gain else "loses", two))
    if random.random() < (0.6 if two else 0.2):
        lines.append(_effect(random, field, random.choice(["earns", "loses"]), two))
    if random.random() < 0.1:
        lines.append("  drops standing to grade low")
    return "\n".join(each for each in lines if each) + "\n}\n"


def _giver(random: Random, number: int, window: str) -> str:
    """An action that only gives, under a cap: several of a window can be merged."""
    limit = random.randint(1, 2)
    cost = random.choice([f"costs {random.randint(1, 5)} USD", "costs 1 hours"])
    lines = f"  by choice\n  {cost}\n  earns 1 standing, at most {limit} points {window}"
    return f"action a{number} {{\n{lines}\n}}\n"


def _cost(random: Random, field: bool) -> str:
    kind = random.randrange(5)
    if kind == 0:
        return ""
    if kind == 1 and field:
        return f"  costs {random.randint(1, 3)} hours * n"
    if kind == 2 and field:
        return f"  costs {random.randint(1, 4)} USD * n"
    return f"  costs {random.randint(0, 5)} USD"


def _effect(random: Random, field: bool, verb: str, two: bool) -> str:
    score = random.choice(["standing", "other"]) if two else "standing"
    amount = f"{random.randint(1, 3)} {score}"
    if field:
        rate = random.choice(["1 {} per 2 of n", "1 {} per started 2 of n", "2 {} per 3 of n"])
        amount = random.choice([amount, f"1 {score} per 1 of n", rate.format(score)])
    condition = ""
    if field and random.random() < 0.2:
        condition = f" when n >= {random.randint(1, 2)}"
    elif random.random() < 0.15:
        day = f"2018-0{random.choice(['1-30', '1-31', '2-01', '2-03'])}"
        condition = f" when the date {random.choice(['>=', '<', 'is', '<='])} {day}"
    elif random.random() < 0.1:
        read = random.choice(["standing", "other"]) if two else "standing"
        condition = f" when {read} {random.choice(['>=', '<'])} {random.randint(1, 3)}"
    cap = ""
    if random.random() < 0.7:
        what = "times" if random.random() < 0.2 else "points"
        cap = f", at most {random.randint(1, 4)} {what} {random.choice(_WINDOWS)}"
    return f"  {verb} {amount}{condition}{cap}"


def rule_of(random: Random) -> str:
    """A rule that comes due by date."""
    when = random.choice(["every month on day 1", "at the end of every week"])
    verb = random.choice(["earns", "loses"])
    return f"rule r {{\n  {when}\n  {verb} {random.randint(1, 2)} standing\n}}\n"


def perk_of(random: Random, number: int) -> str:
    """A perk or sanction with dates."""
    kind = random.choice(["perk"] * 3 + ["sanction"])
    grades = {"perk": ["top", "middle or better"], "sanction": ["low"]}[kind]
    when = random.choice(
        ["every month on day 1", "every year on 31 January", "at the end of every week",
         "every month on day 3", "every month on the last day"]
    )  # fmt: skip
    lines = [f"{kind} p{number} {{", f"  for {random.choice(grades)}", f"  {when}"]
    if random.random() < 0.15:
        lines[1] = f"  when standing {random.choice(['>=', '<'])} {random.randint(1, 4)}"
    if random.random() < 0.15:
        lines.insert(1, f"  in force until 2018-0{random.choice(['1-31', '2-01', '2-03'])}")
    verb = {"perk": "pays", "sanction": "costs"}[kind]
    worth = f"{random.randint(1, 9)} USD"
    if random.random() < 0.2:
        worth = "1 USD per 1 of standing"
    return "\n".join([*lines, f"  {verb} {worth}"]) + "\n}\n"
