"""Policies with outcomes to be shown."""

from __future__ import annotations

from typing import Any

import policylang
from policylang.api import Policy
from policylang.model.outcome import Outcome

LIBRARY = """\
policy library {
  title    "Borrowing points of the town library"
  version  "3"
  source   "Rules of the library, 2018, section 4"
  currency EUR
  timezone "Europe/Berlin"
  in force from 2018-01-01
}
reported "From the rules" {
  week_cap = 8 points  "section 4"
}
assumed "Not published" {
  floor = 90  "a guess"
}
score trust "Trust" {
  starts at 100
  stays within floor to 120
}
action late_return "Book returned late" {
  source "section 5"
  days: number from 1 to 365
  loses 1 per started 7 of days
}
action shelf_help "Helping to sort the shelves" {
  assumed "the rate"
  time: hours from 0 to 12
  by choice
  costs time
  earns 2 per 1 hours of time, at most week_cap per calendar week
}
action gift {
  earns 30
}
action ban "Ban" {
  drops to grade usual
}
grades of trust {
  trusted from 110
  usual   from 95
  watched below
}
perk voucher "Book voucher" {
  for trusted
  every month on day 1
  pays 5 EUR
}
perk longer_loans "Six weeks instead of four" {
  for trusted
  grants "loans of six weeks"
}
sanction fee "Reminder fee" {
  for watched
  every month on day 15
  costs 2.50 EUR
}
"""

TENTHS = """\
policy tenths {
  title "Tenths"
}
score s {
  starts at 1.5
  keeps 1 decimals
  stays within 0 to 1000
}
action a {
  earns 0.1
}
action b {
  loses 1
}
"""


def library() -> Policy:
    """Caps, a range with a floor, perks with and without a date, a sanction."""
    return policylang.loads(LIBRARY, name="library.policy")


def tenths() -> Policy:
    """A score with a decimal, no grades, no perks."""
    return policylang.loads(TENTHS, name="tenths.policy")


def outcome(policy: Policy, *events: tuple[Any, ...], as_of: str, name: str = "ada") -> Outcome:
    """The outcome of a history, its ledger included."""
    return policy.evaluate(events, as_of=as_of, ledger=True, name=name)
