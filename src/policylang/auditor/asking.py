"""A question as people put it: `3 years`, `2,000 USD, 200 hours a year`, `12 USD` an hour."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.question import MOST_DAYS, MOST_YEARS, Question
from policylang.core.errors import PolicyLangError
from policylang.model.assumptions import Assumptions
from policylang.model.calendar import LAST_DAY, add_months
from policylang.model.history import Encoder
from policylang.model.machine import Machine
from policylang.model.units import Domain, Kind
from policylang.model.values import InputProblem, read_value

_LENGTH: Final = re.compile(r"\s*([\d,]+)\s*(day|week|month|year)s?\s*")
_HOURS: Final = re.compile(r"\bhours?\b")
_YEARLY: Final = re.compile(r"(.*\bhours?)\s+(?:a|per|each)\s+year", re.DOTALL)
_MEMORY: Final = re.compile(r"\s*([\d,]+)\s*([kmgt]i?b|b)?\s*", re.IGNORECASE)
_UNITS: Final[dict[str, int]] = {
    "b": 1,
    **{f"{letter}b": 1000**n for n, letter in enumerate("kmgt", 1)},
    **{f"{letter}ib": 1024**n for n, letter in enumerate("kmgt", 1)},
}
#: Least and most memory that a search may be given.
_LEAST, _MOST = 2**20, 2**40


class Misasked(PolicyLangError):  # noqa: N818 - the asker's doing
    """A question that cannot be put: the message says what is wrong, `help` how to write it."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help


def question_of(
    machine: Machine,
    encoder: Encoder,
    *,
    horizon: str = "3 years",
    since: datetime.date | None = None,
    value_of_hour: str = "0",
    budget: str | None = None,
    person: Mapping[str, object] | None = None,
    memory: str | None = None,
    assumptions: Assumptions | None = None,
) -> Question:
    """A question from its parts. `assumptions` are those that the machine was made under.

    Raises:
        Misasked: one of them cannot be read, or does not fit the policy.
        HistoryError: the attributes do not fit the policy.
    """
    first = _first_day(machine, since)
    until = _last_day(first, horizon)
    money, hours = (None, None) if budget is None else _budget(budget, machine)
    question = Question(
        since=first,
        until=until,
        attributes=encoder.attributes(person or {}),
        hour=Fraction(_money(value_of_hour, machine, "the value of an hour")),
        money=money,
        hours_a_year=hours,
        assumptions=assumptions,
    )
    return question if memory is None else attrs.evolve(question, memory=_bytes(memory))


def _bytes(text: str) -> int:
    """Bytes of `512 MiB` or `2 GB`; never fewer than a mebibyte."""
    found = _MEMORY.fullmatch(text)
    if found is None or len(found[1]) > 15:
        raise Misasked(
            f"`{text[:40]}` is no amount of memory", "write it with a unit: `512 MiB`, `2 GiB`"
        )
    count: int = int(found[1].replace(",", "") or "0") * _UNITS[(found[2] or "B").lower()]
    if not _LEAST <= count <= _MOST:
        raise Misasked(
            f"`{text[:40].strip()}` of memory is too little or too much",
            "give it between `1 MiB` and `1 TiB`",
        )
    return count


def _first_day(machine: Machine, since: datetime.date | None) -> int:
    header = machine.header
    first = header.opens if since is None else since.toordinal()
    if first is None:
        raise Misasked(
            "the policy does not say from when it is in force",
            "say on which day the person's time begins: `--since 2024-01-01`",
        )
    if header.opens is not None and first < header.opens:
        opens = datetime.date.fromordinal(header.opens)
        raise Misasked(
            f"the policy is in force from {opens} only", "begin on that day, or on a later one"
        )
    if header.closes is not None and first > header.closes:
        closes = datetime.date.fromordinal(header.closes)
        raise Misasked(f"the policy is in force until {closes} only", "begin on an earlier day")
    return first


def _last_day(first: int, horizon: str) -> int:
    found = _LENGTH.fullmatch(horizon)
    help = f"write a length up to {MOST_YEARS} years: `3 years`, `18 months`, `90 days`"
    if found is None:
        raise Misasked(f"`{horizon[:40]}` is no length of time", help)
    count = int(found[1].replace(",", "") or "0") if len(found[1]) < 9 else 10**9
    days = {"day": 1, "week": 7, "month": 31, "year": 366}[found[2]] * count
    if count < 1 or days > MOST_DAYS:
        raise Misasked(f"`{horizon[:40].strip()}` cannot be looked ahead", help)
    months = {"month": count, "year": 12 * count}.get(found[2])
    last = first + days - 1 if months is None else add_months(first, months) - 1
    return min(last, LAST_DAY - 1)


def spending_of(text: str, machine: Machine) -> tuple[int | None, int | None]:
    """Held money in all and held hours a year: `2,000 USD, 200 hours a year`.

    None for what is not limited.

    Raises:
        Misasked: it cannot be read.
    """
    return _budget(text, machine)


def _budget(text: str, machine: Machine) -> tuple[int | None, int | None]:
    """Held money in all and held hours a year; None for what is not limited."""
    money = hours = None
    # A comma stands between parts, and inside of numbers: `2,000 USD, 200 hours a year`.
    for part in re.split(r",(?!\d{3}\b)|\band\b", text):
        yearly = _YEARLY.fullmatch(part.strip())
        if yearly is not None and hours is None:
            hours = _held(yearly[1], Kind.HOURS, machine, "the budget")
        elif yearly is None and _HOURS.search(part):
            raise Misasked(
                f"the budget `{text[:60]}` names hours without saying how often they are there",
                f"write `{part.strip()[:20]} a year`",
            )
        elif yearly is None and money is None:
            money = _money(part, machine, "the budget")
        else:
            raise Misasked(
                f"the budget `{text[:60]}` names something twice",
                "write money in all, hours a year, or both: `2,000 USD, 200 hours a year`",
            )
    return money, hours


def _money(text: str, machine: Machine, what: str) -> int:
    return _held(text, Kind.MONEY, machine, what)


def _held(text: str, kind: Kind, machine: Machine, what: str) -> int:
    try:
        return read_value(text.strip(), Domain(kind, 0, 2**53), machine.denomination)
    except InputProblem as problem:
        unit = "hours a year" if kind is Kind.HOURS else machine.denomination.currency
        raise Misasked(
            f"{what} `{text.strip()[:40]}` cannot be read: {problem.message}",
            f"write a number of {unit}, such as `200 {unit}`",
        ) from None
