"""The rules of an action, as the exact model applies them.

A state is a tuple: every score in held points, then for each cap what it has counted in the window
that is open. A cap over a moving window keeps the days on which it counted something, each with its
points. Rules of one event follow each other as in `docs/language.md`, "What happens when".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from policylang.auditor.decisions.lasting import NOT_GIVEN, check_lot
from policylang.auditor.decisions.readings import View, check_fits, varies
from policylang.auditor.decisions.seasons import where_caps_bite
from policylang.auditor.decisions.statuses import check_status_rule
from policylang.auditor.question import Unfit
from policylang.model.expressions import Balance, Expression
from policylang.model.machine import (
    Anchored,
    Begin,
    Calendar,
    Cap,
    Change,
    Choice,
    End,
    Ever,
    Machine,
    Move,
    Rule,
    Shifted,
    Sliding,
    Within,
)
from policylang.runtime.expressions import value_of

#: What a cap over a moving window has counted: days (ordinals, rising), each with its points.
Counted = tuple[tuple[int, int], ...]
#: Points of a score that run out: those seen by one more reading, by two, and so on.
Lots = tuple[int, ...]
#: Numbers, save for caps over moving windows and lots.
State = tuple[Any, ...]


@attrs.frozen
class CapUse:
    """A cap as a rule meets it: where the state counts it, and the most it lets through."""

    place: int
    limit: int
    times: bool
    #: Length of a moving window; 0 where the window is one of the calendar.
    days: int = 0

    def counted(self, state: Sequence[Any]) -> int:
        """What it has counted so far."""
        held = state[self.place]
        if not self.days:
            return int(held)
        points = 0
        for _, each in held:
            points += each
        return points

    def counting(self, state: Sequence[Any], size: int, today: int) -> int | Counted:
        """What the state keeps of it once it has counted more."""
        held = state[self.place]
        if not self.days:
            return int(held) + size
        if not size:
            return tuple(held)
        if held and held[-1][0] == today:
            return (*held[:-1], (today, held[-1][1] + size))
        return (*held, (today, size))


#: In place of the sign of an effect.
LASTS: Final = 2


@attrs.frozen
class Effect:
    """One rule. `sign` 0 brings the score to `size`; else `size` is added or taken.

    A status is a score of its own, that counts the readings which still find it; `LASTS` in place
    of a sign brings it to at least those of its `kind`.

    `size` is a number where it follows from the fields alone, else it is read off the state. What
    is added runs out where it has a `kind` (see `lasting`).
    """

    score: int
    sign: int
    size: int | Expression
    caps: tuple[CapUse, ...] = ()
    kind: int | None = None


#: Arms of a chain: the first whose condition holds is applied. A condition that the fields decide
#: is decided before; what remains reads the state.
Chain = tuple[tuple[Expression | None, Effect], ...]


@attrs.frozen
class Layout:
    """Where the state keeps what: scores first, then the caps that are used, by slot."""

    scores: int
    places: Mapping[int, int]
    #: The least and greatest value of each score; None is open.
    ranges: tuple[tuple[int | None, int | None], ...]
    #: Scores that are worked out from others.
    formulas: tuple[int, ...] = ()
    #: Where the state keeps the lots of a score: how many points so many more readings see.
    lots: Mapping[int, int] = attrs.field(factory=dict)
    #: Where the state keeps how many more readings find a status.
    statuses: Mapping[int, int] = attrs.field(factory=dict)
    #: The kind of what lasts for a time that a rule gives, by its number.
    kinds: Mapping[int, int] = attrs.field(factory=dict)
    #: By kind and day, how many readings see what is given then.
    lasts: Mapping[tuple[int, int], int] = attrs.field(factory=dict)
    #: By number of a named period that caps count in, whether the day lies in it.
    within: Mapping[int, Expression] = attrs.field(factory=dict)


def check_rules(
    choices: Sequence[Choice], where: str, machine: Machine, *, timed: bool = False
) -> None:
    """Refuse rules that do more than the exact model can follow.

    Args:
        timed: whether points may run out, and statuses last.

    Raises:
        Unfit: with the reason.
    """
    for choice in choices:
        for arm in choice.arms:
            if arm.condition is not None:
                check_fits(arm.condition, where, counts=True, statuses=timed)
            effect = arm.rule.effect
            match effect:
                case Change(_, amount, score, life) if timed or life is None:
                    check_fits(amount, where, counts=True)
                case Move(target, score, False):
                    check_fits(target, where, counts=True)
                case Begin() | End() if timed:
                    check_status_rule(arm.rule, where)
                    continue
                case Change():
                    raise Unfit(f"{where} gives points that expire")
                case _:
                    raise Unfit(f"{where} does more than change a score")
            check_score(score, machine, formulas=True, lots=timed)
            if machine.scores[score].lots is not None:
                check_lot(arm.rule, where)
            for cap in arm.rule.caps:
                _check_cap(cap, where, timed=timed)


def check_score(
    number: int, machine: Machine, *, formulas: bool = False, lots: bool = False
) -> None:
    """Refuse a score that is more than a number between fixed ends.

    Args:
        formulas: whether it may be worked out from others.
        lots: whether it may keep lots.
    """
    score = machine.scores[number]
    if score.formula is not None:
        if not formulas:
            raise Unfit(f"the score `{score.name}` is a formula")
        check_fits(score.formula, f"the score `{score.name}`", counts=True)
    if score.lots is not None and not lots:
        raise Unfit(f"the score `{score.name}` keeps lots")
    for end, fixed in ((score.low, score.fixed_low), (score.high, score.fixed_high)):
        if end is not None and fixed is None:
            raise Unfit(f"the range of `{score.name}` is not fixed")


def _check_cap(cap: Cap, where: str, *, timed: bool) -> None:
    if cap.key is not None:
        raise Unfit(f"{where} has a cap for each value of a field")
    if cap.measure not in ("points", "times"):
        raise Unfit(f"{where} has a cap that counts {cap.measure}")
    held = isinstance(cap.window, Calendar | Shifted | Ever)
    held = held or (isinstance(cap.window, Anchored | Within) and not timed)
    if not held and (not isinstance(cap.window, Sliding) or cap.times):
        raise Unfit(f"{where} has a cap over a window of its own")


def chain_of(choice: Choice, fields: Sequence[int], layout: Layout, view: View) -> Chain | None:
    """A chain for given fields; None where no arm can apply."""
    view.fields = fields
    arms: list[tuple[Expression | None, Effect]] = []
    for arm in choice.arms:
        condition = arm.condition
        if condition is not None and not varies(condition, view):
            if not value_of(condition, view):
                continue
            condition = None
        for whole, rule in where_caps_bite(arm.rule, condition, layout.within):
            arms.append((whole, _effect_of(rule, layout, view)))
        if condition is None:
            break
    return tuple(arms) or None


def _effect_of(rule: Rule, layout: Layout, view: View) -> Effect:
    caps = tuple(
        CapUse(
            layout.places[cap.slot],
            cap.limit,
            cap.times,
            cap.window.days if isinstance(cap.window, Sliding) else 0,
        )
        for cap in rule.caps
    )
    match rule.effect:
        case Change(sign, amount, score):
            return Effect(score, sign, _size(amount, view), caps, layout.kinds.get(rule.number))
        case Move(target, score):
            return Effect(score, 0, _size(target, view), caps)
        case Begin(status) if status in layout.statuses:
            return Effect(layout.statuses[status], LASTS, 1, (), layout.kinds[rule.number])
        case End(status) if status in layout.statuses:
            return Effect(layout.statuses[status], 0, 0)
        case Begin() | End():  # nothing looks at it
            return Effect(0, 1, 0)
        case _:
            raise AssertionError


def _size(amount: Expression, view: View) -> int | Expression:
    return amount if varies(amount, view) else value_of(amount, view)


def applied(
    state: State, chains: Sequence[Chain], fields: Sequence[int], layout: Layout, view: View
) -> State:
    """The state after the chains of one event."""
    now = list(state)
    for chain in chains:
        for condition, effect in chain:
            if condition is None or _read(condition, now, fields, view):
                _apply(now, effect, fields, layout, view)
                break
    return tuple(now)


def formulas_anew(layout: Layout) -> tuple[Chain, ...]:
    """The chains after which the state holds what formulas come to.

    What rules read of them is worked out when it is read.
    """
    return tuple(((None, Effect(score, 0, Balance(score))),) for score in layout.formulas)


def own_chains(chains: Sequence[Chain], layout: Layout) -> tuple[Chain, ...]:
    """The chains of an event without those after which the state holds what formulas come to."""
    anew = formulas_anew(layout)
    own = len(chains) - len(anew)
    return tuple(chains[:own] if anew and tuple(chains[own:]) == anew else chains)


def _apply(
    now: list[Any], effect: Effect, fields: Sequence[int], layout: Layout, view: View
) -> None:
    for cap in effect.caps:
        if cap.times and now[cap.place] >= cap.limit:
            return
    lasts = None if effect.kind is None else layout.lasts[effect.kind, view.today]
    if lasts == NOT_GIVEN:
        return
    if effect.sign == LASTS:
        now[effect.score] = max(now[effect.score], lasts)
        return
    size = effect.size if isinstance(effect.size, int) else _read(effect.size, now, fields, view)
    before = now[effect.score]
    for cap in effect.caps:
        if not cap.times:
            size = min(size, max(cap.limit - cap.counted(now), 0))
    for cap in effect.caps:
        now[cap.place] = cap.counting(now, 1 if cap.times else size, view.today)
    if lasts is not None:
        size = size if lasts else 0
    after = before + effect.sign * size if effect.sign else size
    low, high = layout.ranges[effect.score]
    if low is not None and after < low:
        after = low
    over = 0
    if high is not None and after > high:
        over, after = after - high, high
    now[effect.score] = after
    place = layout.lots.get(effect.score)
    if place is not None and (over or lasts):
        now[place] = _kept(now[place], size if lasts else 0, lasts or 0, over)


def _kept(lots: Lots, size: int, lasts: int, over: int) -> Lots:
    """The lots with one more, without so many points: of those that fewest readings see."""
    kept = list(lots)
    if size:
        kept += [0] * (lasts - len(kept))
        kept[lasts - 1] += size
    for number, points in enumerate(kept):
        if not over:
            break
        gone = min(points, over)
        kept[number] -= gone
        over -= gone
    return tuple(kept) if any(kept) else ()


def aged(state: State, layout: Layout, *, lots: bool, statuses: bool) -> State:
    """The state after a reading of lots, or of statuses: without what no later one sees."""
    now = list(state)
    for score, place in layout.lots.items():
        if lots and now[place]:
            now[score] -= now[place][0]
            now[place] = now[place][1:]
    for place in layout.statuses.values():
        if statuses and now[place]:
            now[place] -= 1
    return tuple(now)


def _read(expression: Expression, now: list[Any], fields: Sequence[int], view: View) -> int:
    view.scores, view.fields = now, fields
    return value_of(expression, view)
