"""What an audit says: answers to questions about a policy, with findings and their evidence."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import attrs

from policylang.model.ledger import Points


class Verdict(StrEnum):
    """What is known of a property."""

    HOLDS = "holds"
    BROKEN = "broken"
    #: A question with figures for an answer, not with yes or no.
    ANSWERED = "answered"
    #: Neither shown nor refuted; the answer says why.
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How firmly an answer stands, strongest first."""

    PROVED_ALWAYS = "proved for all horizons"
    PROVED = "proved within the horizon"
    REPLAYED = "witness replayed"
    SEARCHED = "searched to bound"
    NONE = "unknown"


class Severity(StrEnum):
    """How much a finding matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@attrs.frozen
class Line:
    """One line of a dated, priced history: an event of a person, or what the policy brings.

    `cost` and `hours` are what the person spends, `gain` is money received (negative: paid).
    """

    date: datetime.date
    what: str
    #: The fields of an event as they are written: `amount 750 USD`.
    detail: str
    cost: Decimal
    hours: Decimal
    gain: Decimal
    points: Points
    balance: Points
    grade: str | None
    #: The encoded event (action, values); None where the line is a perk or sanction.
    event: tuple[str, Mapping[str, str]] | None = None


@attrs.frozen
class RuleLine:
    """A rule that a history rests on."""

    file: str
    line: int
    text: str
    assumed: str | None = None
    #: The block it stands in: `action donate`, `perk heating_discount`.
    owner: str = ""


@attrs.frozen
class Beside:
    """A second history, and what it is to the first: `the other order`, `the other person`."""

    caption: str
    lines: tuple[Line, ...]


@attrs.frozen
class Finding:
    """Something that an author would want to know, shown by a history that was replayed."""

    property: str
    title: str
    severity: Severity
    evidence: Evidence
    lines: tuple[Line, ...]
    #: What the history brings less what it costs, in the policy's currency.
    net: Decimal
    rules: tuple[RuleLine, ...]
    notes: tuple[str, ...] = ()
    #: First and last day of the history.
    since: datetime.date | None = None
    until: datetime.date | None = None
    #: What it is compared with, or what a second person does.
    beside: Beside | None = None
    #: The first grade that is not reached after the events of the history, by the last day or ever.
    barred: str | None = None


@attrs.frozen
class Answer:
    """What the audit says of one property."""

    property: str
    verdict: Verdict
    evidence: Evidence
    #: The answer in a sentence or two.
    summary: str
    findings: tuple[Finding, ...] = ()
    #: Figures behind it, by name, for people and programs.
    figures: Mapping[str, str] = attrs.field(factory=dict)
    #: A table for people: headings, then rows.
    table: tuple[tuple[str, ...], ...] = ()
    #: Names of what was not looked at: nothing is said of it, whatever the evidence of the rest.
    left_out: tuple[str, ...] = ()


@attrs.frozen
class Compared:
    """What a baseline makes of a report, in which only new findings are left."""

    #: How many findings the baseline knew; they are left out.
    known: int
    #: Titles of findings of the baseline that are not there any more.
    gone: tuple[str, ...]
    #: How many of the baseline's were not asked about, or not decided, this time.
    open: int


@attrs.frozen
class AuditReport:
    """All answers of one run, with what they rest on."""

    policy: str
    title: str
    fingerprint: str
    since: datetime.date
    until: datetime.date
    assumptions: tuple[str, ...]
    answers: tuple[Answer, ...]
    #: The file of the policy, as it was called.
    file: str = ""
    #: What each property asks, by its name, in a sentence.
    asks: Mapping[str, str] = attrs.field(factory=dict)
    #: Set where the report was compared with a baseline.
    compared: Compared | None = None
    #: Whether somebody pressed Ctrl-C: then some answer may say less than it could.
    interrupted: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in order of the answers."""
        return tuple(finding for answer in self.answers for finding in answer.findings)

    @property
    def undecided(self) -> tuple[Answer, ...]:
        """The answers that are unknown."""
        return tuple(each for each in self.answers if each.verdict is Verdict.UNKNOWN)
