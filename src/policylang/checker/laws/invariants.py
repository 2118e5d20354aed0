"""What may be relied on of a machine, and the check that it is so.

Every engine is written against these. The tests run `violations` over every machine they meet.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from policylang.checker.laws.expressions import Sight, faults
from policylang.core import limits
from policylang.model.expressions import Expression
from policylang.model.machine import (
    Anchored,
    Becomes,
    Begin,
    Between,
    Calendar,
    Change,
    Effect,
    End,
    Grading,
    Machine,
    Moment,
    Move,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    OnDay,
    Quiet,
    Recurring,
    Restore,
    Rule,
    Shifted,
    Since,
    Trigger,
    Upon,
    Window,
    Within,
    read_by,
)


def violations(machine: Machine) -> tuple[str, ...]:
    """Every invariant a machine breaks, in words; empty for what the checker returns.

    1. Rules are numbered from 0 in order of the file, the rule of a lifetime after its own; cap
       slots in order of their first use. Caps that share a slot are alike but for their key.
    2. Grades are best first, strictly falling; the last and only the last is open below. Versions
       of grades follow one another, with the same names, and leave no day out. Holds and grants
       are for grades that exist.
    3. Start and bounds of a score lie inside its range and inside 64 bits. A formula has no lots
       and reads no fields, and no formula leads back to itself.
    4. Divisors are positive; constants fit 64 bits.
    5. Expressions name things that exist, and read only what may be read where they stand: an
       event where one is in sight, attributes alone for starts, anchors and dates of schedules;
       what is watched (`Becomes`) changes only with a change.
    6. Tallies look at things that happen; what they take in is the same whenever it is read.
    7. Caps on points stand only on changes; their windows are never since something, between
       dates or the period before; limits are not negative.
    8. Effects are on scores that are not formulas and statuses that exist; lots end, and are
       restored, only in scores that keep lots.
    9. Every action has a moment; the first `dated` are dates that the history gives, and where
       there are several they are its first fields.
    10. Worth needs a trigger; a rule has a trigger and something to do. Places of rules, perks and
       sanctions differ.
    """
    return tuple(
        problem
        for check in (
            _numbers,
            _gradings,
            _scores,
            _actions,
            _tallies,
            _reactions,
            _caps,
            _effects,
            _grants,
            _rankings,
        )
        for problem in check(machine)
    )


def _numbers(machine: Machine) -> Iterator[str]:
    if [rule.number for rule in machine.rules] != list(range(len(machine.rules))):
        yield "rules are not numbered in order"
    slots = [cap.slot for rule in machine.rules for cap in rule.caps]
    if list(dict.fromkeys(slots)) != list(range(len(set(slots)))):
        yield "cap slots are not numbered in order"
    first = {cap.slot: cap for cap in machine.caps}
    for rule in machine.rules:
        for cap in rule.caps:
            same = first[cap.slot]
            if (cap.limit, cap.measure, cap.window) != (same.limit, same.measure, same.window):
                yield f"caps of slot {cap.slot} differ"


def _gradings(machine: Machine) -> Iterator[str]:
    for grading in machine.gradings:
        if not 0 <= grading.score < len(machine.scores):
            yield "grades are of a score that does not exist"
        yield from _brackets(grading)
        names = [[grade.name for grade in version.grades] for version in grading.versions]
        if any(each != names[0] for each in names):
            yield "versions of grades have different names"
        for hold in grading.holds:
            if not 0 <= hold.rank < len(grading.grades):
                yield "a hold is at a grade that does not exist"
            yield from _walk(machine, hold.condition, Sight())


def _brackets(grading: Grading) -> Iterator[str]:
    for version in grading.versions:
        lows = [grade.low for grade in version.grades]
        bounds = [low for low in lows[:-1] if low is not None]
        if not lows or lows[-1] is not None or len(bounds) != len(lows) - 1:
            yield "the last grade, and only the last, must be open below"
        if sorted(set(bounds), reverse=True) != bounds:
            yield "grades must fall strictly"
    first, last = grading.versions[0], grading.versions[-1]
    if (first.opens is not None and not first.past) or last.closes is not None:
        yield "versions of grades leave days out"


def _scores(machine: Machine) -> Iterator[str]:
    for score in machine.scores:
        low, high = score.bounds
        if not limits.INT64_LOW <= low <= high <= limits.INT64_HIGH:
            yield f"bounds of the score `{score.name}` are not in order"
        start = score.fixed_start
        if start is not None and score.formula is None and not low <= start <= high:
            yield f"the start of the score `{score.name}` and its bounds are not in order"
        floor, ceiling = score.fixed_low, score.fixed_high
        # A ceiling that depends may sink below the floor, and then it decides.
        floored = floor is not None and (score.high is None or ceiling is not None)
        if (floored and low < (floor or 0)) or (ceiling is not None and high > ceiling):
            yield f"bounds of the score `{score.name}` leave its range"
        if score.formula is not None and score.lots is not None:
            yield f"the score `{score.name}` is a formula that keeps lots"
        yield from _walk(machine, score.start, Sight(person_only=True))
        for end in (score.low, score.high, score.formula):
            yield from _walk(machine, end, Sight())
    if machine.consent is not None:
        yield from _walk(machine, machine.consent, Sight(person_only=True))


def _actions(machine: Machine) -> Iterator[str]:
    for action in machine.actions:
        sight = Sight(event=True, fields=len(action.fields))
        if not 1 <= action.dated <= len(action.moments):
            yield f"the action `{action.name}` has no moment that the history gives"
        named = [moment.name for moment in action.moments[: action.dated]]
        if action.dated > 1 and named != [slot.name for slot in action.fields[: action.dated]]:
            yield f"the dates of `{action.name}` are not its first fields"
        for number, moment in enumerate(action.moments):
            yield from _moment(machine, number, moment, sight)
        for refusal in action.refusals:
            yield from _walk(machine, refusal.condition, sight)
        for cost in action.costs:
            yield from _walk(machine, cost.amount, sight)


def _moment(machine: Machine, number: int, moment: Moment, sight: Sight) -> Iterator[str]:
    if (moment.day is None) != (number == 0):
        yield f"the day of the moment `{moment.name}` is not where it should be"
    yield from _walk(machine, moment.day, attrs.evolve(sight, person_only=True, today=True))
    for choice in moment.choices:
        for arm in choice.arms:
            yield from _rule(machine, arm.condition, arm.rule, sight)


def _rule(
    machine: Machine, condition: Expression | None, rule: Rule, sight: Sight
) -> Iterator[str]:
    effect = rule.effect
    for root in (condition, *read_by(effect)):
        yield from _walk(machine, root, sight)
    for cap in rule.caps:
        yield from _walk(machine, cap.key, sight)
        yield from _window(machine, cap.window)


def _tallies(machine: Machine) -> Iterator[str]:
    for number, tally in enumerate(machine.tallies):
        if not _happens(machine, tally.occurrence):
            yield f"tally {number} looks at something that does not exist"
            continue
        seen = tally.occurrence
        fields = len(machine.actions[seen.action].fields) if isinstance(seen, OfMoment) else 0
        sight = Sight(
            event=isinstance(seen, OfMoment),
            fields=fields,
            person_only=True,
            today=True,
            this=machine.width,
            tied=True,
        )
        for root in (tally.where, tally.value):
            yield from _walk(machine, root, sight)
        yield from _window(machine, tally.window)


def _window(machine: Machine, window: Window) -> Iterator[str]:
    match window:
        case Anchored(anchor):
            yield from _walk(machine, anchor, Sight(person_only=True))
        case Within(period) if not 0 <= period < len(machine.periods):
            yield f"period {period} does not exist"
        case Since(occurrence) if not _happens(machine, occurrence):
            yield "a window begins with something that does not exist"
        case Between(first, last):
            for root in (first, last):
                yield from _walk(machine, root, Sight(event=True, fields=machine.width))
        case _:
            pass


def _happens(machine: Machine, occurrence: Occurrence) -> bool:
    match occurrence:
        case OfMoment(action, moment):
            known = 0 <= action < len(machine.actions)
            return known and 0 <= moment < len(machine.actions[action].moments)
        case OfReaction(reaction):
            return 0 <= reaction < len(machine.reactions)
        case OfStatus(status, _):
            return 0 <= status < len(machine.statuses)


def _reactions(machine: Machine) -> Iterator[str]:
    for reaction in machine.reactions:
        sight = _sight_of(machine, reaction.trigger)
        yield from _trigger(machine, reaction.trigger)
        if not reaction.choices:
            yield f"the rule `{reaction.name}` does nothing"
        for choice in reaction.choices:
            for arm in choice.arms:
                yield from _rule(machine, arm.condition, arm.rule, sight)
    places = [reaction.place for reaction in machine.reactions]
    places += [grant.place for grant in machine.grants]
    if len(set(places)) < len(places):
        yield "two rules or grants stand in one place"


def _sight_of(machine: Machine, trigger: Trigger | None) -> Sight:
    match trigger:
        case Upon(OfMoment(action, _)) if 0 <= action < len(machine.actions):
            return Sight(event=True, fields=len(machine.actions[action].fields))
        case _:
            return Sight()


def _trigger(machine: Machine, trigger: Trigger) -> Iterator[str]:
    match trigger:
        case OnDay(day) | Recurring(day):
            yield from _walk(machine, day, Sight(person_only=True))
        case Quiet():
            for each in (*trigger.without, *trigger.since):
                if not _happens(machine, each):
                    yield "a quiet time waits for something that does not exist"
            yield from _walk(machine, trigger.start, Sight(person_only=True))
            for length in (trigger.months, trigger.days):
                yield from _walk(machine, length, Sight())
        case Becomes(condition):
            yield from _walk(machine, condition, Sight(watched=True))
        case Upon(occurrence) if not _happens(machine, occurrence):
            yield "a rule follows something that does not exist"
        case _:
            pass
    if isinstance(trigger, Recurring) and (trigger.months > 0) == (trigger.days > 0):
        yield "what recurs does so every so many months, or every so many days"


def _caps(machine: Machine) -> Iterator[str]:
    for rule in machine.rules:
        for cap in rule.caps:
            if not cap.times and not isinstance(rule.effect, Change):
                yield f"rule {rule.number} caps points it does not have"
            if cap.limit < 0:
                yield f"cap {cap.slot} has a negative limit"
            ends = isinstance(cap.window, Since | Between)
            before = isinstance(cap.window, Calendar | Shifted | Anchored) and cap.window.previous
            if ends or before:
                yield f"cap {cap.slot} has a window that a cap cannot have"


def _effects(machine: Machine) -> Iterator[str]:
    for rule in machine.rules:
        effect: Effect = rule.effect
        if isinstance(effect, Begin | End):
            if not 0 <= effect.status < len(machine.statuses):
                yield f"rule {rule.number} is about a status that does not exist"
            continue
        if not 0 <= effect.score < len(machine.scores):
            yield f"rule {rule.number} is about a score that does not exist"
            continue
        score = machine.scores[effect.score]
        if score.formula is not None:
            yield f"rule {rule.number} changes a formula"
        lasts = isinstance(effect, Change) and effect.lifetime is not None
        forgets = isinstance(effect, Move) and effect.forgets
        if (lasts or forgets or isinstance(effect, Restore)) and score.lots is None:
            yield f"rule {rule.number} needs lots that are not kept"


def _grants(machine: Machine) -> Iterator[str]:
    for grant in machine.grants:
        ends = (*grant.ranks[:1], *grant.ranks[-1:]) if grant.ranks else ()
        graded = 0 <= grant.grading < len(machine.gradings)
        known = len(machine.gradings[grant.grading].grades) if graded else 0
        if not all(0 <= rank < known for rank in ends):
            yield f"`{grant.name}` is for a grade that does not exist"
        if grant.worth is not None and grant.trigger is None:
            yield f"`{grant.name}` has a worth without a date"
        if grant.trigger is not None:
            yield from _trigger(machine, grant.trigger)
        for root in (grant.condition, grant.worth):
            yield from _walk(machine, root, _sight_of(machine, grant.trigger))


def _rankings(machine: Machine) -> Iterator[str]:
    for ranking in machine.rankings:
        if not ranking.keys:
            yield f"the ranking `{ranking.name}` has no keys"
        for key in ranking.keys:
            yield from _walk(machine, key.value, Sight())
    for slot in machine.changeable:
        if not 0 <= slot < len(machine.attributes):
            yield "an attribute that may change does not exist"
    if machine.begins is not None and not 0 <= machine.begins < len(machine.attributes):
        yield "timelines begin on an attribute that does not exist"


def _walk(machine: Machine, root: Expression | None, sight: Sight) -> Iterator[str]:
    if root is not None:
        yield from faults(machine, root, sight)
