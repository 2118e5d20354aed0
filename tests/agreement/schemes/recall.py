"""What expressions look back to: counts, sums and picks over every kind of window."""

from __future__ import annotations

from tests.agreement.schemes import days
from tests.agreement.schemes.setting import PERIODS, Deed, Setting


def occasion(setting: Setting, *, rules: bool = True) -> str:
    """Something that happens: a moment of an action, the edge of a status, a rule."""
    choose = setting.choose
    options = [name for deed in setting.deeds for name in deed.occasions]
    options += [f"the {edge} of {each}" for each in setting.statuses for edge in ("start", "end")]
    if rules and setting.rules and choose.chance(30):
        return choose.among(setting.rules)
    return choose.among(options)


def amount(setting: Setting, deed: Deed | None) -> str:
    """A number that looks back."""
    choose = setting.choose
    of = choose.among(setting.deeds)
    match choose.weighted(occasion=45, filtered=45, difference=10):
        case "occasion":
            return f"count of {occasion(setting)} {window(setting, deed)}"
        case "filtered":
            where = fitting(setting, of, deed)
            return f"count of {choose.among(of.occasions)} where {where} {window(setting, deed)}"
        case _:
            first = f"count of {occasion(setting)} {window(setting, deed)}"
            return f"({first} - count of {of.occasions[0]} ever)"


def fitting(setting: Setting, of: Deed, deed: Deed | None) -> str:
    """A filter of events of one action; `deed` is the event in sight, if there is one."""
    choose = setting.choose
    options = ["serious", f"size >= {choose.number(1, 5)}", "stop is home", "not stop is home"]
    if deed is not None:
        options += ["stop is this stop", "size >= this size"]
        if of.moments and deed.moments:
            ago = choose.among(("1 months", "30 days"))
            options.append(f"{of.moments[0]} >= this {deed.moments[0]} - {ago}")
    if "sort" in of.extra:
        options.append("sort is not small")
    return choose.among(options)


def threshold(setting: Setting, deed: Deed | None) -> str:
    """A condition on something that looks back: an amount, a sum, a pick, a share."""
    choose = setting.choose
    match choose.weighted(amount=50, sum=16, pick=18, ratio=16):
        case "amount":
            return f"{amount(setting, deed)} >= {choose.number(1, 3)}"
        case "sum":
            return _sum(setting, deed)
        case "pick":
            return _pick(setting, deed)
        case _:
            return _ratio(setting, deed)


def _sum(setting: Setting, deed: Deed | None) -> str:
    choose = setting.choose
    of = choose.among(setting.deeds)
    field, least = choose.among(
        [("size", "4 points"), ("sum_paid", "60 USD")]
        + [("took", "6 hours")] * ("took" in of.extra)
    )
    where = f" where {fitting(setting, of, deed)}" if choose.chance(40) else ""
    return (
        f"sum of {field} of {choose.among(of.occasions)}{where} {window(setting, deed)} >= {least}"
    )


def _pick(setting: Setting, deed: Deed | None) -> str:
    choose = setting.choose
    which = choose.among(("latest", "first", "most", "least"))
    of = choose.among(setting.deeds)
    where = f" where {fitting(setting, of, deed)}" if choose.chance(30) else ""
    seen = f"{choose.among(of.occasions)}{where} {window(setting, deed)}"
    field, level = choose.among((("size", "3 points"), ("sum_paid", "20 USD")))
    empty = choose.among(("0 points", "4 points") if field == "size" else ("0 USD", "30 USD"))
    return f"the {which} {field} of {seen} if none {empty} {choose.among(('>=', '<'))} {level}"


def _ratio(setting: Setting, deed: Deed | None) -> str:
    choose = setting.choose
    part, whole = choose.among(setting.deeds), choose.among(setting.deeds)
    of_part = f"count of {part.occasions[0]} where serious {window(setting, deed)}"
    of_whole = f"count of {whole.occasions[0]} {window(setting, deed)}"
    share = choose.among((f"1 out of {choose.number(2, 4)}", "25%", "50%"))
    return f"{of_part} out of {of_whole} {choose.among(('>=', '<'))} {share}"


def latest_day(setting: Setting, deed: Deed | None) -> str:
    """The day of the first or the latest of something."""
    choose = setting.choose
    which = choose.among(("latest", "latest", "first"))
    seen = f"{occasion(setting)} {window(setting, deed)}"
    return f"the {which} date of {seen} if none {days.turn(setting)}"


def window(setting: Setting, deed: Deed | None) -> str:
    """A stretch of time to look back over."""
    choose = setting.choose
    options = [
        "ever", "in the last 30 days", "in the last 2 months", "within 2 months", "within 1 years",
        "in the last 1 weeks", "within 10 days", f"this calendar {choose.among(PERIODS)}",
        f"the previous calendar {choose.among(PERIODS)}", "this year from 1 March",
        "the previous year from 1 March", "this year from licensed",
        "the previous year from licensed", f"since {occasion(setting)}", "since licensed",
        f"from {days.day(setting, deed)} to ({days.day(setting, deed)} + 2 months)",
    ]  # fmt: skip
    options += ["this summer"] * setting.has_period
    return choose.among(options)
