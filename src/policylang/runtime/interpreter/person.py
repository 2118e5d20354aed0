"""What happens to a person at one moment: rules, reactions, perks, statuses, clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from policylang.model.machine import (
    Becomes,
    Begin,
    Cap,
    Change,
    Choice,
    End,
    Grant,
    Lifetime,
    Machine,
    Move,
    Occurrence,
    OfMoment,
    OfReaction,
    OfStatus,
    Quiet,
    Reaction,
    Restore,
    Rule,
    Trigger,
    Upon,
    Within,
)
from policylang.model.result import NO_CAP, NO_EVENT, OVERDUE, Awarded, Posting, Standing
from policylang.runtime.interpreter.clock import Clock
from policylang.runtime.interpreter.lots import Lot, Lots
from policylang.runtime.interpreter.sight import Sight


@attrs.frozen(eq=False)
class Item:
    """A rule block, perk or sanction that something triggers, with its number among its kind."""

    what: Reaction | Grant
    number: int
    trigger: Trigger


def items_of(machine: Machine) -> list[Item]:
    """Everything that something triggers, in the order of the file."""
    items = [Item(each, number, each.trigger) for number, each in enumerate(machine.reactions)]
    items += [
        Item(each, number, each.trigger)
        for number, each in enumerate(machine.grants)
        if each.trigger is not None
    ]
    return sorted(items, key=lambda item: item.what.place)


@attrs.define(eq=False)
class Person(Sight):
    """The steps that change the state of one person."""

    items: list[Item] = attrs.field(
        default=attrs.Factory(lambda self: items_of(self.machine), takes_self=True)
    )
    #: The clocks of quiet items that run.
    clocks: dict[Item, Clock] = attrs.field(factory=dict)
    #: Whether what an item waits for is true already.
    standing: dict[Item, bool] = attrs.field(factory=dict)
    postings: list[Posting] = attrs.field(factory=list)
    awards: list[Awarded] = attrs.field(factory=list)

    def start(self, day: int) -> None:
        """Take the start values on the first day."""
        self.today = day
        self.scores = [0] * len(self.machine.scores)
        for number, score in enumerate(self.machine.scores):
            if score.formula is None:
                self.scores[number] = self.value(score.start)
            if score.lots is not None:
                self.lots[number] = Lots(score.lots)
                self.lots[number].settle(self.scores[number], Lot(NO_EVENT, 0))
        for item in self.items:
            if isinstance(item.trigger, Becomes):
                self.standing[item] = self.holds(item.trigger.condition)

    # --- events, reactions, perks ------------------------------------------------------------

    def refusal(self, event: int, code: int, fields: Sequence[int]) -> int | None:
        """Number of the first refusal of its action that holds for an event, if one does."""
        self.event, self.event_day, self.fields = event, self.today, fields
        refusals = enumerate(self.machine.actions[code].refusals)
        found = next((number for number, each in refusals if self.holds(each.condition)), None)
        self.event, self.fields = NO_EVENT, ()
        return found

    def moment(
        self, event: int, event_day: int, code: int, moment: int, fields: Sequence[int]
    ) -> None:
        """A moment of an event comes: it is counted, has its effects, and clocks mind it."""
        self.event, self.event_day, self.fields = event, event_day, fields
        what = OfMoment(code, moment)
        self.past.take(what, self.today, event_day, fields, self.attributes)
        self._choose(self.machine.actions[code].moments[moment].choices)
        self._react_upon(what)
        self._mind(what)
        self.event, self.fields = NO_EVENT, ()

    def _choose(self, choices: Iterable[Choice]) -> bool:
        """Apply of every choice the first arm whose condition holds; whether any was."""
        applied = False
        for choice in choices:
            arm = next((arm for arm in choice.arms if self.holds(arm.condition)), None)
            if arm is not None:
                self._fire(arm.rule)
                applied = True
        return applied

    def _react_upon(self, what: OfMoment | OfStatus) -> None:
        for item in self.items:
            if isinstance(item.trigger, Upon) and item.trigger.occurrence == what:
                self.act(item)

    def act(self, item: Item) -> None:
        """Let a rule block act, or a perk or sanction be given, now that its time has come."""
        if isinstance(item.what, Reaction):
            if self._choose(item.what.choices):
                self._occurred(OfReaction(item.number))
        elif self.gets(item.what):
            worth = 0 if item.what.worth is None else self.value(item.what.worth)
            self.awards.append(Awarded(self.today, item.number, worth))

    def gets(self, grant: Grant) -> bool:
        """Whether the conditions of a perk or sanction hold."""
        if not self.consents:
            return False
        ranked = grant.ranks is None or self.rank(grant.grading) in grant.ranks
        return ranked and self.holds(grant.condition)

    def _occurred(self, what: OfReaction | OfStatus) -> None:
        """Something other than an event happened."""
        self.past.take(what, self.today, 0, (), self.attributes)
        self._mind(what)

    def look(self) -> None:
        """Let everything act that waits for a condition which has just become true."""
        for item in self.items:
            if isinstance(item.trigger, Becomes):
                with self.away_from_the_event():
                    before = self.standing[item]
                    self.standing[item] = self.holds(item.trigger.condition)
                    if self.standing[item] and not before:
                        self.act(item)

    # --- rules -------------------------------------------------------------------------------

    def _fire(self, rule: Rule) -> None:
        """Apply a rule: what it asks, what its caps leave of that, what comes of it."""
        full = self._use_one_time(rule)
        match rule.effect:
            case Change() as change:
                self._change(rule, change, full)
            case Move(target, score, forgets):
                asked = self.value(target) - self.scores[score]
                if forgets and not full:
                    self.lots[score].gone.clear()
                self._add(rule, score, asked, 0 if full else asked, full)
            case Restore(score):
                self._restore(rule, score, full)
            case Begin(status, until):
                day = None if until is None else self.value(until)
                self._begin(rule, status, day, full)
            case End(status):
                self._note(rule, 0, full)
                if not full:
                    self.end(status)

    def _change(self, rule: Rule, change: Change, full: Cap | None) -> None:
        size, life = self.value(change.amount), change.lifetime
        asked = change.sign * size
        if full:
            self._add(rule, change.score, asked, 0, full)
        elif life is not None and self._too_late(life):
            self.lots[change.score].gone.append((self.value(life.expires), asked))
            balance = self.scores[change.score]
            self._post(rule, asked, 0, 0, balance, OVERDUE)
        else:
            granted, cut_by = self._capped(rule, change.sign, size)
            expires = None if life is None else self.value(life.expires)
            new = Lot(self.event, 0, expires, life)
            self._add(rule, change.score, asked, change.sign * granted, cut_by, new)

    def _too_late(self, life: Lifetime) -> bool:
        """Whether what is given or taken for a time would have run out already."""
        return self.value(life.expires) <= self.today

    def _add(
        self,
        rule: Rule,
        score: int,
        asked: int,
        granted: int,
        cut_by: Cap | None,
        new: Lot | None = None,
    ) -> None:
        """Add what is granted to a score, cut by its range; then see what that makes true."""
        before = self.scores[score]
        self._move(rule, score, asked, granted, cut_by)
        change = self.scores[score] - before
        if new is None or change * asked <= 0:  # a range that has moved pulls the other way
            new = Lot(self.event, 0)
        if score in self.lots:
            self.lots[score].settle(change, new)
        self.look()

    def _move(self, rule: Rule, score: int, asked: int, granted: int, cut_by: Cap | None) -> None:
        before = self.scores[score]
        after = self.scores[score] = self.in_range(score, before + granted)
        self._post(rule, asked, granted, after - before, after, _slot(cut_by))

    def _post(
        self, rule: Rule, asked: int, granted: int, applied: int, balance: int, cap: int
    ) -> None:
        numbers = (asked, granted, applied, balance, cap)
        self.postings.append(Posting(self.today, self.event, rule.number, *numbers))

    # --- caps --------------------------------------------------------------------------------

    def _use_one_time(self, rule: Rule) -> Cap | None:
        """The first cap with `times` that has no room; where all have, each counts one."""
        times = [(cap, key) for cap, key in self._caps(rule) if cap.times]
        for cap, key in times:
            if self._used(cap, key) >= cap.limit:
                return cap
        life = rule.effect.lifetime if isinstance(rule.effect, Change) else None
        if life is None or not self._too_late(life):
            for cap, key in times:
                self.past.use(cap.slot, self.today, key, 1)
        return None

    def _capped(self, rule: Rule, sign: int, size: int) -> tuple[int, Cap | None]:
        """What the caps of a rule leave of a change, and the last one that cut it."""
        cut_by, reached = None, {}
        caps = [(cap, key) for cap, key in self._caps(rule) if not cap.times]
        for cap, key in caps:
            reached[cap.slot] = size
            if cap.measure == "net" and sign < 0:
                continue
            limit = size if cap.measure == "highest" else cap.limit
            room = max(limit - self._used(cap, key), 0)
            if size > room:
                size, cut_by = room, cap
        for cap, key in caps:
            counted = {"points": size, "net": sign * size, "highest": reached[cap.slot]}
            self.past.use(cap.slot, self.today, key, counted[cap.measure])
        return size, cut_by

    def _caps(self, rule: Rule) -> list[tuple[Cap, int]]:
        """The caps of a rule that bite now, each with the value of its key (0: it has none)."""
        found = []
        for cap in rule.caps:
            window, key = cap.window, 0 if cap.key is None else self.value(cap.key)
            outside = isinstance(window, Within) and not self.in_period(window.period, self.today)
            if not outside and (cap.key is None or key != 0):
                found.append((cap, key))
        return found

    def _used(self, cap: Cap, key: int) -> int:
        counted = [
            use.amount
            for use in self.past.used.get(cap.slot, ())
            if use.key == key and self.past.covers(cap.window, use, self.today, self.value)
        ]
        return max(counted, default=0) if cap.measure == "highest" else sum(counted)

    # --- lots --------------------------------------------------------------------------------

    def run_out(self) -> None:
        """Let every lot go whose day has come: score by score, the oldest first."""
        for score, lots in self.lots.items():
            for lot in list(lots.live):
                due = lot.expires is not None and lot.expires <= self.today
                if due and lot.lifetime is not None and lot in lots.live:
                    self._run_out(score, lots, lot, lot.lifetime)

    def _run_out(self, score: int, lots: Lots, lot: Lot, life: Lifetime) -> None:
        if life.unless is not None and self.holds(life.unless):
            lot.expires = None
        elif life.held is None or not self.holds(life.held):
            lots.gone.append((lot.expires or 0, lot.left))
            self._take_back(life.rule, score, [lot])

    def _restore(self, rule: Rule, score: int, full: Cap | None) -> None:
        own = [lot for lot in self.lots[score].live if lot.event == self.event != NO_EVENT]
        if full:
            self._add(rule, score, -sum(lot.left for lot in own), 0, full)
        else:
            self._take_back(rule, score, own)

    def _take_back(self, rule: Rule, score: int, lots: list[Lot]) -> None:
        """Take lots out of a score; what its range cuts off that is set off against the others."""
        left = self.lots[score].remove(lots)
        without = self.scores[score] - left
        self._move(rule, score, -left, -left, None)
        self.lots[score].settle(self.scores[score] - without, Lot(self.event, 0))
        self.look()

    # --- statuses ----------------------------------------------------------------------------

    def _begin(self, rule: Rule, status: int, until: int | None, full: Cap | None) -> None:
        if full or (until is not None and until <= self.today):
            self._note(rule, until or 0, full)
            return
        entered = status not in self.statuses
        ends = until or 0
        since, before = self.statuses.get(status, (self.today, ends))
        ends = 0 if 0 in (before, ends) else max(before, ends)
        self.statuses[status] = since, ends
        self._note(rule, ends, None)
        self._passed(OfStatus(status), tell=entered)

    def end(self, status: int) -> None:
        """Take the person out of a status, if in it."""
        if self.statuses.pop(status, None) is not None:
            self._passed(OfStatus(status, "ends"))

    def _passed(self, what: OfStatus, *, tell: bool = True) -> None:
        self._occurred(what)
        if tell:
            with self.away_from_the_event():
                self._react_upon(what)
        self.look()

    def _note(self, rule: Rule, until: int, cut_by: Cap | None) -> None:
        self._post(rule, until, 0, 0, 0, _slot(cut_by))

    def stands(self) -> tuple[Standing, ...]:
        """The statuses the person is in, by number."""
        return tuple(Standing(status, *days) for status, days in sorted(self.statuses.items()))

    # --- clocks ------------------------------------------------------------------------------

    def _mind(self, what: Occurrence) -> None:
        """Stop the clocks that must be without this, then start those it starts."""
        for item in self.items:
            if isinstance(item.trigger, Quiet):
                if what in item.trigger.without:
                    self.clocks.pop(item, None)
                if what in item.trigger.since:
                    with self.away_from_the_event():
                        self.run_on(item, Clock(item.trigger, self.today))

    def run_on(self, item: Item, clock: Clock) -> None:
        """Let a clock run another turn, unless turns are of no length now."""
        self.clocks.pop(item, None)
        turned = self.turned(clock)
        if turned is not None:
            self.clocks[item] = turned

    def turned(self, clock: Clock) -> Clock | None:
        """A clock with another turn, as long as turns are now; none if they are of no length."""
        months, days = self.value(clock.quiet.months), self.value(clock.quiet.days)
        return clock.turned(months, days) if months or days else None


def _slot(cap: Cap | None) -> int:
    return NO_CAP if cap is None else cap.slot
