"""Ledgers and outcomes as cases show them."""

from __future__ import annotations

from decimal import Decimal

from policylang import Award, Entry, Outcome

_HEADINGS = ("date", "event", "rule", "asked", "granted", "applied", "balance", "grade")


def ledger_text(outcomes: list[Outcome]) -> str:
    """The ledgers of everybody as an aligned table; with names where there are several people."""
    several = len(outcomes) > 1
    rows = [("person", *_HEADINGS) if several else _HEADINGS]
    for outcome in outcomes:
        for entry in outcome.ledger or ():
            cells = _cells(entry)
            rows.append((outcome.person or "", *cells) if several else cells)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numbers = slice(-5, -1)
    right = set(range(len(rows[0]))[numbers])
    lines = []
    for row in rows:
        cells = tuple(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def outcome_text(outcomes: list[Outcome]) -> str:
    """Where everybody stands, and what they were given."""
    lines = []
    for outcome in outcomes:
        grade = f", grade {outcome.grade}" if outcome.grade else ""
        lines.append(f"{outcome.person}: {outcome.score} on {outcome.as_of}{grade}")
        awards = sorted((*outcome.perks, *outcome.sanctions), key=lambda award: award.date)
        lines += [f"  {award.date} {_worth(award)}" for award in awards]
        lines += [f"  holds {holding.name}" for holding in outcome.holdings]
    return "\n".join(lines) + "\n"


def _cells(entry: Entry) -> tuple[str, ...]:
    changes = (_signed(each) for each in (entry.asked, entry.granted, entry.applied))
    balance, grade = str(entry.balance), entry.grade or "-"
    return entry.date.isoformat(), entry.action or "-", entry.rule, *changes, balance, grade


def _signed(points: int | Decimal) -> str:
    return f"{points:+}" if points else "0"


def _worth(award: Award) -> str:
    return award.name if award.money is None else f"{award.name} {award.money} {award.currency}"
