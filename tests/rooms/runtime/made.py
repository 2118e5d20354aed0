"""Machines made at random, of every construct, and histories for them.

They are built as records, without text and without the checker, and are small, so that things
happen together: few days, few points, short lengths.
"""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

from policylang.core.source import NOWHERE
from policylang.model import expressions as e
from policylang.model import machine as m
from policylang.model.calendar import Period
from policylang.model.history import History, columns_of
from policylang.model.persons import AttributeChange
from policylang.model.units import Denomination, Domain, Kind

#: The days on which things happen.
FIRST = datetime.date(2020, 1, 20).toordinal()
DAYS = 150

ORIGIN = m.Origin("made", NOWHERE)
#: Fields of every action: an amount, a name, two dates.
AMOUNT, NAME, LATER, LAST = range(4)
#: Attributes: a level that may change, yes or no that may change, a date, a date that may change.
LEVEL, AGREES, BORN, LICENSED = range(4)


def domain(kind: Kind, low: int, high: int) -> Domain:
    return Domain(kind, low, high)


def slot(name: str, kind: Kind, low: int, high: int) -> m.Slot:
    default = 0 if kind is Kind.DATE else None  # a date may not be given
    return m.Slot(name, name, domain(kind, low, high), default, ORIGIN)


FIELDS = (
    slot("amount", Kind.NUMBER, 0, 9),
    slot("stop", Kind.NAME, 0, 3),
    slot("later", Kind.DATE, 1, 3_000_000),
    slot("last", Kind.DATE, 1, 3_000_000),
)
ATTRIBUTES = (
    slot("level", Kind.NUMBER, 0, 5),
    slot("agrees", Kind.YES_NO, 0, 1),
    slot("born", Kind.DATE, 1, 3_000_000),
    slot("licensed", Kind.DATE, 1, 3_000_000),
)


