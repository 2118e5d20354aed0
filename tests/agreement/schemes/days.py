"""Dates and lengths of time: short ones, which a generated history leaves behind."""

from __future__ import annotations

import datetime
from typing import Final

from tests.agreement.schemes.setting import Deed, Setting
from tests.agreement.world import ERA, TURNS

_LENGTHS: Final = (
    "30 days", "1 months", "2 months", "1 weeks", "3 days", "6 months", "1 years",
    "1 months 1 days", "(2 months when {condition} otherwise 10 days)", "level months",
    "(level) days", "(level + 1) weeks",
)  # fmt: skip
_DAYS: Final = (
    "DATE", "DATE", "licensed", "the first day of the month of {day}", "{day} - 2 months",
    "{day} + 10 days", "the day before {day}", "{day} + 1 months 3 days",
    "(licensed when agrees otherwise DATE)", "the last day of the quarter of {day}", "the date",
    "the first day of the week of {day}", "the last day of the year of {day}",
    "the first day of the day of {day}",
)  # fmt: skip


def written(day: int) -> str:
    """A date as it is written."""
    return datetime.date.fromordinal(day).isoformat()


def length(setting: Setting) -> str:
    """A length of time."""
    return _filled(setting, setting.choose.among(_LENGTHS))


def quiet_length(setting: Setting) -> str:
    """How long something has to stay away."""
    return setting.choose.among(
        (
            "1 months",
            "10 days",
            "2 months 3 days",
            "(1 months when class is minor otherwise 20 days)",
            "(level) weeks",
        )
    )


def day(setting: Setting, deed: Deed | None) -> str:
    """A date: of the event in sight, of the person, of the calendar."""
    choose = setting.choose
    if deed is not None and deed.moments and choose.chance(50):
        return choose.among(deed.moments)
    return _filled(setting, choose.among(_DAYS))


def person_day(setting: Setting) -> str:
    """A date that depends on the person, or on nothing."""
    choose = setting.choose
    return choose.among(("licensed", "licensed", "licensed + 1 months", turn(setting)))


def turn(setting: Setting) -> str:
    """A date where something of the calendar turns."""
    return written(setting.choose.among(TURNS))


def _filled(setting: Setting, pattern: str) -> str:
    choose = setting.choose
    known = choose.among(("licensed", turn(setting)))
    text = pattern.replace("DATE", written(choose.number(*ERA))).replace("{day}", known)
    return text.replace("{condition}", choose.among(("class is major", "level >= 3", "agrees")))
