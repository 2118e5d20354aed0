"""Places in a ranking, in words."""

from __future__ import annotations

import attrs


@attrs.frozen
class Place:
    """A person's place, counted from 1; who is level on every key shares one.

    `keys` are what decides, in order and as a person would write them: `12`, `1.5 hours`. None is a
    key that looks at the tied alone, for somebody who is level with nobody.
    """

    place: int
    person: str
    keys: tuple[str | None, ...]
