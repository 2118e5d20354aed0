"""Policies with many ways to earn a point: alike but for the price, or each of its own kind."""

from __future__ import annotations

#: Points that the best grade takes; what a prize is worth each year; points an action gives a year.
TOP, PRIZE, CAP = 200, 100, 5

_HEAD = (
    'policy many {\n  title "Many"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score credit {\n  starts at 0\n  stays within 0 to 1000\n}\n"
)
_PRIZE = (
    f"grades of credit {{\n  top from {TOP}\n  low below\n}}\n"
    f"perk prize {{\n  for top\n  every year on 1 December\n  pays {PRIZE} USD\n}}\n"
)


def many_ways(actions: int) -> str:
    """A policy with actions that give a point for 3, 4, 5 ... dollars, up to a cap each."""
    ways = "".join(
        f"action a{n} {{\n  amount: money from 0 USD to 10,000 USD\n  by choice\n  costs amount\n"
        f"  earns 1 per {n + 3} USD of amount, at most {CAP} points per calendar year\n}}\n"
        for n in range(actions)
    )
    return f"{_HEAD}{ways}{_PRIZE}"


def by_hand(actions: int, years: int) -> int:
    """The most that can be gained: by the year of the first prize, prizes less cheapest points."""
    prices = sorted(n + 3 for n in range(actions) for _ in range(CAP))
    best = 0
    for year in range(1, years + 1):
        points = sorted(prices * year)[:TOP]
        if len(points) == TOP:
            best = max(best, PRIZE * (years - year + 1) - sum(points))
    return best


def odd_ways(actions: int) -> str:
    """A policy with actions that give 1, 2, 3 ... points at once, some times a year each.

    None of them is like another, so the state counts each of them apart.
    """
    ways = "".join(
        f"action a{n} {{\n  by choice\n  costs {2 * n + 3} USD\n"
        f"  earns {n + 1}, at most {CAP} times per calendar year\n}}\n"
        for n in range(actions)
    )
    return f"{_HEAD}{ways}{_PRIZE}"
