"""An audit: every property asked, every answer with its evidence or its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from policylang.auditor import unfinished
from policylang.auditor.asking import Misasked
from policylang.auditor.decisions.process import why_lived
from policylang.auditor.fallbacks.dispatch import Fallbacks
from policylang.auditor.inquiry import Inquiry, date, reason_of, unknown
from policylang.auditor.properties import (
    bad_acts,
    banking,
    claims,
    cliffs,
    dead_parts,
    forever,
    free_offences,
    free_points,
    good_acts,
    invariances,
    point_pumps,
    price,
    profit,
    spirals,
    splitting,
    threshold,
    traps,
    two_people,
    volume_discounts,
    way_back,
    wealth_bias,
)
from policylang.auditor.question import MOST_YEARS, Question, RanOut, Unfit
from policylang.auditor.solving.stopping import Interrupted, Stopped, counted_presses, pressed
from policylang.auditor.solving.watching import watched
from policylang.auditor.witnesses.replay import Disagreement, Replayer
from policylang.compiler import Evaluator
from policylang.core.suggest import suggest
from policylang.model.assumptions import Assumption
from policylang.model.finding import Answer, AuditReport, Evidence, Verdict
from policylang.model.machine import Machine

_Ask = Callable[[Inquiry], Answer]

#: Every property by name, in the order in which they are answered. Claims come first.
PROPERTIES: Final[dict[str, _Ask]] = {
    profit.NAME: profit.answer,
    forever.NAME: forever.answer,
    threshold.NAME: threshold.answer,
    price.NAME: price.answer,
    wealth_bias.NAME: wealth_bias.answer,
    way_back.NAME: way_back.answer,
    traps.NAME: traps.answer,
    spirals.NAME: spirals.answer,
    free_points.NAME: free_points.answer,
    point_pumps.NAME: point_pumps.answer,
    splitting.NAME: splitting.answer,
    invariances.NAME: invariances.answer,
    bad_acts.NAME: bad_acts.answer,
    good_acts.NAME: good_acts.answer,
    free_offences.NAME: free_offences.answer,
    volume_discounts.NAME: volume_discounts.answer,
    banking.NAME: banking.answer,
    cliffs.NAME: cliffs.answer,
    dead_parts.NAME: dead_parts.answer,
    two_people.NAME: two_people.answer,
}
#: What all claims together are called.
CLAIMS: Final = "claims"
#: What can be asked for by name.
NAMES: Final = (CLAIMS, *PROPERTIES)
#: What is said of a claim that nobody understands.
_NOT_UNDERSTOOD: Final = (
    f"this form of claim is not understood, or its time is longer than {MOST_YEARS} years"
)
#: The first Ctrl-C ends a question, so many end the audit with what there is.
_ENOUGH: Final = 2


def audit(
    machine: Machine,
    question: Question,
    *,
    properties: Sequence[str] = NAMES,
    evaluator: Evaluator | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> AuditReport:
    """Ask every property of a policy.

    Args:
        properties: which, of `NAMES`.
        progress: is told the name of each property before it is asked, and then now and then how
            far the solver is.

    Raises:
        Misasked: there is no property of a name.
    """
    wrong = next((name for name in properties if name not in NAMES), None)
    if wrong is not None:
        known = f"there are: {', '.join(NAMES)}"
        advice = suggest(wrong, NAMES, otherwise=known) or known
        raise Misasked(f"there is no property `{wrong[:40]}`", advice)
    replayer = Replayer(machine, question.attributes, evaluator or Evaluator(machine))
    inquiry = Inquiry(machine, question, replayer)
    fallbacks = Fallbacks()
    answers: list[Answer] = []
    with counted_presses() as presses:
        for name, ask, within in _questions(inquiry, properties):
            if presses.count >= _ENOUGH:
                answers.append(unknown(name, "it was not asked: the audit was interrupted"))
                continue
            if within is None:
                answers.append(unknown(name, _NOT_UNDERSTOOD))
                continue
            progress(name)
            with watched(partial(_told, progress, name)):
                answers.append(_asked(name, ask, within, fallbacks))
    return AuditReport(
        policy=machine.header.name,
        title=machine.header.title,
        fingerprint=machine.header.fingerprint,
        since=date(question.since),
        until=date(inquiry.last),
        assumptions=tuple(_assumptions(inquiry)),
        answers=tuple(answers),
        file=machine.score.origin.span.source.name,
        asks={each.property: _in_words(each.property, machine) for each in answers},
        interrupted=presses.count > 0,
    )


def _questions(
    inquiry: Inquiry, properties: Sequence[str]
) -> Iterator[tuple[str, _Ask, Inquiry | None]]:
    """Each question by its name, and of what it asks; None for a claim that nobody understands."""
    if CLAIMS in properties:
        if not inquiry.machine.claims and len(properties) < len(NAMES):  # else nobody asked
            yield CLAIMS, _no_claims, inquiry
        for claim in inquiry.machine.claims:
            yield (
                claims.name_of(claim),
                partial(claims.answer, claim),
                claims.within(claim, inquiry),
            )
    for name, ask in PROPERTIES.items():
        if name in properties:
            yield name, ask, inquiry


def _no_claims(_: Inquiry) -> Answer:
    text = "The policy makes no claim."
    return Answer(CLAIMS, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)


def _told(progress: Callable[[str], None], name: str, text: str) -> None:
    progress(f"{name}: {text}")


def _in_words(name: str, machine: Machine) -> str:
    """What a property asks: the claim's own words, or what its module says of itself."""
    if name == CLAIMS:
        return "What the policy says of itself"
    claim = next((each for each in machine.claims if claims.name_of(each) == name), None)
    if claim is not None:
        return claim.label
    described = sys.modules[PROPERTIES[name].__module__].__doc__ or name
    first = described.partition("\n")[0].partition(": ")[2] or name
    return f"{first[:1].upper()}{first[1:]}"


