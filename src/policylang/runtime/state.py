"""The saved state of a person: its JSON form, and the check of what comes back.

A state is untrusted when it comes back. `from_json` accepts only what a tracker of this very
policy could have written, as far as one can see: kinds, counts, ranges and order. It cannot see
that somebody has changed a score for another possible one; who stores states guards them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NoReturn, TypeVar

import attrs

from policylang.core import codes, limits
from policylang.model.machine import Machine, Sliding, Window
from policylang.model.result import Awarded
from policylang.model.values import InputProblem

#: Name and version of the form. A new version gets a new number, and the old one is refused.
FORMAT: Final = "policylang.state/1"

Declared = TypeVar("Declared")

_PARTS: Final = (
    "format", "policy", "fingerprint", "since", "last", "events", "score", "attributes", "tallies",
    "caps", "awards",
)  # fmt: skip

#: (day, sum) pairs of one total, days rising.
Entries = tuple[tuple[int, int], ...]

_FIRST: Final = date(limits.FIRST_YEAR, 1, 1).toordinal()
_LAST: Final = date(limits.LAST_YEAR, 12, 31).toordinal()


@attrs.frozen
class Saved:
    """What a tracker knows of a person, in held integers and ordinals of days."""

    since: int | None
    #: Day of the last event, and how many there were.
    last: int | None
    events: int
    score: int
    attributes: tuple[int, ...]
    tallies: tuple[Entries, ...]
    caps: tuple[Entries, ...]
    awards: tuple[Awarded, ...]


def to_json(saved: Saved, machine: Machine) -> dict[str, object]:
    """The JSON form: only dicts, lists, ints, text and None."""
    return {
        "format": FORMAT,
        "policy": machine.header.name,
        "fingerprint": machine.header.fingerprint,
        "since": saved.since,
        "last": saved.last,
        "events": saved.events,
        "score": saved.score,
        "attributes": list(saved.attributes),
        "tallies": [[list(entry) for entry in entries] for entries in saved.tallies],
        "caps": [[list(entry) for entry in entries] for entries in saved.caps],
        "awards": [list(award) for award in saved.awards],
    }


def from_json(given: Mapping[str, object], machine: Machine) -> Saved:
    """Read the JSON form back, for the same policy.

    Raises:
        InputProblem: it is damaged, or of another policy or version (PL419).
    """
    if not isinstance(given, Mapping):
        _refuse("a saved state is a mapping")
    missing = next((name for name in _PARTS if name not in given), None)
    if missing:
        _refuse(f"it has no `{missing}`")
    _same_policy(given, machine)
    low, high = machine.score.bounds
    caps = [cap for rule in machine.rules for cap in rule.caps]
    last = _day(given, "last")
    saved = Saved(
        since=_day(given, "since"),
        last=last,
        events=_whole(given.get("events"), 0, limits.EVENTS_PER_PERSON, "events"),
        score=_whole(given.get("score"), low, high, "score"),
        attributes=tuple(
            _whole(value, slot.domain.low, slot.domain.high, "attributes")
            for value, slot in _matched(given, "attributes", machine.attributes)
        ),
        tallies=tuple(
            _entries(entries, tally.window, last, "tallies")
            for entries, tally in _matched(given, "tallies", machine.tallies)
        ),
        caps=tuple(
            _used(_entries(entries, cap.window, last, "caps"), cap.limit)
            for entries, cap in _matched(given, "caps", caps)
        ),
        awards=tuple(_awards(given, machine, last)),
    )
    if (saved.last is None) != (saved.events == 0):
        _refuse("`last` and `events` do not fit together")
    return saved


def _same_policy(given: Mapping[str, object], machine: Machine) -> None:
    form = given.get("format")
    if form != FORMAT:
        _refuse(f"it is not in the form `{FORMAT}`", "save it again with this version")
    mark = (given.get("policy"), given.get("fingerprint"))
    if mark != (machine.header.name, machine.header.fingerprint):
        _refuse(
            "it was saved under another policy, or another version of it",
            "replay the history under the policy as it is now",
        )


def _matched(
    given: Mapping[str, object], name: str, declared: Sequence[Declared]
) -> Iterator[tuple[object, Declared]]:
    values = given.get(name)
    if not isinstance(values, list | tuple) or len(values) != len(declared):
        _refuse(f"`{name}` does not have one value for each the policy declares")
    return zip(values, declared, strict=True)


def _entries(raw: object, window: Window, last: int | None, name: str) -> Entries:
    longest = window.days if isinstance(window, Sliding) else 1
    if not isinstance(raw, list | tuple) or len(raw) > longest:
        _refuse(f"`{name}` holds too much")
    entries = []
    before = 0
    for pair in raw:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            _refuse(f"`{name}` holds something other than pairs")
        day = _whole(pair[0], max(_FIRST, before + 1), last or 0, name)
        entries.append((day, _whole(pair[1], limits.INT64_LOW, limits.INT64_HIGH, name)))
        before = day
    return tuple(entries)


def _used(entries: Entries, limit: int) -> Entries:
    """What a cap has counted: never less than nothing, nor more than it allows."""
    values = [value for _, value in entries]
    if any(value < 0 for value in values) or sum(values) > limit:
        _refuse("`caps` holds a value that no cap has counted")
    return entries


def _awards(given: Mapping[str, object], machine: Machine, last: int | None) -> Iterator[Awarded]:
    raw = given.get("awards")
    if not isinstance(raw, list | tuple):
        _refuse("`awards` is not a list")
    before = _FIRST
    for award in raw:
        if not isinstance(award, list | tuple) or len(award) != 3:
            _refuse("`awards` holds something other than day, number and worth")
        before = _whole(award[0], before, last or 0, "awards")
        number = _whole(award[1], 0, len(machine.grants) - 1, "awards")
        yield Awarded(before, number, _whole(award[2], 0, limits.INT64_HIGH, "awards"))


def _day(given: Mapping[str, object], name: str) -> int | None:
    raw = given.get(name)
    return None if raw is None else _whole(raw, _FIRST, _LAST, name)


def _whole(raw: object, low: int, high: int, name: str) -> int:
    if type(raw) is not int or not low <= raw <= high:
        _refuse(f"`{name}` holds an impossible value")
    return raw


def _refuse(reason: str, help: str = "replay the history instead") -> NoReturn:
    raise InputProblem(codes.STATE_MISMATCH, f"the saved state cannot be used: {reason}", help)
