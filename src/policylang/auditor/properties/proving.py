"""Proofs as files: for an answer that says that something holds, the table that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import process_of
from policylang.auditor.decisions.stages import Stage
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import claims, forever, profit
from policylang.auditor.question import Question, RanOut, Unfit
from policylang.auditor.solving.cycles import potential
from policylang.auditor.solving.forever import Endless, endless_of, finite
from policylang.auditor.solving.graph import Graph, graph_of
from policylang.auditor.witnesses.proofs.checking import verify_proof
from policylang.auditor.witnesses.proofs.writing import Stated, proof_values
from policylang.auditor.witnesses.refusal import Refused
from policylang.auditor.witnesses.replay import Replayer
from policylang.compiler import Evaluator
from policylang.model.finding import Answer, AuditReport, Verdict
from policylang.model.machine import Machine


def proof_name(answer: Answer, report: AuditReport) -> str:
    """What the file of a proof is called: `proof-profit-2014-01-01.json`."""
    words = re.sub(r"[^a-z0-9]+", "-", answer.property.lower()).strip("-")
    return f"proof-{words}-{report.since.isoformat()}.json"


def proofs_of(
    report: AuditReport, machine: Machine, question: Question, evaluator: Evaluator
) -> Iterator[tuple[Answer, dict[str, object] | str]]:
    """For each answer that a table can show: its certificate, or why there is none.

    Every certificate has been checked by the checker that others use.
    """
    inquiry = Inquiry(machine, question, Replayer(machine, question.attributes, evaluator))
    for answer in report.answers:
        try:
            value = proof_of(answer, report, inquiry)
            if value is not None:
                verify_proof(json.dumps(value).encode(), machine, question.assumptions)
                yield answer, value
        except (Unfit, RanOut, Refused) as problem:
            yield answer, str(problem)


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
