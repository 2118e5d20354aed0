"""What sets off rules, perks and sanctions: days, quiet times, changes, occasions."""

from __future__ import annotations

import attrs

from tests.agreement.schemes import days, recall
from tests.agreement.schemes.conditions import grade
from tests.agreement.schemes.setting import PERIODS, Deed, Move, Score, Setting


@attrs.frozen
class Trigger:
    """A trigger, the moves that can set it off (none: only events and days), the event in sight."""

    text: str
    awaits: frozenset[Move] = frozenset()
    deed: Deed | None = None


def trigger(setting: Setting) -> Trigger:
    """A trigger of any kind."""
    match setting.choose.weighted(dated=16, quiet=20, every=9, end=7, reaches=18, soon=12, upon=18):
        case "quiet":
            return Trigger(_quiet(setting))
        case "reaches":
            return _reaches(setting)
        case "soon":
            return _soon(setting)
        case "upon":
            return _upon(setting)
        case "end":
            return Trigger(f"at the end of every {setting.choose.among(PERIODS)}")
        case "every":
            return Trigger(_every(setting))
        case _:
            return dated(setting)


def set_off(setting: Setting) -> Trigger:
    """A trigger that waits for something that an earlier rule, itself waiting, can make."""
    choose = setting.choose
    begun = [move for move in setting.made if move[0] in setting.statuses]
    move = choose.among(sorted(begun if begun and choose.chance(60) else setting.made))
    name, way = move
    if name in setting.statuses:
        edge = "start" if way == "up" else "end"
        soon = f"as soon as {name}" if way == "up" else f"as soon as not {name}"
        text = choose.among((soon, f"on the {edge} of {name}"))
    else:
        verbs = ("reaches", "exceeds") if way == "up" else ("falls to", "falls below")
        text = f"when {name} {choose.among(verbs)} {choose.number(1, 11)}"
    return Trigger(text, frozenset({move}))


def dated(setting: Setting) -> Trigger:
    """A day of the calendar, or of the person."""
    choose = setting.choose
    options = (
        f"every month on day {choose.among((31, 1, 15))}", "every year on 29 February",
        "every year on 1 March", "every month on the last day",
        f"once on {days.person_day(setting)}", f"once on {days.person_day(setting)}",
    )  # fmt: skip
    return Trigger(choose.among(options))


def _every(setting: Setting) -> str:
    steps = ("1 months", "10 days", "1 years", "3 weeks", "2 months")
    return f"every {setting.choose.among(steps)} from {days.person_day(setting)}"


def _quiet(setting: Setting) -> str:
    choose = setting.choose
    text = "after every " if choose.chance(30) else "after "
    text += days.quiet_length(setting)
    if setting.upon and choose.chance(30):
        # one moment stops it, by way of a rule, and starts it
        name, moment = choose.among(setting.upon)
        return f"{text} without {name} since {moment}"
    text += f" without {recall.occasion(setting)}"
    text += f" or {recall.occasion(setting)}" * choose.chance(25)
    if choose.chance(40):
        text += f" since {recall.occasion(setting)}"
        text += f" or {recall.occasion(setting)}" * choose.chance(25)
    text += f" counting from {days.person_day(setting)}" * choose.chance(30)
    return text


def _both_ways(score: Score) -> frozenset[Move]:
    return frozenset({(score.name, "up"), (score.name, "down")})


def _reaches(setting: Setting) -> Trigger:
    choose = setting.choose
    verb = choose.among(("reaches", "falls to", "falls below", "exceeds"))
    score = choose.among(setting.gathered)
    way: Move = (score.name, "up" if verb in ("reaches", "exceeds") else "down")
    return Trigger(f"when {score.name} {verb} {choose.number(1, 11)}", frozenset({way}))


def _soon(setting: Setting) -> Trigger:
    """As soon as something holds that only changes can bring about."""
    choose = setting.choose
    score = choose.among(setting.gathered)
    rising: Move = (score.name, "up")
    falling: Move = (score.name, "down")
    level = choose.number(2, 9)
    options = [
        Trigger(f"{score.name} < {level}", frozenset({falling})),
        Trigger(f"{score.name} >= {level} and class is major", frozenset({rising})),
        Trigger(f"level >= {choose.number(3, 5)}"),
    ]
    for status in setting.statuses:
        began: Move = (status, "up")
        ended: Move = (status, "down")
        options.append(Trigger(status, frozenset({began})))
        held = f"not {status} and {score.name} >= {level}"
        options.append(Trigger(held, frozenset({ended, rising})))
    for graded in setting.graded:
        moved = _both_ways(graded)
        if graded.formula:
            moved = frozenset(move for each in setting.gathered for move in _both_ways(each))
        if not graded.formula or setting.formulas_settled:
            holds = {(status, way) for status in setting.statuses for way in ("up", "down")}
            options.append(Trigger(grade(setting, graded), frozenset({*moved, *holds})))
    chosen = choose.among(options)
    return attrs.evolve(chosen, text=f"as soon as {chosen.text}")


def _upon(setting: Setting) -> Trigger:
    choose = setting.choose
    options = [
        Trigger(f"on {name}", deed=deed) for deed in setting.deeds for name in deed.occasions
    ]
    for status in setting.statuses:
        began: Move = (status, "up")
        ended: Move = (status, "down")
        options.append(Trigger(f"on the start of {status}", frozenset({began})))
        options.append(Trigger(f"on the end of {status}", frozenset({ended})))
    return choose.among(options)
