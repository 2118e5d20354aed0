"""What is done: effects, the caps on them, and the choices they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from policylang.core.record import Record, record
from policylang.model.expressions import Expression
from policylang.model.machine.origin import Origin
from policylang.model.machine.windows import CapWindow


@record
class Cap(Record):
    """At most `limit` within the window that ends today, for each value of `key` apart.

    `measure` says what is counted, as granted and before the range of the score cuts it:
    - "points": the size of the changes;
    - "times": how often the rule applied;
    - "net": gains less losses; a loss is counted and never cut;
    - "highest": of the changes together only the largest counts, and `limit` means nothing.

    `slot` is the number of the cap in the machine, from 0. Rules that share a limit carry the same
    slot, limit, measure and window. The window is not a `previous` one.
    """

    slot: int
    limit: int
    measure: Literal["points", "times", "net", "highest"]
    window: CapWindow
    origin: Origin
    #: Field (or other value) that each counter belongs to; None: there is one.
    key: Expression | None = None

    @property
    def times(self) -> bool:
        """Whether it counts how often rules applied."""
        return self.measure == "times"


@record
class Lifetime(Record):
    """How long a lot lasts.

    `expires` is the first day on which it no longer counts. On that day `rule`, which has a number
    of its own, takes it back; unless `unless` holds then: so it stays for good. While `held` holds
    it stays, and is looked at again each day.
    """

    expires: Expression
    rule: Rule
    unless: Expression | None = None
    held: Expression | None = None


@record
class Change(Record):
    """Add (`sign` +1) or take away (-1) an amount, which is never negative.

    In a score that keeps lots a gain first makes good what was lost for a time, oldest first, and
    the rest of it is a lot; a loss takes from the lots, or is a lot itself if it has a lifetime.
    """

    sign: Literal[1, -1]
    amount: Expression
    score: int = 0
    lifetime: Lifetime | None = None


@record
class Move(Record):
    """Bring a score to `target`. All verbs but `earns`, `loses` and those below are moves.

    One that `forgets` (`clears`) also takes away what is remembered of lots that have run out.
    """

    target: Expression
    score: int = 0
    forgets: bool = False


@record
class Restore(Record):
    """Take back what is left of the lots that this very event made in a score.

    As the rule of a lifetime it takes back the one lot that has run out.
    """

    score: int = 0


@record
class Begin(Record):
    """Put the person in a status until, not including, a day (None: until something ends it).

    Nothing happens if that day is not after today. Whoever is in it already stays in it until the
    later of the two days.
    """

    status: int
    until: Expression | None


@record
class End(Record):
    """Take the person out of a status."""

    status: int


Effect = Change | Move | Restore | Begin | End


def read_by(effect: Effect) -> tuple[Expression, ...]:
    """The expressions directly in an effect."""
    match effect:
        case Change(_, amount, _, life):
            lasts = () if life is None else (life.expires, life.unless, life.held)
            return (amount, *(each for each in lasts if each is not None))
        case Move(target):
            return (target,)
        case Begin(_, until) if until is not None:
            return (until,)
        case _:
            return ()


@record
class Rule(Record):
    """One effect with its caps. `number` is its place among all rules of the machine, from 0.

    The author's `rule`, a block of effects with a trigger, is a `Reaction`.

    Caps with `times` may stand on any rule, other caps only on a `Change`.
    """

    number: int
    effect: Effect
    caps: tuple[Cap, ...]
    #: The word of the policy: `earns`, `loses`, `sets`, `multiplies`, `drops`, `raises`, ...
    verb: str
    origin: Origin


@record
class Arm(Record):
    """A rule with its condition (None: always)."""

    condition: Expression | None
    rule: Rule


@record
class Choice(Record):
    """Arms in order: the first whose condition holds is applied, the others are not looked at."""

    arms: tuple[Arm, ...]


def rules_of(choices: Iterable[Choice]) -> tuple[Rule, ...]:
    """The rules of choices, each followed by the rule of its lifetime where it has one."""
    rules: list[Rule] = []
    for choice in choices:
        for arm in choice.arms:
            rules.append(arm.rule)
            effect = arm.rule.effect
            if isinstance(effect, Change) and effect.lifetime is not None:
                rules.append(effect.lifetime.rule)
    return tuple(rules)