def _asked(name: str, ask: _Ask, inquiry: Inquiry, fallbacks: Fallbacks) -> Answer:
    """An answer, also where somebody presses Ctrl-C."""
    try:
        return _settled(name, ask, inquiry, fallbacks)
    except KeyboardInterrupt:
        pressed()
        return unknown(name, "it was interrupted before it was settled")


def _settled(name: str, ask: _Ask, inquiry: Inquiry, fallbacks: Fallbacks) -> Answer:
    """An answer; where the exact process has none, what a search finds, or why there is none.

    Where the exact solver was stopped, the search takes up the best that it had found.
    """
    found: Answer | None = None
    try:
        return ask(inquiry)
    except Interrupted as stop:
        return unfinished.answer(inquiry, name, stop)
    except Unfit as problem:
        reason = reason_of(problem)
    except Stopped as stop:
        found = unfinished.witness(inquiry, name, stop)
        reason = f"the exact solver stopped: {unfinished.reason_of(stop)}{_followed(inquiry)}"
    except RanOut as limit:
        reason = f"the exact solver stopped: {limit}{_followed(inquiry)}"
    except Disagreement as doubt:
        return unknown(name, f"nothing is claimed, because {doubt}")
    try:
        searched = fallbacks.answer(name, inquiry, reason)
    except Unfit as problem:
        searched = unknown(name, f"nothing could be searched either: {problem}")
    except Disagreement as doubt:
        searched = unknown(name, f"nothing is claimed, because {doubt}")
    except KeyboardInterrupt:
        pressed()
        searched = unknown(name, f"{reason}; the search was interrupted")
    return found if found is not None and searched.verdict is Verdict.UNKNOWN else searched


def _followed(inquiry: Inquiry) -> str:
    """Why a policy that lasts for a time is followed day by day, as the end of a sentence."""
    machine = inquiry.machine
    if not machine.statuses and not any(score.lots is not None for score in machine.scores):
        return ""
    why = why_lived(machine, inquiry.question)
    return f"; it goes from day to day, as {why}" if why else ""


def _assumptions(inquiry: Inquiry) -> list[str]:
    """What every answer rests on, in sentences."""
    machine, question = inquiry.machine, inquiry.question
    lines = [
        f"The person's time begins on {date(question.since)}.",
        "Only actions `by choice` happen, and offences of any kind where a question is about them.",
        f"An hour of the person's time is worth {inquiry.money(question.hour)}.",
    ]
    silent = [a.name for a in machine.actions if a.by == "choice" and not a.costs]
    if silent:
        names = ", ".join(f"`{name}`" for name in silent)
        lines.append(f"No cost is stated for {names}, so each is taken to cost nothing.")
    given = [
        f"{slot.name} {inquiry.shown(slot, value)}"
        for slot, value in zip(machine.attributes, question.attributes, strict=True)
    ]
    if given:
        lines.append(f"The person has: {', '.join(given)}.")
    assumed = [figure.name for figure in machine.figures if figure.standing == "assumed"]
    if assumed:
        lines.append(f"The policy itself assumes {len(assumed)} figures: {', '.join(assumed)}.")
    if question.assumptions is not None:
        lines += map(partial(_assumed, file=question.assumptions.file), question.assumptions.items)
    return lines


def _assumed(each: Assumption, file: str) -> str:
    """One assumption of a file, in a sentence."""
    what = {
        "figure": f"The figure `{each.name}` is taken to be {each.text}",
        "cost": f"One `{each.name}` is taken to cost {each.text}",
        "perk": f"The perk `{each.name}` is taken to be worth {each.text}",
    }[each.subject]
    return f"{what} ({file}:{each.line})."
