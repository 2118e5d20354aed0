"""The price of each grade, as far as a search goes.

What was found is a way that was replayed, so no grade costs more than is said here; where the
search left something out it may cost less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policylang.auditor.fallbacks.answering import Fallback
from policylang.auditor.inquiry import date, unknown
from policylang.auditor.properties import wealth_bias as bias_of_wealth
from policylang.auditor.properties.price import CHEAPEST, Way, bias, budget_in_words, row, told
from policylang.auditor.searching.lives import Standing
from policylang.auditor.searching.paths import Allowed, Goal, Path, best_path
from policylang.auditor.searching.search import Search
from policylang.auditor.searching.ways import Way as SearchedWay
from policylang.auditor.solving.solver import Pricing
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Verdict
from policylang.model.history import Row

#: Hours before money.
QUICKEST = Pricing(1, 2**40, {})


def grades(fallback: Fallback, name: str) -> Answer:
    """What each better grade was found to cost at most, and with which means."""
    inquiry = fallback.inquiry
    if not inquiry.machine.gradings:
        text = "The policy has no grades."
        return Answer(name, Verdict.ANSWERED, Evidence.PROVED_ALWAYS, text)
    search = fallback.searcher.budgeted
    rows: list[tuple[str, ...]] = []
    findings: list[Finding] = []
    figures: dict[str, str] = {}
    evidence = Evidence.PROVED if search.proves else Evidence.REPLAYED
    for number, grading in enumerate(inquiry.machine.gradings):
        for rank in _better(search, number):
            grade = grading.versions[-1].grades[rank].name
            ways = _ways(fallback, search, number, rank)
            rows.append(row(grade, ways, inquiry))
            figures |= {f"{grade}: {key}": told(way, inquiry) for key, way in ways.items()}
            if rank == 0 and number == 0 and search.proves:
                poor = reach(
                    fallback, search, goal_of(number, rank), CHEAPEST, allowed=_free, first=True
                )
                findings.extend(bias(grade, ways["earliest"], poor, inquiry, evidence))
    if not rows:
        text = "There is no grade better than the one everybody starts with."
        return Answer(name, Verdict.ANSWERED, evidence, text)
    text = (
        f"What each better grade costs{'' if search.proves else ' at most'}, from "
        f"{date(inquiry.question.since)} to {date(inquiry.last)}{budget_in_words(inquiry)}."
    )
    if not search.proves:
        text = f"{text} {fallback.bound_of(search)}"
        rows = [tuple(cell.replace("cannot be had", "not found") for cell in each) for each in rows]
        figures = {key: text.replace("cannot be had", "not found") for key, text in figures.items()}
    headings = ("grade", "least money", "money alone", "hours alone", "earliest")
    return Answer(
        name, Verdict.ANSWERED, evidence, text, tuple(findings), figures, (headings, *rows)
    )


def wealth_bias(fallback: Fallback, name: str) -> Answer:
    """When each better grade can be had, by what can be spent, where the search left nothing out.

    Else both days are bounds, and of how many times as long one takes as the other nothing follows.
    """
    inquiry, searcher = fallback.inquiry, fallback.searcher
    search, whole = searcher.budgeted, searcher.whole
    for each in (search, whole):
        if not each.proves:
            return unknown(name, f"{fallback.reason}; searched {each.bound}")
    without = Fallback(bias_of_wealth.unlimited(inquiry), searcher, fallback.reason)

    def grades_found() -> Iterator[tuple[str, bias_of_wealth.Ways]]:
        for number, grading in enumerate(inquiry.machine.gradings):
            for rank in _better(search, number):
                goal = goal_of(number, rank)
                ways = {
                    "no money": reach(fallback, search, goal, CHEAPEST, allowed=_free, first=True)
                }
                if bias_of_wealth.is_limited(inquiry):
                    ways["the budget"] = reach(fallback, search, goal, CHEAPEST, first=True)
                ways["no limit"] = reach(without, whole, goal, CHEAPEST, first=True)
                yield grading.versions[-1].grades[rank].name, ways

    return bias_of_wealth.in_words(inquiry, grades_found())


def _free(way: SearchedWay) -> bool:
    return not way.money


def _better(search: Search, number: int) -> Iterator[int]:
    """Places of the grades better than the one that somebody has who does nothing at first."""
    first = search.explored.layers[0].standings[0]
    assert first is not None
    yield from range(first.ranks[number] - 1, -1, -1)


def goal_of(number: int, rank: int) -> Goal:
    """To have a grade, or a better one."""

    def reached(standing: Standing) -> bool:
        return standing.scored and standing.ranks[number] <= rank

    return reached


def _ways(fallback: Fallback, search: Search, number: int, rank: int) -> dict[str, Way | None]:
    goal = goal_of(number, rank)
    return {
        "least money": reach(fallback, search, goal, CHEAPEST),
        "money alone": reach(fallback, search, goal, CHEAPEST, allowed=lambda way: not way.hours),
        "hours alone": reach(fallback, search, goal, QUICKEST, allowed=lambda way: not way.money),
        "earliest": reach(fallback, search, goal, CHEAPEST, first=True),
    }


def reach(
    fallback: Fallback,
    search: Search,
    goal: Goal,
    pricing: Pricing,
    *,
    allowed: Allowed | None = None,
    first: bool = False,
) -> Way | None:
    """The best way found to a goal, made simpler and replayed; None where none is within budget."""
    most = fallback.inquiry.question.money
    thrifty = most is not None and pricing.money > pricing.hours
    within = -((most + 1) * pricing.money - 1) if most is not None and thrifty else None
    path = best_path(
        search.explored, pricing, goal=goal, allowed=allowed, first=first, within=within
    )
    if path is None:
        return None
    rows = path.rows if search.proves else _simpler(fallback, path, goal, pricing)
    replay = fallback.inquiry.replay(rows, until=path.day)
    spent = pricing.money * replay.money + pricing.hours * replay.hours
    if not goal(standing_of(replay, fallback)) or spent > -path.value:
        raise Disagreement("the replay of a way to a grade does not come to what was worked out")
    if most is not None and replay.money > most:
        return None
    return Way(replay.money, replay.hours, path.day, replay)


def _simpler(fallback: Fallback, path: Path, goal: Goal, pricing: Pricing) -> tuple[Row, ...]:
    """The same with lower amounts and fewer events, on no later day."""
    budget = [-path.value]

    def as_good(rows: Sequence[Row]) -> bool:
        tried = fallback.inquiry.tried(rows, until=path.day)
        if tried is None:
            return False
        spent = pricing.money * tried.money + pricing.hours * tried.hours
        if spent > budget[0] or not goal(standing_of_rows(fallback, rows, path.day)):
            return False
        budget[0] = spent
        return True

    if not as_good(path.rows):
        raise Disagreement("the replay of a way to a grade does not come to what was worked out")
    return fallback.improved(path.rows, as_good)


def standing_of(replay: Replay, fallback: Fallback) -> Standing:
    """Where a replay leaves somebody at its end."""
    return standing_of_rows(fallback, replay.rows, replay.until)


def standing_of_rows(fallback: Fallback, rows: Sequence[Row], day: int) -> Standing:
    """Where events leave somebody at the end of a day."""
    found = fallback.searcher.lives.standing_after(rows, day)
    assert found is not None
    return found
