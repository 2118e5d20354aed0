"""Statuses that nothing begins: asked for all the same (PL345), or not even that (PL341)."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.checker.book import Book
from policylang.checker.lowered import Lowered
from policylang.core import codes
from policylang.model.machine import Begin, Machine, OfStatus, Quiet, Upon


def check(lowered: Lowered, machine: Machine, book: Book) -> None:
    """Compare what begins statuses with what asks for them."""
    begun = {
        arm.built.effect.status for arm in lowered.arms() if isinstance(arm.built.effect, Begin)
    }
    waited = set(_waited(machine))
    for number, (name, block) in enumerate(book.declared.statuses.items()):
        asked = name in book.used or name in book.counted or number in waited
        if number in begun:
            continue
        book.report.add(
            codes.STATUS_NEVER_BEGUN if asked else codes.STATUS_UNUSED,
            f"nothing begins the status `{name}`",
            block.name.span,
            "so what asks for it never holds" if asked else "and nothing asks for it",
            help=f"write in a rule `begins {name} for 6 months`, or leave it out",
        )


def _waited(machine: Machine) -> Iterator[int]:
    triggers = [reaction.trigger for reaction in machine.reactions]
    triggers += [grant.schedule for grant in machine.grants if grant.schedule is not None]
    for trigger in triggers:
        match trigger:
            case Upon(OfStatus(status, _)):
                yield status
            case Quiet(without, since):
                for each in (*without, *since):
                    if isinstance(each, OfStatus):
                        yield each.status
            case _:
                pass
