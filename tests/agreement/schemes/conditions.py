"""Conditions: of the event in sight, of scores and statuses, of the calendar, of the past."""

from __future__ import annotations

from tests.agreement.schemes import days, recall
from tests.agreement.schemes.setting import Deed, Score, Setting


def condition(setting: Setting, deed: Deed | None = None, *, recalls: bool = False) -> str:
    """A condition; `deed` is the event in sight, `recalls` asks for one that looks back."""
    choose = setting.choose
    if recalls:
        return recall.threshold(setting, deed)
    form = choose.weighted(recall=32, score=14, state=14, date=14, field=14, both=12)
    if form == "both":
        joint = choose.among((" and ", " or ", " and not ", " or not "))
        return f"({_simple(setting, 'recall', deed)}{joint}{_simple(setting, 'date', deed)})"
    return _simple(setting, form, deed)


def _simple(setting: Setting, form: str, deed: Deed | None) -> str:
    match form:
        case "field" if deed is not None:
            return _of_event(setting, deed)
        case "score":
            score = setting.choose.among(setting.readable)
            return f"{score.name} >= {setting.choose.number(1, 11)}"
        case "state":
            return state(setting)
        case "date":
            return _of_calendar(setting, deed)
        case _:
            return recall.threshold(setting, deed)


def _of_event(setting: Setting, deed: Deed) -> str:
    choose = setting.choose
    options = ["serious", f"size >= {choose.number(1, 5)}", "sum_paid > 20 USD", "stop is home"]
    options += [f"{moment} is given" for moment in deed.moments[1:]]
    options += [f"{moment} is not given" for moment in deed.moments[1:]]
    options += [f"count of {choose.among(deed.occasions)} where stop is this stop ever >= 2"]
    options += ["took >= 2 hours"] * ("took" in deed.extra)
    options += ["rate >= 50%"] * ("rate" in deed.extra)
    options += ["sort is big"] * ("sort" in deed.extra)
    options += ["due > the date"] * ("due" in deed.extra)
    for first in deed.moments[:1]:
        ago = choose.among(("1 months", "30 days"))
        earlier = f"{first} >= this {first} - {ago}"
        options.append(f"count of {first} of {deed.name} where {earlier} ever >= 2")
    return choose.among(options)


def state(setting: Setting) -> str:
    """A condition on the person as it stands: statuses, grades, scores, attributes."""
    choose = setting.choose
    options = [f"level >= {choose.number(2, 5)}", "class is major", *setting.statuses * 2]
    options += [grade(setting, score) for score in setting.readable_graded]
    options += [f"{choose.among(setting.readable).name} < {choose.number(5, 11)}"]
    options += [each for each in setting.definitions if each != "twice"]
    options += ["twice >= 5"] * ("twice" in setting.definitions)
    return choose.among(options)


def grade(setting: Setting, score: Score) -> str:
    """A test of the grade of a score."""
    choose = setting.choose
    best, middle, _ = score.grades
    reach = choose.among(("", " or better", " or worse"))
    tested = middle if reach != " or better" else choose.among((best, middle))
    isnt = "is not" if not reach and choose.chance(30) else "is"
    return f"grade{setting.of_score(score)} {isnt} {tested}{reach}"


def _of_calendar(setting: Setting, deed: Deed | None) -> str:
    choose = setting.choose
    unit = choose.among(("months", "years", "weeks"))
    most = {"months": 14, "years": 1, "weeks": 60}[unit]
    options = [
        f"the date >= {days.day(setting, deed)}",
        f"full {unit} since licensed >= {choose.number(1, most)}",
        f"days since {recall.latest_day(setting, deed)} > {choose.number(1, 40)}",
        f"weeks since licensed >= {choose.number(1, 60)}",
        f"full months since licensed to {days.turn(setting)} >= 2",
    ]
    options += ["the date is in summer", "licensed is not in summer"] * setting.has_period
    lots = [score.name for score in setting.gathered if score.lots]
    for name in lots:
        level = choose.number(1, 6)
        options += [f"{name} still counting on ({days.day(setting, deed)}) >= {level}"] * 2
        options += [f"{name} still counting on the date >= {level}"]
    return choose.among(options)
