"""Expressions as the functions of a program read them: of a person `p`, at an event `event`."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.compiler.naming import Names
from policylang.compiler.text import ATOM, Text, Written
from policylang.compiler.writer import Writer
from policylang.model import expressions as e


@attrs.frozen
class SceneText(Text):
    """Writes expressions of a person. Fields and attributes are put into variables first."""

    names: Names

    def state(self, expression: e.Expression) -> Written:
        """An expression that reads the person, the day or the event."""
        return self._state(expression), ATOM

    def _state(self, expression: e.Expression) -> str:
        match expression:
            case e.FieldValue(slot):
                return self.names.columns[slot]
            case e.PresentField(slot):
                return f"p.present[{slot}]"
            case e.EventDay():
                return "event_day"
            case e.AttributeValue(slot):
                return self.names.attributes[slot]
            case e.Balance(score):
                kept = self.names.machine.scores[score].formula is None
                name = self.names.scores[score]
                return f"p.scores[{name}]" if kept else f"p.balance({name})"
            case e.StillCounting(score, day):
                return f"p.still_counting({self.names.scores[score]}, {self.text(day)})"
            case e.RankOf(grading):
                return f"p.rank({grading})"
            case e.InStatus(status):
                return f"p.in_status({self.names.statuses[status]})"
            case e.AsOf():
                return "p.as_of"
            case e.Today():
                return "p.today"
            case e.Recall(tally):
                return f"p.recall({self.names.recalled[tally]})"
            case e.Tied(slot):
                return f"p.tied({self.names.columns[slot]})"
            case _:
                raise AssertionError(f"no text is defined for {expression!r}")

    def write_variables(self, out: Writer, expressions: Iterable[e.Expression]) -> None:
        """Put the fields and attributes that some expressions read into variables."""
        parts = [part for expression in expressions for part in e.every_part(expression)]
        fields = sorted({part.slot for part in parts if isinstance(part, e.FieldValue | e.Tied)})
        persons = sorted({part.slot for part in parts if isinstance(part, e.AttributeValue)})
        for slot in fields:
            out.line(f"{self.names.columns[slot]} = event[{slot}]")
        if any(isinstance(part, e.EventDay) for part in parts):
            out.line("event_day = event[-1]")
        for slot in persons:
            out.line(f"{self.names.attributes[slot]} = p.attributes[{slot}]")
