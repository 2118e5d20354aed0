"""Audits to be written out: a real one, and one whose every text is hostile."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache

import attrs

import policylang
from policylang.model.finding import (
    Answer,
    AuditReport,
    Evidence,
    Finding,
    Line,
    RuleLine,
    Severity,
    Verdict,
)
from tests.tools.running import RONGCHENG

HOSTILE = "<script>alert('&\"')</script>\x1b[2J\u202e\n# <b>"
DAY = datetime.date(2018, 1, 1)


@cache
def rongcheng() -> AuditReport:
    """The pilot over ten years: three findings of three causes."""
    return policylang.load(RONGCHENG).audit(horizon="10 years")


def finding(
    name: str = "profit",
    *actions: str,
    rules: tuple[tuple[str, str], ...] = (),
    severity: Severity = Severity.HIGH,
    title: str = "it pays",
) -> Finding:
    """A finding whose history takes some actions under some rules (block, text)."""
    lines = tuple(
        Line(DAY, each, "", Decimal(1), Decimal(0), Decimal(0), 1, 1, None, (each, {}))
        for each in actions
    )
    return Finding(
        name,
        title,
        severity,
        Evidence.REPLAYED,
        lines,
        Decimal(0),
        tuple(
            RuleLine("a.policy", 1 + n, text, None, owner) for n, (owner, text) in enumerate(rules)
        ),
        since=DAY,
        until=DAY,
    )


def report(*findings: Finding) -> AuditReport:
    """A report of these findings, an answer for each property."""
    names = dict.fromkeys(each.property for each in findings)
    answers = tuple(
        Answer(
            name,
            Verdict.BROKEN,
            Evidence.REPLAYED,
            "so it is",
            tuple(each for each in findings if each.property == name),
        )
        for name in names
    )
    return AuditReport("a", "A", "0" * 64, DAY, DAY, ("nothing",), answers, "a.policy")


def hostile() -> AuditReport:
    """A report in which every text that comes from outside tries to be more than text."""
    line = Line(DAY, HOSTILE, HOSTILE, Decimal(1), Decimal(2), Decimal(-3), 4, 5, HOSTILE,
                (HOSTILE, {HOSTILE: HOSTILE}))  # fmt: skip
    bad = attrs.evolve(
        finding(HOSTILE, title=HOSTILE, rules=((HOSTILE, HOSTILE),)),
        lines=(line,),
        notes=(HOSTILE,),
    )
    whole = report(bad)
    answers = tuple(
        attrs.evolve(each, summary=HOSTILE, table=((HOSTILE, "x"), (HOSTILE, HOSTILE)))
        for each in whole.answers
    )
    return attrs.evolve(
        whole,
        policy=HOSTILE,
        title=HOSTILE,
        file=f"C:\\{HOSTILE}",
        assumptions=(HOSTILE,),
        answers=answers,
        asks={HOSTILE: HOSTILE},
    )
