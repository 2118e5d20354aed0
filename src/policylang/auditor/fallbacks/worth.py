"""Thresholds, as far as a search goes: from which worth of a perk a history was found that pays.

Of a perk that is worth more the larger an event or the score is, the threshold is a share of what
it is worth, not a worth each time: one event can be many small ones.

The method is that of `properties.threshold`. Where the search left something out, a threshold is
one from which it surely pays; there may be a history that pays from less.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import date, unknown
from policylang.auditor.searching.paths import Allowed, Path, best_path
from policylang.auditor.solving.solver import Pricing
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.auditor.witnesses.trial import Trial
from policylang.model import expressions as e
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.model.history import Row
from policylang.model.machine import Grant

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
        asked = _Asked(fallback, number, share=_varies(grant))
        cells = [asked.threshold(allowed) for allowed in (None, _takes_no_hours)]
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


def _varies(grant: Grant) -> bool:
    """Whether a perk is worth more or less by what is done: by an amount of an event, or points."""
    return grant.worth is not None and any(
        isinstance(part, e.FieldValue | e.Balance) for part in e.every_part(grant.worth)
    )


@attrs.frozen
class _Asked:
    """A perk, and whether its threshold is a share of what it is worth, or a worth each time."""

    fallback: Fallback
    grant: int
    share: bool

    def threshold(self, allowed: Allowed | None) -> str:
        """The threshold in words."""
        found = self._found(allowed)
        if found is None:
            proved = self.fallback.searcher.whole.proves
            return "no choice brings it" if proved else "no choice was found that brings it"
        if found == 0:
            return "anything"
        if self.share:
            return f"{_percent(found)} of what it is"
        return self.fallback.inquiry.money(found)

    def _found(self, allowed: Allowed | None) -> Fraction | None:
        """The threshold; None where no history was found that brings the perk more often.

        Where the search left something out, histories that other questions found count as well,
        and all are made simpler for as long as that makes them pay from less.
        """
        found, rows = self._explored(allowed)
        if self.fallback.searcher.whole.proves or found == 0:
            return found
        known = (rows, *self.fallback.inquiry.known, self.fallback.searcher.bought)
        improved = self._improved(known, free=allowed is not None)
        return min((each for each in (found, improved) if each is not None), default=None)

    def _improved(self, known: Sequence[tuple[Row, ...]], *, free: bool) -> Fraction | None:
        """The least worth from which one of some histories pays, made simpler for that."""
        ratios = [(self._ratio(rows, free=free), rows) for rows in known]
        paying = [(ratio, rows) for ratio, rows in ratios if ratio is not None]
        if not paying:
            return None
        least, best = min(paying)
        reached = [least]

        def as_low(tried: Sequence[Row]) -> bool:
            ratio = self._ratio(tried, free=free)
            if ratio is None or ratio > reached[0]:
                return False
            reached[0] = ratio
            return True

        self.fallback.inquiry.replay(self.fallback.improved(best, as_low))  # by both engines
        return max(reached[0], Fraction(0))

    def _ratio(self, rows: Sequence[Row], *, free: bool) -> Fraction | None:
        """From which worth on a history pays; None where it does not bring the perk more often.

        Args:
            free: whether it must take no hours.
        """
        inquiry = self.fallback.inquiry
        found, idle = inquiry.tried(rows), inquiry.tried(())
        if found is None or idle is None or (free and found.hours):
            return None
        (awards, others), (awards_idle, others_idle) = map(self._count, (found, idle))
        if awards <= awards_idle:
            return None
        return Fraction(others_idle - others, (awards - awards_idle) * inquiry.scale)

    def _explored(self, allowed: Allowed | None) -> tuple[Fraction | None, tuple[Row, ...]]:
        """The threshold among all that was explored, and the history that has it."""
        rows: tuple[Row, ...] = ()
        best, still = self._at(Fraction(2**50), allowed)
        found: Fraction | None = None
        for _ in range(_ROUNDS):
            if best.pump is not None:
                before, again = best.pump.before, best.pump.again
                awards, others = self._counted((*before, *again, *again))
                awards_idle, others_idle = self._counted((*before, *again))
            elif best.value > still.value:
                rows = best.rows
                awards, others = self._counted(rows)
                awards_idle, others_idle = self._counted(())
            else:
                return found, rows
            more = awards - awards_idle
            if more <= 0:
                return (found if found is None else Fraction(0)), rows
            ratio = Fraction(others_idle - others, more * self.fallback.inquiry.scale)
            if ratio <= 0:
                return Fraction(0), rows
            if found is not None and ratio >= found:
                raise Disagreement("the thresholds do not fall")
            found = ratio
            best, still = self._at(found, allowed)
        raise Disagreement("the thresholds do not settle")

    def _at(self, worth: Fraction, allowed: Allowed | None) -> tuple[Path, Path]:
        """The best and doing nothing, were the perk worth so much each time, or such a share."""
        inquiry, explored = self.fallback.inquiry, self.fallback.searcher.whole.explored
        plain, q = inquiry.pricing(), worth.denominator
        weight = worth.numerator * inquiry.scale
        pricing = Pricing(
            plain.money * q,
            plain.hours * q,
            {n: 0 if n == self.grant else each * q for n, each in plain.grants.items()}
            | ({self.grant: weight} if self.share else {}),
            {} if self.share else {self.grant: weight},
        )
        best = best_path(explored, pricing, allowed=allowed)
        still = best_path(explored, pricing, allowed=lambda _: False)
        assert best is not None
        assert still is not None
        return best, still

    def _counted(self, rows: Sequence[Row]) -> tuple[int, int]:
        """How often a history brings the perk, or how much of it; and its value without it.

        Both by replay.
        """
        return self._count(self.fallback.inquiry.replay(rows))

    def _count(self, run: Replay | Trial) -> tuple[int, int]:
        inquiry = self.fallback.inquiry
        own = [award.worth for award in run.result.awards if award.grant == self.grant]
        value = inquiry.value_of(run) - sum(own) * inquiry.scale
        return sum(own) if self.share else len(own), value


def _percent(share: Fraction) -> str:
    """A share in percent, to two decimals, with the fraction where those do not tell all."""
    percent = share * 100
    text = f"{float(percent):,.2f}".rstrip("0").rstrip(".")
    return f"{text}%" if Fraction(text.replace(",", "")) == percent else f"{text}% ({share})"
