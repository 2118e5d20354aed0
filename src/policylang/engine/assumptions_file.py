"""Assumptions files: plain YAML, in which everything is text until the policy gives it a unit.

assumptions: 1
policy: rongcheng
figures:
  donation_step: 40 USD
costs:
  late_payment: 10 USD
  volunteer: [5 USD, time]
perks:
  bikes: 40 USD a year
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from policylang.core.errors import AssumptionError
from policylang.core.source import SourceFile
from policylang.core.suggest import suggest
from policylang.engine.excerpt import shortened
from policylang.engine.yaml_events import (
    PlainEvents,
    is_end,
    is_list,
    is_mapping,
    is_nothing,
    is_value,
    read_text,
)
from policylang.model.assumptions import Assumption, Assumptions, Subject

#: The version of the form that this module reads.
FORMAT: Final = "1"
#: Largest assumptions file, in bytes; most assumptions in one; longest of them.
MOST_BYTES: Final = 256 * 1024
MOST: Final = 1_000
MOST_CHARACTERS: Final = 200
#: The parts of a file, and what each entry of them is about.
PARTS: Final[dict[str, Subject]] = {"figures": "figure", "costs": "cost", "perks": "perk"}
_HEADS: Final = ("assumptions", "policy")


def read_assumptions(file: Path) -> Assumptions:
    """Read an assumptions file. Whether it fits a policy is seen when it is put into one.

    Raises:
        AssumptionError: it has another form than these files have, or too much in it.
        HistoryError: it is not plain YAML (PL410, PL415, PL418).
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise AssumptionError(
            f"`{file}` is longer than {MOST_BYTES:,} bytes, the most an assumptions file may have",
            "keep what this policy needs",
        )
    name = str(file)
    reader = _Reader(PlainEvents(read_text(io.BytesIO(data), name), name), name)
    return reader.whole(hashlib.sha256(data).hexdigest())


class _Reader:
    def __init__(self, events: PlainEvents, file: str) -> None:
        self.events, self.file = events, file
        self.lines = SourceFile(file, events.text)
        self.heads: dict[str, str] = {}
        self.items: list[Assumption] = []

    def whole(self, digest: str) -> Assumptions:
        first = self.events.root()
        if first is None or not is_mapping(first):
            raise self.wrong(1, "an assumptions file holds names with values")
        seen: set[str] = set()
        for key, line, event in self.pairs():
            if key in seen:
                raise self.wrong(line, f"`{shortened(key)}` stands in the file twice")
            seen.add(key)
            if key in _HEADS:
                self.heads[key] = self.text(event, key)
            elif key not in PARTS:
                known = [*_HEADS, *PARTS]
                help = suggest(key, known, otherwise=f"there are: {', '.join(known)}")
                raise self.wrong(line, f"there is no part `{shortened(key)}`", help)
            elif is_mapping(event):
                self.part(PARTS[key])
            elif not is_nothing(event):
                raise self.wrong(line, f"`{key}` holds names with values")
        self.events.finish("keep one document")
        if self.heads.get("assumptions") != FORMAT:
            raise self.wrong(1, f"it does not begin with `assumptions: {FORMAT}`")
        return Assumptions(self.file, digest, self.heads.get("policy"), tuple(self.items))

    def part(self, subject: Subject) -> None:
        seen: set[str] = set()
        for name, line, event in self.pairs():
            if name in seen:
                raise self.wrong(line, f"`{shortened(name)}` stands there twice")
            seen.add(name)
            if not is_list(event):
                self.add(subject, name, event)
                continue
            while not is_end(each := self.events.next()):
                self.add(subject, name, each)

    def add(self, subject: Subject, name: str, event: Any) -> None:
        text, line = self.text(event, name), self.events.line(event)
        if len(self.items) == MOST:
            raise self.wrong(line, f"more than {MOST:,} things are assumed")
        at, written = event.start_mark.column, self.lines.line(line)
        self.items.append(Assumption(subject, name, text, line, written, at))

    def pairs(self) -> Iterator[tuple[str, int, Any]]:
        """Of a mapping that has begun each name with its line and the first event of its value."""
        while not is_end(event := self.events.next()):
            line = self.events.line(event)
            if not is_value(event):
                raise self.wrong(line, "a name is a single word")
            yield event.value, line, self.events.next()

    def text(self, event: Any, name: str) -> str:
        line = self.events.line(event)
        if not is_value(event) or is_nothing(event):
            raise self.wrong(line, f"`{shortened(name)}` has no value, or more than one")
        value: str = event.value.strip()
        if len(value) > MOST_CHARACTERS or not value.isprintable():
            raise self.wrong(line, f"the value of `{shortened(name)}` is no short text on one line")
        return value

    def wrong(self, line: int, message: str, help: str | None = None) -> AssumptionError:
        return AssumptionError(
            f"{self.file}:{line}: {message}",
            help or "see `policylang audit POLICY --write-assumptions FILE` for its form",
        )
