"""What the columns of a table of results hold."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.engine.sql.columns import Column, Content
from policylang.model.machine import Machine
from policylang.model.units import Kind


def columns_of(machine: Machine, names: Sequence[str]) -> list[Column]:
    """The columns of the CSV form with what they hold."""
    return [_column(machine, name) for name in names]


def _column(machine: Machine, name: str) -> Column:
    unit = machine.denomination
    match name:
        case "as_of":
            return Column(name, Content.DATE)
        case "perks" | "sanctions":
            return Column(name, Content.WHOLE)
        case "perk_money" | "sanction_money":
            return Column(name, Content.DECIMAL, len(str(unit.scale(Kind.MONEY))) - 1)
        case "score":
            return _points(name, unit.decimals)
    return _points(name, unit.decimals) if name.startswith("score_") else Column(name, Content.TEXT)


def _points(name: str, decimals: int) -> Column:
    content = Content.DECIMAL if decimals else Content.WHOLE
    return Column(name, content, decimals)
