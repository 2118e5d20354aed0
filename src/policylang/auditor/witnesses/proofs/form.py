"""The file of a proof: its parts, and reading it as something that comes from an enemy."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from policylang.auditor.witnesses.certificate import digest_of
from policylang.auditor.witnesses.refusal import Refused

KIND: Final = "policylang certificate of a proof"
VERSION: Final = 2
#: Longest file, in bytes; most stages; most states in all of them; most numbers of a state.
MOST_BYTES: Final = 32_000_000
MOST_STAGES: Final = 5_000
MOST_STATES: Final = 500_000
MOST_NUMBERS: Final = 200
#: Years in which stages may be: the rounds that are looked at need room in the calendar.
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9000
#: Greatest size of a number.
_MOST: Final = 2**80

POTENTIAL: Final = "potential"
CLOSED_SET: Final = "closed set"

_KEYS: Final = {
    "kind": str, "version": int, "policy": str, "fingerprint": str, "property": str,
    "assumptions": list, "assumed": str, "since": str, "until": (str, type(None)), "person": dict,
    "hour": str, "method": str, "baseline": bool, "sanctions": bool, "before": list,
    "never": (str, type(None)), "meaning": list, "caps": list, "tops": list, "left out": list,
    "ways": dict, "stages": list, "loop": (int, type(None)), "statuses": int,
    "hours": (int, type(None)), "digest": str,
}  # fmt: skip

State = tuple[int, ...]


@attrs.frozen
class Table:
    """One stage, both days included, and its states with their bounds (none in a closed set)."""

    first: int
    last: int
    bounds: Mapping[State, int]


@attrs.frozen
class Proof:
    """A proof as it was read: of the right shapes, and nothing more.

    `until` None is for ever. `caps` are the numbers of the caps that a state counts after its
    scores, `tops` by score the value above which states are not told apart (None: all are). After
    those come the `statuses`: of each the day on which it ends, 0 if it is open, -1 if the person
    is not in it. Where `hours` are all that can be spent in a calendar year, those spent come last.
    `before` are events with which the first day begins.
    """

    about: str
    fingerprint: str
    assumed: str
    policy: str
    since: int
    until: int | None
    person: Mapping[str, object]
    hour: Fraction
    method: str
    baseline: bool
    sanctions: bool
    before: Sequence[tuple[str, Mapping[str, str]]]
    never: str | None
    caps: tuple[int, ...]
    tops: tuple[int | None, ...]
    left_out: tuple[str, ...]
    ways: Mapping[str, tuple[tuple[int, ...], ...]]
    tables: tuple[Table, ...]
    loop: int | None
    statuses: int = 0
    hours: int | None = None

    def ends(self, state: State) -> State:
        """By status, the day on which it ends in a state (0: it is open, -1: not in it)."""
        place = len(self.tops) + len(self.caps)
        return state[place : place + self.statuses]

    @property
    def states(self) -> int:
        """States in all stages."""
        return sum(len(table.bounds) for table in self.tables)


def read_proof(data: bytes) -> Proof:
    """Read a file.

    Raises:
        Refused: it is no proof, was altered, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"it is longer than {MOST_BYTES:,} bytes")
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("it is not JSON of the kind that is written here") from None
    if not isinstance(value, dict) or set(value) != set(_KEYS):
        raise Refused("it is not a certificate: it has other keys")
    for key, kinds in _KEYS.items():
        allowed = kinds if isinstance(kinds, tuple) else (kinds,)
        if type(value[key]) not in allowed:
            raise Refused(f"`{key}` is not what it should be")
    if value["kind"] != KIND or value["version"] != VERSION:
        raise Refused("it is a certificate of another kind or version")
    if value["digest"] != digest_of(value):
        raise Refused("it was altered: its digest is not that of what it says")
    return _proof(value)


