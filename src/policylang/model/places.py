"""Rankings by name, and places in one in words."""

from __future__ import annotations

import attrs

from policylang.core import codes
from policylang.core.suggest import suggest
from policylang.model.machine import Machine, Ranking
from policylang.model.values import InputProblem, shortened


@attrs.frozen
class Place:
    """A person's place, counted from 1; who is level on every key shares one.

    `keys` are what decides, in order and as a person would write them: `12`, `1.5 hours`. None is a
    key that looks at the tied alone, for somebody who is level with nobody.
    """

    place: int
    person: str
    keys: tuple[str | None, ...]


def ranking_of(machine: Machine, name: str | None) -> Ranking:
    """A ranking by its name; the only one where no name is given.

    Raises:
        InputProblem: there is none of that name, or several to choose from (PL434).
    """
    names = [ranking.name for ranking in machine.rankings]
    if name is None and len(names) == 1:
        return machine.rankings[0]
    if name in names:
        return machine.rankings[names.index(name)]
    listed = ", ".join(f"`{each}`" for each in names[:12])
    if not names:
        raise InputProblem(codes.NO_SUCH_RANKING, "the policy has no ranking")
    if name is None:
        message = "the policy has several rankings"
        raise InputProblem(codes.NO_SUCH_RANKING, message, f"say which: {listed}")
    message = f"the policy has no ranking `{shortened(name)}`"
    raise InputProblem(
        codes.NO_SUCH_RANKING, message, suggest(str(name), names, otherwise=f"there is {listed}")
    )
