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


#: Somebody rides, and may crash, in a scheme with grades at 500 and 300 (Mobike, 2018).
_CYCLE_GRADES: Final = "\ngrades of credit {\n  good from 500\n  plain from 300\n  poor below\n}\n"
_CRASH: Final = "action crash {\n  by chance\n  loses 50\n}\n"


def _ride(cost: str = "1 USD", when: str = "", more: str = "") -> str:
    return f"action ride {{\n  by choice\n  costs {cost}\n{more}  earns 1{when}\n}}\n"


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
        _policy(_score(), _give(), _work(cap=", at most 2 points per calendar year")),
        "grades", None, "gold for money, never for work",
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
        "a way up that is too slow", "a claim",
        _policy(_score(), _work(cap=", at most 2 points per calendar year"), _offence(""),
                "claim fair {\n  from poor to plain within 4 years\n}\n"),
        "claim fair", None, "10 are lost, 8 come back in four years",
    ),
    Flawed(
        "a claim about splitting that fails", "a claim",
        _policy(_score(), _give("started 10 USD", ""),
                "claim fair {\n  splitting give never pays\n}\n"),
        "claim fair", None, "two cents in two events are two points",
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
        "the order of a day", "order",
        _policy(_score(0, 0), _give("1 USD", ""), _offence(""), grades=""),
        "invariances", None, "ten lost at 0 and then given is more than given and then lost",
    ),
    Flawed(
        "twice in two minutes", "either side of a period's end",
        _policy(_score(), _give("5 USD", ", at most 20 points per calendar month")),
        "invariances", None, "20 on 31 January and 20 on 1 February, for the 20 of a month",
    ),
    Flawed(
        "cheap fares for good riders (Mobike, 2018)", "spiral",
        _policy(_score(550, 0, 1000), _ride("(100 USD when credit < 300 otherwise 1 USD)"), _CRASH,
                grades=_CYCLE_GRADES),
        "spirals", None, "after six crashes 250 points are left and a point costs 100, not 1",
    ),
    Flawed(
        "barred from what would make up for it", "spiral",
        _policy(_score(), "status barred {\n}\n", _ride(more='  refused when barred "barred"\n'),
                "action crash {\n  by chance\n  loses 1\n  begins barred\n}\n"),
        "spirals", None, "after one crash no ride is taken",
    ),
    Flawed(
        "nothing for the worst (Mobike, 2018)", "trap",
        _policy(_score(550, 0, 1000), _ride(when=" when credit >= 300"), _CRASH,
                grades=_CYCLE_GRADES),
        "traps", None, "below 300 a ride brings nothing, for ever",
    ),
    Flawed(
        "as much decays as can be earned", "trap",
        _policy(_score(0), "rule decay {\n  every year on 1 July\n  loses 1\n}\n",
                _give(cap=", at most 1 points per calendar year"), _offence("")),
        "traps", None, "one point comes a year and one goes: whoever is at -10 stays below 0",
    ),
    Flawed(
        "bought and returned for points", "pump on points",
        _policy(_score(), "action buy {\n  by choice\n  costs 5 USD\n  earns 10\n}\n",
                "action back {\n  by choice\n  refused when credit < 8\n  loses 8\n}\n",
                "perk refund {\n  on back\n  pays 5 USD\n}\n"),
        "point pumps", None, "5 out, 5 back, and two points are left",
    ),
    Flawed(
        "swapped and returned for points", "pump on points",
        _policy(_score(), "action buy {\n  by choice\n  costs 4 USD\n  earns 6\n}\n",
                "action swap {\n  by choice\n  refused when credit < 3\n  loses 3\n}\n",
                "action back {\n  by choice\n  refused when credit < 2\n  loses 2\n}\n",
                "perk bonus {\n  on swap\n  pays 1 USD\n}\n",
                "perk refund {\n  on back\n  pays 3 USD\n}\n"),
        "point pumps", None, "4 out, 1 and 3 back, and one point is left",
    ),
    Flawed(
        "a bounty for a friend (Stack Overflow)", "points moved to another person",
        _policy("score credit {\n  starts at 1\n  stays at least 1\n}\n",
                "action bounty_offered {\n  amount: points from 50 to 500\n  by choice\n"
                "  loses amount\n}\n",
                "action bounty_won {\n  amount: points from 50 to 500\n  by chance\n"
                "  earns amount\n}\n", grades=""),
        "two people", None, "an empty account offers 500 and loses nothing, the other gets 500",
    ),
    Flawed(
        "a present for every newcomer", "a second identity",
        _policy(_score(20), _perk("5 USD")), "two people", "15.00",
        "three prizes of 5 for whoever has an account",
    ),
    Flawed(
        "one levy for two", "a shared identity",
        _policy(_score(-5), "sanction levy {\n  for poor\n  every year on 1 July\n"
                "  costs 20 USD\n}\n"),
        "two people", "-60.00", "three levies of 20 are saved",
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
    Flawed(
        "a sanction from fifteen points on", "a backward cliff",
        _policy(_score(), _give(),
                "sanction fee {\n  when credit >= 15\n  every year on 1 December\n"
                "  costs 30 USD\n}\n"),
        "cliffs", None, "the fifteenth point costs 30 a year",
    ),
    Flawed(
        "a large gift is worth less", "a backward cliff",
        _policy(_score(), "action give {\n  amount: money from 0 USD to 100 USD\n  by choice\n"
                "  costs amount\n  earns 5 when amount >= 10 USD and amount < 50 USD\n"
                "  earns 2 when amount >= 50 USD\n}\n"),
        "cliffs", None, "49.99 brings 5 points, 50 brings 2",
    ),
    Flawed(
        "dearer when above", "a backward cliff",
        _policy(_score(20), _give(),
                "action theft {\n  loses 30 when credit >= 20\n  loses 1 otherwise\n}\n"),
        "cliffs", None, "with 19 points a theft leaves 18, with 20 it leaves -10",
    ),
    Flawed(
        "no score lies in a grade", "dead parts",
        _policy(_score(), "action give {\n  by choice\n  earns 10\n}\n",
                "action offence {\n  loses 10\n}\n",
                grades="\ngrades of credit {\n  high from 60\n  odd from 51\n  low below\n}\n"),
        "dead parts", None, "from 0 in steps of 10 nothing lies in 51 to 59",
    ),
    Flawed(
        "a cap that another outruns", "dead parts",
        _policy(_score(), _give(cap=", at most 1 points ever, at most 5 points per calendar year")),
        "dead parts", None, "one point in all is never more than five a year",
    ),
    Flawed(
        "a rule between the steps", "dead parts",
        _policy(_score(0, 0), "action work {\n  by choice\n  earns 5\n}\n",
                "action theft {\n  loses 5 when credit >= 1 and credit <= 4\n}\n", grades=""),
        "dead parts", None, "scores are multiples of five, so none is 1 to 4",
    ),
    Flawed(
        "five points a month at most", "free offences",
        _policy(_score(), "action offence {\n  loses 5, at most 5 points per calendar month\n}\n"),
        "free offences", None, "the second of a month takes nothing",
    ),
    Flawed(
        "already in custody", "free offences",
        _policy(_score(), "status custody {}\n",
                "action arrest {\n  by authority\n  loses 1\n  begins custody for 6 months\n}\n",
                "action offence {\n  loses 5 when not custody\n}\n"),
        "free offences", None, "after an arrest an offence takes nothing",
    ),
    Flawed(
        "near the floor", "free offences",
        _policy(_score(10, 0), "action offence {\n  loses 10\n}\n", grades=""),
        "free offences", None, "the second finds no points to take",
    ),
    Flawed(
        "only the highest of an occasion", "volume discount",
        _policy(_score(), "action offence {\n  worth: points from 1 to 3\n  occasion: name\n"
                "  loses worth, only the highest per occasion\n}\n"),
        "volume discounts", None, "two of 3 on one occasion take 3, on two 6",
    ),
    Flawed(
        "the second is cheaper", "volume discount",
        _policy(_score(), "action offence {\n  loses 10 when count of offence ever <= 1\n"
                "  loses 4 otherwise\n}\n"),
        "volume discounts", None, "two take 14, twice one is 20",
    ),
    Flawed(
        "work before theft", "banked points",
        _policy(_score(), _work(), "action theft {\n  loses 8\n}\n"),
        "banking", None, "8 points below 0 are poor; after 16 hours they leave 0, which is plain",
    ),
    Flawed(
        "given beforehand", "banked points",
        _policy(_score(20), _give("2 USD"), "action theft {\n  by authority\n  loses 1\n}\n"),
        "banking", None, "gold needs 20; 2 dollars before the theft keep it",
    ),
    Flawed(
        "the amnesty of July", "bad acts that help",
        _policy(_score(5), "action offence {\n  loses 10\n}\n",
                "rule amnesty {\n  every year on 1 July\n  sets credit to 50 when credit < 0\n}\n"),
        "bad acts", None, "5 points stay 5; an offence makes them -5, and in July 50",
    ),
    Flawed(
        "a treatment instead of a punishment", "bad acts that help",
        _policy(_score(), "status care {}\n",
                "action slip {\n  loses 1\n  begins care for 6 months\n}\n",
                "action theft {\n  loses 20 when not care\n}\n"),
        "bad acts", None, "a slip before a theft: 1 point is lost instead of 20",
    ),
    Flawed(
        "work that starts the clock anew", "good acts that harm",
        _policy(_score(), _work(),
                "rule rest {\n  after 12 months without work since join\n  earns 50\n}\n"
                "action join {\n  by authority\n  earns 0 when credit > 99\n  earns 1\n}\n"),
        "good acts", None, "a year without work brings 50, work moves it on",
    ),
    Flawed(
        "better and poorer", "good acts that harm",
        _policy(_score(15), _give(), _perk("40 USD", whom="for plain")),
        "good acts", None, "five points more and the prize of 40 a year is gone",
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
    Sound("a way up that is quick enough",
          _policy(_score(0, -10), _work(cap=", at most 2 points per calendar year"), _offence(""),
                  "claim fair {\n  from poor to plain within 5 years for at most 4 hours a year\n"
                  "}\n"),
          ("claim fair",)),
    Sound("no money is quicker", _policy(_score(), _work(cap="")), ("grades",)),
    Sound("a moving window",
          _policy(_score(), _give("10 USD", ", at most 5 points in any 30 days"), _perk("60 USD")),
          ("profit",)),
    Sound("whole units only",
          _policy(_score(), _give("10 USD", ""), _perk("1 USD")), ("splitting", "profit")),
    Sound("only what was done counts",
          _policy("score credit {\n  starts at 0\n}\n",
                  "action give {\n  gifts: number from 0 to 100\n  by choice\n"
                  "  costs 1 USD * gifts\n  earns 2 points per 1 of gifts\n}\n",
                  "action offence {\n  by chance\n  loses 10\n}\n"), ("invariances",)),
    Sound("a slow way up for everybody",
          _policy(_score(), _work(), _offence("")),
          ("traps", "spirals", "point pumps", "two people")),
    Sound("a refund takes the points back",
          _policy(_score(), "action buy {\n  by choice\n  costs 5 USD\n  earns 10\n}\n",
                  "action back {\n  by choice\n  loses 10\n}\n"), ("point pumps", "two people")),
    Sound("a dear offence",
          _policy(_score(), "action offence {\n  by choice\n  costs 200 USD\n  loses 10\n}\n",
                  _perk("40 USD", whom="for poor")),
          ("profit",)),
    Sound("better is never worth less",
          _policy(_score(), _give(), _perk("40 USD"), _perk("10 USD", whom="for plain or better")
                  .replace("prize", "second"), "action offence {\n  loses 10\n}\n"),
          ("cliffs", "good acts", "bad acts", "dead parts", "volume discounts", "free offences")),
    Sound("an open end",
          _policy("score credit {\n  starts at 0\n  stays at most 100\n}\n", _give(),
                  "action offence {\n  loses 10\n}\n"),
          ("free offences", "volume discounts", "bad acts", "good acts", "dead parts")),
    Sound("nothing to bank above the start",
          _policy(_score(20, -100, 20), _give(), "action offence {\n  loses 10\n}\n"),
          ("banking", "volume discounts", "bad acts")),
    Sound("heavier each time",
          _policy(_score(), _work(),
                  "action offence {\n  loses 5 when count of offence ever <= 1\n"
                  "  loses 9 otherwise\n}\n"),
          ("volume discounts", "free offences", "bad acts")),
)  # fmt: skip
