"""Policies whose rules, perks and amounts read scores and the date, each in another way."""

from __future__ import annotations

_HEAD = """policy p {
  title "P"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score fame {
  starts at 1
  stays within -2 to 6
}
grades of credit {
  good from 12
  fair from 6
  bad below
}
"""
_ONE = """action a {
  by choice
  costs 2 USD
  earns 2 credit, at most 6 points per calendar year
}
"""
_TWO = """action a {
  n: points from 1 to 3
  by choice
  costs 1 USD
  EFFECTS
}
action b {
  by choice
  costs 1 USD
  earns 3 fame, at most 2 times per calendar month
  loses 1 credit
}
"""


def reading_policy(
    *effects: str,
    ends: str = "stays within -10 to 20",
    whom: str = "good",
    worth: str = "9 USD",
    fades: str = "loses 1 credit",
) -> str:
    """The text of a policy; `effects` are those of its action, if it does more than give."""
    action = _TWO.replace("EFFECTS", "\n  ".join(effects)) if effects else _ONE
    return (
        f"{_HEAD}score credit {{\n  starts at 3\n  {ends}\n}}\n{action}"
        f"perk prize {{\n  for {whom}\n  every month on day 1\n  pays {worth}\n}}\n"
        f"rule fade {{\n  at the end of every month\n  {fades}\n}}\n"
    )


READING = {
    "plain": reading_policy(),
    "a rule in two parts": reading_policy(
        fades="loses 2 credit when credit >= 6\n  loses 1 credit otherwise"
    ),
    "another score": reading_policy("earns 3 credit when fame >= 2", "earns 1 credit otherwise"),
    "three parts": reading_policy(
        "earns 2 credit when credit < 3",
        "earns 4 credit otherwise when fame is 1",
        "loses 1 credit otherwise, at most 5 times ever",
    ),
    "an amount by two scores": reading_policy(
        "earns (n when credit < 6 points + fame otherwise 1 point) credit, at most 9 points ever"
    ),
    "up to a score": reading_policy("raises credit to at least fame + n"),
    "down to a grade": reading_policy("drops credit to grade bad", "earns 2 fame"),
    "by the date": reading_policy(
        "earns n credit, at most 7 points ever", "earns n fame when the date < 2018-02-10"
    ),
    "worth by the score": reading_policy(
        whom="fair or better", worth="2 USD per 3 of credit", ends="stays within 0 to 40"
    ),
    "worth by the date": reading_policy(
        worth="(5 USD when the date < 2018-02-15 otherwise 1 USD)", fades="loses 1 fame"
    ),
    "no upper end": reading_policy(ends="stays at least 0"),
    "no lower end": reading_policy(ends="stays at most 20"),
    "there and back": reading_policy(
        "earns 9 credit when credit < 12", "loses 8 credit", ends="stays at least 0"
    ),
}
