"""Proofs as files: for an answer that says that something holds, the table that shows it.

And for a trap the closed set out of which nothing leads, with the events that lead into it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import process_of
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties import claims, forever, profit
from policylang.auditor.question import Question, RanOut, Unfit
from policylang.auditor.solving.cycles import potential
from policylang.auditor.solving.forever import Endless, endless_of, finite
from policylang.auditor.solving.graph import Graph, graph_of
from policylang.auditor.witnesses.proofs.checking import verify_proof
from policylang.auditor.witnesses.proofs.closing import THOROUGH, closed_set
from policylang.auditor.witnesses.proofs.writing import Stated, proof_values
from policylang.auditor.witnesses.refusal import Refused
from policylang.auditor.witnesses.replay import Replayer
from policylang.compiler import Evaluator
from policylang.model.finding import Answer, AuditReport, Evidence, Finding, Verdict
from policylang.model.history import Encoder
from policylang.model.machine import Machine


@attrs.frozen
class Shown:
    """What a proof is about: a property, and of its traps which one, from 1; 0: the answer."""

    about: str
    number: int = 0

    @property
    def said(self) -> str:
        """In words: `traps`, or `traps 2`."""
        return f"{self.about} {self.number}" if self.number > 1 else self.about


def proof_name(shown: Shown, report: AuditReport) -> str:
    """What the file of a proof is called: `proof-profit-2014-01-01.json`."""
    words = re.sub(r"[^a-z0-9]+", "-", shown.said.lower()).strip("-")
    return f"proof-{words}-{report.since.isoformat()}.json"


def proofs_of(
    report: AuditReport, machine: Machine, question: Question, evaluator: Evaluator
) -> Iterator[tuple[Shown, dict[str, object] | str]]:
    """For each answer, and each trap, that a table can show: its certificate, or why there is none.

    Every certificate has been checked by the checker that others use.
    """
    inquiry = Inquiry(machine, question, Replayer(machine, question.attributes, evaluator))
    for answer in report.answers:
        barred = [finding for finding in answer.findings if finding.barred is not None]
        asked: list[tuple[Shown, Callable[[], dict[str, object] | None]]] = [
            (Shown(answer.property), partial(proof_of, answer, report, inquiry))
        ]
        asked += [
            (Shown(answer.property, number), partial(closed_set_of, finding, report, inquiry))
            for number, finding in enumerate(barred, 1)
        ]
        for shown, proof in asked:
            try:
                value = proof()
                if value is not None:
                    verify_proof(json.dumps(value).encode(), machine, question.assumptions)
                    yield shown, value
            except (Unfit, RanOut, Refused) as problem:
                yield shown, str(problem)


def closed_set_of(finding: Finding, report: AuditReport, inquiry: Inquiry) -> dict[str, object]:
    """The certificate of a trap: the states that nothing leads out of, after what is shown.

    Up to any day where that is what the finding says; for somebody with the hours that the question
    allows where it takes that.

    Raises:
        Refused: the policy has more than the check of a closed set can follow.
        RanOut: it is too large.
        Unfit: what is shown rests on the money that can be spent.
    """
    machine, question = inquiry.machine, inquiry.question
    since, encoder = question.since, Encoder(machine)
    events = [line.event for line in finding.lines if line.event is not None]
    before = [encoder.row(date(since).isoformat(), name, given(fields)) for name, fields in events]
    names = [grade.name for grade in machine.gradings[0].grades]
    rank = names.index(finding.barred or "")
    ever = finding.evidence is Evidence.PROVED_ALWAYS
    for budgeted in (False, True) if question.hours_a_year is not None else (False,):
        found = closed_set(
            machine, question, before, rank, ever=ever, budgeted=budgeted, steps=THOROUGH
        )
        if found is not None:
            break
    if found is None:
        raise Unfit("with more money there is a way, and what is spent is not told by its states")
    stated = Stated(
        finding.property, since, found.until, question.attributes, question.hour,
        baseline=False, sanctions=False, never=finding.barred,
        assumed="" if question.assumptions is None else question.assumptions.digest,
        statuses=found.statuses, hours=found.hours,
        before=[(name, given(fields)) for name, fields in events],
    )  # fmt: skip
    return proof_values(
        stated,
        report,
        machine,
        caps=found.caps,
        tops=found.tops,
        left_out=found.left_out,
        ways=found.ways,
        stages=[(table.first, table.last, table.bounds) for table in found.tables],
        loop=found.loop,
    )


def given(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of an event that have a value."""
    return {name: value for name, value in fields.items() if value != ""}


def proof_of(answer: Answer, report: AuditReport, inquiry: Inquiry) -> dict[str, object] | None:
    """The certificate of an answer; None where it claims nothing that a table can show.

    Raises:
        Unfit: the exact model does not hold the policy.
        RanOut: the table is too large.
    """
    if answer.verdict is not Verdict.HOLDS:
        return None
    question = inquiry.question
    stated = Stated(answer.property, question.since, None, question.attributes, question.hour)
    if answer.property == forever.NAME:
        endless = endless_of(inquiry.machine, question)
    elif answer.property == profit.NAME:
        stated = attrs.evolve(stated, until=inquiry.last)
        endless = finite(process_of(inquiry.machine, question))
    else:
        named = {claims.name_of(claim): claim for claim in inquiry.machine.claims}
        claim = named.get(answer.property)
        within = None
        if claim is not None and claims.is_about_gain(claim):
            within = claims.within(claim, inquiry)
        if within is None:
            return None
        inquiry = within
        stated = attrs.evolve(stated, until=inquiry.last, baseline=False, sanctions=False)
        endless = finite(inquiry.process)
    graph = graph_of(
        endless,
        inquiry.pricing(sanctions=stated.sanctions),
        baseline=stated.baseline,
        merged=False,
    )
    bounds = potential(graph, anytime=stated.until is None)
    if graph.begun + bounds[0][0] > 0:
        return None  # a claim that asks for less than the cost holds by less than this shows
    tables = [
        dict(zip(layer.states, of, strict=True))
        for layer, of in zip(graph.layers, bounds, strict=True)
    ]
    return proof_with(stated, report, inquiry, graph, tables)


def proof_with(
    stated: Stated,
    report: AuditReport,
    inquiry: Inquiry,
    graph: Graph,
    tables: Sequence[Mapping[State, int]],
) -> dict[str, object]:
    """The certificate of what is stated, shown by a table for each layer of a graph."""
    assumptions = inquiry.question.assumptions
    if assumptions is not None:
        stated = attrs.evolve(stated, assumed=assumptions.digest)
    machine, process = inquiry.machine, graph.endless.process
    tops = [
        None if high == score.fixed_high else high
        for score, (_, high) in zip(machine.scores, process.layout.ranges, strict=True)
    ]
    return proof_values(
        stated,
        report,
        machine,
        caps=[slot for slot, _ in sorted(process.layout.places.items(), key=lambda each: each[1])],
        tops=tops,
        left_out=[machine.actions[code].name for code in process.left_out],
        ways={
            machine.actions[code].name: [move.variant.values for move in moves]
            for code, moves in process.ways.items()
        },
        stages=[
            (stage.first, stage.last, table)
            for stage, table in zip(_dated(graph.endless, len(tables)), tables, strict=True)
        ],
        loop=None if graph.ends else graph.loop,
    )


def _dated(endless: Endless, count: int) -> Sequence[Stage]:
    """The stages of a lasso with the days on which each first is."""
    return endless.until(count - 1).stages[:count]
