"""One person's statement: the ledger with perks at their dates, then why the score is so.

    date        event                          asked  granted  applied  balance  grade
    2018-03-05  Donation to charity              +20      +15      +15    1,015  A+
                earns 1 per 50 USD of amount, at most 15 points per calendar year (rongcheng.policy:68)
                5 above `at most 15 points per calendar year`
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from heapq import merge

import attrs

from policylang.model.machine import Machine
from policylang.model.outcome import Award, Entry, Outcome, grade_of
from policylang.report import words
from policylang.report.amounts import money, shown, signed
from policylang.report.reasons import reasons
from policylang.report.style import Style
from policylang.report.width import fitted, left, right, text_width, wrapped

_HEADINGS = ("asked", "granted", "applied", "balance")
#: Columns of a date and the space after it.
_INDENT = 12


def render_statement(
    outcome: Outcome,
    machine: Machine,
    style: Style | None = None,
    *,
    since: datetime.date | None = None,
) -> str:
    """The statement of an outcome that has its ledger, each line ended.

    Args:
        since: the first day of the person's time, where it is known.
    """
    style = style or Style()
    page = _Page(outcome, machine, style)
    return "".join(f"{line}\n" for line in page.lines(since))


@attrs.frozen
class _Row:
    """A line of the ledger: what happened, numbers as text, a grade, and lines of detail."""

    date: str
    event: str
    numbers: tuple[str, str, str, str]
    grade: str
    detail: tuple[str, ...] = ()
    money: str = ""


class _Page:
    def __init__(self, outcome: Outcome, machine: Machine, style: Style) -> None:
        self.outcome = outcome
        self.machine = machine
        self.style = style

    def lines(self, since: datetime.date | None) -> Iterator[str]:
        style = self.style
        outcome = self.outcome
        title = f"Statement for {outcome.person}" if outcome.person else "Statement"
        yield style.paint(style.shown(title), "strong")
        first = f"{since.isoformat()} to " if since else "up to "
        header = self.machine.header
        version = f", version {header.version}" if header.version else ""
        yield style.shown(f"{header.title} ({header.name}{version}), "
                          f"{first}{outcome.as_of.isoformat()}")  # fmt: skip
        yield ""
        yield from self._table([self._opening(since), *self._rows(), self._closing()])
        yield from self._holdings()
        yield ""
        for sentence in reasons(outcome, self.machine):
            yield from wrapped(style.shown(sentence), style.width)

    # --- rows --------------------------------------------------------------------------

    def _opening(self, since: datetime.date | None) -> _Row:
        start = self.machine.score.start
        balance = words.points(start, self.machine)
        grade = grade_of(self.machine, start) or ""
        date = since.isoformat() if since else ""
        return _Row(date, "Starting score", ("", "", "", balance), grade)

    def _closing(self) -> _Row:
        balance = shown(self.outcome.score)
        grade = self.outcome.grade or ""
        date = self.outcome.as_of.isoformat()
        return _Row(date, "Closing score", ("", "", "", balance), grade)

    def _rows(self) -> Iterator[_Row]:
        """Entries and awards by date; on one day what is due comes before what happens."""
        due = ((award.date, 0, award) for award in self._awards())
        done = ((entry.date, 1, entry) for entry in self.outcome.ledger or ())
        for _, _, each in merge(due, done, key=lambda row: row[:2]):
            yield self._award(each) if isinstance(each, Award) else self._entry(each)

    def _awards(self) -> list[Award]:
        return sorted(
            (*self.outcome.perks, *self.outcome.sanctions), key=lambda award: award.date
        )

    def _entry(self, entry: Entry) -> _Row:
        numbers = (
            signed(entry.asked),
            signed(entry.granted),
            signed(entry.applied),
            shown(entry.balance),
        )
        place = f"{entry.file}:{entry.line}"
        clause = words.clause(entry.rule, self.machine)
        detail = (f"{clause} ({place})", *_cuts(entry, self.machine))
        return _Row(entry.date.isoformat(), entry.label, numbers, entry.grade or "", detail)

    def _award(self, award: Award) -> _Row:
        worth = "" if award.money is None else money(award.money, self.machine.denomination)
        place = f"({award.file}:{award.line})"
        sign = "-" if award.kind == "sanction" and worth else ""
        return _Row(
            award.date.isoformat(),
            f"{award.kind.capitalize()} due: {award.label}",
            ("", "", "", ""),
            "",
            (" ".join([*award.texts, place]),),
            sign + worth,
        )

    # --- lines -------------------------------------------------------------------------

    def _table(self, rows: list[_Row]) -> Iterator[str]:
        widths = [
            max(len(heading), *(len(row.numbers[place]) for row in rows))
            for place, heading in enumerate(_HEADINGS)
        ]
        grades = max(5, *(text_width(self.style.shown(row.grade)) for row in rows))
        room = max(16, self.style.width - _INDENT - sum(widths) - 2 * len(widths) - 2 - grades)
        label = min(room, max(text_width(self.style.shown(row.event)) for row in rows))
        heads = "".join(f"  {right(head, w)}" for head, w in zip(_HEADINGS, widths, strict=True))
        head = f"{'date':<{_INDENT}}{left('event', label)}{heads}  grade"
        yield self.style.paint(head, "strong")
        for row in rows:
            yield self._line(row, label, widths)
            for detail in row.detail:
                for line in wrapped(self.style.shown(detail), self.style.width - _INDENT):
                    yield " " * _INDENT + self.style.paint(line, "faint")

    def _line(self, row: _Row, label: int, widths: list[int]) -> str:
        style = self.style
        event = style.shown(row.event)
        if row.money:
            return f"{row.date:<{_INDENT}}{event}: {row.money}".rstrip()
        event = left(fitted(event, label, style.cut), label)
        cells = [f"  {right(text, w)}" for text, w in zip(row.numbers, widths, strict=True)]
        applied = row.numbers[2]
        if applied.startswith(("+", "-")):
            cells[2] = style.paint(cells[2], "gain" if applied.startswith("+") else "loss")
        return f"{row.date:<{_INDENT}}{event}{''.join(cells)}  {style.shown(row.grade)}".rstrip()

    def _holdings(self) -> Iterator[str]:
        if not self.outcome.holdings:
            return
        yield ""
        yield f"Holding on {self.outcome.as_of.isoformat()}:"
        for holding in self.outcome.holdings:
            texts = "; ".join(holding.texts)
            line = f"{holding.kind}: {holding.label}: {texts} ({holding.file}:{holding.line})"
            for part in wrapped(self.style.shown(line), self.style.width - 2):
                yield f"  {part}"


def _cuts(entry: Entry, machine: Machine) -> Iterator[str]:
    if entry.cap is not None and entry.asked != entry.granted:
        cut = shown(abs(entry.asked - entry.granted))
        yield f"{cut} above `{words.clause(entry.cap, machine)}`"
    if entry.range is not None and entry.granted != entry.applied:
        cut = shown(abs(entry.granted - entry.applied))
        where = f"(line {entry.range_line})"
        yield f"{cut} outside `{words.clause(entry.range, machine)}` {where}"
