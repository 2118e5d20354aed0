"""How often an effect may happen, and for how long it lasts."""

from __future__ import annotations

from tests.agreement.schemes import days
from tests.agreement.schemes.conditions import condition
from tests.agreement.schemes.setting import PERIODS, Deed, Setting


def cap(setting: Setting, deed: Deed | None, *, points: bool) -> str:
    """A cap of an effect: on its points, if it has any of its own, or on how often it applies."""
    choose = setting.choose
    chosen = per(setting)
    if deed is not None and choose.chance(25):
        keys = ["stop", "stop", "serious", *(["sort"] if "sort" in deed.extra else [])]
        chosen = choose.among((f"per {choose.among(keys)}", f"per {choose.among(keys)} {chosen}"))
    if not points or choose.chance(25):
        return f", at most {choose.number(1, 3)} times {chosen}"
    limit = "most_points" if "most_points" in setting.figures else choose.number(2, 9)
    return f", at most {limit} {chosen}"


def per(setting: Setting) -> str:
    """The stretch of time a cap counts over."""
    choose = setting.choose
    options = [
        f"per calendar {choose.among(PERIODS)}", "ever", "in any 30 days", "in any 2 months",
        "in any 3 weeks", "in any 1 years", "per year from 1 March", "per year from licensed",
    ]  # fmt: skip
    options += ["per summer"] * setting.has_period
    return choose.among(options)


def lasts(setting: Setting, verb: str) -> str:
    """How long what is earned or lost lasts."""
    choose = setting.choose
    way = "expires" if verb == "earns" else "comes back"
    until = f"after {days.length(setting)}"
    if choose.chance(15):
        until += f" from {choose.among(('the date', 'the day after the date'))}"
    if choose.chance(25):
        until += f" at the end of the {choose.among(PERIODS)}"
    if way == "expires" and choose.chance(10):
        until = f"on {days.day(setting, None)} + 2 months"
    kept = f" unless {condition(setting)}" if choose.chance(25) else ""
    held = f" not while {condition(setting)}" if choose.chance(30) else ""
    return f", {way} {until}{kept}{held}"
