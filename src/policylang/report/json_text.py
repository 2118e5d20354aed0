"""JSON as it is written out: exact numbers, safe to show, the same bytes for the same record.

There are no fractions in it: points are whole numbers, or strings where the score keeps decimals;
money is always a string (`"50.00"`). Text is kept readable; only what would move a cursor or hide
itself is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

#: Version of every JSON form of this package. It rises when a reader of the old form would break;
#: keys may be added without.
FORMAT_VERSION: Final = 1

#: A value as it may stand in JSON; Decimal becomes a string.
Json = Mapping[str, Any] | Sequence[Any] | str | int | bool | Decimal | None

_HIDDEN: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)


def json_text(value: Json, *, indent: int | None = 2) -> str:
    """A value as JSON without a line end. `indent` None puts it on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=_exact)
    return _HIDDEN.sub(_escaped, text)


def _exact(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} has no form in JSON")


def _escaped(found: re.Match[str]) -> str:
    point = ord(found[0])
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
