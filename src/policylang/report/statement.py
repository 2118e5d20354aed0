"""One person's statement: the ledger with perks at their dates, the rules, and why it is so.

date        event                line  asked  granted  applied  balance  grade
2018-03-05  Donation to charity    68    +20      +15      +15    1,015  A+
            5 above `at most 15 points per calendar year`

Rules in rongcheng.policy
  68  earns 1 per 50 USD of amount, at most 15 points per calendar year
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext

import attrs

from policylang.core.exact import EXACT
from policylang.model.breakdown import Breakdown
from policylang.model.difference import Difference
from policylang.model.grading import rank_among
from policylang.model.ledger import Entry, Points
from policylang.model.machine import Grant, Machine
from policylang.model.outcome import Award, Holding, Outcome
from policylang.model.units import Kind
from policylang.report import steps, words
from policylang.report.amounts import money, shown, signed, size
from policylang.report.breakdown import lines, told
from policylang.report.differences import changed
from policylang.report.reasons import reasons
from policylang.report.style import Style
from policylang.report.width import fitted, left, right, text_width, wrapped

_HEADINGS = ("line", "asked", "granted", "applied", "balance")
#: Columns of a date and the space after it.
_INDENT = 12


def render_statement(
    outcome: Outcome,
    machine: Machine,
    style: Style | None = None,
    *,
    since: datetime.date | None = None,
    differences: Sequence[Difference] = (),
    breakdown: Breakdown | None = None,
) -> str:
    """The statement of an outcome that has its ledger, each line ended.

    Args:
        since: the first day of the person's time, where it is known.
        differences: what each withdrawal changed.
        breakdown: what scores that are worked out are made of.
    """
    style = style or Style()
    with localcontext(EXACT):
        page = _Page(outcome, machine, style, differences, breakdown or {})
        return "".join(f"{line}\n" for line in page.lines(since))


@attrs.frozen
class _Row:
    """A line of the ledger: what happened, a cell for each heading, a grade, lines of detail.

    A row without cells has its event written out in full.
    """

    date: str
    event: str
    cells: tuple[str, ...] = ()
    grade: str = ""
    detail: tuple[str, ...] = ()


class _Page:
    def __init__(
        self,
        outcome: Outcome,
        machine: Machine,
        style: Style,
        differences: Sequence[Difference],
        breakdown: Breakdown,
    ) -> None:
        self.outcome = outcome
        self.breakdown = told(machine, breakdown, outcome.scores) if outcome.scored else {}
        self.differences = differences
        self.machine = machine
        self.style = style
        self.grants: dict[tuple[str, str], Grant] = {
            (grant.kind, grant.name): grant for grant in machine.grants
        }
        self.wording = words.Clauses.of(machine)
        self.clauses: dict[str, str] = {}
        #: What was met so far of rules, perks and sanctions, and of what they name, by its place.
        self.rules: dict[tuple[str, int], dict[str, None]] = {}
        self.named = words.Named(machine)
        #: Cells of a row stand under these; scores are named only where there are several.
        self.headings = _HEADINGS if len(machine.scores) == 1 else ("score", *_HEADINGS)
        self.steps = steps.in_order(outcome)
        placed = [each for each in self.steps if isinstance(each, Award | Entry)]
        files = {each.file for each in (*placed, *outcome.holdings)}
        files |= {each.place[0] for each in self.breakdown.values() if each.place}
        self.one_file = files.pop() if len(files) == 1 else None

    def lines(self, since: datetime.date | None) -> Iterator[str]:
        style = self.style
        outcome = self.outcome
        title = f"Statement for {outcome.person}" if outcome.person else "Statement"
        yield style.paint(style.shown(title), "strong")
        header = self.machine.header
        version = f", version {header.version}" if header.version else ""
        first = f"{since.isoformat()} to " if since else "up to "
        days = f"{first}{outcome.as_of.isoformat()}"
        yield from self._wrapped(f"{header.title} ({header.name}{version}), {days}")
        yield ""
        rows = [self._step(step) for step in self.steps]
        yield from self._table([*self._opening(since), *rows, *self._closing()])
        yield from self._holdings()
        yield from self._rules()
        yield from self._worked_out()
        yield ""
        for sentence in (*reasons(outcome, self.machine), *map(changed, self.differences)):
            yield from self._wrapped(sentence)

    def _said(self, clause: str) -> str:
        """A clause with its figures put in; worked out once, however often it is applied."""
        if clause not in self.clauses:
            self.clauses[clause] = self.wording.said(clause)
        return self.clauses[clause]

    def _wrapped(self, text: str, indent: int = 0) -> Iterator[str]:
        for line in wrapped(self.style.shown(text), self.style.width - indent):
            yield " " * indent + line

    def _place(self, each: Award | Entry | Holding) -> str:
        return f"{each.line}" if self.one_file else f"{each.file}:{each.line}"

    # --- rows --------------------------------------------------------------------------

    def _opening(self, since: datetime.date | None) -> Iterator[_Row]:
        date = since.isoformat() if since else ""
        for score, start in steps.starts(self.outcome, self.machine).items():
            yield self._balance(
                date, "Starting score", score, start, self._start_grade(score, start)
            )

    def _closing(self) -> Iterator[_Row]:
        date = self.outcome.as_of.isoformat()
        for score, end in self.outcome.scores.items():
            grade = self.outcome.grades.get(score) or ""
            yield self._balance(date, "Closing score", score, end, grade)

    def _balance(
        self, date: str, title: str, score: str, points: Points | None, grade: str
    ) -> _Row:
        return _Row(date, title, (*self._named(score), "", "", "", "", shown(points)), grade)

    def _named(self, score: str) -> tuple[str, ...]:
        """The cell for the name of a score, where there are several."""
        return (score,) if len(self.machine.scores) > 1 else ()

    def _start_grade(self, score: str, start: Points) -> str:
        """The grade everybody starts with, where nothing but the score decides."""
        for grading in self.machine.gradings:
            plain = not grading.holds and len(grading.versions) == 1
            if plain and self.machine.scores[grading.score].name == score:
                held = int(start * self.machine.denomination.scale(Kind.POINTS))
                return grading.grades[rank_among(grading.grades, held)].name
        return ""

    def _step(self, step: steps.Step) -> _Row:
        if isinstance(step, Award):
            return self._award(step)
        if isinstance(step, Entry) and step.status is None:
            return self._entry(step)
        if isinstance(step, Entry):
            self._rule(step)
        return _Row(step.date.isoformat(), steps.told(step, self.outcome.as_of))

    def _entry(self, entry: Entry) -> _Row:
        self._rule(entry)
        cells = (
            *self._named(entry.score),
            self._place(entry),
            signed(entry.asked),
            signed(entry.granted),
            signed(entry.applied),
            shown(entry.balance),
        )
        detail = tuple(self._cuts(entry))
        title = steps.title_of(entry)
        return _Row(entry.date.isoformat(), title, cells, entry.grade or "", detail)

    def _rule(self, entry: Entry) -> None:
        """Keep what the rule of an entry says, and what the names in it stand for."""
        clause = self._said(entry.rule)
        self._state(entry.file, entry.line, clause)
        action = entry.action if entry.cause != "rule" or entry.moment else None
        for each in self.named.within(clause, action):
            span = each.origin.span
            text = f"{each.name} means {words.in_words(each.origin.said)}"
            self._state(span.source.name, span.line, text)

    def _state(self, file: str, line: int, clause: str) -> None:
        self.rules.setdefault((file, line), {})[clause] = None

    def _cuts(self, entry: Entry) -> Iterator[str]:
        if entry.overdue:
            yield "nothing is given that would have run out already"
        if entry.cap is not None and entry.asked != entry.granted:
            cut = shown(size(entry.asked - entry.granted))
            yield f"{cut} above `{self._said(entry.cap)}`"
        if entry.range is not None and entry.granted != entry.applied:
            cut = shown(size(entry.granted - entry.applied))
            yield f"{cut} outside `{self._said(entry.range)}` (line {entry.range_line})"

    def _award(self, award: Award) -> _Row:
        """A perk or sanction with what it brings; the line of the policy comes last."""
        self._meet(award)
        brings = list(award.texts)
        if award.money is not None:
            worth = money(award.money, self.machine.denomination)
            brings.insert(0, worth if award.kind == "perk" else f"-{worth}")
        what = f"{award.kind.capitalize()}: {award.label}, {', '.join(brings)}"
        where = f"line {award.line}" if self.one_file else self._place(award)
        return _Row(award.date.isoformat(), f"{what} ({where})")

    def _meet(self, each: Award | Holding) -> None:
        grant = self.grants[each.kind, each.name]
        said = f"{grant.origin.text}: {words.granted(grant, self.machine)}"
        self._state(each.file, each.line, said)

    # --- lines -------------------------------------------------------------------------

    def _table(self, rows: list[_Row]) -> Iterator[str]:
        style = self.style
        full = [row for row in rows if row.cells]
        widths = [
            max(len(heading), *(text_width(style.shown(row.cells[place])) for row in full))
            for place, heading in enumerate(self.headings)
        ]
        heading = "grade" if self.machine.gradings else ""
        grade = max(len(heading), *(text_width(style.shown(row.grade)) for row in full))
        room = max(16, style.width - _INDENT - sum(widths) - 2 * len(widths) - 2 - grade)
        event = min(room, max(text_width(style.shown(row.event)) for row in full))
        yield style.paint(
            _line("date", left("event", event), self.headings, widths, heading), "strong"
        )
        for row in rows:
            yield from self._row(row, event, widths)

    def _row(self, row: _Row, event: int, widths: list[int]) -> Iterator[str]:
        style = self.style
        if not row.cells:
            text, *more = self._wrapped(row.event, _INDENT)
            yield row.date + text[len(row.date) :]
            yield from more
            return
        name = left(fitted(style.shown(row.event), event, style.cut), event)
        cells = tuple(style.shown(cell) for cell in row.cells)
        yield _line(row.date, name, cells, widths, style.shown(row.grade))
        for detail in row.detail:
            yield from (style.paint(line, "faint") for line in self._wrapped(detail, _INDENT))

    def _rules(self) -> Iterator[str]:
        """Every rule that was met, in order of place, with its figures put in."""
        if not self.rules:
            return
        yield ""
        yield f"Rules in {self.style.shown(self.one_file)}" if self.one_file else "Rules"
        stated = [(*place, each) for place, said in sorted(self.rules.items()) for each in said]
        for file, line, clause in stated:
            place = self.style.shown(f"{line}" if self.one_file else f"{file}:{line}")
            first, *more = self._wrapped(clause, 2 + len(place) + 2)
            yield f"  {place}{first[2 + len(place) :]}"
            yield from more

    def _worked_out(self) -> Iterator[str]:
        """What makes up each score that is worked out."""
        for each in self.breakdown.values():
            yield ""
            for line in lines(each, self.one_file):
                margin = len(line) - len(line.lstrip())
                yield from self._wrapped(line.lstrip(), margin)

    def _holdings(self) -> Iterator[str]:
        if not self.outcome.holdings:
            return
        yield ""
        yield f"Holding on {self.outcome.as_of.isoformat()}"
        for holding in self.outcome.holdings:
            self._meet(holding)
            where = f"line {holding.line}" if self.one_file else self._place(holding)
            brings = ", ".join(holding.texts)
            text = f"{holding.kind.capitalize()}: {holding.label}, {brings} ({where})"
            yield from self._wrapped(text, 2)


def _line(date: str, event: str, cells: Iterable[str], widths: Iterable[int], grade: str) -> str:
    placed = "".join(f"  {right(cell, w)}" for cell, w in zip(cells, widths, strict=True))
    return f"{date:<{_INDENT}}{event}{placed}  {grade}".rstrip()
