"""Which fallback answers which property."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policylang.auditor.fallbacks import back, gains, grades, points, worth
from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import Inquiry, unknown
from policylang.auditor.properties import (
    bad_acts,
    claims,
    forever,
    free_points,
    price,
    profit,
    splitting,
    threshold,
    way_back,
    wealth_bias,
)
from policylang.auditor.question import RanOut, Unfit
from policylang.auditor.searching.search import Searcher
from policylang.model.finding import Answer

#: What a search says, by property; claims are dealt with apart.
_FALLBACKS: Final[dict[str, Callable[[Fallback, str], Answer]]] = {
    profit.NAME: gains.profit,
    forever.NAME: gains.for_ever,
    threshold.NAME: worth.thresholds,
    price.NAME: grades.grades,
    wealth_bias.NAME: grades.wealth_bias,
    way_back.NAME: back.way_back,
    free_points.NAME: points.free_points,
    splitting.NAME: points.splitting,
    bad_acts.NAME: gains.wrong,
}


class Fallbacks:
    """What a search says of a policy; properties that ask of the same days share a search."""

    def __init__(self) -> None:
        self._searchers: dict[int, Searcher] = {}

    def answer(self, name: str, inquiry: Inquiry, reason: str) -> Answer:
        """What a search says of a property, and why nothing firmer is said.

        Raises:
            Disagreement: a replay does not come to what was found.
        """
        searcher = self._searchers.get(inquiry.last)
        try:
            if searcher is None:
                searcher = self._searchers[inquiry.last] = Searcher(inquiry)
            fallback = Fallback(inquiry, searcher, reason)
            claim = next((c for c in inquiry.machine.claims if claims.name_of(c) == name), None)
            if claim is not None and claims.is_about_gain(claim):
                return gains.claim(fallback, name, claim.label, strict=claims.is_strict(claim))
            if name not in _FALLBACKS:
                return unknown(name, reason)
            return _FALLBACKS[name](fallback, name)
        except (Unfit, RanOut) as problem:
            return unknown(name, f"{reason}; and the search does not either: {problem}")
