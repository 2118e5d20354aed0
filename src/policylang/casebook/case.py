"""A case: a person, what happened, and what should have become of it on some days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import attrs

from policylang.casebook.tree import MappingNode, Node
from policylang.core.source import Span


@attrs.frozen
class CaseEvent:
    """An event as `Policy.evaluate` takes it, and where it is written."""

    given: Mapping[str, object]
    span: Span


@attrs.frozen
class Expectation:
    """What should be so at the end of a day, perhaps as far as was known on another.

    `wants` is what is written there; what it means depends on the policy (see `expected`).
    """

    on: datetime.date
    known: datetime.date | None
    wants: MappingNode
    span: Span


@attrs.frozen
class Person:
    """Somebody in a case. `attributes` are text by name, or text by the date it holds from.

    `name` is None where a case is about one person only.
    """

    name: str | None
    attributes: Mapping[str, object]
    events: tuple[CaseEvent, ...]
    #: Where the attributes are written, else where the person or the case is named.
    described_at: Node


@attrs.frozen
class Case:
    """A history with a known outcome, or those of several persons who are ranked."""

    name: str
    since: datetime.date | None
    people: tuple[Person, ...]
    expectations: tuple[Expectation, ...]
    span: Span
    #: Whom the outcome is known from, and whatever else a reader should know.
    source: str | None = None
    note: str | None = None

    @property
    def line(self) -> int:
        """The line of the file that names it."""
        return self.span.line

    @property
    def ranked(self) -> bool:
        """Whether it is about several persons."""
        return self.people[0].name is not None


@attrs.frozen
class Casebook:
    """The cases of one file, all about one policy."""

    file: Path
    policy: Path
    #: Where the policy is named; the beginning of the file where it is not.
    policy_at: Span
    cases: tuple[Case, ...]
