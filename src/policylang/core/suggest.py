"""Near-name suggestions: what the author probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Most names that are compared letter by letter.
_COMPARED: Final = 500


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when nothing is close enough to be meant.

    Of very many names only those that begin or end alike are compared, and not all of them.
    """
    from difflib import get_close_matches

    names = sorted(set(known))
    wanted = name.casefold()[:64]
    folded = {known_name.casefold(): known_name for known_name in reversed(names)}
    likely = list(folded)
    if len(likely) > _COMPARED:
        ends = (wanted[:2], wanted[-2:])
        likely = [each for each in likely if each.startswith(ends[0]) or each.endswith(ends[1])]
    found = get_close_matches(wanted, likely[-_COMPARED:], n=3, cutoff=0.6)
    alike = next((each for each in found if each.startswith(wanted)), None)
    return folded[alike or found[0]] if found else None


def suggest(name: str, known: Iterable[str], *, otherwise: str | None = None) -> str | None:
    """A help line: "did you mean ...?" where a known name is near, else `otherwise`."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else otherwise