def _proof(value: Mapping[str, Any]) -> Proof:
    if value["method"] not in (POTENTIAL, CLOSED_SET):
        raise Refused("it proves by a method that is not known here")
    if (value["never"] is None) != (value["method"] == POTENTIAL):
        raise Refused("what it claims does not fit its method")
    if value["baseline"] != value["sanctions"]:
        raise Refused("it compares with doing nothing, but not all that comes of it")
    caps = tuple(_whole(each, 0, 2**20) for each in value["caps"])
    tops = tuple(None if each is None else _whole(each) for each in value["tops"])
    statuses, hours = _whole(value["statuses"], 0, MOST_NUMBERS), value["hours"]
    hours = None if hours is None else _whole(hours, 0)
    if (statuses or hours is not None) and value["method"] == POTENTIAL:
        raise Refused("a bound on gains does not look at statuses, nor at hours of a year")
    width = len(tops) + len(caps) + statuses + (hours is not None)
    if len(set(caps)) != len(caps) or width > MOST_NUMBERS:
        raise Refused("its states are not what they should be")
    raw = value["stages"]
    if not 0 < len(raw) <= MOST_STAGES:
        raise Refused(f"it has no stages, or more than {MOST_STAGES:,}")
    left = MOST_STATES
    tables: list[Table] = []
    for each in raw:
        table = _table(each, width, value["method"] == POTENTIAL)
        left -= len(table.bounds)
        if left < 0:
            raise Refused(f"it has more than {MOST_STATES:,} states")
        tables.append(table)
    loop = value["loop"]
    if loop is not None:
        loop = _whole(loop, 0, len(tables) - 1)
        if value["until"] is not None:
            raise Refused("it has a last day, and also goes on for ever")
    return Proof(
        about=value["property"][:80],
        fingerprint=value["fingerprint"],
        assumed=value["assumed"],
        policy=value["policy"][:80],
        since=_day(value["since"]),
        until=None if value["until"] is None else _day(value["until"]),
        person=value["person"],
        hour=_fraction(value["hour"]),
        method=value["method"],
        baseline=value["baseline"],
        sanctions=value["sanctions"],
        before=tuple(_event(each) for each in value["before"][:100]),
        never=value["never"],
        caps=caps,
        tops=tops,
        left_out=tuple(_text(each) for each in value["left out"]),
        ways={name: tuple(_numbers(way) for way in _list(ways))
              for name, ways in value["ways"].items()},
        tables=tuple(tables),
        loop=loop,
        statuses=statuses,
        hours=hours,
    )  # fmt: skip


def _table(raw: object, width: int, bounded: bool) -> Table:
    keys = {"first", "last", "states", "bounds"} if bounded else {"first", "last", "states"}
    if not isinstance(raw, dict) or set(raw) != keys:
        raise Refused("one of its stages is not what it should be")
    first, last = _day(raw["first"]), _day(raw["last"])
    states = _list(raw["states"])
    bounds = _list(raw["bounds"]) if bounded else [0] * len(states)
    if len(states) != len(bounds) or not states:
        raise Refused("one of its stages has not as many bounds as states")
    found: dict[State, int] = {}
    for state, bound in zip(states, bounds, strict=True):
        numbers = _numbers(state)
        if len(numbers) != width or numbers in found:
            raise Refused("one of its states is not what it should be")
        found[numbers] = _whole(bound)
    return Table(first, last, found)


def _event(raw: object) -> tuple[str, Mapping[str, str]]:
    if not isinstance(raw, dict) or set(raw) != {"action", "fields"}:
        raise Refused("one of its events is not written as events are")
    action, fields = raw["action"], raw["fields"]
    texts = isinstance(action, str) and isinstance(fields, dict)
    if not texts or not all(isinstance(each, str) for each in fields.values()):
        raise Refused("one of its events is not written as events are")
    return action, {key: each for key, each in fields.items() if each != ""}


def _numbers(raw: object) -> State:
    values = _list(raw)
    if len(values) > MOST_NUMBERS:
        raise Refused(f"a list of it has more than {MOST_NUMBERS} numbers")
    return tuple(_whole(each) for each in values)


def _whole(raw: object, low: int = -_MOST, high: int = _MOST) -> int:
    if type(raw) is not int or not low <= raw <= high:
        raise Refused("one of its numbers is not what it should be")
    return raw


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise Refused("something in it that should be a list is none")
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise Refused("something in it that should be a text is none")
    return raw


def _day(raw: object) -> int:
    try:
        day = datetime.date.fromisoformat(_text(raw))
    except ValueError:
        raise Refused(f"`{_text(raw)[:40]}` is no day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"{day} is too far away")
    return day.toordinal()


def _fraction(text: str) -> Fraction:
    top, _, below = text.partition("/")
    if not (top.isdecimal() and (below.isdecimal() or not below)) or len(text) > 40:
        raise Refused("the price of an hour is not what it should be")
    denominator = int(below or "1")
    if not denominator:
        raise Refused("the price of an hour is not what it should be")
    return Fraction(int(top), denominator)


def _no_number(text: str) -> object:
    raise ValueError(text)
