"""When an event may have happened, and how many of them one person may have."""

from __future__ import annotations

from policylang.core import codes, limits
from policylang.model.calendar import iso
from policylang.model.machine import Header, Machine
from policylang.model.persons import Traits
from policylang.model.values import InputProblem


def check_in_force(header: Header, day: int) -> int:
    """The day of an event, refused where the policy is not in force on it (PL417)."""
    if header.opens is not None and day < header.opens:
        raise InputProblem(
            codes.NOT_IN_FORCE,
            f"the event is dated {iso(day)}, before the policy came into force on "
            f"{iso(header.opens)}",
        )
    if header.closes is not None and day > header.closes:
        raise InputProblem(
            codes.NOT_IN_FORCE,
            f"the event is dated {iso(day)}, after the policy ended on {iso(header.closes)}",
        )
    return day


def begin_of(machine: Machine, traits: Traits | None) -> int:
    """The day a person's time begins on; 0 where the policy or the person does not say."""
    return 0 if machine.begins is None or traits is None else traits.start[machine.begins]


def check_begun(day: int, begins: int) -> None:
    """Refuse an event dated before its person's time begins (PL426)."""
    if day < begins:
        raise InputProblem(
            codes.EVENT_BEFORE_PERSON,
            f"the event is dated {iso(day)}, before the person's time begins on {iso(begins)}",
            "correct the date of the event, or the date that the person's time begins on",
        )


def check_order(before: int, day: int) -> None:
    """Refuse an event dated before the previous one of the same person (PL401)."""
    if day < before:
        raise InputProblem(
            codes.EVENTS_OUT_OF_ORDER,
            f"the event is dated {iso(day)}, before the previous one of {iso(before)}",
            "give each person's events in order of date, or let `--sort` do so",
        )


def check_count(number: int) -> None:
    """Refuse more events of one person than the overflow proofs allow for (PL416)."""
    if number > limits.EVENTS_PER_PERSON:
        raise InputProblem(
            codes.TOO_MANY_EVENTS,
            f"one person has more than {limits.EVENTS_PER_PERSON:,} events",
            "look for one name that stands for many people",
        )
