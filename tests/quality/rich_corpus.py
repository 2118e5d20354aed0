"""Flawed policies whose flaw needs what only the search holds: lots, statuses, refusals, counts.

Among them what is known of real schemes: the bonus hunger of the French coefficient, the discount
of the German register for a burst, the British rule of one occasion, bounties on Stack Overflow,
Mobike's trap. Each has its optimum worked out by hand, as in `corpus`.
"""

from __future__ import annotations

from typing import Final

from tests.quality.corpus import _HEAD, Flawed, _perk


def _with(*blocks: str) -> str:
    return "\n".join([_HEAD, *blocks])


RICH: Final = (
    Flawed(
        "bonus hunger", "a penalty dearer than the damage",
        _with("""score coefficient {
  starts at 0.50
  stays within 0.50 to 3.50
  keeps 2 decimals
}
action report "Damage reported to the insurer" {
  by choice
  refused when the date >= 2019-01-01 "the damage was in 2018"
  refused when count of report ever >= 1 "it was one"
  multiplies coefficient by 125% truncated
}
perk cover "The insurer pays the damage" {
  on report
  pays 300 USD
}
rule year_without_a_claim {
  at the end of every year
  multiplies coefficient by 95% truncated when count of report this calendar year is 0
}
sanction premium {
  every year on 2 January
  costs 10 USD per 0.01 of coefficient
}
"""),
        "profit", "30.00",
        "0.62, .58, .55, .52 instead of .50: 27% of a premium of 1,000 for damage of 300",
        horizon="6 years", searched=True,
    ),
    Flawed(
        "a burst is let off", "volume discount",
        _with("""score register {
  starts at 0
  stays within 0 to 100
}
status admonished {}
status warned {}
status withdrawn {}
action offence {
  by choice
  refused when withdrawn "no licence"
  refused when count of offence this calendar day >= 4 "the day is over"
  earns 2
}
rule steps "No step is skipped: the total falls to five, then to seven" {
  at the end of every day
  begins withdrawn when register >= 8 and warned
  lowers register to at most 7 when register >= 6 and admonished and not warned
  begins warned when register >= 6 and admonished and not warned
  lowers register to at most 5 when register >= 4 and not admonished
  begins admonished when register >= 4 and not admonished
}
perk time_saved {
  on offence
  pays 100 USD
}
sanction no_licence {
  as soon as withdrawn
  costs 5,000 USD
}
"""),
        "profit", "900.00",
        "one; then four on one day end at 5 points, four more at 7; one by one there are three",
        horizon="20 days", searched=True,
    ),
    Flawed(
        "one stop, one penalty", "volume discount",
        _with("""score penalty {
  starts at 0
  stays within 0 to 100
}
action speeding {
  occasion: number from 1 to 3
  by choice
  refused when count of speeding this calendar day >= 3 "the day is over"
  earns 3, only the highest per occasion
}
perk time_saved {
  on speeding
  pays 50 USD
}
sanction ban {
  as soon as penalty >= 12
  costs 1,000 USD
}
"""),
        "profit", "1500.00",
        "three a day for ten days on one occasion make 3 points",
        horizon="10 days", searched=True,
    ),
    Flawed(
        "a bounty from nothing", "free at the floor",
        _with("""score reputation {
  starts at 1
  stays at least 1
}
action bounty {
  amount: points from 50 to 500
  by choice
  refused when count of bounty this calendar day >= 1 "one a day"
  loses amount
}
perk favour "The other pays for it" {
  on bounty
  pays 1 USD per 50 of amount
}
"""),
        "profit", "100.00",
        "at 1 nothing can be taken: ten bounties of 500, 10 dollars each",
        horizon="10 days", searched=True,
    ),
    Flawed(
        "a fare out of reach", "trap",
        _with("""score credit {
  starts at 302
  stays within 0 to 1000
}
action ride "Well-behaved ride" {
  by choice
  costs 1 USD
  earns 1
}
action left_in_the_road {
  by chance
  loses 5
}
sanction fare "A hundred for the ride" {
  on ride
  for poor
  costs 99 USD
}
grades of credit {
  good from 300
  poor below
}
"""),
        "way back", None,
        "three rides bring 300 back, the first two at 100 each: 201 where 100 can be spent",
        budget="100 USD", searched=True,
    ),
    Flawed(
        "bought for a night", "points that expire",
        _with("""score credit {
  starts at 0
  stays within 0 to 40
  keeps lots
}
action buy {
  by choice
  costs 20 USD
  earns 10, expires after 2 days
}
grades of credit {
  gold from 20
  plain below
}
""", _perk("50 USD", "every month on day 1")),
        "profit", "20.00",
        "40 dollars the night before each of two firsts of a month bring 50 each",
        horizon="60 days", searched=True,
    ),
    Flawed(
        "banned in between", "timing",
        _with("""score credit {
  starts at 0
  stays within -100 to 0
}
status banned {}
action offence {
  by choice
  refused when banned "banned"
  loses 1
  begins banned for 10 days
}
perk loot {
  on offence
  pays 100 USD
}
sanction fine {
  when banned
  every month on day 1
  costs 500 USD
}
"""),
        "profit", "600.00",
        "free on each first of a month: 1, 11, 21 January, 1, 11 February, 1 March",
        horizon="60 days", searched=True,
    ),
    Flawed(
        "sent back", "timing",
        _with("""score credit {
  starts at 0
  stays within 0 to 100
}
action order {
  by choice
  costs 10 USD
  refused when count of order this calendar year >= 3 "three a year"
  earns 1
}
action send_back {
  by choice
  refused when count of send_back ever >= count of order ever "nothing to send back"
  loses 1
}
perk third_is_free {
  on order
  when count of order this calendar year is 3
  pays 10 USD
}
perk refund {
  on send_back
  pays 10 USD
}
"""),
        "profit", "30.00", "30 out and 30 back, and 10 for the third order, three years",
        searched=True,
    ),
    Flawed(
        "borrowed standing", "points for nothing",
        _with("""score deposits {
  starts at 0
  stays within 0 to 40
}
score loans {
  starts at 0
  stays within 0 to 40
}
score worth "What is really there" {
  is deposits - loans
}
action borrow {
  by choice
  earns 10 deposits
  earns 10 loans
}
grades of deposits {
  gold from 20
  plain below
}
""", _perk("50 USD")),
        "profit", "150.00", "two loans for nothing, three prizes of 50",
        searched=True,
    ),
    Flawed(
        "names are made up", "a cap for each of many",
        _with("""score standing {
  starts at 0
  stays within 0 to 100
}
action report {
  project: name
  size: points from 1 to 10
  by choice
  costs 1 USD
  earns size, only the highest per project
}
grades of standing {
  gold from 50
  plain below
}
""", _perk("4 USD")),
        "profit", "7.00", "five reports of five projects, or of none, cost 5; three prizes of 4",
    ),
    Flawed(
        "friends that nobody names", "a cap for each of many",
        _with("""score standing {
  starts at 0
  stays within 0 to 200
}
action refer {
  friend: name
  by choice
  costs 5 USD
  earns 10, at most 10 per friend
}
grades of standing {
  gold from 50
  plain below
}
""", _perk("60 USD")),
        "profit", "155.00", "five referrals cost 25; three prizes of 60",
    ),
)  # fmt: skip
