"""Effects: what is done to scores and statuses, in choices of one arm or several."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

import attrs

from tests.agreement.schemes import days, modifiers, recall
from tests.agreement.schemes.conditions import condition
from tests.agreement.schemes.setting import Deed, Move, Score, Setting

#: Another effect is tried so often where one makes a move that it must not make.
_TRIES: Final = 4


@attrs.frozen
class Effect:
    """An effect as it is written, and which moves it can make."""

    text: str
    moves: frozenset[Move]


@attrs.frozen
class _Change:
    """What is done, and which moves that can make. Only points of its own can be capped."""

    text: str
    verb: str
    moves: frozenset[Move] = frozenset()
    has_points: bool = False


def effects(
    setting: Setting,
    deed: Deed | None,
    count: int,
    *,
    in_action: bool = False,
    spared: Collection[Move] = (),
) -> list[Effect]:
    """So many choices, or fewer where each has to leave some moves alone.

    Args:
        deed: the event in sight, if there is one.
        in_action: whether they stand in the block of that action.
        spared: moves they must not make.
    """
    choose = setting.choose
    written: list[Effect] = []

    def add(moment: str, words: str) -> bool:
        found = _effect(setting, deed, moment, words, spared, counts=in_action)
        written.extend([] if found is None else [found])
        return found is not None

    for _ in range(count):
        moment = _moment(setting, deed) if in_action and deed is not None else ""
        form = choose.weighted(always=35, once=35, chain=30)
        if form == "always":
            add(moment, "")
            continue
        recalls = choose.chance(50)
        first = condition(setting, deed, recalls=recalls)
        if add(moment, f"when {first}") and form == "chain":
            if choose.chance(40):
                # of two conditions on scores or fields the first often leaves the other no case
                second = condition(setting, deed, recalls=not recalls)
                add(moment, f"otherwise when {second}")
            add(moment, "otherwise")
    return written


def _moment(setting: Setting, deed: Deed) -> str:
    names = deed.all_moments
    return f" on {setting.choose.among(names)}" if len(names) > 1 else ""


def _effect(
    setting: Setting,
    deed: Deed | None,
    moment: str,
    words: str,
    spared: Collection[Move],
    *,
    counts: bool,
) -> Effect | None:
    choose = setting.choose
    for _ in range(_TRIES):
        score = choose.among(setting.gathered)
        change = _change(setting, deed, score)
        lasting = change.has_points and score.lots and choose.chance(55)
        moves = frozenset({*change.moves, *(_moved(score, "lasts") if lasting else ())})
        if moves.isdisjoint(spared):
            break
    else:
        return None
    if change.verb == "begins":
        setting.begun.add(change.text.split()[1])
    if change.has_points and counts and deed is not None:
        setting.points.add((deed.name, change.verb, score.name))
    points = change.has_points
    caps = [modifiers.cap(setting, deed, points=points) for _ in range(choose.how_many(60, 28, 12))]
    if points and deed is not None and choose.chance(12):
        caps.append(", only the highest per stop")
    life = modifiers.lasts(setting, change.verb) if lasting else ""
    clause = f"{change.text}{moment} {words}".rstrip()
    return Effect(f"{clause}{''.join(caps)}{life}", moves)


def _change(setting: Setting, deed: Deed | None, score: Score) -> _Change:
    verb = setting.choose.weighted(
        earns=30, loses=26, sets=6, raises=5, lowers=5, clears=7, multiplies=4,
        restores=8, begins=9, ends=4, drops=4,
    )  # fmt: skip
    if verb in ("earns", "loses"):
        up = verb == "earns"
        moves: frozenset[Move] = frozenset({(score.name, "up" if up else "down")})
        return _Change(f"{verb} {_amount(setting, deed, score)}", verb, moves, has_points=True)
    if verb in ("begins", "ends") and setting.statuses:
        return _of_status(setting, deed, verb)
    allowed = {
        "restores": score.lots and deed is not None,
        "drops": score in setting.graded,
        "begins": False,
        "ends": False,
    }
    if not allowed.get(verb, True):
        verb = "sets"
    return _Change(_MOVES[verb](setting, score), verb, _moved(score, verb))


def _moved(score: Score, verb: str) -> frozenset[Move]:
    up: Move = (score.name, "up")
    down: Move = (score.name, "down")
    match verb:
        case "raises":
            return frozenset({up})
        case "lowers" | "drops":
            return frozenset({down})
        case _:
            return frozenset({up, down})


def _named(setting: Setting, score: Score) -> str:
    return f" {score.name}" if len(setting.gathered) > 1 else ""


def _raised(setting: Setting, score: Score) -> str:
    return f"raises{_named(setting, score)} to at least {setting.choose.number(1, 9)}"


def _lowered(setting: Setting, score: Score) -> str:
    return f"lowers{_named(setting, score)} to at most {setting.choose.number(1, 9)}"


def _set(setting: Setting, score: Score) -> str:
    choose = setting.choose
    target: object = choose.number(0, 12)
    if choose.chance(25):
        kept = choose.number(0, max(0, score.decimals - 1))
        part = f"90% of {score.name} {choose.among(_ROUNDED)}"
        target = f"({part} {choose.among(_ROUNDED)} to {kept} decimals)"
    elif choose.chance(20):
        target = f"the smaller of {score.name} and {choose.number(1, 9)} points"
    return f"sets{_named(setting, score)} to {target}"


def _multiplied(setting: Setting, score: Score) -> str:
    factor = setting.choose.among(("50%", "0.5", "90%"))
    return f"multiplies{_named(setting, score)} by {factor} {setting.choose.among(_ROUNDED)}"


def _dropped(setting: Setting, score: Score) -> str:
    # there is nothing better than the best grade to drop from
    return f"drops{_named(setting, score)} to grade {setting.choose.among(score.grades[1:])}"


_ROUNDED: Final = ("rounded down", "rounded up", "rounded to nearest", "truncated")
_MOVES: Final[dict[str, Callable[[Setting, Score], str]]] = {
    "sets": _set,
    "raises": _raised,
    "lowers": _lowered,
    "clears": lambda setting, score: f"clears{_named(setting, score)}",
    "multiplies": _multiplied,
    "restores": lambda setting, score: f"restores{_named(setting, score)}",
    "drops": _dropped,
}


def _of_status(setting: Setting, deed: Deed | None, verb: str) -> _Change:
    choose = setting.choose
    status = choose.among(setting.statuses)
    up: Move = (status, "up")
    down: Move = (status, "down")
    if verb == "ends":
        return _Change(f"ends {status}", verb, frozenset({down}))
    form = choose.weighted(length=60, open=15, date=25)
    if form == "open":
        return _Change(f"begins {status}", verb, frozenset({up}))
    if form == "length":
        end = f" for {days.length(setting)}"
    else:
        end = f" until {days.day(setting, deed)}"
    return _Change(f"begins {status}{end}", verb, frozenset({up, down}))


def _amount(setting: Setting, deed: Deed | None, score: Score) -> str:
    """An amount that is never negative, with the name of its score and what it is per."""
    choose, name = setting.choose, _named(setting, score)
    options = [str(choose.number(1, 6))] * 3
    options.append(f"({choose.number(1, 6)} when {condition(setting, deed)} otherwise 2)")
    if "price" in setting.tables:
        options.append(f"price of ({recall.amount(setting, deed)} up to 900, class)")
    if "toll" in setting.tables:
        options.append("toll of level")
    if "season" in setting.tables:
        options.append(f"season of ({choose.among(('licensed', 'the date'))})")
    if deed is not None:
        stride = choose.among(("10 USD", "stride" if "stride" in setting.figures else "5 USD"))
        started = choose.among(("", "started "))
        options += ["size", "size", f"50% of size {choose.among(_ROUNDED)}", "size up to 3"]
        options += [f"(size + {choose.number(0, 2)} points)", "the larger of size and 2 points"]
        options += [f"1{name} per {started}{stride} of sum_paid"] * 2
        options += [f"1{name} per 2 hours of took"] * ("took" in deed.extra)
        options += [f"rate of size {choose.among(_ROUNDED)}"] * ("rate" in deed.extra)
    if score.decimals:
        options.append("0.5")
    text = choose.among(options)
    return text if " per " in text else f"{text}{name}"
