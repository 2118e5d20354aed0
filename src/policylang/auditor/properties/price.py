"""The price of a grade: in money, in hours, in time; and how far it depends on the budget.

PROPERTY. For each grade better than the first one: the least money, the least hours and the
earliest day with which some history reaches it, with everything allowed, with money alone, and with
hours alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import gcd

import attrs

from policylang.auditor.decisions.effects import State
from policylang.auditor.decisions.process import Process
from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.properties.threshold import Allowed, hours_alone, money_alone
from policylang.auditor.question import Unfit
from policylang.auditor.solving.goals import AtLeast, Graded
from policylang.auditor.solving.plans import gathered_rows, rows_of
from policylang.auditor.solving.solver import Best, Pricing, solve
from policylang.auditor.witnesses.replay import Disagreement, Replay
from policylang.model.finding import Answer, Evidence, Finding, Severity, Verdict
from policylang.model.grading import rank_among
from policylang.model.machine import Change, Grading, Machine, Restore
from policylang.model.machine import Move as Moved

NAME = "grades"
#: Weights that put money, or hours, first; the other breaks ties.
_FIRST = 2**40
CHEAPEST = Pricing(_FIRST, 1, {})
_QUICKEST = Pricing(1, _FIRST, {})


@attrs.frozen
class Way:
    """A way to a grade that was replayed."""

    money: int
    hours: int
    day: int
    replay: Replay


def answer(inquiry: Inquiry) -> Answer:
    """What each better grade costs, and which cannot be had with which means."""
    question = inquiry.question
    process = inquiry.budgeted
    rows: list[tuple[str, ...]] = []
    trade = ""
    findings: list[Finding] = []
    figures: dict[str, str] = {}
    for number, grading in enumerate(inquiry.machine.gradings):
        check_lasting(grading, process)
        for rank in better_grades(grading, process):
            name = grading.grades[rank].name
            goal = goal_of(grading, rank)
            best = _Ways(inquiry, process, goal)
            ways = best.by_means()
            rows.append(row(name, ways, inquiry))
            figures |= {f"{name}: {key}": told(way, inquiry) for key, way in ways.items()}
            if rank == 0 and number == 0:
                poor = best.to(CHEAPEST, allowed=hours_alone, first=True)
                findings.extend(bias(name, ways["earliest"], poor, inquiry, Evidence.PROVED))
            corners = best.curve()
            trade += _trade(name, corners, inquiry)
            figures |= {f"{name}: curve": "; ".join(_cost(each, inquiry) for each in corners)}
    if not rows:
        text = "There is no grade better than the one everybody starts with."
        return Answer(NAME, Verdict.ANSWERED, Evidence.PROVED, text)
    headings = ("grade", "least money", "money alone", "hours alone", "earliest")
    return Answer(
        NAME,
        Verdict.ANSWERED,
        Evidence.PROVED,
        f"What each better grade costs at least, from {date(question.since)} to "
        f"{date(inquiry.last)}{budget_in_words(inquiry)}.{trade}",
        tuple(findings),
        figures,
        (headings, *rows),
    )


def reach(
    inquiry: Inquiry,
    process: Process,
    goal: Callable[[State], bool],
    pricing: Pricing,
    *,
    allowed: Allowed | None = None,
    first: bool = False,
) -> Way | None:
    """The best way to a goal, replayed; None where there is none.

    Raises:
        Disagreement: the replay does not reach it, or costs something else.
        Unfit: the same, where the process may have more points than the policy.
    """
    within = affordable(inquiry, pricing) if first else None
    found: tuple[Process, Best] | None = None
    # Where points run out, of each stretch of days by itself.
    for each in (aim() for aim in process.aims) if process.aims else (process,):
        best = solve(each, pricing, goal=goal, allowed=allowed, first=first, within=within)
        if best is not None and (found is None or best.value > found[1].value):
            found = each, best
            if first:
                break
    if found is None:
        return None
    process, best = found
    day = process.stages[best.stage].first
    for rows in (gathered_rows(process, best.plan), rows_of(process, best.plan)):
        replay = inquiry.replay(rows, until=day)
        spent = pricing.money * replay.money + pricing.hours * replay.hours
        if reaches(inquiry, replay, goal) and spent == -best.value:
            return _within(inquiry, replay, day)
    if process.above:
        raise Unfit(process.above)
    raise Disagreement("the replay of a way to a grade does not come to what was worked out")


@attrs.frozen
class _Ways:
    """The best ways to a goal. Prices in one proportion are asked about once: they lead to one way.

    Where nothing takes hours, or nothing takes money, most questions are the same.
    """

    inquiry: Inquiry
    process: Process
    goal: Callable[[State], bool]
    _found: dict[tuple[object, ...], Way | None] = attrs.field(factory=dict)

    def to(
        self, pricing: Pricing, *, allowed: Allowed | None = None, first: bool = False
    ) -> Way | None:
        """What `reach` finds."""
        numbers = [
            n for n, move in enumerate(self.process.moves) if allowed is None or allowed(move)
        ]
        prices = [pricing.of(self.process.moves[n]) for n in numbers]
        by = gcd(*prices) or 1
        asked = (first, *numbers, *(price // by for price in prices))
        if asked not in self._found:
            self._found[asked] = reach(
                self.inquiry, self.process, self.goal, pricing, allowed=allowed, first=first
            )
        return self._found[asked]

    def by_means(self) -> dict[str, Way | None]:
        """The cheapest with everything, with money alone, with hours alone; and the first."""
        return {
            "least money": self.to(CHEAPEST),
            "money alone": self.to(CHEAPEST, allowed=money_alone),
            "hours alone": self.to(_QUICKEST, allowed=hours_alone),
            "earliest": self.to(CHEAPEST, first=True),
        }

    def curve(self) -> tuple[Way, ...]:
        """The trade between money and hours: the corners of what it takes at least, money rising.

        Between two corners no mix takes less than the straight line. Found from its ends inwards:
        at the prices at which two corners cost the same, either nothing is cheaper or there is a
        corner.
        """
        first, last = self.to(CHEAPEST), self.to(_QUICKEST)
        if first is None or last is None:
            return ()
        corners = [first]
        waiting = [(first, last)]
        while waiting:
            one, other = waiting.pop()
            money, hours = other.money - one.money, one.hours - other.hours
            if money <= 0 or hours <= 0:
                continue
            middle = self.to(Pricing(hours, money, {}))
            if middle is None:
                continue
            if hours * middle.money + money * middle.hours < hours * one.money + money * one.hours:
                corners.append(middle)
                waiting += [(one, middle), (middle, other)]
        if (last.money, last.hours) != (first.money, first.hours):
            corners.append(last)
        return tuple(sorted(corners, key=lambda each: each.money))


def affordable(inquiry: Inquiry, pricing: Pricing) -> int | None:
    """The least value of a history that the money allows; None where there is no limit to it.

    Of the prices those for hours must not add up to the one for the smallest piece of money.
    """
    most = inquiry.question.money
    return None if most is None else -((most + 1) * pricing.money - 1)


def reaches(inquiry: Inquiry, replay: Replay, goal: Callable[[State], bool]) -> bool:
    """Whether a replay reaches a goal on its last day, perhaps only until the end of that day."""
    scores, result = list(replay.result.scores), replay.result

    def is_reached() -> bool:
        if isinstance(goal, Graded):
            return goal.is_shown(scores, result, replay.until)
        return goal(tuple(scores))

    effects = {rule.number: rule.effect for rule in inquiry.machine.rules}
    for posting in reversed(result.ledger or ()):
        if is_reached() or posting.day != replay.until or posting.event >= 0:
            break
        effect = effects[posting.rule]
        if isinstance(effect, Change | Moved | Restore):
            scores[effect.score] -= posting.applied
    return is_reached()


def _trade(name: str, corners: Sequence[Way], inquiry: Inquiry) -> str:
    """The trade between money and hours in a sentence; empty where there is none."""
    if len(corners) < 2:
        return ""
    ways = ", ".join(_cost(each, inquiry) for each in corners)
    return f" For {name} hours can be saved with money: {ways}."


def _within(inquiry: Inquiry, replay: Replay, day: int) -> Way | None:
    most = inquiry.question.money
    if most is not None and replay.money > most:
        return None
    return Way(replay.money, replay.hours, day, replay)


def better_grades(grading: Grading, process: Process) -> Iterator[int]:
    """The grades better than the one at the start, by rank, the next one first."""
    start = rank_among(grading.grades, process.start[grading.score])
    yield from range(start - 1, -1, -1)


def goal_of(grading: Grading, rank: int) -> Callable[[State], bool]:
    """Whether a state has a grade, by rank, or a better one."""
    return AtLeast(grading.score, grading.grades[rank].low)


def check_lasting(grading: Grading, process: Process) -> None:
    """Refuse grades that more than the score decides.

    Raises:
        Unfit: they change on a date, or a condition keeps them down.
    """
    if len(grading.versions) > 1:
        raise Unfit("the grades change on a date")
    if grading.holds and not process.lives_by_numbers:  # in a compact one no hold ever bites
        raise Unfit("a grade can be held down")


def earliest(
    inquiry: Inquiry,
    process: Process,
    goal: Callable[[State], bool],
    *,
    allowed: Allowed | None = None,
) -> Way | None:
    """The earliest way that the money allows: of the cheapest up to each day, the first.

    Raises:
        Disagreement: its replay does not come to what was worked out.
    """
    return reach(inquiry, process, goal, CHEAPEST, allowed=allowed, first=True)


def row(name: str, ways: dict[str, Way | None], inquiry: Inquiry) -> tuple[str, ...]:
    """The line of a grade in the table."""
    cells = {means: told(way, inquiry) for means, way in ways.items()}
    if ways["hours alone"] is None and not takes_hours(inquiry.machine):
        cells["hours alone"] = "nothing takes hours"
    return name, *cells.values()


def takes_hours(machine: Machine) -> bool:
    """Whether hours are a way to anything: some chosen action costs hours."""
    return any(
        cost.kind == "hours"
        for action in machine.actions
        if action.by == "choice"
        for cost in action.costs
    )


def _cost(way: Way, inquiry: Inquiry) -> str:
    parts = [inquiry.money(way.money)] if way.money or not way.hours else []
    if way.hours:
        parts.append(inquiry.hours(way.hours))
    return " + ".join(parts)


def _day(way: Way) -> str:
    return date(way.day).isoformat()


def told(way: Way | None, inquiry: Inquiry) -> str:
    """What a way takes and when it is there, in words."""
    return "cannot be had" if way is None else f"{_cost(way, inquiry)}, on {_day(way)}"


def budget_in_words(inquiry: Inquiry) -> str:
    """What can be spent, as the end of a sentence; empty where there is no limit."""
    parts = []
    if inquiry.question.money is not None:
        parts.append(f"{inquiry.money(inquiry.question.money)} in all")
    if inquiry.question.hours_a_year is not None:
        parts.append(f"{inquiry.hours(inquiry.question.hours_a_year)} a year")
    return f", with at most {' and '.join(parts)}" if parts else ""


def bias(
    name: str, first: Way | None, poor: Way | None, inquiry: Inquiry, evidence: Evidence
) -> Iterator[Finding]:
    """The finding that the best grade comes sooner, or at all, to those with money as well.

    Not where nothing takes hours and nothing is free: then a price is all there is to it.
    """
    if first is None or not first.money or (poor is not None and poor.day <= first.day):
        return
    if poor is None and not takes_hours(inquiry.machine):
        return  # there is no other way than money, and nobody has it sooner than others
    later = (
        f"with hours alone it cannot be had by {date(inquiry.last)}"
        if poor is None
        else f"with hours alone not before {date(poor.day)} ({_cost(poor, inquiry)})"
    )
    yield inquiry.finding(
        NAME,
        f"money brings the grade {name} on {date(first.day)}; {later}",
        first.replay,
        severity=Severity.MEDIUM,
        evidence=evidence,
        notes=(f"this way costs {_cost(first, inquiry)}",),
    )
