"""Invariances: whether order, days and parts matter, or only what was done.

PROPERTY. (order) Two events of one day come to the same scores in either order. (parts) Events of
one action on one day come to no more, and to no less, than one event that has their amounts
together. (edges) An event done twice comes to no more on two days between which a cap begins anew
than on two days of one window. (days) An event comes to the same a day earlier.

METHOD. The theorems of `decisions.forms`, from the form of the rules and for all horizons. Where
they do not apply, small histories are run in pairs: the smallest that differ refute it. All of that
speaks of scores; of perks and sanctions it is said where they look at nothing else. What was not
asked has a line of its own, and then nothing is said to hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from policylang.auditor.decisions import earning, following, forms
from policylang.auditor.decisions.forms import Sums
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties import pairs
from policylang.auditor.properties.pairs import Pair
from policylang.auditor.properties.small_histories import SmallHistories, amounts_of
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.history import Row
from policylang.model.machine import Calendar, Grant, Machine, Shifted
from policylang.model.values import show_value

NAME = "invariances"
_PROVED, _REFUTED, _OPEN = "proved", "refuted", "not decided"


@attrs.frozen
class Invariance:
    """One of them, and what is known of it: proved, or refuted by a pair, or neither."""

    name: str
    proved: bool
    #: The pair, what a finding says it shows, and what the second history is; a finding is made
    #: only of what somebody could gain by.
    pair: Pair | None = None
    title: str = ""
    caption: str = ""
    notes: tuple[str, ...] = ()
    #: Why it was not even asked, where that is so.
    unasked: str = ""


def answer(inquiry: Inquiry) -> Answer:
    """Which invariances the policy has."""
    trials = SmallHistories(inquiry)
    known = tuple(invariances(trials))
    rows, findings = [], []
    for each in known:
        rows.append((each.name, _verdict(each), _shown(each, trials)))
        if each.pair is not None and each.title:
            findings.append(_finding(each, each.pair, trials))
    refuted = [each for each in known if each.pair is not None]
    still_open = [each for each in known if each.pair is None and not each.proved]
    if refuted:
        verdict, evidence = Verdict.ANSWERED, Evidence.REPLAYED
        text = "Not only what was done counts, but also when or in how many parts: see the table."
    elif still_open:
        tried = any(not each.unasked for each in still_open)
        verdict, evidence = Verdict.UNKNOWN, Evidence.SEARCHED if tried else Evidence.NONE
        text = _undecided(still_open)
    else:
        verdict, evidence = Verdict.HOLDS, Evidence.PROVED_ALWAYS
        text = "Neither order nor days nor parts matter for scores, only what was done."
        if trials.machine.grants:
            text += " Perks and sanctions follow from scores."
    figures = {each.name: _verdict(each) for each in known}
    headings = ("what should not matter", "", "shown by")
    return Answer(NAME, verdict, evidence, text, tuple(findings), figures, (headings, *rows))


def invariances(trials: SmallHistories) -> Iterator[Invariance]:
    """Every invariance that can be asked of a policy."""
    order = _order(trials)
    yield order
    unasked = []
    for code, action in enumerate(trials.machine.actions):
        gives = action.by == "choice" and earning.may_earn(trials.machine, code)
        if gives and len(amounts_of(action)) == 1:
            yield from parts(trials, code)
        elif amounts_of(action):
            unasked.append(f"`{action.label}`")
    if unasked:
        why = "not asked of what has several amounts, or is not chosen for points"
        yield Invariance(f"{', '.join(unasked)} in several parts", False, unasked=why)
    edges = list(_edges(trials))
    yield from edges
    days = _days(trials, edges)
    yield days
    yield from _of_grants(trials.machine, order, days)


def _of_grants(machine: Machine, order: Invariance, days: Invariance) -> Iterator[Invariance]:
    """What is proved of scores, of perks and sanctions: only where it does not follow."""
    beyond = following.grants_beyond_scores(machine)
    if order.proved and beyond:
        why = f"not asked of {_labels(beyond)}, given by more than scores alone"
        yield Invariance("order and parts, for perks and sanctions", False, unasked=why)
    dated = [
        each for each in machine.grants if each in beyond or each in following.dated_grants(machine)
    ]
    if days.proved and dated:
        why = f"not asked of {_labels(dated)}, as it may matter by when points come"
        yield Invariance("days, for perks and sanctions", False, unasked=why)


def _labels(grants: Sequence[Grant]) -> str:
    return ", ".join(f"`{each.label}`" for each in grants)


def _order(trials: SmallHistories) -> Invariance:
    name = "the order of events on one day"
    if forms.order_is_free(trials.machine):
        return Invariance(name, True)
    found = pairs.smallest(pairs.differing(trials, pairs.in_other_order(trials)), trials)
    title = "the order of two events on one day matters"
    return Invariance(name, False, found and found.turned(), title, "the other order")


def parts(trials: SmallHistories, code: int) -> tuple[Invariance, Invariance]:
    """Whether an action in parts brings more than in one, and whether it brings less."""
    action = trials.machine.actions[code]
    (slot,) = amounts_of(action)
    sums = forms.sums(trials.machine, action, slot)
    label = f"`{action.label}`"
    more, less = f"{label} in several parts: never more", f"{label} in several parts: never less"
    found: list[Pair] = []
    if sums is not Sums.BOTH:
        found = list(pairs.differing(trials, pairs.in_parts(trials, code)))
    gains = pairs.smallest((each for each in found if each.more > 0), trials)
    loses = pairs.smallest((each for each in found if each.more < 0), trials)
    return (
        Invariance(
            more, Sums.SUPER in sums, gains, f"{label} in several parts brings more", "in one event"
        ),
        Invariance(less, Sums.SUB in sums, loses and loses.turned()),
    )


def _edges(trials: SmallHistories) -> Iterator[Invariance]:
    """Of each kind of window of a cap, whether its edge matters; the first action that shows it."""
    seen: dict[object, Invariance] = {}
    for code, action in enumerate(trials.machine.actions):
        if action.by != "choice":
            continue
        for cap in (cap for rule in action.rules for cap in rule.caps):
            told = _told_window(cap.origin.text)
            held = seen.get(cap.window)
            if told is None or (held is not None and held.pair is not None):
                continue
            tried = pairs.differing(trials, pairs.over_an_edge(trials, code, cap))
            found = next((each for each in tried if each.more > 0), None)
            notes: tuple[str, ...] = ()
            if found is not None and isinstance(cap.window, Calendar | Shifted):
                early, late = pairs.moments(found.until, trials.machine.header.timezone)
                notes = (f"with times of day: {early} and {late}, a minute apart",)
            name = f"either side of where a cap begins anew ({told})"
            title = f"a cap is filled twice, either side of where it begins anew ({told})"
            seen[cap.window] = Invariance(name, False, found, title, "within one window", notes)
    yield from (each for each in seen.values() if each.pair is not None)


def _told_window(text: str) -> str | None:
    """The window of a cap in its own words: `per calendar year`; None where it has none."""
    for word in (" per ", " in any ", " in the last "):
        if word in text:
            return word.strip() + " " + text.split(word, 1)[1]
    return None


def _days(trials: SmallHistories, edges: list[Invariance]) -> Invariance:
    name = "a day earlier or later, also across midnight"
    if forms.days_are_free(trials.machine):
        return Invariance(name, True)
    found = pairs.smallest(pairs.differing(trials, pairs.a_day_apart(trials)), trials)
    if found is not None:
        title = "the day on which something is done matters"
        return Invariance(name, False, found.turned(), title, "a day apart from that")
    edge = next(iter(edges), None)
    if edge is None:
        return Invariance(name, False)
    return attrs.evolve(edge, name=name, title="")  # that is a finding already


# --- in words ----------------------------------------------------------------------------------


def _verdict(each: Invariance) -> str:
    if each.pair is not None:
        return _REFUTED
    return _PROVED if each.proved else _OPEN


def _undecided(still_open: Sequence[Invariance]) -> str:
    tried = ", ".join(each.name for each in still_open if not each.unasked)
    parts = []
    if tried:
        parts.append(
            f"no pair of small histories differs, and no form of the rules proves: {tried}"
        )
    parts += [f"{each.name}: {each.unasked}" for each in still_open if each.unasked]
    return "; ".join(parts)


def _shown(each: Invariance, trials: SmallHistories) -> str:
    if each.unasked:
        return each.unasked
    if each.pair is None:
        return "the form of the rules" if each.proved else "no small history either way"
    one, other = _told(each.pair.rows, trials), _told(each.pair.other, trials)
    came, instead = _scores(each.pair, trials)
    return f"{one}: {came}; {other}: {instead}"


def _scores(pair: Pair, trials: SmallHistories) -> tuple[str, str]:
    """The scores in which a pair differs, of both; with the grade of the first score."""
    told: tuple[list[str], list[str]] = ([], [])
    replayer = trials.inquiry.replayer
    both = zip(pair.scores, pair.other_scores, trials.machine.scores, strict=True)
    for number, (one, other, score) in enumerate(both):
        if one == other:
            continue
        for held, into in zip((one, other), told, strict=True):
            grade = replayer.grade(held, pair.until) if number == 0 else None
            into.append(f"{score.name} {replayer.points(held)}{f' ({grade})' if grade else ''}")
    return ", ".join(told[0]), ", ".join(told[1])


def _told(rows: tuple[Row, ...], trials: SmallHistories) -> str:
    """A history in words: what was done when."""
    machine = trials.machine
    told: list[tuple[int, str]] = []
    for day, code, values in rows:
        action = machine.actions[code]
        amounts = [
            show_value(value, field.domain, machine.denomination)
            for field, value in zip(action.fields, values, strict=False)
        ]
        told.append((day, " ".join([action.label, *amounts])))
    days = {day for day, _ in told}
    if len(days) == 1:
        (day,) = days
        if len(set(told)) == 1 and len(told) > 1:
            return f"{len(told)} x {told[0][1]} on {date(day)}"
        return f"{', then '.join(text for _, text in told)} on {date(day)}"
    return ", ".join(f"{text} on {date(day)}" for day, text in told)


def _finding(each: Invariance, pair: Pair, trials: SmallHistories) -> Finding:
    replay, other = replayed(pair, trials)
    came, instead = _scores(pair, trials)
    return trials.inquiry.finding(
        NAME,
        f"{each.title}: {came} against {instead}",
        replay,
        severity=Severity.LOW,
        evidence=Evidence.REPLAYED,
        notes=each.notes,
        beside=(each.caption, other),
    )


def replayed(pair: Pair, trials: SmallHistories) -> tuple[Replay, Replay]:
    """Both histories of a pair through both engines.

    Raises:
        Disagreement: they do not come to what was found.
    """
    replay, other = (trials.replay(rows, pair.until) for rows in (pair.rows, pair.other))
    if (replay.result.scores, other.result.scores) != (pair.scores, pair.other_scores):
        raise Disagreement("the replay of a pair of histories does not come to what was found")
    return replay, other
