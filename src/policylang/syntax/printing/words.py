"""What all of printing stands on: texts in quotes, numbers, lists of names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from policylang.syntax import nodes as tree


def quoted(text: str) -> str:
    """A text between quotes, with what needs it escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def labelled(words: str, label: tree.Text | None) -> str:
    """Words with a label behind them, if there is one."""
    return words if label is None else f"{words} {quoted(label.value)}"


def listed(names: Iterable[tree.Name]) -> str:
    """Names behind one another: `minor, serious`."""
    return ", ".join(name.text for name in names)


def named(word: str, name: tree.Name | None) -> str:
    """A word with a name, to go behind others: ` of credit`; nothing without a name."""
    return "" if name is None else f" {word} {name.text}"


def number_text(value: Decimal) -> str:
    """Digits as they were written, with thousands separated from five digits on."""
    return f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
