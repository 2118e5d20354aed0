"""A small policy with a field of every kind, and the same rows written in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import attrs

import policylang
from policylang.engine.columns import Columns, history_columns
from policylang.engine.readers import read_rows
from policylang.engine.rows import RawRow, Reject
from policylang.model.history import Encoder, History
from policylang.model.result import Result

POLICY = """
policy town {
  currency USD
  timezone "Asia/Shanghai"
  in force from 2016-01-01
}

person {
  loan: money from 0 USD to 1,000 USD = 0 USD
  class: one of {learner, full} = full
}

score trust {
  starts at 100
  stays within 0 to 200
}

action ticket {
  loses 5
}

action donate {
  amount: money from 0 USD to 1,000 USD
  earns 1 per 50 USD of amount, at most 10 per calendar year
}

action help {
  time: hours from 0 to 24
  alone: yes or no = no
  earns 1 per 2 hours of time
  earns 1 when alone and class is learner
}

grades of trust {
  high from 110
  low  below
}

perk bonus {
  for high
  every year on 31 December
  saves 1% of loan
}
"""

#: The same, but nobody can be evaluated without knowing when they were born.
STRICT = POLICY.replace("person {", "person {\n  born: date")


@cache
def policy(text: str = POLICY) -> policylang.Policy:
    return policylang.loads(text)


def encoder(text: str = POLICY) -> Encoder:
    return policy(text).encoder


def columns(text: str = POLICY) -> Columns:
    return history_columns(policy(text).machine)


@attrs.define
class Recorder:
    """Stands in for an evaluator: remembers what it was given."""

    seen: list[tuple[History, tuple[int, ...], int | None, int]] = attrs.field(factory=list)

    def run(
        self,
        history: History,
        attributes: tuple[int, ...],
        *,
        since: int | None = None,
        as_of: int,
        ledger: bool = False,
    ) -> Result:
        self.seen.append((history, attributes, since, as_of))
        return Result(len(history), (), ())


def stream(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def rows_of(
    text: str | bytes, format: str = "csv", wanted: Columns | None = None
) -> list[RawRow | Reject]:
    return list(read_rows(stream(text), wanted or columns(), format=format))


def good(rows: Iterable[RawRow | Reject]) -> list[RawRow]:
    return [row for row in rows if isinstance(row, RawRow)]


def bad(rows: Iterable[RawRow | Reject]) -> list[tuple[int, str]]:
    return [(row.line, row.code.number) for row in rows if isinstance(row, Reject)]


NAMES = ("person", "date", "action", "amount", "time", "alone")


def as_csv(rows: Sequence[Mapping[str, str]], names: Sequence[str] = NAMES) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_jsonl(rows: Sequence[Mapping[str, str]]) -> str:
    return "".join(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)


def as_yaml(rows: Sequence[Mapping[str, str]]) -> str:
    """JSON is YAML as long as its texts are escaped: every value in quotation marks."""
    return "".join(f"- {json.dumps(dict(row))}\n" for row in rows) or "[]\n"


WRITERS = {"csv": as_csv, "jsonl": as_jsonl, "yaml": as_yaml}
