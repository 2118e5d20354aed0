"""Profit, claims and bad acts, as far as a search goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policylang.auditor.deeds.harm import may_harm
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.gained import beside_the_best, title_of
from policylang.auditor.inquiry import date, unknown
from policylang.auditor.properties import claims
from policylang.auditor.properties.profit import nothing_to_gain
from policylang.auditor.searching.paths import Path, Pump, best_path, idle_path
from policylang.auditor.solving.solver import Pricing
from policylang.auditor.witnesses.replay import Disagreement
from policylang.model import expressions as e
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Action, Begin, Change, End, Move, OfMoment, Upon

#: How often a pump is done to show it, at most.
_TIMES: Final = 1024
#: What is said where a gain can be repeated within a day.
_NO_LIMIT: Final = (
    "There is no limit to what can be gained: something can be done again and again, even on one "
    "day, and each time brings more than it costs."
)
#: How many times perks count more than what they cost where one is looked for that might pay.
_EAGER: Final = 10**6


def profit(fallback: Fallback, name: str) -> Answer:
    """The best profit found, shown by the simplest history that gains."""
    inquiry, search = fallback.inquiry, fallback.searcher.whole
    pricing = inquiry.pricing()
    best = best_path(search.explored, pricing)
    assert best is not None
    base = idle_path(search.explored, pricing).value
    _check_idle(fallback, base)
    rows = _gaining(fallback, best, base)
    if rows is None:
        return fallback.holds(
            name,
            search,
            f"Nobody gains by what they choose to do: of all histories from "
            f"{date(inquiry.question.since)} to {date(inquiry.last)}, none brings more than doing "
            "nothing.",
            "No history was found that gains",
        )
    figures = _figures(fallback, best, base, rows)
    gain = figures["best profit"]
    finding = _finding(fallback, name, _simplest(fallback, rows, base), base, best, rows)
    if best.pump is not None:
        return Answer(name, Verdict.BROKEN, Evidence.PROVED, _NO_LIMIT, (finding,), figures)
    known = "can be" if search.proves else "was found to be"
    text = f"The most that {known} gained by {date(inquiry.last)} is {gain}."
    return fallback.found(name, search, text, [finding], figures)


def for_ever(fallback: Fallback, name: str) -> Answer:
    """Whether something was found that gains on some day; how often again is not worked out."""
    if nothing_to_gain(fallback.inquiry.machine):
        return unknown(name, fallback.reason)
    inquiry, search = fallback.inquiry, fallback.searcher.whole
    best = best_path(search.explored, inquiry.pricing())
    assert best is not None
    base = idle_path(search.explored, inquiry.pricing()).value
    _check_idle(fallback, base)
    rows = _gaining(fallback, best, base)
    ends = inquiry.last == inquiry.machine.header.closes
    if rows is None:
        if ends and search.proves:
            text = "Nobody gains by what they choose to do, up to the last day of the policy."
            return Answer(name, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
        return unknown(name, fallback.reason)
    finding = _finding(fallback, name, _simplest(fallback, rows, base), base, best, rows)
    if best.pump is not None:
        figures = {"most a year in the long run": "without end"}
        return Answer(name, Verdict.BROKEN, Evidence.PROVED_ALWAYS, _NO_LIMIT, (finding,), figures)
    most = inquiry.worth(inquiry.value_of(inquiry.replay(rows)) - base)
    text = f"Something can be gained: {most} was found by {date(inquiry.last)}."
    if not ends:
        text += f" What that comes to in the long run is not known, because {fallback.reason}."
    return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))


def claim(fallback: Fallback, name: str, label: str, *, strict: bool) -> Answer:
    """Whether perks were found that are worth more than they cost."""
    inquiry, search = fallback.inquiry, fallback.searcher.whole
    best = best_path(search.explored, inquiry.pricing(sanctions=False))
    assert best is not None
    base = -1 if strict else 0
    rows = _gaining(fallback, best, base, sanctions=False)
    if rows is None:
        return fallback.holds(
            name,
            search,
            f"{label}: so it is, for every history up to {date(inquiry.last)}.",
            f"{label}: nothing was found against it",
        )
    simplest = _simplest(fallback, rows, base, sanctions=False)
    replay = inquiry.replay(simplest)
    finding = claims.refutation(inquiry, name, replay)
    text = claims.refuted(label, replay)
    if best.pump is not None:
        text = f"{text} {_NO_LIMIT}"
    return Answer(name, Verdict.BROKEN, Evidence.REPLAYED, text, (finding,))


def wrong(fallback: Fallback, name: str) -> Answer:
    """Whether more is gained with actions that can only lose points than without them."""
    inquiry = fallback.inquiry
    machine = inquiry.machine
    # Points that are given for a perk are spent: that is no wrong.
    spending = {
        grant.trigger.occurrence.action
        for grant in machine.grants
        if grant.kind == "perk"
        and isinstance(grant.trigger, Upon)
        and isinstance(grant.trigger.occurrence, OfMoment)
    }
    losing = {
        code
        for code, action in enumerate(machine.actions)
        if action.by == "choice" and only_takes(action) and code not in spending
    }
    ways = good_ways(machine, inquiry.question.attributes)
    others = may_harm(machine, ways) - losing - spending
    others -= {code for code in others if _gives_some(machine.actions[code], ways)}
    unseen = ", ".join(f"`{machine.actions[code].name}`" for code in sorted(others))
    if unseen and not losing:
        return unknown(name, f"what {unseen} may do was not looked at")
    if not losing:
        text = "No action can only lose points for nothing, or bring a burden."
        return Answer(name, Verdict.HOLDS, Evidence.PROVED_ALWAYS, text)
    search = fallback.searcher.whole
    names = ", ".join(f"`{machine.actions[code].name}`" for code in sorted(losing))
    pricing = inquiry.pricing()
    best = best_path(search.explored, pricing)
    good = best_path(search.explored, pricing, allowed=lambda way: way.code not in losing)
    assert best is not None
    assert good is not None
    if good.pump is not None:
        return unknown(name, f"gains have no end, with {names} or without")
    rows = _gaining(fallback, best, good.value)
    if rows is None or all(row[1] not in losing for row in rows):
        if unseen:
            return unknown(
                name,
                f"no history was found that gains more by doing {names}; what {unseen} may do was "
                "not looked at",
            )
        return fallback.holds(
            name,
            search,
            f"No history gains more by doing {names}.",
            f"No history was found that gains more by doing {names}",
        )
    replay = inquiry.replay(_simplest(fallback, rows, good.value))
    gain = inquiry.worth(inquiry.value_of(replay) - good.value)
    finding = inquiry.finding(
        name,
        f"doing wrong is worth {gain} more than the best that was found without it",
        replay,
        severity=Severity.HIGH,
        evidence=Evidence.REPLAYED,
    )
    return fallback.found(name, search, f"It pays to do wrong: {names}.", [finding])


def only_takes(action: Action) -> bool:
    """Whether an action takes points and gives none, whatever statuses it begins or ends."""
    takes = False
    for rule in action.rules:
        match rule.effect:
            case Change(sign):
                if sign > 0:
                    return False
                takes = True
            case Move(e.Least(e.Balance(read), _), score, False) if read == score:
                takes = True
            case Begin() | End():
                pass
            case _:
                return False
    return takes


def _gives_some(action: Action, ways: Sequence[int]) -> bool:
    """Whether a rule of an action does good, so that it does not only take."""
    effects = (rule.effect for rule in action.rules)
    return any(isinstance(each, Change) and each.sign * ways[each.score] > 0 for each in effects)


# --- histories -----------------------------------------------------------------------------------


def _gaining(
    fallback: Fallback, best: Path, base: int, *, sanctions: bool = True
) -> tuple[Row, ...] | None:
    """A history worth more than `base`, as good as could be made of the best; None without one.

    The best may be one that another question found, or one whose points are bought by their price.
    It is noted for questions that come later.
    """
    searcher, known = fallback.searcher, fallback.inquiry.known
    if best.pump is not None:
        return _pumped(fallback, best.pump, base, sanctions=sanctions)
    rows = _explored(fallback, best, base, sanctions=sanctions)
    if rows is not None:
        base = _value(fallback, rows, sanctions=sanctions) or base
    bought = () if searcher.whole.proves else (searcher.bought,)
    for each in (*known, *bought):
        value = _value(fallback, each, sanctions=sanctions)
        if value is not None and value > base:
            rows = _improved(fallback, each, value, sanctions=sanctions)
            base = _value(fallback, rows, sanctions=sanctions) or value
    if rows is not None and rows not in known:
        known.append(rows)
    return rows


def _explored(
    fallback: Fallback, best: Path, base: int, *, sanctions: bool
) -> tuple[Row, ...] | None:
    """The best that was explored, as good as could be made of it; None where it gains nothing."""
    if best.value > base and fallback.searcher.whole.proves:
        if _value(fallback, best.rows, sanctions=sanctions) != best.value:
            raise Disagreement("the replay of a history does not come to what was worked out")
        return best.rows
    if best.value > base:
        return _improved(fallback, best.rows, best.value, sanctions=sanctions)
    if fallback.searcher.whole.proves:
        return None
    # Amounts between those tried may pay where these do not: begin with what brings most.
    pricing = fallback.inquiry.pricing(sanctions=sanctions)
    eager = Pricing(1, 1, {grant: weight * _EAGER for grant, weight in pricing.grants.items()})
    most = best_path(fallback.searcher.whole.explored, eager)
    assert most is not None
    rows = _cheaper(fallback, most.rows, sanctions=sanctions)
    value = _value(fallback, rows, sanctions=sanctions)
    if value is None or value <= base:
        return None
    return _improved(fallback, rows, value, sanctions=sanctions)


def _value(fallback: Fallback, rows: Sequence[Row], *, sanctions: bool) -> int | None:
    """What a history is worth; None where an event of it is refused."""
    found = fallback.inquiry.tried(rows)
    return None if found is None else fallback.inquiry.value_of(found, sanctions=sanctions)


def _cheaper(fallback: Fallback, rows: Sequence[Row], *, sanctions: bool) -> tuple[Row, ...]:
    """The history made simpler, with all that it brings."""
    inquiry = fallback.inquiry

    def brought(tried: Sequence[Row]) -> int | None:
        found = inquiry.tried(tried)
        if found is None:
            return None
        return found.gains - found.losses * sanctions

    whole = brought(rows)
    if whole is None:
        return ()

    def as_much(tried: Sequence[Row]) -> bool:
        now = brought(tried)
        return now is not None and now >= whole

    return fallback.improved(rows, as_much)


def _improved(
    fallback: Fallback, rows: Sequence[Row], value: int, *, sanctions: bool
) -> tuple[Row, ...]:
    """The history made simpler, and worth more where that is to be had on the way.

    Raises:
        Disagreement: it is worth less than it was said to be.
    """
    reached = [value]

    def as_good(tried: Sequence[Row]) -> bool:
        value = _value(fallback, tried, sanctions=sanctions)
        if value is None or value < reached[0]:
            return False
        reached[0] = value
        return True

    if not as_good(rows):
        raise Disagreement("the replay of a history does not come to what was worked out")
    return fallback.improved(rows, as_good)


def _simplest(
    fallback: Fallback, rows: Sequence[Row], base: int, *, sanctions: bool = True
) -> tuple[Row, ...]:
    """The simplest history that is worth more than `base`, made of one that is."""

    def gains(tried: Sequence[Row]) -> bool:
        value = _value(fallback, tried, sanctions=sanctions)
        return value is not None and value > base

    return fallback.simpler(rows, gains)


def _pumped(fallback: Fallback, pump: Pump, base: int, *, sanctions: bool) -> tuple[Row, ...]:
    """A pump done as often as it takes to gain.

    Raises:
        Disagreement: it takes too often, or a further time does not bring the same again.
    """
    thrice = [
        _value(fallback, (*pump.before, *pump.again * times), sanctions=sanctions)
        for times in (1, 2, 3)
    ]
    values = [each for each in thrice if each is not None]
    if len(values) < len(thrice) or not 0 < values[1] - values[0] == values[2] - values[1]:
        raise Disagreement("a gain that has no end does not come again as it came before")
    times = 1
    while times <= _TIMES:
        rows = (*pump.before, *pump.again * times)
        value = _value(fallback, rows, sanctions=sanctions)
        if value is not None and value > base:
            return rows
        times *= 2
    raise Disagreement(f"a gain that has no end is none after {_TIMES:,} times")


def _check_idle(fallback: Fallback, base: int) -> None:
    if _value(fallback, (), sanctions=True) != base:
        raise Disagreement("the replay of doing nothing does not come to what was worked out")


# --- in words ------------------------------------------------------------------------------------


def _finding(
    fallback: Fallback,
    name: str,
    rows: Sequence[Row],
    base: int,
    best: Path,
    whole: Sequence[Row],
) -> Finding:
    inquiry = fallback.inquiry
    replay = inquiry.replay(rows)
    gain = inquiry.worth(inquiry.value_of(replay) - base)
    notes = []
    if best.pump is not None:
        notes.append("it can be done again and again: nothing stops the pump")
    else:
        notes += beside_the_best(inquiry, replay, inquiry.replay(whole))
    if replay.hours and not inquiry.question.hour:
        notes.append(f"the {inquiry.hours(replay.hours)} are counted as free: see --value-of-hour")
    if base:
        notes.append(f"doing nothing brings {inquiry.worth(base)}")
    return inquiry.finding(
        name,
        title_of(inquiry, replay, gain),
        replay,
        severity=Severity.HIGH if replay.money or not replay.hours else Severity.MEDIUM,
        evidence=Evidence.REPLAYED,
        notes=notes,
    )


def _figures(fallback: Fallback, best: Path, base: int, rows: Sequence[Row]) -> dict[str, str]:
    inquiry = fallback.inquiry
    states = {"states": f"{fallback.searcher.whole.explored.states:,}"}
    if best.pump is not None:
        return {"best profit": "without end"} | states
    replay = inquiry.replay(rows)
    return {
        "best profit": inquiry.worth(inquiry.value_of(replay) - base),
        "costs of the best": inquiry.money(replay.money),
        "hours of the best": inquiry.hours(replay.hours),
        "perks of the best": inquiry.money(replay.gains),
        "events of the best": f"{len(replay.rows):,}",
    } | states
