"""Actions: fields, moments, derived moments, refusals, effects; one version or two."""

from __future__ import annotations

from typing import Final

from tests.agreement.schemes import days
from tests.agreement.schemes.conditions import condition
from tests.agreement.schemes.effects import effects
from tests.agreement.schemes.setting import Deed, Setting
from tests.agreement.world import ERA, TURNS

#: Fields that some actions have beside those that all have.
EXTRA: Final = {
    "took": "took: hours from 0 to 8 = 1 hours",
    "rate": "rate: percent from 0% to 100% = 50%",
    "sort": "sort: one of {small, big}",
    "due": f"due: date from {days.written(ERA[0])} to {days.written(ERA[1])}",
}


def action(setting: Setting, deed: Deed) -> list[str]:
    """The block of an action, or two that are versions of it."""
    choose = setting.choose
    body = [*_fields(setting, deed), *_written(setting, deed, choose.number(1, 3))]
    if deed == setting.deeds[0]:
        body += _first_begun(setting)
    if not choose.chance(20):
        return [setting.block(f"action {deed.name}", body)]
    turn = choose.among(TURNS[1:])
    past = ", also for the past" if choose.chance(40) else ""
    judged = f" judged by {deed.moments[0]}" if deed.moments and choose.chance(50) else ""
    first = [*body, f"in force until {days.written(turn - 1)}{judged}"]
    second = [
        *_written(setting, deed, 2),
        f"in force from {days.written(turn)}{judged}{past}",
    ]
    return [setting.block(f"action {deed.name}", each) for each in (first, second)]


def _written(setting: Setting, deed: Deed, count: int) -> list[str]:
    return [each.text for each in effects(setting, deed, count, in_action=True)]


def _first_begun(setting: Setting) -> list[str]:
    """So that each status is begun somewhere: in the last action to be written."""
    missing = [each for each in setting.statuses if each not in setting.begun]
    setting.begun.update(missing)
    return [
        f"begins {status} for {days.length(setting)} when {condition(setting, setting.deeds[0])}"
        for status in missing
    ]


def _fields(setting: Setting, deed: Deed) -> list[str]:
    choose = setting.choose
    fields = [
        "size: points from 0 to 6",
        "sum_paid: money from 0 USD to 100 USD = 20 USD",
        "stop: name",
        "serious: yes or no = no",
        *(EXTRA[each] for each in deed.extra),
    ]
    if deed.moments:
        fields.append(f"moments {', '.join(deed.moments)}")
    if deed.derived:
        fields.append(f"{deed.derived} means {_derived_day(setting, deed)}")
    if choose.chance(30):
        text = choose.among((' "not now"', ""))
        fields.append(f"refused when {condition(setting, deed)}{text}")
    if choose.chance(30):
        fields.append(f"by {choose.among(('choice', 'chance', 'authority'))}")
    if choose.chance(20):
        fields.append(f"costs {choose.among(('sum_paid', '2 hours', '5 USD'))}")
    return fields


def _derived_day(setting: Setting, deed: Deed) -> str:
    choose = setting.choose
    day = deed.moments[-1] if deed.moments else "the date"
    if "due" in deed.extra and choose.chance(30):
        day = "due"
    length = choose.among(("1 months", "10 days", "2 months 3 days"))
    return choose.among(
        (f"{day} + {length}", f"the day after {day}", f"the last day of the month of {day}")
    )
