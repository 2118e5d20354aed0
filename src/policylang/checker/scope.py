"""Which names an expression may use, depending on where it stands."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from policylang.checker.typed import Typed


@attrs.frozen
class Scope:
    """Where an expression stands.

    `fields` are the fields of the event in sight, which is one of `action`. `state` says whether
    it may read what changes with the history (the score, counts, definitions); `constants_only`
    whether only constants are allowed. `place` completes "cannot be used in ...".
    """

    place: str
    fields: Mapping[str, Typed] = attrs.field(factory=dict)
    action: str = ""
    state: bool = True
    constants_only: bool = False

    @property
    def advice(self) -> str:
        """What may be used there."""
        if self.constants_only:
            return "use a number or a figure here"
        return "use fields, attributes and figures here"


#: For ranges, caps, bounds and steps: numbers that stand in the policy itself.
CONSTANTS = Scope("a range, cap, step or figure", state=False, constants_only=True)
