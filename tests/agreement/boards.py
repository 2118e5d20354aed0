"""Policies like those of a board of questions and answers, for what kernels have to carry.

Limits that count losses too, starts of each person's own, versions that hold for the past, several
conditional lines, and events that may be withdrawn. They are written as text, small enough that
most of what they say comes to bear in a history of some twenty events.
"""

from __future__ import annotations

import datetime
from typing import Final

import attrs

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.syntax import parse
from tests.agreement.chooser import Chooser
from tests.agreement.world import TURNS

#: Bytes of choices that are enough for most boards.
BOARD_BYTES: Final = 900
_NAMES: Final = ("up", "down", "edit", "gift")
_FIELDS: Final = {
    "wiki": "wiki: yes or no = no",
    "kind": "kind: one of {minor, serious} = minor",
    "amount": "amount: points from 0 to 30 = 4 points",
    "size": "size: number from 0 to 9 = 3",
    "price": "price: money from 0 USD to 60 USD = 10 USD",
    "until_day": "until_day: date from 2019-12-01 to 2021-03-31 = 2020-06-30",
}
_WAYS: Final = ("reaches", "exceeds", "falls to", "falls below")
_STATUSES: Final = ("banned", "gold")
_PERIODS: Final = ("day", "day", "week", "month", "quarter", "year")
_ROUNDED: Final = ("rounded down", "rounded up", "rounded to nearest", "truncated")


@attrs.frozen
class _Deed:
    name: str
    fields: tuple[str, ...]


def board_of(choices: bytes) -> str:
    """The text of the policy that some choices make."""
    return _Board(Chooser(choices)).text()


def machine_of_board(text: str) -> Machine | None:
    """The machine of a board; None where the checker refuses it."""
    parsed = parse(SourceFile("generated.policy", text))
    assert parsed.tree is not None, (parsed.diagnostics, text)
    return check(parsed.tree).machine


