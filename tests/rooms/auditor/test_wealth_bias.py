"""Wealth bias: its days are those of going through every history, with money and without."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.fallbacks.dispatch import Fallbacks
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import wealth_bias
from policylang.auditor.question import RanOut, Unfit
from policylang.core.errors import PolicyError
from policylang.model.finding import Answer, Evidence
from tests.rooms.auditor.every_history import TooMany, go_through
from tests.rooms.auditor.small_schemes import small_scheme
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of, made

Ask = Callable[[Inquiry], Answer]


def exactly(inquiry: Inquiry) -> Answer:
    return wealth_bias.answer(inquiry)


def searched(inquiry: Inquiry) -> Answer:
    return Fallbacks().answer(wealth_bias.NAME, inquiry, "it is not asked")


def policies(seed: int) -> Iterator[Policy]:
    """Small policies and schemes in turn; none in which points come on a later date of an event.

    Those have come when a day is over, and going through histories looks before.
    """
    while True:
        seed += 1
        policy = made(seed)
        if policy is not None:
            yield policy
        text, about = small_scheme(seed)
        try:
            if about != "moments":
                yield loads(text)
        except PolicyError:
            continue


def days(answer: Answer, means: str) -> dict[str, int | None]:
    """By grade, the day of a means; None where it cannot be had."""
    return {
        key.removesuffix(f": {means}"): None
        if told == "not within it"
        else datetime.date.fromisoformat(told[:10]).toordinal()
        for key, told in answer.figures.items()
        if key.endswith(f": {means}")
    }


@pytest.mark.parametrize("ask", [exactly, searched])
def test_the_days_are_those_of_every_history(ask: Ask) -> None:
    seen: Counter[str] = Counter()
    for policy in policies(7_000_000):
        (grading,) = policy.machine.gradings
        if len(grading.versions) > 1 or grading.holds:
            continue  # going through histories looks at one list of bounds
        inquiry = inquiry_of(policy)
        try:
            answer = ask(inquiry)
            rich = go_through(policy.machine, FIRST, LAST)
            poor = go_through(policy.machine, FIRST, LAST, free=True)
            lived = isinstance(inquiry.lean, Lived)
        except (Unfit, RanOut, TooMany):
            continue
        if answer.evidence is not Evidence.PROVED:
            continue
        names = {grade.name: rank for rank, grade in enumerate(policy.machine.grades)}
        for means, every in (("no limit", rich), ("no money", poor)):
            for name, day in days(answer, means).items():
                assert day == every.earliest.get(names[name])
                seen[means if day else "never"] += 1
        seen.update(["asked", "lived" if lived else "numbers"])
        if seen["asked"] == 60:
            break
    assert min(seen[each] for each in ("no limit", "no money", "never")) >= 10, seen
    assert min(seen["lived"], seen["numbers"]) >= 10, seen


_CLUB = """\
policy club {
  title "Club"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score credit { starts at 0 stays within 0 to 9 }
action give { by choice costs 5 USD earns 1, at most 3 per calendar month }
action help { by choice costs 1 hours earns 1 when count of help this calendar month <= 2 }
grades of credit { gold from 6 plain below }
"""


def test_more_than_scores_and_caps_may_matter() -> None:
    """Two points a month by helping: gold in March; three more by giving: in February."""
    (answer,) = loads(_CLUB).audit(properties=["wealth bias"], horizon="1 years").answers
    assert answer.evidence is Evidence.PROVED
    assert answer.figures["gold: no money"] == "2018-03-01: 6 hours"
    assert answer.figures["gold: no limit"] == "2018-02-01: 10.00 USD + 4 hours"
