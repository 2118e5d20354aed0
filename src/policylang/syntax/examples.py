"""What a clause could have looked like: an example that is close to what the author was writing."""

from __future__ import annotations

import re
from typing import Final

from policylang.core.source import SourceFile
from policylang.syntax.lexer import Token
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import BLOCKS, CLAUSES, NAMES

#: Words that go on with a rule, with an example.
_PARTS: Final = {
    "per": "earns 1 per 50 USD of amount",
    "most": "earns 1, at most 15 per calendar year",
    "when": "loses 5 when count of late in the last 365 days >= 3",
    "otherwise": "loses 10 otherwise",
    "count": "count of late in the last 365 days",
    "sum": "sum of amount of donate this calendar year",
    "where": "count of donate where amount >= 50 USD ever",
    "grade": "grade is B or better",
    "expires after": "earns 1, expires after 2 years",
    "expires on": "earns 1, expires on 2018-12-31",
    "comes back after": "loses 1, comes back after 6 months",
    "comes back on": "loses 1, comes back on 2018-12-31",
    "only": "earns 1, only the highest per stop",
    "reaches": "when penalty reaches 12",
    "without": "after 2 years without late",
    "judged": "in force from 2018-01-01 judged by committed",
    "the latest": "the latest date of late ever if none 2000-01-01",
}
#: Types of fields, each in a field that has it.
FIELDS: Final = {
    "money": "amount: money from 0 USD to 100 USD",
    "hours": "time: hours from 0 to 24",
    "points": "size: points from 0 to 50",
    "number": "days: number from 1 to 365",
    "percent": "share: percent from 0% to 100%",
    "date": "born: date from 1900-01-01 to 2018-12-31",
    "one": "degree: one of {minor, serious}",
    "yes": "resident: yes or no",
    "name": "account: name",
}
_TYPE: Final = re.compile(
    r'[ \t]{0,40}(?:"[^"\n]{0,200}"[ \t]{0,40})?'
    r"(money|hours|points|number|percent|date|one|yes|name)\b"
)
#: What stands in a block whose lines start with names.
LINES: Final = {
    "action": f"a field is written like this: `{FIELDS['money']}`",
    "person": f"an attribute is written like this: `{FIELDS['date']}`",
    "grades": "a grade is written like this: `A from 1050`, the last one `D below`",
    "table": "a row is written like this: `0 to 19: 68 EUR`, the last one `otherwise: 0 EUR`",
    "status": "a status holds its `source` and what is `assumed`, and nothing else",
    "figures": 'a figure is written like this: `step = 50 USD "a guess"`',
}


def example(stuck: Stuck) -> str | None:
    """Advice with an example of what was being written, or None."""
    clause = stuck.clause()
    if not clause:
        return None
    first = str(clause[0])
    if stuck.in_head:
        what = "write for example" if first == "use" else "a block begins like this:"
        return f"{what} `{BLOCKS[first]}`"
    if stuck.kind == "table":
        return f"write for example `{CLAUSES['table']['by']}`" if first == "by" else LINES["table"]
    if _is_field(clause):
        return f"a field is written like this: `{_field(clause)}`"
    if first not in ("drops", "refused") and (part := _part(stuck.kind, clause)):
        return f"write for example `{part}`"
    if first == "every" and "month" in clause:
        return "write `every month on day 15` or `every month on the last day`"
    if first == "for" and len(clause) > 1:
        return "write for example `for A`, `for A, B` or `for B or better`"
    if clause[0].type not in NAMES and first in CLAUSES[stuck.kind]:
        return f"write for example `{CLAUSES[stuck.kind][first]}`"
    return LINES.get(stuck.kind)


def type_after(source: SourceFile, place: int) -> str | None:
    """The first word of a type, if a type is written here, with a label before it or not."""
    found = _TYPE.match(source.text, place)
    return None if found is None else found[1]


def _is_field(clause: list[Token]) -> bool:
    return any(word.type == "COLON" for word in clause[1:3])


def _field(clause: list[Token]) -> str:
    """A field of the type that was begun; the first there is if there is no type yet."""
    written = next((str(word) for word in clause[2:] if word in FIELDS), "money")
    return FIELDS[written]


def _part(kind: str, clause: list[Token]) -> str | None:
    """The part of a rule that was begun last."""
    words = [" ".join(word.split()) for word in clause[1:]]
    if kind in ("action", "rule") and "," in words:
        last = words[len(words) - words[::-1].index(",") :]
        if not {"when", "otherwise"} & set(last):
            return next((_PARTS[word] for word in last[:1] if word in _PARTS), _PARTS["most"])
    return next((_PARTS[word] for word in reversed(words) if word in _PARTS), None)