class _Board:
    """Writes one policy, block by block."""

    def __init__(self, choose: Chooser) -> None:
        self.choose = choose
        self.deeds = tuple(
            _Deed(name, tuple(field for field in _FIELDS if choose.chance(35)))
            for name in _NAMES[: 1 + choose.how_many(15, 30, 30, 25)]
        )
        self.decimals = choose.among((0, 0, 0, 1))
        self.statuses = _STATUSES[: choose.how_many(45, 35, 20)]
        self.scores = ("fame", "miles")[: 1 + choose.chance(30)]
        #: Whose grades there are.
        self.graded = choose.among(self.scores)

    def text(self) -> str:
        """The whole of it."""
        choose = self.choose
        blocks = [self._header(), self._person()]
        blocks += [self._score(name) for name in self.scores]
        blocks += [_block(f"status {name}", []) for name in self.statuses]
        blocks += [block for deed in self.deeds for block in self._action(deed)]
        blocks += [self._limit(number) for number in range(choose.how_many(25, 50, 25))]
        blocks.append(self._grades())
        blocks += [self._grant(number) for number in range(choose.how_many(25, 35, 25, 15))]
        return "\n\n".join(blocks) + "\n"

    # --- what there is -----------------------------------------------------------------------

    def _header(self) -> str:
        choose = self.choose
        clauses = ["currency USD", 'timezone "UTC"']
        clauses += ["events may be withdrawn"] * choose.chance(50)
        clauses += [f"in force from {_written(choose.among(TURNS[:6]))}"] * choose.chance(40)
        return _block("policy board", clauses)

    def _person(self) -> str:
        choose = self.choose
        consent = ["scored only while (member or level > 0)"] * choose.chance(20)
        changes = ", may change" * choose.chance(20)
        return _block(
            "person",
            [
                "earlier: points from 1 to 12 = 1",
                f"member: yes or no = no{changes}",
                "level: number from 0 to 3 = 1",
                *consent,
            ],
        )

    def _grades(self) -> str:
        choose = self.choose
        holds = []
        if choose.chance(35):
            state = choose.among(("member", "fame >= 9", *self.statuses, *self.statuses))
            holds.append(f"no better than {choose.among(('fair', 'poor'))} while {state}")
        if choose.chance(10):
            holds.append("no better than fair while level is 2")
        rows = ["great from 14", "fair from 6", "poor below"]
        return _block(f"grades of {self.graded}", [*rows, *holds])

    def _score(self, name: str) -> str:
        choose = self.choose
        starts = ("earlier", "3", "(9 when member otherwise earlier)", "level * 2 points + earlier")
        ranges = (
            "stays at least 1",
            "stays at least 0",
            "stays within 0 to 18",
            "stays at most 20",
            "",
        )
        kept = [f"keeps {self.decimals} decimals"] if self.decimals else []
        return _block(
            f"score {name}", [f"starts at {choose.among(starts)}", choose.among(ranges), *kept]
        )

    # --- what is done ------------------------------------------------------------------------

    def _action(self, deed: _Deed) -> list[str]:
        choose = self.choose
        fields = [_FIELDS[name] for name in deed.fields]
        if not choose.chance(30):
            return [_block(f"action {deed.name}", [*fields, *self._effects(deed)])]
        turn = choose.among(TURNS)
        past = ", also for the past" * choose.chance(60)
        first = [f"in force until {_written(turn - 1 - choose.among((0, 0, 9)))}"]
        later = [f"in force from {_written(turn)}{past}"]
        return [
            _block(f"action {deed.name}", [*first, *fields, *self._effects(deed)]),
            _block(f"action {deed.name}", [*later, *fields, *self._effects(deed)]),
        ]

    def _effects(self, deed: _Deed) -> list[str]:
        choose = self.choose
        lines = []
        if choose.chance(15):
            lines.append(f"refused when {self._condition(deed)}")
        if choose.chance(35):  # as most actions are
            return [*lines, self._effect(deed)]
        for _ in range(1 + choose.how_many(55, 30, 15)):
            if not choose.chance(60):
                lines.append(self._effect(deed))
                continue
            for _ in range(1 + choose.chance(30)):
                when = f" when {self._condition(deed)}"
                lines.append(self._effect(deed, when))
            if choose.chance(60):
                lines.append(self._effect(deed, " otherwise"))
        return lines

    def _effect(self, deed: _Deed, when: str = "") -> str:
        choose = self.choose
        form = choose.weighted(earns=45, loses=35, moves=20)
        of = f" {choose.among(self.scores)}" if len(self.scores) > 1 else ""
        if self.statuses and choose.chance(25):
            return f"{self._turn(deed)}{when}{self._times()}"
        if form == "moves":
            value = choose.number(1, 18)
            verbs = (
                f"sets{of} to {value}", f"raises{of} to at least {value}", f"clears{of}",
                f"multiplies{of} by {choose.among((50, 95))}% {choose.among(_ROUNDED)}",
                f"lowers{of} to at most {value}", f"multiplies{of} by 0.9 rounded up",
                f"drops {self.graded} to grade fair" if of else "drops to grade fair",
            )  # fmt: skip
            return f"{choose.among(verbs)}{when}{self._times()}"
        points = f", at most {choose.number(1, 14)} {self._counted()}" if choose.chance(30) else ""
        return f"{form} {self._amount(deed, of)}{when}{points}{self._times()}"

    def _turn(self, deed: _Deed) -> str:
        """Somebody enters or leaves a status."""
        choose = self.choose
        status = choose.among(self.statuses)
        forms = [f"begins {status}", f"ends {status}", f"begins {status} for 10 days"]
        forms += [f"begins {status} for {choose.number(1, 200)} days"]
        forms += [f"begins {status} until until_day"] * ("until_day" in deed.fields)
        return choose.among(forms)

    def _amount(self, deed: _Deed, of: str) -> str:
        """An amount of points, of one of several scores."""
        choose = self.choose
        amounts = [f"{choose.number(1, 9)}{of}", f"{choose.number(0, 4)}{of}"]
        if "amount" in deed.fields:
            share = choose.among((1, 10, 33, 50, 110))
            amounts += [f"amount{of}", f"{share}% of amount {choose.among(_ROUNDED)}{of}"]
        if "size" in deed.fields:
            amounts += [f"1{of} per {choose.among((2, 3))} of size", f"2{of} per started 4 of size"]
        if "price" in deed.fields:
            amounts += [f"1{of} per 10 USD of price", f"1{of} per started 25 USD of price"]
        return choose.among(amounts)

    def _condition(self, deed: _Deed) -> str:
        """Something that holds or not where an event is applied."""
        choose = self.choose
        own = {
            "wiki": ("wiki", "not wiki"),
            "kind": ("kind is serious", "kind is not serious"),
            "amount": (f"amount >= {choose.number(2, 20)}", "amount < earlier"),
            "size": (f"size > {choose.number(0, 8)}", "size < level"),
            "price": ("price >= 30 USD", "price < 12 USD"),
            "until_day": ("until_day > the date",),
        }
        parts = [each for name in deed.fields for each in own[name]]
        parts = [*parts, *parts, *self._states()]
        found = choose.among(parts)
        if choose.chance(20):
            found = f"({found} {choose.among(('and', 'or'))} {choose.among(parts)})"
        return found

    def _states(self) -> list[str]:
        """Conditions on the person, not on an event."""
        choose = self.choose
        name = choose.among(self.deeds).name
        return [
            *self.statuses, f"{self.scores[-1]} < {choose.number(2, 15)}",
            "member", f"fame >= {choose.number(2, 15)}", "grade is fair", "grade is fair or better",
            f"count of {name} {self._window()} >= {choose.number(1, 4)}",
            f"count of {name} {self._window()} {choose.among('<>')} {choose.number(0, 3)}",
            f"count of {name} {self._window()} is {choose.number(0, 3)}",
            f"the date >= {_written(choose.among(TURNS))}",
        ]  # fmt: skip

    # --- caps --------------------------------------------------------------------------------

    def _window(self) -> str:
        choose = self.choose
        form = choose.weighted(period=45, days=35, ever=20)
        if form == "period":
            return f"this calendar {choose.among(_PERIODS)}"
        return f"in the last {choose.number(1, 60)} days" if form == "days" else "ever"

    def _counted(self) -> str:
        choose = self.choose
        form = choose.weighted(period=55, days=25, ever=20)
        if form == "period":
            return f"per calendar {choose.among(_PERIODS)}"
        return f"in any {choose.among((1, 2, 7, 30, 45))} days" if form == "days" else "ever"

    def _times(self) -> str:
        choose = self.choose
        if not choose.chance(20):
            return ""
        return f", at most {choose.number(1, 3)} times {self._counted()}"

    def _limit(self, number: int) -> str:
        choose = self.choose
        what = choose.among(
            ("", "gains of ", "losses of ", "gains and losses of ", "gains and losses of ")
        )
        names = [deed.name for deed in self.deeds if choose.chance(70)] or [self.deeds[0].name]
        most = choose.number(1, 12)
        inside = f" in {choose.among(self.scores)}" if len(self.scores) > 1 else ""
        return _block(
            f"limit limit_{number}",
            [f"covers {what}{', '.join(names)}{inside}", f"at most {most} {self._counted()}"],
        )

    # --- perks and sanctions -----------------------------------------------------------------

    def _grant(self, number: int) -> str:
        choose = self.choose
        kind = choose.among(("perk", "sanction"))
        clauses = [f"for {choose.among(('great', 'fair or better', 'poor', 'great, poor'))}"]
        clauses *= choose.chance(60)
        clauses += [f"when {choose.among(self._states())}"] * choose.chance(50)
        due = (
            "every year on 1 December", "every month on day 10", "every month on the last day",
            f"once on {_written(choose.among(TURNS))}", f"on {choose.among(self.deeds).name}",
            f"when {choose.among(self.scores)} {choose.among(_WAYS)} {choose.number(3, 16)}",
            f"as soon as {choose.among(('grade is fair or better', 'fame < 5 or member'))}",
        )  # fmt: skip
        verb = "grants" if kind == "perk" else "imposes"
        if choose.chance(65):
            clauses.append(choose.among(due))
            if choose.chance(70):
                verb = choose.among(("pays", "saves")) if kind == "perk" else "costs"
                return _block(f"{kind} grant_{number}", [*clauses, f"{verb} 3 USD"])
        return _block(f"{kind} grant_{number}", [*clauses, f'{verb} "something"'])


def _block(opening: str, clauses: list[str]) -> str:
    return "\n".join([f"{opening} {{", *(f"  {each}" for each in clauses if each), "}"])


def _written(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()
