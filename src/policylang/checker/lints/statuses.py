"""Statuses that nothing begins: waited for (PL338), asked for (PL345), or neither (PL341)."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.checker.book import Book
from policylang.checker.lowered import Lowered
from policylang.core import codes
from policylang.model.machine import Begin, Machine, OfStatus, Origin, Quiet, Trigger, Upon


def check(lowered: Lowered, machine: Machine, book: Book) -> None:
    """Compare what begins statuses with what asks for them."""
    begun = {
        arm.built.effect.status for arm in lowered.arms() if isinstance(arm.built.effect, Begin)
    }
    idle = set(_idle_clocks(machine, begun, book))
    waited = set(_waited(machine))
    for number, (name, block) in enumerate(book.declared.statuses.items()):
        asked = name in book.used or name in book.counted or number in waited
        if number in begun or number in idle:
            continue
        book.report.add(
            codes.STATUS_NEVER_BEGUN if asked else codes.STATUS_UNUSED,
            f"nothing begins the status `{name}`",
            block.name.span,
            "so what asks for it never holds" if asked else "and nothing asks for it",
            help=f"write in a rule `begins {name} for 6 months`, or leave it out",
        )


def _idle_clocks(machine: Machine, begun: set[int], book: Book) -> Iterator[int]:
    """Report quiet times that never begin (PL338); gives the statuses that they wait for."""
    timed: list[tuple[str, Origin, Trigger | None]] = [
        (f"the rule `{r.name}`", r.origin, r.trigger) for r in machine.reactions
    ]
    timed += [(f"the {g.kind} `{g.name}`", g.origin, g.schedule) for g in machine.grants]
    for words, origin, trigger in timed:
        if not isinstance(trigger, Quiet) or trigger.start is not None:
            continue
        waited = [each.status for each in trigger.since if isinstance(each, OfStatus)]
        if len(waited) == len(trigger.since) and not begun.intersection(waited):
            name = machine.statuses[waited[0]].name
            book.report.add(
                codes.QUIET_WITHOUT_OCCASION,
                f"the time that {words} waits never begins",
                origin.span,
                f"nothing begins the status `{name}`",
                help=f"write in a rule `begins {name} for 6 months`, or wait for something else",
            )
            yield from waited


def _waited(machine: Machine) -> Iterator[int]:
    triggers: list[Trigger] = [reaction.trigger for reaction in machine.reactions]
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
