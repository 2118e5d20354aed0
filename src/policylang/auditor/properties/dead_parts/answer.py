"""Which parts are dead, and which a person cannot bring about in time."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from policylang.auditor.decisions.reachable import reachable
from policylang.auditor.deeds.offences import deeds
from policylang.auditor.deeds.trials import Trials
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.dead_parts.living import Key, Living, living
from policylang.auditor.properties.dead_parts.part import Dead, Kind, Part, parts_of
from policylang.auditor.properties.dead_parts.proofs import dead_parts
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.solving.solver import Pricing, solve
from policylang.core.counting import counted
from policylang.model import expressions as e
from policylang.model.finding import Answer, Evidence, Finding, RuleLine, Severity, Verdict
from policylang.model.grading import rank_among
from policylang.model.history import Row
from policylang.model.machine import Action, Machine, Origin, read_by

NAME = "dead parts"


def answer(inquiry: Inquiry) -> Answer:
    """What never comes about, for anybody or for who is asked about."""
    machine, question = inquiry.machine, inquiry.question
    points = inquiry.replayer.points
    dead = list(dead_parts(reachable(machine, None), points))
    gone = {_key(each.part) for each in dead}
    parts = [part for part in parts_of(machine) if _key(part) not in gone]
    own: dict[Key, str] = {}
    if _reads_attributes(machine):
        mine = reachable(machine, question.attributes)
        own = {_key(each.part): each.why for each in dead_parts(mine, points)}
    trials = Trials(inquiry)
    every = deeds(trials, good_ways(machine, question.attributes))
    others = {_key(part) for part in parts if not _is_chosen(part, machine)}
    wanted = {_key(part) for part in parts} - own.keys()
    shown = living(trials, every, wanted - others, wanted & others)
    _replay(inquiry, shown, parts)
    never: set[Key] = set()
    if not wanted - others <= shown.chosen.keys():
        alone = reachable(_choices_alone(machine), question.attributes)
        never = {_key(each.part) for each in dead_parts(alone, points)}
    rows = [(each.part.kind, each.part.name, f"dead for ever: {each.why}") for each in dead]
    unsure = 0
    for part in parts:
        if _key(part) not in (shown.anybody if _key(part) in others else shown.chosen):
            what, sure = _known(inquiry, part, shown, own, never)
            rows.append((part.kind, part.name, what))
            unsure += not sure
    findings = tuple(_finding(inquiry, each) for each in dead)
    return Answer(
        NAME,
        Verdict.BROKEN if dead else Verdict.HOLDS if not rows else Verdict.ANSWERED,
        Evidence.PROVED_ALWAYS if dead else Evidence.REPLAYED,
        _summary(inquiry, len(dead), len(rows) - len(dead), unsure),
        findings,
        table=(("part", "which", "what is known"), *rows) if rows else (),
    )


def _choices_alone(machine: Machine) -> Machine:
    """The machine in which what comes by chance or by authority does nothing."""

    def alone(action: Action) -> Action:
        if action.by == "choice":
            return action
        moments = tuple(attrs.evolve(each, choices=()) for each in action.moments)
        return attrs.evolve(action, moments=moments)

    return attrs.evolve(machine, actions=tuple(alone(action) for action in machine.actions))


def _is_chosen(part: Part, machine: Machine) -> bool:
    """Whether a part is no action, rule or cap of an action that only others bring about."""
    for code, action in enumerate(machine.actions):
        if action.by == "choice":
            continue
        own = {
            Kind.ACTION: {code},
            Kind.RULE: {rule.number for rule in action.rules},
            Kind.CAP: {cap.slot for rule in action.rules for cap in rule.caps},
        }
        if part.number in own.get(part.kind, ()):
            return False
    return True


def _reads_attributes(machine: Machine) -> bool:
    """Whether what comes about depends on who is asked about."""
    parts = [score.start for score in machine.scores]
    parts += [each.condition for each in machine.grants if each.condition is not None]
    choices = [choice for action in machine.actions for choice in action.choices]
    choices += [choice for reaction in machine.reactions for choice in reaction.choices]
    for choice in choices:
        for arm in choice.arms:
            parts += [] if arm.condition is None else [arm.condition]
            parts += read_by(arm.rule.effect)
    return any(isinstance(each, e.AttributeValue) for part in parts for each in e.every_part(part))


def _key(part: Part) -> Key:
    return part.kind, part.number, part.within


def _summary(inquiry: Inquiry, dead: int, others: int, unsure: int) -> str:
    parts = [
        f"Dead for ever, whoever acts: {counted(dead, 'part')}."
        if dead
        else "No part is dead for ever, as far as can be proved."
    ]
    if others:
        parts.append(
            f"Not brought about by {date(inquiry.last)}: {others}"
            + (f"; of {unsure} of them it is not known whether they can be." if unsure else ".")
        )
    elif not dead:
        parts = [f"Every part can be brought about by {date(inquiry.last)}."]
    return " ".join(parts)


def _replay(inquiry: Inquiry, shown: Living, parts: Sequence[Part]) -> None:
    """Replay a few histories that between them show all parts that any history shows."""
    waiting = {_key(part) for part in parts}
    for found in (shown.chosen, shown.anybody):
        histories: dict[tuple[Row, ...], dict[Key, int]] = {}
        for key, each in found.items():
            histories.setdefault(each.rows, {})[key] = each.until
        for rows, keys in sorted(histories.items(), key=lambda each: len(each[0])):
            needed = [until for key, until in keys.items() if key in waiting]
            if needed:
                inquiry.replay(rows, until=max(needed))
                waiting -= keys.keys()


def _known(
    inquiry: Inquiry, part: Part, shown: Living, own: dict[Key, str], never: set[Key]
) -> tuple[str, bool]:
    """What is known of a part that no history by choice showed, and whether it is settled."""
    last = date(inquiry.last)
    if _key(part) in own:
        return f"not for the person asked about: {own[_key(part)]}", True
    by = shown.anybody.get(_key(part))
    proved = None if _key(part) in never else _out_of_reach(inquiry, part)
    who = ""
    if by is not None:
        actions = inquiry.machine.actions
        others = [actions[code] for _, code, _ in by.rows if actions[code].by != "choice"]
        names = ", ".join(dict.fromkeys(f"`{each.label}`" for each in others))
        who = f"; {names} brings it about"
    if _key(part) in never:
        return f"never by choice: proved{who}", True
    if proved is None:
        if by is not None:
            return f"not by choice by {last}, as far as was tried{who}", False
        return f"not brought about by {last}, as far as was tried", False
    if proved:
        return f"not by choice by {last}: proved{who}", True
    return f"by choice by {last}: found by the exact solver", True


def _out_of_reach(inquiry: Inquiry, part: Part) -> bool | None:
    """Whether the exact solver proves that choices do not lead to a part; None: no saying."""
    machine = inquiry.machine
    try:
        process = inquiry.lean
        if part.kind is Kind.GRADE:
            grading = machine.gradings[part.within]
            start = rank_among(grading.grades, process.start[grading.score])
            if len(grading.versions) > 1:
                return None
            if grading.holds or part.number >= start or (process.left_out and part.number > start):
                return None  # losing actions are left out of it, and nobody climbs to a worse one
            low = grading.grades[part.number].low
            best = solve(
                process,
                Pricing(0, 0, {}),
                goal=lambda state: low is None or state[grading.score] >= low,
            )
            return best is None
        if part.kind in (Kind.PERK, Kind.SANCTION):
            grant = machine.grants[part.number]
            good = grant.kind == "perk" and not process.left_out
            if grant.worth is None or not (good or process.monotone):
                return None
            if grant.kind == "sanction":
                return None  # losing actions are left out of the process
            best = solve(process, Pricing(0, 0, {}, {part.number: 1}))
            return best is not None and best.value <= 0
    except (Unfit, RanOut):
        return None
    return None


def _finding(inquiry: Inquiry, dead: Dead) -> Finding:
    """A finding without a history: there is none."""
    kind, name = dead.part.kind, dead.part.name
    verb = "never cuts anything" if kind is Kind.CAP else "never comes about"
    severe = kind in (Kind.GRADE, Kind.PERK, Kind.SANCTION)
    found = inquiry.finding(
        NAME,
        f"the {kind} `{name}` {verb}: {dead.why}",
        inquiry.replay((), until=inquiry.question.since),
        severity=Severity.MEDIUM if severe else Severity.LOW,
        evidence=Evidence.PROVED_ALWAYS,
    )
    return _at(found, dead.part.origin)


def _at(finding: Finding, origin: Origin) -> Finding:
    """A finding about a place of the policy."""
    line = RuleLine(origin.span.source.name, origin.span.line, origin.text, origin.assumed)
    return attrs.evolve(finding, rules=(line,), lines=())
