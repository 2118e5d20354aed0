"""Small policies made at random whose points run out, over spans in which that matters.

A few points at a time under caps of the calendar, lifetimes of days, months and to the ends of
periods, grades, and perks and sanctions on dates: so that every history can be gone through.
"""

from __future__ import annotations

from random import Random

_HEAD = (
    'policy lasting {\n  title "Lasting"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
_LIVES = (
    "after {days} days", "after {days} days", "after 1 months", "after {days} days",
    "after 1 days at the end of the month", "after {few} days at the end of the week",
    "on 2018-02-10",
)  # fmt: skip
_DUE = (
    "every month on day 1", "at the end of every month", "every month on day 15",
    "at the end of every week", "once on 2018-02-05",
)  # fmt: skip


def lasting_policy(random: Random) -> str:
    """The text of a policy."""
    high = random.choice([None, None, None, random.randint(2, 6)])
    order = random.choice(["", ", oldest first", ", newest first", ", soonest to expire first"])
    stays = "at least 0" if high is None else f"within 0 to {high}"
    start = random.choice([0, 0, 0, 1])
    blocks = [
        _HEAD,
        f"score standing {{\n  starts at {start}\n  stays {stays}\n  keeps lots{order}\n}}\n",
        "score other {\n  starts at 0\n  stays within 0 to 3\n}\n",
    ]
    top = random.randint(2, 4)
    blocks.append(f"grades of standing {{\n  top from {top}\n  mid from 1\n  low below\n}}\n")
    count = random.randint(1, 2)
    blocks += [_action(random, number) for number in range(count)]
    if random.random() < 0.4:
        back = random.choice(["", f", comes back after {random.randint(2, 20)} days"])
        blocks.append(f"action sin {{\n  by choice\n  loses 1 standing{back}\n}}\n")
    if random.random() < 0.3:
        blocks.append(_rule(random))
    blocks += [_grant(random, number) for number in range(random.randint(1, 3))]
    return "\n".join(blocks)


def _life(random: Random) -> str:
    text = random.choice(_LIVES)
    return text.format(days=random.randint(2, 25), few=random.randint(1, 9))


def _action(random: Random, number: int) -> str:
    cost = random.choice(["", *[f"  costs {random.randint(0, 4)} USD\n"] * 3, "  costs 1 hours\n"])
    window = random.choice(
        ["per calendar week", "per calendar month", "per calendar month", "ever"]
    )
    life = "" if random.random() < 0.15 else f", expires {_life(random)}"
    if random.random() < 0.3:
        cap = f"at most {random.randint(1, 2)} times {window}"
    else:
        cap = f"at most {random.randint(1, 3)} {window}"
    earns = f"  earns {random.randint(1, 2)} standing, {cap}{life}\n"
    if random.random() < 0.15:
        earns += f"  earns 1 other, at most 2 {window}\n"
    if random.random() < 0.2:
        day = random.choice(["2018-01-20", "2018-02-07"])
        earns = earns.replace(" standing", f" standing when the date < {day}", 1)
    return f"action a{number} {{\n  by choice\n{cost}{earns}}}\n"


def _rule(random: Random) -> str:
    if random.random() < 0.5:
        effect = f"earns 1 standing, at most 2 ever, expires {_life(random)}"
    else:
        effect = "loses 1 other"
    return f"rule dated {{\n  {random.choice(_DUE)}\n  {effect}\n}}\n"


def _grant(random: Random, number: int) -> str:
    kind, verb, whom = random.choice(
        [("perk", "pays", "for top"), ("perk", "pays", "for top, mid"),
         ("perk", "pays", "when standing >= 2"), ("sanction", "costs", "for low"),
         ("perk", "pays", "when other >= 1")]
    )  # fmt: skip
    lines = f"  {whom}\n  {random.choice(_DUE)}\n  {verb} {random.randint(1, 9)} USD\n"
    return f"{kind} g{number} {{\n{lines}}}\n"


def status_policy(random: Random) -> str:
    """The text of a policy with a status that lasts for a time: good to be in, or bad."""
    good = random.random() < 0.5
    high = random.choice([3, 4, 5])
    lots = good and random.random() < 0.4
    stays = "stays at least 0\n  keeps lots" if lots else f"stays within 0 to {high}"
    blocks = [
        _HEAD,
        f"score standing {{\n  starts at {random.choice([0, 0, 1])}\n  {stays}\n}}\n",
        "score other {\n  starts at 0\n  stays within 0 to 3\n}\n",
        "status marked {}\n",
        f"grades of standing {{ top from {random.randint(2, 3)} mid from 1 low below }}\n",
    ]
    until = random.choice(
        [f"for {random.randint(1, 20)} days", f"for {random.randint(1, 20)} days", "for 1 months",
         "until 2018-02-06", ""]
    )  # fmt: skip
    cost = random.choice(["", f"  costs {random.randint(1, 3)} USD\n"])
    brings = ""
    if not good or random.random() < 0.3:
        window = random.choice(["per calendar week", "per calendar month", "ever"])
        brings = f"  earns {random.randint(1, 2)} standing, at most 2 {window}\n"
    begin = f"  begins marked {until}\n"
    blocks.append(f"action mark {{\n  by choice\n{cost}{brings}{begin}}}\n")
    on = "marked" if good else "not marked"
    off = "not marked" if good else "marked"
    life = f", expires {_life(random)}" if lots else ""
    window = random.choice(["per calendar week", "per calendar month"])
    cap = f"at most {random.randint(1, 3)} {window}"
    price = f"  costs {random.randint(0, 3)} USD\n"
    if random.random() < 0.5:
        gives = f'  refused when {off} "no"\n  earns 1 standing, {cap}{life}\n'
    else:
        gives = f"  earns 1 standing when {on}, {cap}{life}\n"
    blocks.append(f"action ride {{\n  by choice\n{price}{gives}}}\n")
    if random.random() < 0.3:
        ends = "begins marked for 3 days" if good else "ends marked"
        blocks.append(f"action lift {{\n  by choice\n  costs 2 USD\n  {ends}\n}}\n")
    if random.random() < 0.3:
        does = random.choice(
            [f"loses 1 standing when {off}", "loses 1 standing", f"earns 1 standing when {on}",
             f"begins marked {until}"]
        )  # fmt: skip
        if lots:
            does = f"begins marked {until}"
        blocks.append(f"rule dated {{\n  {random.choice(_DUE)}\n  {does}\n}}\n")
    blocks.append(_grant(random, 0))
    if random.random() < 0.5:
        perk = f"  when {on}\n  {random.choice(_DUE)}\n  pays {random.randint(1, 4)} USD\n"
        blocks.append(f"perk held {{\n{perk}}}\n")
    return "\n".join(blocks)
