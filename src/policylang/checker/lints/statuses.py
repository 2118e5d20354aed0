"""Statuses that nothing begins: waited for (PL338), asked for (PL345), or neither (PL341)."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.checker.declared.book import Book
from policylang.checker.rules.lowered import Lowered
from policylang.core import codes
from policylang.model.machine import (
    Begin,
    Machine,
    OfReaction,
    OfStatus,
    Origin,
    Quiet,
    Trigger,
    Upon,
)


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
    timed += [(f"the {g.kind} `{g.name}`", g.origin, g.trigger) for g in machine.grants]
    acting = _acting(machine, begun)
    for words, origin, trigger in timed:
        if not isinstance(trigger, Quiet) or _can_begin(trigger, acting, begun):
            continue
        statuses = [each.status for each in trigger.since if isinstance(each, OfStatus)]
        if statuses:
            name = machine.statuses[statuses[0]].name
            label = f"nothing begins the status `{name}`"
            advice = f"write in a rule `begins {name} for 6 months`, or wait for something else"
        else:
            label = "only rules that never act start it"
            advice = "say what starts it, for example an action: `since late`"
        book.report.add(
            codes.QUIET_WITHOUT_OCCASION,
            f"the time that {words} waits never begins",
            origin.span,
            label,
            help=advice,
        )
        yield from statuses


def _acting(machine: Machine, begun: set[int]) -> set[int]:
    """The rules that can act: not those that wait for a time which only such rules begin."""
    acting = {
        number
        for number, each in enumerate(machine.reactions)
        if not isinstance(each.trigger, Quiet)
    }
    grows = True
    while grows:
        more = {
            number
            for number, each in enumerate(machine.reactions)
            if isinstance(each.trigger, Quiet) and _can_begin(each.trigger, acting, begun)
        }
        grows = not more <= acting
        acting |= more
    return acting


def _can_begin(clock: Quiet, acting: set[int], begun: set[int]) -> bool:
    """Whether anything can start a clock."""
    if clock.start is not None:
        return True
    for each in clock.since:
        match each:
            case OfStatus(status, _) if status not in begun:
                pass
            case OfReaction(rule) if rule not in acting:
                pass
            case _:
                return True
    return False


def _waited(machine: Machine) -> Iterator[int]:
    triggers: list[Trigger] = [reaction.trigger for reaction in machine.reactions]
    triggers += [grant.trigger for grant in machine.grants if grant.trigger is not None]
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
