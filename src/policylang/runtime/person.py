"""What happens to a person: rules, occurrences, and what follows from them.

Rules are applied as "Inside one effect" of `docs/language.md` says, and everything that waits for
a condition is looked at after each of them.
"""

from __future__ import annotations

from policylang.model.machine import Begin, Change, End, Move, Restore
from policylang.model.result import NO_CAP, NO_EVENT, OVERDUE, Awarded, Posting, RefusedEvent
from policylang.model.ticks import NEVER
from policylang.runtime.lots import NO_RULE, Lot, Made
from policylang.runtime.plan import Consequence, RulePlan, Wires
from policylang.runtime.program import Fields
from policylang.runtime.situation import Situation


class Person(Situation):
    """One person, moved on by moments, days and changes of attributes."""

    # --- the first day, and changes from outside -----------------------------------------------

    def begin_with(self, day: int) -> None:
        """Take up the start values on the first day."""
        self.today = day
        for number, score in enumerate(self.machine.scores):
            if score.formula is not None:
                continue
            start = self.plan.readings[f"start_{number}"](self, self._no_fields)
            self.scores[number] = start
            if number in self.lots:
                self.lots[number].settle(start)
        self.standing = [bool(holds(self, self.present)) for _, holds in self.plan.becoming]
        self.clocks.begin(self)

    def change_attribute(self, slot: int, value: int) -> None:
        """An attribute becomes another; what follows is for `look`, once all have changed."""
        self.attributes[slot] = value
        self.stirred = True

    # --- events --------------------------------------------------------------------------------

    def refuses(self, event: int, action: int, fields: Fields) -> bool:
        """Whether an event is refused at its first moment; if so that is recorded."""
        refusals = self.plan.refusals[action]
        if not refusals:
            return False
        self._present(event, fields)
        found = next((n for n, holds in enumerate(refusals) if holds(self, fields)), None)
        self._present(NO_EVENT, self._no_fields)
        if found is not None:
            self.refused.append(RefusedEvent(self.today, event, action, found))
        return found is not None

    def moment(self, event: int, action: int, moment: int, fields: Fields) -> None:
        """A moment of an event comes: it is counted, then its rules, then what follows from it."""
        wires = self.plan.moments[action][moment]
        self._present(event, fields)
        self._take_in(wires)
        self.plan.program.moments[action][moment](self, fields)
        for each in wires.upon:
            self.fire(each)
        self._set_clocks(wires)
        self._present(NO_EVENT, self._no_fields)

    def _present(self, event: int, fields: Fields) -> None:
        self.event, self.present = event, fields

    # --- occurrences and consequences ----------------------------------------------------------

    def _occurs(self, wires: Wires) -> None:
        """Something other than an event has come about: count it, and set the clocks."""
        self._take_in(wires, self._no_fields)
        self._set_clocks(wires)

    def _take_in(self, wires: Wires, fields: Fields | None = None) -> None:
        fields = self.present if fields is None else fields
        for number in wires.takes:
            tally = self.plan.tallies[number]
            if tally.where is None or tally.compares or tally.where(self, fields):
                value = 1 if tally.value is None else tally.value(self, fields)
                self.tallies[number].take(self, value, fields)
        for number in wires.clears:
            self.tallies[number].clear()

    def _set_clocks(self, wires: Wires) -> None:
        for number in wires.stops:
            self.clocks.stop(number)
        for number in wires.starts:
            self.clocks.start(number, self)

    def fire(self, each: Consequence) -> None:
        """Apply a reaction, or give what a grant gives."""
        if each.grants:
            worth = self.worth_of(each.number)
            if worth is not None:
                self.awards.append(Awarded(self.today, each.number, worth))
        elif self.plan.program.reactions[each.number](self, self.present):
            self._occurs(self.plan.reactions[each.number])

    def fire_clock(self, each: Consequence, *, in_force: bool) -> None:
        """A quiet period is over: its clock stops, or goes on after the effects (if in force)."""
        run = self.clocks.fall_due(each.clock)
        if in_force:
            self.fire(each)
        self.clocks.go_on(each.clock, run, self)

    def look(self) -> None:
        """Fire, in order, whatever waits for a condition that has become true."""
        standing, fields = self.standing, self.present
        self.present = self._no_fields
        for place, (each, holds) in enumerate(self.plan.becoming):
            now = bool(holds(self, self.present))
            rises, standing[place] = now and not standing[place], now
            if rises:
                self.fire(each)
        self.present = fields

    # --- rules about scores --------------------------------------------------------------------

    def change(self, rule: int, size: int, expires: int | None = None) -> None:
        """Apply a `Change` of so many points; with a lifetime, until the day `expires`."""
        plan = self.plan.rules[rule]
        effect = plan.rule.effect
        assert isinstance(effect, Change)
        asked, score = plan.sign * size, effect.score
        full = self.counters.full(self, plan.limits)
        if full != NO_CAP:
            self._add(rule, score, asked, 0, full)
            return
        if expires is not None and expires <= self.today:
            if score in self.lots:
                self.lots[score].remember(expires, asked)
            self._post(rule, asked, 0, 0, self.scores[score], OVERDUE)
            return
        granted, cut_by = self.counters.grant(self, plan.limits, size, plan.sign)
        until, life = (NEVER, NO_RULE) if expires is None else (expires, plan.life)
        self._add(rule, score, asked, plan.sign * granted, cut_by, (self.event, until, life))

    def move(self, rule: int, target: int) -> None:
        """Apply a `Move`."""
        plan = self.plan.rules[rule]
        effect = plan.rule.effect
        assert isinstance(effect, Move)
        score = effect.score
        asked = target - self.scores[score]
        cut_by = self._once(plan)
        if effect.forgets and cut_by == NO_CAP:
            self.lots[score].gone.clear()
        self._add(rule, score, asked, asked if cut_by == NO_CAP else 0, cut_by)

    def restore(self, rule: int) -> None:
        """Apply a `Restore`: take back the lots of the event being applied."""
        plan = self.plan.rules[rule]
        effect = plan.rule.effect
        assert isinstance(effect, Restore)
        score = effect.score
        lots = self.lots[score].made_by(self.event)
        asked = -sum(lot.left for lot in lots)
        cut_by = self._once(plan)
        if cut_by == NO_CAP:
            for lot in lots:
                self.lots[score].remove(lot)
            self._take_back(rule, score, asked)
        else:
            self._add(rule, score, asked, 0, cut_by)

    def run_out(self, score: int, lot: Lot) -> None:
        """A lot has come to its end: it is taken back, unless it stays for good or is held."""
        readings = self.plan.readings
        unless, held = readings.get(f"unless_{lot.rule}"), readings.get(f"held_{lot.rule}")
        if unless is not None and unless(self, self.present):
            self.lots[score].keep(lot)
        elif held is None or not held(self, self.present):
            self.lots[score].run_out(lot)
            self._take_back(lot.rule, score, -lot.left)

    def _take_back(self, rule: int, score: int, asked: int) -> None:
        """Lots are gone; what the range does not let through is settled with the others."""
        applied = self.in_range(score, self.scores[score] + asked) - self.scores[score]
        self.scores[score] += applied
        self.stirred = True
        self.lots[score].settle(applied - asked, (self.event, NEVER, NO_RULE))
        self._post(rule, asked, asked, applied, self.scores[score], NO_CAP)
        self.look()

    def _add(
        self,
        rule: int,
        score: int,
        asked: int,
        granted: int,
        cut_by: int,
        made: Made | None = None,
    ) -> None:
        """Add what is granted to a score, as far as its range lets it.

        `made` says what made the lots of it, if not the event alone.
        """
        applied = self.in_range(score, self.scores[score] + granted) - self.scores[score]
        self.scores[score] += applied
        self.stirred = True
        if score in self.lots:
            if made is None or applied * asked <= 0:  # a range that has moved pulls the other way
                made = (self.event, NEVER, NO_RULE)
            self.lots[score].settle(applied, made)
        self._post(rule, asked, granted, applied, self.scores[score], cut_by)
        self.look()

    def _once(self, plan: RulePlan) -> int:
        """The slot of a cap with `times` that is full; else this time is counted."""
        full = self.counters.full(self, plan.limits)
        if full == NO_CAP:
            self.counters.grant(self, plan.limits, 0, 1)
        return full

    # --- rules about statuses ------------------------------------------------------------------

    def begin(self, rule: int, until: int | None) -> None:
        """Apply a `Begin`; None is open."""
        plan = self.plan.rules[rule]
        effect = plan.rule.effect
        assert isinstance(effect, Begin)
        cut_by = self._once(plan)
        if cut_by != NO_CAP or (until is not None and until <= self.today):
            self._post(rule, until or 0, 0, 0, 0, cut_by)
            return
        status, entered = effect.status, effect.status not in self.statuses
        since, before = self.statuses.get(status, (self.today, until or 0))
        until = 0 if until is None or before == 0 else max(until, before)
        self.statuses[status] = since, until
        self.stirred = True
        self._post(rule, until, 0, 0, 0, NO_CAP)
        wires = self.plan.begins[status]
        self._occurs(wires)
        if entered:
            self._follow(wires)
        self.look()

    def end(self, rule: int) -> None:
        """Apply an `End`."""
        plan = self.plan.rules[rule]
        effect = plan.rule.effect
        assert isinstance(effect, End)
        cut_by = self._once(plan)
        self._post(rule, 0, 0, 0, 0, cut_by)
        if cut_by == NO_CAP and effect.status in self.statuses:
            self.end_status(effect.status)

    def end_status(self, status: int) -> None:
        """The person is no longer in a status: by a rule, or because its day has come."""
        del self.statuses[status]
        self.stirred = True
        wires = self.plan.ends[status]
        self._occurs(wires)
        self._follow(wires)
        self.look()

    def _follow(self, wires: Wires) -> None:
        """What is upon a status; it sees no fields of an event that is being applied."""
        fields, self.present = self.present, self._no_fields
        for each in wires.upon:
            self.fire(each)
        self.present = fields

    def _post(
        self, rule: int, asked: int, granted: int, applied: int, balance: int, cut_by: int
    ) -> None:
        if self.postings is not None:
            self.postings.append(
                Posting(self.today, self.event, rule, asked, granted, applied, balance, cut_by)
            )
