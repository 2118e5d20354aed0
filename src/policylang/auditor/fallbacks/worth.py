"""Thresholds, as far as a search goes: from which worth of a perk a history was found that pays.

The method is that of `properties.threshold`. Where the search left something out, a threshold is
one from which it surely pays; there may be a history that pays from less.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import date, unknown
from policylang.auditor.searching.paths import Allowed, Path, best_path
from policylang.auditor.solving.solver import Pricing
from policylang.auditor.witnesses.replay import Disagreement
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.history import Row

_ROUNDS: Final = 60


def thresholds(fallback: Fallback, name: str) -> Answer:
    """The threshold of each perk that is given at some time: with everything, with money alone."""
    inquiry = fallback.inquiry
    perks = [grant for grant in inquiry.machine.grants if grant.kind == "perk"]
    if not any(grant.trigger is not None for grant in perks):
        if perks:
            return unknown(name, f"{fallback.reason}, and no perk is given at any time")
        text = "No perk is given at any time."
        return Answer(name, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)
    search = fallback.searcher.whole
    rows: list[tuple[str, ...]] = []
    figures: dict[str, str] = {}
    unasked = []
    for number, grant in enumerate(inquiry.machine.grants):
        if grant.kind != "perk":
            continue
        if grant.trigger is None:
            unasked.append(f"`{grant.label}`")
            rows.append((grant.label, "unknown", "unknown"))
            continue
        found = [_threshold(fallback, number, allowed) for allowed in (None, _takes_no_hours)]
        cells = [_in_words(fallback, each) for each in found]
        rows.append((grant.label, *cells))
        figures |= {grant.name: cells[0], f"{grant.name}, money alone": cells[1]}
    evidence = Evidence.PROVED if search.proves else Evidence.REPLAYED
    if unasked:  # an answer stands as firmly as the weakest of its rows
        evidence = Evidence.NONE
    text = (
        "What a perk would have to be worth, each time it is given, for somebody to gain by "
        f"{date(inquiry.last)}."
    )
    if not search.proves:
        text = f"{text} {fallback.bound_of(search)}"
    if unasked:
        text += f" Of {', '.join(unasked)} it is unknown, as it is given at no time."
    headings = ("perk", "pays when worth more than", "with money alone")
    return Answer(name, Verdict.ANSWERED, evidence, text, figures=figures, table=(headings, *rows))


def _takes_no_hours(way: object) -> bool:
    return not getattr(way, "hours", 0)


def _threshold(fallback: Fallback, grant: int, allowed: Allowed | None) -> Fraction | None:
    """Held money each time; None where no history was found that brings the perk more often."""
    best, still = _at(fallback, grant, Fraction(2**50), allowed)
    found: Fraction | None = None
    for _ in range(_ROUNDS):
        if best.pump is not None:
            before, again = best.pump.before, best.pump.again
            awards, others = _counted(fallback, (*before, *again, *again), grant)
            awards_idle, others_idle = _counted(fallback, (*before, *again), grant)
        elif best.value > still.value:
            awards, others = _counted(fallback, best.rows, grant)
            awards_idle, others_idle = _counted(fallback, (), grant)
        else:
            return found
        more = awards - awards_idle
        if more <= 0:
            return found if found is None else Fraction(0)
        ratio = Fraction(others_idle - others, more * fallback.inquiry.scale)
        if ratio <= 0:
            return Fraction(0)
        if found is not None and ratio >= found:
            raise Disagreement("the thresholds do not fall")
        found = ratio
        best, still = _at(fallback, grant, found, allowed)
    raise Disagreement("the thresholds do not settle")


def _at(
    fallback: Fallback, grant: int, worth: Fraction, allowed: Allowed | None
) -> tuple[Path, Path]:
    """The best and doing nothing, were a perk worth so much each time."""
    inquiry, explored = fallback.inquiry, fallback.searcher.whole.explored
    plain, q = inquiry.pricing(), worth.denominator
    pricing = Pricing(
        plain.money * q,
        plain.hours * q,
        {n: 0 if n == grant else weight * q for n, weight in plain.grants.items()},
        {grant: worth.numerator * inquiry.scale},
    )
    best = best_path(explored, pricing, allowed=allowed)
    still = best_path(explored, pricing, allowed=lambda _: False)
    assert best is not None
    assert still is not None
    return best, still


def _counted(fallback: Fallback, rows: Sequence[Row], grant: int) -> tuple[int, int]:
    """How often a history brings a perk, and its value without it; both by replay."""
    replay = fallback.inquiry.replay(rows)
    own = [award.worth for award in replay.result.awards if award.grant == grant]
    return len(own), fallback.inquiry.value_of(replay) - sum(own) * fallback.inquiry.scale


def _in_words(fallback: Fallback, found: Fraction | None) -> str:
    if found is None:
        proved = fallback.searcher.whole.proves
        return "no choice brings it" if proved else "no choice was found that brings it"
    return "anything" if found == 0 else fallback.inquiry.money(found)
