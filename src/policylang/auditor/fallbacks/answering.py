"""What the fallbacks share: how histories are made simpler, and answers with their bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from policylang.auditor.inquiry import Inquiry
from policylang.auditor.searching.search import Search, Searcher
from policylang.auditor.searching.shrinking import Shows, shrunk
from policylang.auditor.searching.simplest import simplest
from policylang.model.finding import Answer, Evidence, Finding, Verdict
from policylang.model.history import Row


@attrs.define(slots=False, eq=False)
class Fallback:
    """One question to a search, and why the exact process does not answer it."""

    inquiry: Inquiry
    searcher: Searcher
    reason: str

    def simpler(self, rows: Sequence[Row], shows: Shows) -> tuple[Row, ...]:
        """The simplest history that was found which still shows something."""
        return simplest(
            self.inquiry, rows, shows, self.searcher.ways.every, self.searcher.lives.with_all
        )

    def improved(self, rows: Sequence[Row], shows: Shows) -> tuple[Row, ...]:
        """A history made simpler step by step, each of which `shows` takes."""
        inquiry = self.inquiry
        refitted = self.searcher.lives.with_all
        return shrunk(inquiry.machine, rows, inquiry.question.since, shows, refitted)

    # --- answers -------------------------------------------------------------------------------

    def holds(
        self, name: str, search: Search, proved: str, otherwise: str, **figures: str
    ) -> Answer:
        """Nothing was found: proved where nothing was left out, else searched to a bound."""
        if search.proves:
            return Answer(name, Verdict.HOLDS, Evidence.PROVED, proved, figures=figures)
        return Answer(
            name,
            Verdict.UNKNOWN,
            Evidence.SEARCHED,
            f"{otherwise}, but not everything was tried: {search.bound}. No proof, because "
            f"{self.reason}.",
            figures=figures,
        )

    def found(
        self,
        name: str,
        search: Search,
        text: str,
        findings: Sequence[Finding],
        figures: Mapping[str, str] | None = None,
    ) -> Answer:
        """Something was found; the text ends with how far was looked where that is not far enough.

        Args:
            text: what was found, as a sentence.
        """
        evidence = Evidence.PROVED if search.proves else Evidence.REPLAYED
        if not search.proves:
            text = f"{text} {self.bound_of(search)}"
        return Answer(name, Verdict.BROKEN, evidence, text, tuple(findings), figures or {})

    def bound_of(self, search: Search) -> str:
        """How far was looked, as a sentence; empty where nothing was left out."""
        if search.proves:
            return ""
        return f"There may be better: searched {search.bound}, because {self.reason}."
