"""Small policies with what real schemes have: statuses, counts, lots, thresholds, refusals, clocks.

As in `small_policies` they are made so that every history can be tried: a week, a few points, and
caps almost everywhere. Each has a construct or two.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_HEAD = (
    'policy scheme {\n  title "Scheme"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
_DAYS = ("2018-01-30", "2018-01-31", "2018-02-01", "2018-02-03")
_PERIODS = ("this calendar week", "this calendar month", "the previous calendar week", "ever")
_MOVING = ("in the last 2 days", "in the last 3 days")


def small_scheme(seed: int) -> tuple[str, str]:
    """The text of a policy, and the name of what it is about."""
    random = Random(seed)
    name = NAMES[seed % len(NAMES)]
    high = random.randint(2, 5)
    top = random.randint(1, high)
    blocks = [_HEAD, *_MAKERS[name](random, high)]
    if not any(block.startswith("score standing") for block in blocks):
        start = random.randint(0, min(1, top))
        blocks.append(f"score standing {{\n  starts at {start}\n  stays within 0 to {high}\n}}\n")
        blocks.sort(key=lambda block: not block.startswith(("policy", "score standing")))
    if not any(block.startswith("grades") for block in blocks):
        blocks.append(f"grades of standing {{\n  top from {top}\n  low below\n}}\n")
    if random.random() < 0.3:
        blocks.append(_rule(random))
    blocks.append(_perk(random))
    return "\n".join(blocks), name


# --- parts ---------------------------------------------------------------------------------------


def _cost(random: Random) -> str:
    return random.choice(["", f"  costs {random.randint(0, 4)} USD\n", "  costs 1 hours\n"])


def _cap(random: Random) -> str:
    when = random.choice(["per calendar week", "per calendar month", "ever", "per calendar day"])
    return f", at most {random.randint(1, 3)} points {when}"


def _gain(random: Random, rest: str = "", *, cap: bool = True) -> str:
    return f"  earns {random.randint(1, 2)} standing{rest}{_cap(random) if cap else ''}\n"


def _action(name: str, *lines: str) -> str:
    return f"action {name} {{\n  by choice\n{''.join(lines)}}}\n"


def _rule(random: Random) -> str:
    when = random.choice(["every month on day 1", "at the end of every week"])
    verb = random.choice(["earns 1 standing", "loses 1 standing"])
    return f"rule monthly {{\n  {when}\n  {verb}\n}}\n"


def _perk(random: Random) -> str:
    when = random.choice(["every month on day 1", "at the end of every week", "once on 2018-02-03"])
    kind, verb, grade = random.choice(
        [("perk", "pays", "top")] * 3 + [("sanction", "costs", "low")]
    )
    lines = f"  for {grade}\n  {when}\n  {verb} {random.randint(1, 9)} USD\n"
    return f"{kind} bonus {{\n{lines}}}\n"


# --- constructs ----------------------------------------------------------------------------------


def _refusal(random: Random, high: int) -> list[str]:
    why = random.choice(
        [f"standing >= {random.randint(1, high)}", f"standing < {random.randint(1, 2)}",
         f"the date < {random.choice(_DAYS)}", "grade is top"]
    )  # fmt: skip
    refused = f'  refused when {why} "so it is"\n'
    blocks = [
        _action("give", _cost(random), _gain(random), refused),
        _action("take", _cost(random), "  loses 1 standing\n", _cost(random)),
    ]
    if random.random() < 0.5:
        n = "  n: number from 1 to 2\n"
        spend = f'  earns n * 1 points\n  refused when n > {random.randint(1, 2)} "too many"\n'
        blocks.append(f"action spend {{\n{n}  by choice\n{_cost(random)}{spend}}}\n")
    return blocks


def _formula(random: Random, high: int) -> list[str]:
    what = random.choice(
        ["base + other", "base - other", "the smaller of base and other", "2 points * 1 + other",
         f"(base when the date < {random.choice(_DAYS)} otherwise other)"]
    )  # fmt: skip
    return [
        f"score standing {{\n  is {what}\n  stays within 0 to {high}\n}}\n",
        f"score base {{\n  starts at {random.randint(0, 1)}\n  stays within 0 to 3\n}}\n",
        "score other {\n  starts at 0\n  stays within 0 to 2\n}\n",
        _action("give", _cost(random), f"  earns 1 base{_cap(random)}\n"),
        _action(
            "help",
            _cost(random),
            f"  {random.choice(['earns', 'loses', 'earns'])} {random.randint(1, 2)} other\n",
        ),
    ]


def _versions(random: Random, high: int) -> list[str]:
    first, second = random.sample(range(1, high + 1), 2)
    day = random.choice(["2018-01-31", "2018-02-02"])
    after = {"2018-01-31": "2018-02-01", "2018-02-02": "2018-02-03"}[day]
    return [
        f"grades of standing {{\n  top from {first}\n  low below\n  in force until {day}\n}}\n",
        f"grades of standing {{\n  top from {second}\n  low below\n  in force from {after}\n}}\n",
        _action("give", _cost(random), _gain(random)),
        _action("take", "  loses 1 standing when grade is top\n"),
    ]


def _threshold(random: Random, high: int) -> list[str]:
    level = random.randint(1, high)
    what = random.choice(
        [f"when standing reaches {level}", f"when standing falls to {level - 1}",
         "as soon as grade is top", "as soon as grade is low"]
    )  # fmt: skip
    effect = random.choice(["loses 1 other", "earns 1 other, at most 2 points ever"])
    back = random.choice(["when other >= 1", "when other < 1"])
    return [
        "score other {\n  starts at 0\n  stays within 0 to 2\n}\n",
        f"rule reached {{\n  {what}\n  {effect}\n}}\n",
        _action("give", _cost(random), _gain(random, f" {back}" if random.random() < 0.5 else "")),
        _action("take", _cost(random), "  loses 1 standing\n"),
    ]


def _counts(random: Random, high: int) -> list[str]:
    window = random.choice(_PERIODS + _MOVING)
    least = random.randint(1, 3)
    kind = random.randrange(4)
    # Counts that go on for ever are more than can be gone through.
    enough = '  refused when count of give ever >= 3 "enough"\n'
    if kind == 0:
        gain = f"  earns 1 standing when count of give {window} >= {least}\n"
        return [_action("give", _cost(random), gain, enough)]
    if kind == 1:
        refused = f'  refused when count of give {window} >= {least} "enough"\n'
        return [_action("give", _cost(random), _gain(random, cap=False), refused, enough)]
    if kind == 2:
        gain = f"  earns 1 standing when count of other {window} = {least}{_cap(random)}\n"
        limit = '  refused when count of other ever >= 3 "enough"\n'
        return [_action("give", _cost(random), gain), _action("other", _cost(random), limit)]
    n = "  n: number from 0 to 2\n"
    gain = f"  earns 1 standing when sum of n of give {window} > {least}{_cap(random)}\n"
    return [f"action give {{\n{n}  by choice\n  costs 1 USD * n\n{gain}{enough}}}\n"]


def _status(random: Random, high: int) -> list[str]:
    until = random.choice(
        ["", f" for {random.randint(1, 4)} days", f" until {random.choice(_DAYS)}",
         " until the last day of the month of the date", " for 1 months"]
    )  # fmt: skip
    blocks = ["status banned {}\n"]
    begins = f"  begins banned{until}\n"
    if random.random() < 0.5:
        blocks.append(_action("sin", f"  earns {random.randint(1, 2)} standing\n", begins))
    else:
        blocks.append(f"rule fallen {{\n  when standing reaches {high}\n{begins}}}\n")
        blocks.append(_action("sin", "  loses 1 standing\n"))
    does = random.choice(
        ['  refused when banned "banned"\n', "  loses 1 standing when banned\n",
         "  ends banned when standing >= 1\n"]
    )  # fmt: skip
    blocks.append(_action("give", _cost(random), _gain(random), does))
    if random.random() < 0.3:
        blocks.append("rule over {\n  on the end of banned\n  earns 1 standing\n}\n")
    if random.random() < 0.2:
        blocks.append(
            "grades of standing {\n  top from 1\n  low below\n"
            "  no better than low while banned\n}\n"
        )
    return blocks


def _lots(random: Random, high: int) -> list[str]:
    ends = random.choice(
        [f", expires after {random.randint(1, 4)} days",
         ", expires after 1 days at the end of the month", ", expires after 1 months"]
    )  # fmt: skip
    order = random.choice(["", ", oldest first", ", newest first", ", soonest to expire first"])
    open_ended = random.random() < 0.3
    stays = "" if open_ended else f"  stays within 0 to {high}\n"
    unless = random.choice(["", "", " unless standing >= 2", " not while standing >= 2"])
    blocks = [
        f"score standing {{\n  starts at 0\n{stays}  keeps lots{order}\n}}\n",
        _action("give", _cost(random), f"  earns 1 standing{_cap(random)}{ends}{unless}\n"),
    ]
    if random.random() < 0.5 and not open_ended:
        blocks.append(_action("keep", _cost(random), _gain(random)))
    if random.random() < 0.4:
        refused = '  refused when standing < 1 "nothing is left"\n'
        blocks.append(_action("spend", refused, "  loses 1 standing\n"))
    return blocks


def _moments(random: Random, high: int) -> list[str]:
    later = f"  later means the date + {random.randint(1, 3)} days\n"
    then = f"  {random.choice(['loses', 'earns'])} 1 standing on later\n"
    once = '  refused when count of give ever >= 2 "twice is enough"\n'
    return [
        _action("give", later, _cost(random), "  earns 1 standing\n", then, once),
        _action("take", "  loses 1 standing\n"),
    ]


def _clock(random: Random, high: int) -> list[str]:
    every = random.choice(["", "every "])
    days = random.randint(1, 4)
    return [
        f"rule quiet {{\n  after {every}{days} days without sin\n  earns 1 standing\n}}\n",
        _action(
            "sin", random.choice(["  loses 1 standing\n", "  earns 1 standing, at most 1 ever\n"])
        ),
        _action("give", _cost(random), _gain(random)),
    ]


def _keyed(random: Random, high: int) -> list[str]:
    kind = random.randrange(3)
    if kind == 0:
        cap = random.choice(["per place", "per place per calendar week", "per place in any 3 days"])
        places = "  place: one of {north, south}\n"
        gain = f"  earns 1 standing, at most 1 {cap}\n"
        return [f"action give {{\n{places}  by choice\n{_cost(random)}{gain}}}\n"]
    if kind == 1:
        when = random.choice(["per calendar week", "in any 3 days"])
        net = f"  at most {random.randint(1, 2)} {when}\n"
        return [
            _action("give", _cost(random), "  earns 1 standing\n"),
            _action("take", "  loses 1 standing\n"),
            f"limit both {{\n  covers gains and losses of give, take\n{net}}}\n",
        ]
    return [
        _action("give", _cost(random), "  earns 1 standing, at most 1 in any 2 days\n"),
        _action("take", "  loses 1 standing\n"),
    ]


_MAKERS: dict[str, Callable[[Random, int], list[str]]] = {
    "refusal": _refusal,
    "formula": _formula,
    "versions": _versions,
    "threshold": _threshold,
    "counts": _counts,
    "status": _status,
    "lots": _lots,
    "moments": _moments,
    "clock": _clock,
    "keyed": _keyed,
}
#: What policies are about, in turn.
NAMES = tuple(_MAKERS)
