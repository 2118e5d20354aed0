"""A policy with one of everything that expressions may name, to try expressions in."""

from __future__ import annotations

import datetime

from policylang.model.expressions import Expression
from policylang.model.machine import Change, Machine
from tests.rooms.checker import policies

#: An event of two dates and what is derived from it, beside one of a single date.
OFFENCE = """action offence {
  moments committed, final
  size: number from 0 to 9
  grave: yes or no
  kind: one of {minor, serious}
  stop: name
  fine: money from 0 USD to 900 USD
  quarter means the first day of the quarter of committed
  wait means days since committed to final
"""
REST = """person {
  licensed: date
  grace: number from 1 to 30 = 3
  moved: yes or no = no, may change
}
status ban { }
rule reset {
  every year on 1 December
  loses 1 s
  begins ban for 2 months
}
period summer {
  every year from 1 June to 31 August
}
table price {
  by size: number from 0 to 9, kind: one of {minor, serious}
  0 to 4, minor: 1
  0 to 4, serious: 2
  otherwise: 3
}
table rate {
  by size: number from 0 to 9
  below 5: 10%
  from 5: 20%
}
"""
SCORES = policies.SCORE + "score lots {\n  starts at 0\n  stays within 0 to 50\n  keeps lots\n}\n"


def offence(*clauses: str) -> str:
    """The action with these clauses."""
    return OFFENCE + "".join(f"  {each}\n" for each in clauses) + "}\n"


def codes_of(*clauses: str) -> list[str]:
    """What is said of clauses in the action, but for what is never used."""
    return policies.codes(offence(*clauses), REST, score=SCORES)


def of_test(test: str, moment: str = "final") -> list[str]:
    """What is said of a condition of a rule on a moment."""
    return codes_of(f"loses 1 s on {moment} when {test}")


def machine_of(*clauses: str) -> Machine:
    """The machine with these clauses in the action."""
    return policies.machine(offence(*clauses), REST, score=SCORES)


def condition_of(test: str, moment: str = "final") -> Expression:
    """What a condition of a rule on a moment becomes."""
    arms = machine_of(f"loses 1 s on {moment} when {test}").actions[0].choices[0].arms
    assert arms[0].condition is not None
    return arms[0].condition


def amount_of(amount: str, moment: str = "final") -> Expression:
    """What an amount of points (`1 s per 5 of size`) of a rule on a moment becomes."""
    effect = machine_of(f"earns {amount} on {moment}").actions[0].rules[0].effect
    assert isinstance(effect, Change)
    return effect.amount


def day(text: str) -> int:
    """The ordinal of a date."""
    return datetime.date.fromisoformat(text).toordinal()
