"""The corpus: flawed policies with what they are worth to whoever plays them, and sound ones.

Each says in a line why its figure is what it is: an independent calculation, by hand. Where nothing
else is said the policy is in force from 1 January 2018, an hour is worth nothing, and the horizon
is three years.
"""

from __future__ import annotations

from typing import Final

import attrs

_HEAD: Final = (
    'policy planted {\n  title "Planted"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
_GRADES: Final = "\ngrades of credit {\n  gold from 20\n  plain from 0\n  poor below\n}\n"


def _score(start: int = 0, low: int = -100, high: int = 100) -> str:
    return f"score credit {{\n  starts at {start}\n  stays within {low} to {high}\n}}\n"


def _perk(worth: str, when: str = "every year on 1 December", whom: str = "for gold") -> str:
    return f"perk prize {{\n  {whom}\n  {when}\n  pays {worth}\n}}\n"


def _give(rate: str = "5 USD", cap: str = ", at most 20 points per calendar year") -> str:
    return (
        "action give {\n  amount: money from 0 USD to 100,000 USD\n  by choice\n  costs amount\n"
        f"  earns 1 per {rate} of amount{cap}\n}}\n"
    )


def _work(rate: str = "2 hours", cap: str = ", at most 10 points per calendar year") -> str:
    return (
        "action work {\n  time: hours from 0 to 1,000\n  by choice\n  costs time\n"
        f"  earns 1 per {rate} of time{cap}\n}}\n"
    )


def _offence(cost: str) -> str:
    return f"action offence {{\n  by chance\n  {cost}\n  loses 10\n}}\n"


def _policy(*blocks: str, grades: str = _GRADES) -> str:
    return "\n".join([_HEAD, *blocks, grades])


@attrs.frozen
class Flawed:
    """A planted loophole: the property that must break and, of a gain, its exact size in money."""

    name: str
    kind: str
    text: str
    property: str
    #: The most that can be gained; None where the property is not about a gain.
    gain: str | None
    why: str
    horizon: str = "3 years"
    #: Whether only the search covers it.
    searched: bool = False
    hour: str = "0"
    budget: str | None = None


@attrs.frozen
class Sound:
    """A policy of which nothing of a kind may be found, and that must be shown."""

    name: str
    text: str
    properties: tuple[str, ...]
    horizon: str = "3 years"
    hour: str = "0"


FLAWED: Final = (
    Flawed(
        "bought in a year", "credit at a profit",
        _policy(_score(), _give(), _perk("150 USD")), "profit", "350.00",
        "20 points cost 100 once; three prizes of 150",
    ),
    Flawed(
        "bought in three years", "credit at a profit",
        _policy(_score(), _give(cap=", at most 10 points per calendar year"), _perk("150 USD")),
        "profit", "200.00",
        "10 points a year: gold in the second year; two prizes of 150 for 100",
    ),
    Flawed(
        "pays in the fourth year", "credit at a profit",
        _policy(_score(), _give(), _perk("30 USD")), "profit", "20.00",
        "100 once, four prizes of 30", horizon="4 years",
    ),
    Flawed(
        "kept for ever", "a grade that is never lost",
        _policy(_score(), _give("10 USD"), _perk("25 USD")), "profit", "50.00",
        "200 once, ten prizes of 25", horizon="10 years",
    ),
    Flawed(
        "cap of a day", "a cap that comes anew too soon",
        _policy(_score(), _give("1 USD", ", at most 1 points per calendar day"), _perk("50 USD")),
        "profit", "130.00", "one dollar on each of twenty days, three prizes of 50",
    ),
    Flawed(
        "two sides of a year's end", "a cap that comes anew too soon",
        _policy(
            _score(), _give("1 USD", ", at most 10 points per calendar year"),
            _perk("50 USD", "every year on 2 January"),
        ),
        "profit", "80.00",
        "ten points before 2019 and ten on 1 January 2019: prizes in 2019 and 2020 for 20",
    ),
    Flawed(
        "moving window", "a cap that comes anew too soon",
        _policy(_score(), _give("1 USD", ", at most 5 points in any 30 days"), _perk("50 USD")),
        "profit", "130.00", "five points on four days, 30 days apart: 20 for three prizes of 50",
    ),
    Flawed(
        "a cheaper second way", "two ways to one point",
        _policy(_score(), _give("50 USD", ", at most 15 points per calendar year"),
                _give("1 USD", ", at most 5 points per calendar year").replace("give", "tip"),
                _perk("100 USD")),
        "profit", "80.00",
        "five points a year for 5 dollars, twenty in the fourth year: one prize of 100 for 20",
        horizon="4 years",
    ),
    Flawed(
        "work counts as nothing", "hours for money",
        _policy(_score(), _work(cap=""), _perk("10 USD")), "profit", "30.00",
        "40 hours at no price, three prizes of 10",
    ),
    Flawed(
        "work at a price", "hours for money",
        _policy(_score(), _work(cap=""), _perk("50 USD")), "profit", "110.00",
        "40 hours at 1 dollar, three prizes of 50", hour="1 USD",
    ),
    Flawed(
        "buying off a sanction", "a sanction cheaper to avoid than to bear",
        _policy(
            _score(-5), _give("1 USD"),
            "sanction levy {\n  for poor\n  every month on day 15\n  costs 3 USD\n}\n",
        ),
        "profit", "103.00", "5 dollars save 36 levies of 3",
    ),
    Flawed(
        "monthly prize", "credit at a profit",
        _policy(_score(), _give("10 USD"), _perk("10 USD", "every month on the last day")),
        "profit", "160.00", "200 once, 36 prizes of 10",
    ),
    Flawed(
        "prize at the end of a quarter", "credit at a profit",
        _policy(_score(), _give(), _perk("20 USD", "at the end of every quarter")),
        "profit", "140.00", "100 once, twelve prizes of 20",
    ),
    Flawed(
        "interest on credit", "worth that grows with the score",
        _policy(_score(0, 0), _give("1 USD", ""),
                _perk("1 USD per 2 of credit", whom="when credit >= 1"), grades=""),
        "profit", "50.00", "100 points for 100, three prizes of 50",
    ),
    Flawed(
        "a present for the first event", "a gain without an amount",
        _policy(_score(), "action join {\n  by choice\n  costs 1 USD\n"
                "  earns 20, at most 1 times ever\n}\n", _perk("5 USD")),
        "profit", "14.00", "1 dollar once, three prizes of 5",
    ),
    Flawed(
        "per started unit", "splitting",
        _policy(_score(), _give("started 10 USD", ""), _perk("1 USD")), "splitting", None,
        "a cent is a started ten dollars",
    ),
    Flawed(
        "a bonus for small gifts", "splitting",
        _policy(_score(), "action give {\n  size: one of {small, large}\n  by choice\n"
                "  costs prices of size\n  earns sizes of size\n}\n"
                "table prices {\n  by size: one of {small, large}\n  small: 4 USD\n"
                "  large: 10 USD\n}\n"
                "table sizes {\n  by size: one of {small, large}\n  small: 1 points\n"
                "  large: 2 points\n}\n"),
        "splitting", None, "two small ones are 2 points for 8, one large one is 2 for 10",
    ),
    Flawed(
        "points for a click", "points for nothing",
        _policy(_score(), "action click {\n  by choice\n  earns 1\n}\n"), "free points", None,
        "a click has no cost",
    ),
    Flawed(
        "points for a click, once a day", "points for nothing",
        _policy(_score(), "action click {\n  by choice\n  costs 0 USD\n"
                "  earns 1, at most 1 points per calendar day\n}\n"),
        "free points", None, "a click costs nothing",
    ),
    Flawed(
        "the fine is dearer than the way back", "laundering",
        _policy(_score(), _give(), _offence("costs 60 USD")),
        "way back", None, "10 points come back for 50, the fine was 60",
    ),
    Flawed(
        "the way back is free", "laundering",
        _policy(_score(), _work(), "action offence {\n  by chance\n  costs 1 USD\n  loses 10\n}\n"),
        "way back", None, "10 points come back for 20 hours",
    ),
    Flawed(
        "no way back", "trap",
        _policy(_score(), "action offence {\n  by chance\n  loses 10\n}\n"), "way back", None,
        "nothing gives points",
    ),
    Flawed(
        "too slow a way back", "trap",
        _policy(_score(), _work(cap=", at most 2 points per calendar year"),
                "action offence {\n  by chance\n  loses 10\n}\n"),
        "way back", None, "6 points in three years, 10 are needed",
    ),
    Flawed(
        "down to the bottom", "trap",
        _policy(_score(20), _give("1,000 USD", ", at most 3 points per calendar year"),
                "action offence {\n  by authority\n  drops to grade poor\n}\n"),
        "way back", None, "21 points are lost, 9 come back in three years",
    ),
    Flawed(
        "money is quicker", "wealth bias",
        _policy(_score(), _give(), _work()), "grades", None,
        "gold at once for money, in the second year for work",
    ),
    Flawed(
        "only money", "wealth bias",
        _policy(_score(), _give()), "grades", None, "gold for money, never for work",
    ),
    Flawed(
        "aid for the poor", "bad acts that help",
        _policy(_score(), "action offence {\n  by choice\n  loses 10\n}\n",
                _perk("40 USD", whom="for poor")),
        "bad acts", None, "an offence brings three times 40",
    ),
    Flawed(
        "amnesty", "bad acts that help",
        _policy(_score(-5), "action offence {\n  by choice\n  costs 1 USD\n  loses 1\n}\n",
                _perk("10 USD", whom="when credit < -5")),
        "profit", "29.00", "one offence for 1, three prizes of 10",
    ),
    Flawed(
        "a claim that fails", "a claim",
        _policy(_score(), _give(), _perk("150 USD"),
                "claim fair {\n  within 1 years, gain from perks <= cost of actions\n}\n"),
        "claim fair", "50.00", "100 once, a prize of 150",
    ),
    Flawed(
        "paid by the event", "money pump",
        _policy(_score(), "action sell {\n  by choice\n  costs 1 USD\n  earns 1\n}\n",
                "perk refund {\n  on sell\n  pays 3 USD\n}\n"),
        "profit", "2.00", "each event costs 1 and brings 3", searched=True,
    ),
    Flawed(
        "bought and given back", "money pump",
        _policy(_score(), "action buy {\n  by choice\n  costs 4 USD\n  earns 10\n}\n",
                "action back {\n  by choice\n  refused when credit < 8\n  loses 8\n}\n",
                "perk refund {\n  on back\n  pays 5 USD\n}\n"),
        "profit", "1.00", "4 dollars out, 5 dollars back", searched=True,
    ),
    Flawed(
        "no limit of times", "a gain without an amount",
        _policy(_score(), "action greet {\n  by choice\n  costs 1 USD\n  earns 5\n}\n",
                _perk("3 USD")),
        "profit", "5.00", "four greetings for 4, three prizes of 3",
    ),
    Flawed(
        "two perks for one grade", "credit at a profit",
        _policy(_score(), _give(), _perk("20 USD"),
                _perk("25 USD", "every year on 31 December").replace("prize", "second")),
        "profit", "35.00", "100 once, three times 20 and three times 25",
    ),
    Flawed(
        "middle grade pays best", "credit at a profit",
        _policy(_score(-10), _give("10 USD"), _perk("40 USD", whom="for plain or better")),
        "profit", "20.00", "10 points for 100, three prizes of 40; gold brings no more",
    ),
    Flawed(
        "points that fade", "credit at a profit",
        _policy(_score(19), "rule birthday {\n  every year on 1 July\n  loses 1\n}\n",
                _give("2 USD"), _perk("10 USD")),
        "profit", "22.00",
        "a point is lost each July: 2, 1 and 1 points for 8 dollars keep gold; three prizes of 10",
    ),
    Flawed(
        "double for early birds", "two ways to one point",
        _policy(_score(), _give("5 USD", ", at most 10 points per calendar month"),
                _perk("60 USD", "every year on 15 February")),
        "profit", "80.00", "ten in January, ten in February: 100 for three prizes of 60",
    ),
    Flawed(
        "an hour is worth less than it brings", "hours for money",
        _policy(_score(), _work("1 hours", ""), _perk("500 USD")),
        "profit", "1300.00", "20 hours at 10, three prizes of 500", hour="10 USD",
    ),
    Flawed(
        "cups out of the bin (AirTran, 2005)", "historical",
        _policy(_score(0, 0, 20),
                "action cups {\n  cups: number from 0 to 64\n  by choice\n"
                "  earns 1 per 64 of cups\n}\n",
                _perk("200 USD per 1 of credit", "once on 2018-12-31", "when credit >= 1"),
                grades=""),
        "profit", "4000.00", "20 flights of 200, cups cost nothing",
    ),
    Flawed(
        "flights with a vacuum cleaner (Hoover, 1992)", "historical",
        _policy(_score(0, 0, 1),
                "action buy {\n  by choice\n  costs 100 USD\n  earns 1, at most 1 times ever\n}\n",
                _perk("600 USD", "once on 2018-12-31", "when credit >= 1"), grades=""),
        "profit", "500.00", "100 of goods for flights of 600",
    ),
    Flawed(
        "miles for a gift (SimplyMiles, 2021)", "historical",
        _policy(_score(0, 0, 24_000),
                "action donate {\n  amount: money from 0 USD to 100 USD\n  by choice\n"
                "  costs amount\n"
                "  earns 2,400 per 10 USD of amount\n}\n",
                _perk("0.02 USD per 1 of credit", "once on 2018-12-31", "when credit >= 1"),
                grades=""),
        "profit", "380.00", "24,000 miles at 2 cents are 480, for 100",
    ),
)  # fmt: skip

_ALL: Final = ("profit", "free points", "splitting", "bad acts")
SOUND: Final = (
    Sound("dearer than it is worth", _policy(_score(), _give("10 USD"), _perk("60 USD")), _ALL),
    Sound("exactly at its worth",
          _policy(_score(), _give("9 USD"), _perk("60 USD")), ("profit",)),
    Sound("no perk at all", _policy(_score(), _give()), ("profit", "bad acts")),
    Sound("out of reach",
          _policy(_score(), _give(cap=", at most 5 points per calendar year"), _perk("9,999 USD")),
          ("profit",)),
    Sound("work at its price",
          _policy(_score(), _work(cap=""), _perk("50 USD")), _ALL, hour="4 USD"),
    Sound("only what others give",
          _policy(_score(), "action award {\n  by authority\n  earns 30\n}\n", _perk("500 USD")),
          ("profit", "bad acts")),
    Sound("a perk for all", _policy(_score(), _give(), _perk("90 USD", whom="for plain or better")),
          ("profit",)),
    Sound("offences never pay",
          _policy(_score(), _give("10 USD"), "action offence {\n  by choice\n  loses 7\n}\n",
                  _perk("60 USD")),
          (*_ALL, "bad acts")),
    Sound("a fair way back",
          _policy(_score(), _work(),
                  "action offence {\n  by chance\n  loses 10\n}\n"), ("way back",)),
    Sound("a fine below the way back",
          _policy(_score(), _give(),
                  "action offence {\n  by chance\n  costs 40 USD\n  loses 10\n}\n"), ("way back",)),
    Sound("a claim that holds",
          _policy(_score(), _give("10 USD"), _perk("60 USD"),
                  "claim fair {\n  within 3 years, gain from perks <= cost of actions\n}\n"),
          ("claim fair",)),
    Sound("no money is quicker", _policy(_score(), _work(cap="")), ("grades",)),
    Sound("a moving window",
          _policy(_score(), _give("10 USD", ", at most 5 points in any 30 days"), _perk("60 USD")),
          ("profit",)),
    Sound("whole units only",
          _policy(_score(), _give("10 USD", ""), _perk("1 USD")), ("splitting", "profit")),
    Sound("a dear offence",
          _policy(_score(), "action offence {\n  by choice\n  costs 200 USD\n  loses 10\n}\n",
                  _perk("40 USD", whom="for poor")),
          ("profit",)),
)  # fmt: skip
