"""Small policies made at random of what the exact process refuses: a sibling of `small_policies`.

Lots that run out, statuses, refusals, counts of the past, formulas, windows, quiet times, caps that
count net or apart by a field, and perks and sanctions upon what happens.
"""

from __future__ import annotations

from random import Random

_HEAD = (
    'policy rich {\n  title "Rich"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
_SPANS = ("in the last 2 days", "in the last 3 days", "this calendar month", "ever")


def rich_policy(random: Random) -> str:
    """The text of a policy."""
    high = random.randint(2, 5)
    spending = random.choice(["oldest first", "newest first", "soonest to expire first"])
    lots = f"  keeps lots, {spending}\n" if random.random() < 0.6 else ""
    blocks = [
        _HEAD,
        f"score standing {{\n  starts at {random.randint(0, 2)}\n  stays within 0 to {high}\n"
        + lots
        + "}\n",
        "status marked {}\n",
    ]
    formula = random.random() < 0.25
    if formula:
        blocks.append("score merit {\n  is standing + 1\n}\n")
    net = random.random() < 0.2
    count = random.randint(1, 2)
    if net:
        names = ", ".join(f"a{n}" for n in range(count))
        blocks.append(
            f"limit both {{\n  covers gains and losses of {names}\n"
            f"  at most 2 {random.choice(['per calendar day', 'per calendar month'])}\n}}\n"
        )
    blocks += [_action(random, number, bool(lots)) for number in range(count)]
    if random.random() < 0.5:
        blocks.append(_rule(random, count))
    graded = "merit" if formula and random.random() < 0.5 else "standing"
    blocks.append(
        f"grades of {graded} {{\n  top from {random.randint(2, high)}\n  middle from 1\n"
        f"  low below\n{_held(random)}}}\n"
    )
    blocks += [_perk(random, number, count) for number in range(random.randint(1, 2))]
    return "\n".join(blocks)


def _held(random: Random) -> str:
    return "  no better than middle while marked\n" if random.random() < 0.25 else ""


def _action(random: Random, number: int, lots: bool) -> str:
    lines = [f"action a{number} {{"]
    field = random.random() < 0.4
    if field:
        lines.append(f"  n: number from 0 to {random.randint(1, 2)}")
    lines.append(f"  by choice\n  costs {random.randint(1, 3)} USD")
    if random.random() < 0.3:
        lines.append(f'  refused when {_condition(random, number)} "no"')
    lines.append(_effect(random, number, field, lots))
    if random.random() < 0.4:
        lines.append(_status(random, number))
    return "\n".join(lines) + "\n}\n"


def _effect(random: Random, number: int, field: bool, lots: bool) -> str:
    verb = random.choice(["earns", "earns", "loses"])
    amount = random.choice(["1 standing", "2 standing"])
    if field and random.random() < 0.5:
        amount = "1 standing per 1 of n"
    text = f"  {verb} {amount}"
    if random.random() < 0.3:
        text += f" when {_condition(random, number)}"
    if random.random() < (0.7 if lots else 0.4):
        key = " per n" if field and random.random() < 0.4 else ""
        window = random.choice(["per calendar day", "in any 2 days", "per calendar month"])
        what = random.choice(["points", "times"])
        text += f", at most {random.randint(1, 1 if lots else 3)} {what}{key} {window}"
    if lots and random.random() < 0.9:
        tail = "expires" if verb == "earns" else "comes back"
        text += f", {tail} after {random.randint(2, 4)} days"
        if random.random() < 0.2:
            text += ", not while marked"
    return text


def _condition(random: Random, number: int) -> str:
    return random.choice(
        [
            f"count of a{number} {random.choice(_SPANS)} >= {random.randint(2, 3)}",
            f"count of a{number} {random.choice(_SPANS)} < {random.randint(2, 3)}",
            "marked", "not marked", "standing >= 2", "standing < 1",
        ]
    )  # fmt: skip


def _status(random: Random, number: int) -> str:
    when = f" when {_condition(random, number)}" if random.random() < 0.4 else ""
    what = random.choice(["begins marked for 2 days", "begins marked", "ends marked"])
    return f"  {what}{when}"


def _rule(random: Random, count: int) -> str:
    action = f"a{random.randrange(count)}"
    when = random.choice(
        [f"after {random.randint(1, 3)} days without {action}", "every month on day 1",
         f"on {action}", "as soon as standing >= 2", "at the end of every week"]
    )  # fmt: skip
    what = random.choice(
        ["earns 1 standing", "loses 1 standing", "begins marked for 3 days", "ends marked"]
    )
    return f"rule r {{\n  {when}\n  {what}\n}}\n"


def _perk(random: Random, number: int, count: int) -> str:
    kind = random.choice(["perk", "perk", "sanction"])
    whom = {"perk": "for top", "sanction": "for low"}[kind]
    if random.random() < 0.3:
        whom = random.choice(["when not marked", "when marked", "when standing >= 1"])
    dated = ["every month on day 1", "every month on day 2", "every year on 31 January",
             "at the end of every week", "every month on day 3"]  # fmt: skip
    when = random.choice(dated)
    most = 20
    if random.random() < 0.25:
        when = random.choice([f"on a{random.randrange(count)}", "as soon as standing >= 2"])
        most = 1  # no more than an action costs, or gains would have no end
    verb = {"perk": "pays", "sanction": "costs"}[kind]
    return f"{kind} p{number} {{\n  {whom}\n  {when}\n  {verb} {random.randint(1, most)} USD\n}}\n"
