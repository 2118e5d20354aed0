"""Expressions as a flat function reads them: every part of a person is a variable."""

from __future__ import annotations

import attrs

from policylang.compiler.grades import chosen, ranked
from policylang.compiler.memory import Remembered
from policylang.compiler.naming import Names
from policylang.compiler.text import AND, ATOM, COMPARE, IF, NOT, Text, Written
from policylang.model import expressions as e
from policylang.runtime.readings import COMPARISONS


@attrs.frozen
class Expressions(Text):
    """Writes expressions that are read on the day a variable holds.

    `day` is the name of that variable: `day` at an event, `due_day` where a perk is due,
    `as_of` at the end. `memories` are the tallies, in order.
    """

    names: Names
    memories: tuple[Remembered, ...]
    day: str = "day"

    def state(self, expression: e.Expression) -> Written:
        """An expression that reads the person, the day or the event."""
        match expression:
            case e.FieldValue(slot):
                return self.names.columns[slot], ATOM
            case e.AttributeValue(slot):
                return self.names.attributes[slot], ATOM
            case e.Balance():
                return "score", ATOM
            case e.RankOf():
                return chosen(self.names.machine.grades), IF
            case e.Today() | e.EventDay():
                return self.day, ATOM
            case e.AsOf():
                return "as_of", ATOM
            case e.Recall(tally):
                return self.memories[tally].total(self.day), ATOM
            case _:
                raise AssertionError(f"a flat function has no variable for {expression!r}")

    def comparison(self, compare: e.Compare) -> Written:
        """Text of a comparison; of a count with a constant, and of a grade, the cheapest."""
        match compare:
            case e.Compare(relation, e.Recall(tally), e.Constant(value)):
                memory = self.memories[tally]
                at_least = memory.reached(value, self.day)
                more = memory.reached(value + 1, self.day)
                if at_least and more:
                    return self._reached(relation, at_least, more)
            case e.Compare(relation, e.RankOf(), e.Constant(value)):
                grades = self.names.machine.grades
                holds = COMPARISONS[relation]
                ranks = [rank for rank in range(len(grades)) if holds(rank, value)]
                text = ranked(grades, ranks)
                return text, ATOM if text.startswith("(") or text in ("True", "False") else COMPARE
            case _:
                pass
        return Text.comparison(self, compare)

    def _reached(self, relation: e.Relation, at_least: str, more: str) -> Written:
        """A count against a constant, from whether it holds that many, and one more."""
        match relation:
            case e.Relation.AT_LEAST:
                return at_least, COMPARE
            case e.Relation.MORE:
                return more, COMPARE
            case e.Relation.LESS:
                return f"not {at_least}", NOT
            case e.Relation.AT_MOST:
                return f"not {more}", NOT
            case e.Relation.EQUAL:
                return f"{at_least} and not {more}", AND
            case e.Relation.UNEQUAL:
                return f"not ({at_least} and not {more})", NOT