class Maker:
    """Makes one machine."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.rule_number = 0
        self.tallies: list[m.Tally] = []
        self.limits: list[m.Cap] = []
        self.slots = 0
        self.scores = self.random.randint(1, 3)
        self.kept = self.random.randint(1, self.scores)  # the others are formulas
        self.lots = [n for n in range(self.kept) if self.chance(60)]
        self.statuses = self.random.randint(0, 2)
        self.periods = self.random.randint(0, 2)
        self.gradings = self.random.randint(0, 2)
        self.actions = self.random.randint(1, 3)
        self.reactions = self.random.randint(0, 5)
        self.dated = [self.random.choice((1, 1, 2)) for _ in range(self.actions)]
        self.moments = [self.random.randint(n, 3) for n in self.dated]
        self.as_of = self.chance(15)

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    # --- the machine -------------------------------------------------------------------------

    def machine(self) -> m.Machine:
        random = self.random
        actions = tuple(self.action(code) for code in range(self.actions))
        reactions = tuple(self.reaction(n) for n in range(self.reactions))
        grants = tuple(self.grant(n) for n in range(random.randint(0, 4)))
        return m.Machine(
            header=self.header(),
            denomination=Denomination(),
            attributes=ATTRIBUTES,
            actions=actions,
            scores=tuple(self.score(n) for n in range(self.scores)),
            gradings=tuple(self.grading(n) for n in range(self.gradings)),
            tallies=tuple(self.tallies),
            grants=grants,
            figures=(),
            definitions=(),
            claims=(),
            reactions=reactions,
            statuses=tuple(m.Status(f"s{n}", "", ORIGIN) for n in range(self.statuses)),
            tables=(self.table(),),
            periods=tuple(self.period(n) for n in range(self.periods)),
            changeable=(LEVEL, AGREES, LICENSED) if self.chance(50) else (),
            begins=BORN if self.chance(15) else None,
            consent=e.AttributeValue(AGREES) if self.chance(25) else None,
        )

    def header(self) -> m.Header:
        opens = FIRST + self.random.randint(-10, 10) if self.chance(30) else None
        closes = FIRST + DAYS + self.random.randint(-60, 20) if self.chance(20) else None
        return m.Header("made", "", None, (), (), "UTC", opens, closes, "0")

    def score(self, number: int) -> m.Score:
        formula = None
        if number >= self.kept:
            formula = e.Add((e.Balance(0), e.AttributeValue(LEVEL), self.constant(-2, 3)))
        low = high = None
        if self.chance(60):
            low = self.pick(self.constant(-3, 0), self.constant(-3, 2), self.level(-3))
        if self.chance(60):
            high = self.pick(self.constant(3, 12), self.level(4))
        start = self.pick(self.constant(0, 0), self.constant(0, 5), self.level(0))
        return m.Score(
            f"score_{number}", "", start, low, high, (-(10**12), 10**12), ORIGIN, ORIGIN,
            lots=self.pick(*m.Spending) if number in self.lots else None, formula=formula,
        )  # fmt: skip

    def level(self, more: int) -> e.Expression:
        return e.Add((e.AttributeValue(LEVEL), e.Constant(more)))

    def constant(self, low: int, high: int) -> e.Expression:
        return e.Constant(self.random.randint(low, high))

    def grading(self, number: int) -> m.Grading:
        turn = FIRST + self.random.randint(20, 100)

        def brackets(opens: int | None, closes: int | None, past: bool = False) -> m.Brackets:
            middle = self.random.randint(0, 4)
            grades = (
                m.Grade("A", middle + 4, ORIGIN),
                m.Grade("B", middle, ORIGIN),
                m.Grade("C", None, ORIGIN),
            )
            return m.Brackets(grades, opens, closes, past)

        versions = (brackets(None, None),)
        if self.chance(30):
            versions = (
                brackets(None, turn - 1),
                brackets(turn, None, self.as_of and self.chance(50)),
            )
        holds = ()
        if self.chance(30):
            holds = (m.Hold(self.plain_condition(graded=False), self.random.randint(0, 2), ORIGIN),)
        return m.Grading(self.random.randrange(self.kept), versions, holds)

    def table(self) -> m.Table:
        rows = (
            m.TableRow(((0, 2), (0, 3)), 1, ORIGIN),
            m.TableRow(((3, 10**6), (0, 1)), 2, ORIGIN),
            m.TableRow(((-(10**9), 10**9), (-(10**9), 10**9)), 3, ORIGIN),
        )
        return m.Table("points", "", rows, ORIGIN)

    def period(self, number: int) -> m.NamedPeriod:
        if self.chance(50):
            return m.NamedPeriod(
                f"p{number}", "", (), self.pick((2, 10, 4, 5), (11, 1, 2, 29)), ORIGIN
            )
        start = FIRST + self.random.randint(0, 40)
        return m.NamedPeriod(
            f"p{number}", "", ((start, start + 9), (start + 30, start + 50)), None, ORIGIN
        )

    # --- actions and reactions ---------------------------------------------------------------

    def action(self, code: int) -> m.Action:
        moments = []
        for number in range(self.moments[code]):
            day: e.Expression | None = None
            name = f"m{number}"
            if self.dated[code] > 1 and number < self.dated[code]:
                day = e.FieldValue((LATER, LAST)[number])
                name = FIELDS[(LATER, LAST)[number]].name
            elif number:
                day = self.pick(
                    e.AddMonths(e.FieldValue(LATER), self.constant(-1, 2)),
                    e.Add((e.FieldValue(LATER), self.constant(-3, 30))),
                    e.PeriodEdge(e.FieldValue(LATER), Period.MONTH, "last"),
                    e.FieldValue(LAST),
                )
            moments.append(
                m.Moment(name, day, self.choices(self.random.randint(0, 3), event=True), ORIGIN)
            )
        refusals = tuple(
            m.Refusal(self.condition(event=True), "no", ORIGIN)
            for _ in range(self.random.choice((0, 0, 0, 1, 2)))
        )
        return m.Action(
            f"a{code}", "", "chance", FIELDS, (), tuple(moments), ORIGIN, refusals, self.dated[code]
        )

    def choices(
        self, count: int, *, event: bool = False, calm: bool = False
    ) -> tuple[m.Choice, ...]:
        made = []
        for _ in range(count):
            arms = []
            for _ in range(self.random.choice((1, 1, 2))):
                condition = self.condition(event=event) if self.chance(60) else None
                arms.append(m.Arm(condition, self.rule(event=event, calm=calm)))
                if condition is None:
                    break
            made.append(m.Choice(tuple(arms)))
        return tuple(made)

    def rule(self, *, event: bool, calm: bool) -> m.Rule:
        number = self.rule_number
        self.rule_number += 1
        effect = self.effect(event, calm)
        caps: tuple[m.Cap, ...] = ()
        if self.chance(45):
            caps = self.caps(event, times_only=not isinstance(effect, m.Change))
        return m.Rule(number, effect, caps, "does", ORIGIN)

    def effect(self, event: bool, calm: bool) -> m.Effect:
        """An effect; one that is calm can set off no reaction that sets it off again."""
        score = self.random.randrange(self.kept)
        kind = self.random.choice(("change",) * 6 + ("move", "restore", "begin", "begin", "end"))
        if kind == "move":
            target = self.pick(
                self.constant(-2, 8),
                e.Least(e.Balance(score), self.constant(0, 6)),
                e.Multiply((e.Balance(score), self.constant(0, 2))),
                e.Divide(e.Balance(score), 2, e.Rounding.TRUNCATE),
            )
            return m.Move(target, score)
        if kind == "restore" and event and score in self.lots:
            return m.Restore(score)
        if kind in ("begin", "end") and self.statuses:
            status = self.random.randrange(self.statuses)
            if kind == "end":
                return m.End(status)
            until = self.pick(
                None,
                e.Greatest(self.day(event), e.Constant(1)),
                e.Add((e.Today(), self.constant(-1, 25))),
            )
            return m.Begin(status, until)
        amount = self.pick(self.constant(0, 6), self.amount(event), self.amount(event))
        life = None
        if score in self.lots and self.chance(60):
            life = self.lifetime(event)
        return m.Change(self.pick(1, 1, -1), amount, score, life)

    def lifetime(self, event: bool) -> m.Lifetime:
        number = self.rule_number
        self.rule_number += 1
        expires = self.pick(
            e.Add((e.Today(), self.constant(-1, 40))),
            e.AddMonths(e.Today(), self.constant(0, 2)),
            self.day(event),
        )
        return m.Lifetime(
            expires,
            m.Rule(number, m.Restore(0), (), "expires", ORIGIN),
            self.plain_condition() if self.chance(25) else None,
            self.plain_condition() if self.chance(25) else None,
        )

    def caps(self, event: bool, *, times_only: bool) -> tuple[m.Cap, ...]:
        made: list[m.Cap] = []
        for _ in range(self.random.choice((1, 1, 2))):
            shared = [
                c for c in self.limits if (c.times or not times_only) and (event or c.key is None)
            ]
            if shared and self.chance(35):
                cap = self.random.choice(shared)
                if all(cap.slot != each.slot for each in made):
                    made.append(cap)
                continue
            measure = (
                "times" if times_only else self.pick("points", "points", "times", "net", "highest")
            )
            key = e.FieldValue(NAME) if event and self.chance(25) else None
            cap = m.Cap(
                self.slots, self.random.randint(1, 7), measure, self.window(cap=True), ORIGIN, key
            )
            self.slots += 1
            self.limits.append(cap)
            made.append(cap)
        return tuple(made)

    def reaction(self, number: int) -> m.Reaction:
        trigger, event = self.trigger(number)
        return m.Reaction(
            f"r{number}", "", trigger,
            self.choices(self.random.randint(1, 2), event=event, calm=True), 2 * number, ORIGIN,
        )  # fmt: skip

    def grant(self, number: int) -> m.Grant:
        trigger, event = self.trigger(None) if self.chance(70) else (None, False)
        grading = self.random.randrange(self.gradings) if self.gradings else 0
        ranks = self.pick(None, (0,), (0, 2), range(1, 3)) if self.gradings else None
        condition = self.condition(event=event) if self.chance(50) else None
        worth = self.amount(event) if trigger is not None and self.chance(60) else None
        if worth is not None:
            worth = e.Greatest(worth, e.Constant(0))
        return m.Grant(
            "perk", f"g{number}", "", ranks, condition, trigger, None, worth, (), ORIGIN,
            grading, self.random.choice((2 * number + 1, 9)),
        )  # fmt: skip

    def trigger(self, number: int | None) -> tuple[m.Trigger, bool]:
        """A trigger, and whether it comes with the fields of an event."""
        random = self.random
        kind = random.choice(
            ("yearly", "monthly", "once", "onday", "recurring", "end", "quiet", "quiet", "quiet",
             "becomes", "becomes", "upon", "upon")
        )  # fmt: skip
        if kind == "upon":
            if self.statuses and self.chance(50):
                status = random.randrange(self.statuses)
                return m.Upon(m.OfStatus(status, self.pick("begins", "ends"))), False
            return m.Upon(self.of_moment()), True
        trigger: m.Trigger
        match kind:
            case "yearly":
                trigger = m.Yearly(random.randint(1, 6), random.choice((1, 29, 31)))
            case "monthly":
                trigger = m.Monthly(self.pick(None, 1, 15, 31))
            case "once":
                trigger = m.Once(FIRST + random.randint(-5, DAYS))
            case "onday":
                trigger = m.OnDay(self.personal_day())
            case "recurring":
                months = random.choice((0, 1, 2))
                trigger = m.Recurring(
                    self.personal_day(),
                    months,
                    0 if months else random.choice((7, 10)),
                    self.chance(50),
                )
            case "end":
                trigger = m.EndOf(self.pick(*Period))
            case "quiet":
                trigger = m.Quiet(
                    tuple(self.occurrence() for _ in range(random.randint(1, 2))),
                    tuple(self.occurrence() for _ in range(random.randint(0, 2))),
                    self.pick(e.Constant(0), e.Constant(1), self.level(0)),
                    self.pick(self.constant(1, 20), self.level(1)),
                    self.personal_day() if self.chance(50) else None,
                    self.chance(60),
                    self.chance(50),
                )
            case _:
                trigger = m.Becomes(self.plain_condition())
        return trigger, False

    # --- occurrences, windows, tallies -------------------------------------------------------

    def of_moment(self) -> m.OfMoment:
        action = self.random.randrange(self.actions)
        return m.OfMoment(action, self.random.randrange(self.moments[action]))

    def occurrence(self) -> m.Occurrence:
        if self.reactions and self.chance(25):
            return m.OfReaction(self.random.randrange(self.reactions))
        if self.statuses and self.chance(25):
            return m.OfStatus(self.random.randrange(self.statuses), self.pick("begins", "ends"))
        return self.of_moment()

    def window(self, *, cap: bool = False) -> m.Window:
        random = self.random
        previous = not cap and self.chance(30)
        anchor = e.AttributeValue(random.choice((BORN, LICENSED)))
        options: list[m.Window] = [
            m.Sliding(random.choice((1, 7, 30, 60))),
            m.SlidingMonths(random.choice((1, 2, 12)), self.chance(50), self.chance(50)),
            m.Calendar(self.pick(*Period), previous),
            m.Shifted(random.randint(1, 6), random.choice((1, 15, 31)), previous),
            m.Anchored(anchor, previous, self.chance(50)),
            m.Ever(),
        ]
        if self.periods:
            options.append(m.Within(random.randrange(self.periods)))
        if not cap:
            options.append(m.Since(self.occurrence()))
            options.append(
                m.Between(
                    self.day(False) if self.chance(70) else None,
                    self.day(False) if self.chance(70) else None,
                )
            )
        return random.choice(options)

    def recall(self, event: bool) -> e.Expression:
        if self.tallies and self.chance(30):
            free = [n for n, t in enumerate(self.tallies) if event or not t.compares]
            if free:
                return e.Recall(self.random.choice(free))
        occurrence = self.occurrence()
        of_event = isinstance(occurrence, m.OfMoment)
        where = None
        if of_event and self.chance(40):
            where = e.Compare(e.Relation.AT_LEAST, e.FieldValue(AMOUNT), self.constant(0, 6))
            if event and self.chance(40):
                where = e.Compare(e.Relation.EQUAL, e.FieldValue(NAME), e.PresentField(NAME))
            elif self.chance(30):
                where = e.Compare(e.Relation.LESS, e.FieldValue(AMOUNT), e.AttributeValue(LEVEL))
        measure = self.pick("count", "count", "sum", "latest", "first", "most", "least")
        value = None if measure == "count" else e.FieldValue(AMOUNT) if of_event else e.Constant(2)
        empty = 0 if measure in ("count", "sum") else self.random.randint(0, 3)
        self.tallies.append(m.Tally(occurrence, where, value, self.window(), measure, empty))
        return e.Recall(len(self.tallies) - 1)

    # --- expressions -------------------------------------------------------------------------

    def amount(self, event: bool) -> e.Expression:
        options: list[e.Expression] = [
            e.AttributeValue(LEVEL),
            e.Greatest(self.recall(event), e.Constant(0)),
            e.Lookup(0, (e.AttributeValue(LEVEL), self.constant(0, 4))),
            e.Either(self.condition(event=event, deep=1), self.constant(0, 3), self.constant(2, 6)),
            e.MonthsBetween(e.AttributeValue(BORN), e.Today()),
            e.Divide(
                e.Multiply((self.constant(1, 5), e.AttributeValue(LEVEL))),
                2,
                self.pick(*e.Rounding),
            ),
        ]
        if event:
            options += [e.FieldValue(AMOUNT)] * 4
        return self.random.choice(options)

    def personal_day(self) -> e.Expression:
        born = e.AttributeValue(self.random.choice((BORN, LICENSED)))
        return self.pick(
            born,
            e.AddMonths(born, self.constant(0, 3), self.chance(50)),
            e.Constant(FIRST + self.random.randint(-10, 40)),
        )

    def day(self, event: bool) -> e.Expression:
        options: list[e.Expression] = [
            self.personal_day(),
            e.Add((e.Today(), self.constant(-20, 20))),
            e.PeriodEdge(e.Today(), self.pick(*Period), self.pick("first", "last")),
        ]
        if self.as_of:
            options.append(e.AsOf())
        if event:
            options.append(e.FieldValue(self.random.choice((LATER, LAST))))
        return self.random.choice(options)

    def plain_condition(self, *, graded: bool = True) -> e.Expression:
        """Of scores, grades, statuses, attributes and the day alone."""
        random = self.random
        options: list[e.Expression] = [
            e.Compare(
                self.pick(*e.Relation), e.Balance(random.randrange(self.kept)), self.constant(0, 9)
            ),
            e.AttributeValue(AGREES),
            e.Compare(e.Relation.MORE, e.AttributeValue(LEVEL), self.constant(0, 4)),
            e.Compare(e.Relation.AT_LEAST, e.Today(), e.Constant(FIRST + random.randint(0, DAYS))),
        ]
        if graded and self.gradings:
            grading = random.randrange(self.gradings)
            options.append(
                e.Compare(self.pick(*e.Relation), e.RankOf(grading), self.constant(0, 2))
            )
        if self.statuses:
            options.append(e.InStatus(random.randrange(self.statuses)))
        if self.periods:
            options.append(e.InPeriod(random.randrange(self.periods), e.Today()))
        one = random.choice(options)
        if self.chance(25):
            other = random.choice(options)
            one = self.pick(e.All((one, other)), e.Any((one, other)), e.Not(one))
        return one

    def condition(self, *, event: bool, deep: int = 0) -> e.Expression:
        if deep or self.chance(45):
            return self.plain_condition()
        options: list[e.Expression] = [
            e.Compare(self.pick(*e.Relation), self.recall(event), self.constant(0, 3)),
            e.Compare(self.pick(*e.Relation), self.recall(event), self.constant(0, 8)),
        ]
        options += [
            e.Compare(
                e.Relation.AT_LEAST,
                e.StillCounting(score, self.day(event)),
                self.constant(-2, 6),
            )
            for score in self.lots
        ]
        if event:
            options.append(
                e.Compare(self.pick(*e.Relation), e.FieldValue(AMOUNT), self.constant(0, 9))
            )
        return self.random.choice(options)


def life(machine: m.Machine, seed: int) -> tuple[History, tuple[int, ...], int | None, int]:
    """A history, attributes, the first day asked for and the day asked about."""
    random = Random(seed)

    def date() -> int:
        return FIRST + random.randint(-60, DAYS)

    born = FIRST - random.randint(0, 400)
    opens = machine.header.opens or FIRST
    start = max(FIRST, opens, born if machine.begins is not None else 0)
    closes = machine.header.closes or FIRST + DAYS
    attributes = (random.randint(0, 5), random.randint(0, 1), born, date())
    rows = []
    day = start
    for _ in range(random.choice((0, 3, 10, 25))):
        day += random.choice((0, 0, 1, 1, 2, 5, 12, 30))
        if day > closes:
            break
        code = random.randrange(len(machine.actions))
        later = day + random.choice((0, 0, 1, 10, 31))
        last = 0 if random.random() < 0.3 else later + random.choice((0, 1, 15))
        first = day if machine.actions[code].dated > 1 else later
        second = later if machine.actions[code].dated > 1 and random.random() < 0.8 else last
        rows.append((day, code, (random.randint(0, 9), random.randint(0, 3), first, second)))
    changes = {}
    for slot in machine.changeable:
        for _ in range(random.randint(0, 3)):
            value = date() if slot == LICENSED else random.randint(0, 1 if slot == AGREES else 5)
            changes[random.choice([start, *(row[0] for row in rows), date()]), slot] = value
    history = columns_of(rows, machine.width)
    history = History(
        history.days,
        history.codes,
        history.columns,
        tuple(AttributeChange(*at, value) for at, value in sorted(changes.items())),
    )
    last_day = rows[-1][0] if rows else start
    as_of = last_day + random.choice((0, 1, 5, 40, 100))
    since = random.choice((None, None, start, start - 20)) if random.random() < 0.5 else None
    return history, attributes, since, as_of
