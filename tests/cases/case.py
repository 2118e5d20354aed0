"""A case: a section of a Markdown page with a policy, a history and what is to come of them.

Blocks of a case:

- `policy`: the policy. A page may have one policy for all its cases, in its first section.
- `policy NAME`, empty: a shipped policy.
- `part`: blocks of a policy; a header and a score are added where they are missing.
- `people`: attributes as CSV, first column `person`.
- `history`, or `history as of 2018-12-31`: events as CSV, first columns `person,date,action`.
- `ledger`: the ledger that is expected, one line for each rule that was applied.
- `outcome`: the score, the grade and the perks that are expected.

Blanks between words do not count when a ledger or an outcome is compared.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import attrs

import policylang
from policylang import Outcome, Policy
from policylang.core.data import data_dir
from tests.docs.pages import Block, Page, Section, read_page

_HEADER = """policy example {
  currency USD
  timezone "UTC"
  in force from 2018-01-01
  short months end on the last day
}
"""
_SCORE = """score credit {
  starts at 1000
  stays within 0 to 2000
}
"""


@attrs.frozen
class Case:
    """A section that expects something of a policy."""

    page: Page
    section: Section
    policy: Block

    @property
    def name(self) -> str:
        """For test reports."""
        return f"{self.page.path.stem}: {self.section.title}"

    def load(self) -> Policy:
        """The policy, completed if it is a part. Raises PolicyError."""
        kind, _, shipped = self.policy.kind.partition(" ")
        if shipped:
            return policylang.load(data_dir("policies") / shipped)
        text = self.policy.text
        if kind == "part":
            text = completed(text)
        return policylang.loads(text, name="case.policy")

    def block(self, kind: str) -> Block | None:
        """The block of a kind in the section, if it has one."""
        found = [block for block in self.section.blocks if block.kind.split()[0] == kind]
        return found[0] if found else None

    def outcomes(self) -> list[Outcome]:
        """Everybody in the history, evaluated with a ledger, in order of first appearance."""
        policy = self.load()
        history = self.block("history")
        assert history is not None
        _, _, as_of = history.kind.partition(" as of ")
        people = {row.pop("person"): row for row in _rows(self.block("people"))}
        events: dict[str, list[dict[str, str]]] = {name: [] for name in people}
        for row in _rows(history):
            person = row.pop("person")
            events.setdefault(person, []).append({k: v for k, v in row.items() if v})
        return [
            policy.evaluate(
                events[name],
                person=people.get(name, {}),
                as_of=as_of or None,
                ledger=True,
                name=name,
            )
            for name in events
        ]


def completed(text: str) -> str:
    """A part of a policy with a header and a score put before it where it has none."""
    starts = [line.split()[0] for line in text.splitlines() if line and line[0].isalpha()]
    header = "" if "policy" in starts else _HEADER
    return header + ("" if "score" in starts else _SCORE) + text


def cases_of(path: Path) -> Iterator[Case]:
    """Every case of a page: each section with a `ledger` or an `outcome` block."""
    page = read_page(path)
    shared = [block for block in page.sections[0].blocks if block.kind.startswith("policy")]
    for section in page.sections:
        expects = any(block.kind in ("ledger", "outcome") for block in section.blocks)
        if expects:
            own = section.blocks_of("policy", "part") or shared
            yield Case(page, section, own[0])


def _rows(block: Block | None) -> list[dict[str, str]]:
    return [] if block is None else list(csv.DictReader(io.StringIO(block.text)))
