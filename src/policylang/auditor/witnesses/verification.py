"""The independent check of a certificate: the interpreter, and nothing of the solver.

A certificate comes from outside. It is read as hostile: sizes first, then shapes, then its digest,
the policy it is about, its events as any history, and at last the history itself.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import repeat
from typing import Any, Final

from policylang.auditor.question import MOST_DAYS, Unfit
from policylang.auditor.witnesses.certificate import KIND, VERSION, digest_of
from policylang.auditor.witnesses.prices import costs_of
from policylang.auditor.witnesses.refusal import Refused, check_assumed
from policylang.core.errors import HistoryError
from policylang.model.assumptions import Assumptions
from policylang.model.events import Event
from policylang.model.history import Encoder, History, check_window
from policylang.model.machine import Machine
from policylang.model.units import Kind
from policylang.model.values import decimal_of
from policylang.runtime.interpreter import interpret

#: Longest certificate, in bytes; most events in it.
MOST_BYTES: Final = 1_000_000
MOST_EVENTS: Final = 10_000
#: Most of a title that is shown.
_TITLE: Final = 300

_KEYS: Final = {
    "kind": str, "version": int, "policy": str, "fingerprint": str, "property": str, "title": str,
    "assumptions": list, "assumed": str, "since": str, "until": str, "person": dict,
    "events": list, "said": dict, "digest": str,
}  # fmt: skip


def verify(
    data: bytes, machine: Machine, assumptions: Assumptions | None = None
) -> tuple[str, ...]:
    """Check a certificate against a policy; what it then shows, in sentences.

    Args:
        machine: that of the policy under the assumptions, if there are any.

    Raises:
        Refused: it is damaged, altered, of another policy, or what it says is not so.
    """
    value = _read(data)
    if value["digest"] != digest_of(value):
        raise Refused("it was altered: its digest is not that of what it says")
    check_assumed(value["assumed"], assumptions)
    if value["fingerprint"] != machine.header.fingerprint:
        raise Refused(
            f"it is about a policy `{_short(value['policy'])}` with another text than this one"
        )
    if value["policy"] != machine.header.name:
        raise Refused(f"it calls the policy `{_short(value['policy'])}`, which it is not called")
    since, until = _day(value["since"]), _day(value["until"])
    if not since <= until <= since + MOST_DAYS:
        raise Refused("its days are not in order, or too many")
    encoder = Encoder(machine)
    try:
        attributes = encoder.attributes(value["person"])
        history = encoder.history(_events(value["events"]))
        check_window(machine, history.days, since, until)
    except HistoryError as problem:
        raise Refused(f"its history does not fit the policy: {problem.diagnostics[0]}") from None
    if history.days and history.days[-1] > until:
        raise Refused("one of its events is after its last day")
    if history.voids:
        raise Refused("it withdraws events")
    result = interpret(machine, history, attributes, since=since, as_of=until, ledger=False)
    if result.refused:
        raise Refused("the policy refuses one of its events")
    scale = machine.denomination.scale(Kind.MONEY)
    paid = sum(
        award.worth if machine.grants[award.grant].kind == "perk" else -award.worth
        for award in result.awards
    )
    cost = _cost(machine, attributes, history, since)
    real = {
        "perks less sanctions": decimal_of(paid, scale),
        "cost of actions": decimal_of(cost, scale),
        "net": decimal_of(paid - cost, scale),
    }
    if set(value["said"]) != set(real):
        raise Refused(f"it does not say just what is checked: {', '.join(real)}")
    for key, amount in real.items():
        if _amount(value["said"][key]) != amount:
            raise Refused(f"what it says of `{key}` is not so: it is {amount}")
    currency = machine.denomination.currency
    events = "event" if len(history) == 1 else "events"
    return (
        f"{len(history):,} {events} from {value['since']} to {value['until']}",
        (
            f"perks less sanctions {real['perks less sanctions']} {currency}, actions cost "
            f"{real['cost of actions']} {currency}, net {real['net']} {currency}"
        ),
        f"it belongs to the finding of `{_short(value['property'])}`: {value['title'][:_TITLE]}",
        (
            "not checked: the words and numbers of this title. These events come to the sums "
            "above; that something is so for ever, at least so dear, or not to be had in another "
            "way, no history shows"
        ),
    )


def _cost(machine: Machine, attributes: tuple[int, ...], history: History, since: int) -> int:
    """The held money that the events of a history cost."""
    columns = zip(*history.columns, strict=True) if history.columns else repeat(())
    rows = list(zip(history.days, history.codes, columns, strict=False))

    def scores_after(before: History, day: int) -> tuple[int, ...]:
        return interpret(machine, before, attributes, since=since, as_of=day, ledger=False).scores

    try:
        return sum(money for money, _ in costs_of(machine, attributes, rows, scores_after))
    except Unfit as problem:
        raise Refused(f"what its events cost cannot be told: {problem}") from None


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise Refused(f"it is longer than {MOST_BYTES:,} bytes")
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("it is not JSON of the kind that is written here") from None
    if not isinstance(value, dict) or set(value) != set(_KEYS):
        raise Refused("it is not a certificate: it has other keys")
    for key, kind in _KEYS.items():
        if type(value[key]) is not kind:
            raise Refused(f"`{key}` is not what it should be")
    if value["kind"] != KIND or value["version"] != VERSION:
        raise Refused("it is a certificate of another kind or version")
    return value


def _no_number(text: str) -> object:
    raise ValueError(text)


def _events(given: list[object]) -> list[Event]:
    if len(given) > MOST_EVENTS:
        raise Refused(f"it has more than {MOST_EVENTS:,} events")
    events = []
    for each in given:
        if not isinstance(each, Mapping) or set(each) != {"date", "action", "fields"}:
            raise Refused("one of its events is not written as events are")
        day, action, fields = each["date"], each["action"], each["fields"]
        texts = isinstance(day, str) and isinstance(action, str) and isinstance(fields, Mapping)
        if not texts or not all(isinstance(field, str) for field in fields.values()):
            raise Refused("one of its events is not written as events are")
        events.append(Event(day, action, {k: v for k, v in fields.items() if v != ""}))
    return events


def _day(text: str) -> int:
    try:
        return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        raise Refused(f"`{_short(text)}` is no day") from None


def _amount(text: object) -> Decimal | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _short(text: str) -> str:
    return text[:40]
