"""Laws that are to hold for every policy and everybody it scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.people import Village
from tests.agreement.profile import examples
from tests.agreement.reduction import Law, smallest


def hold_everywhere(law: Law, policies: int, villages: st.SearchStrategy[Village]) -> int:
    """Try a law on so many policies (ten times as many in the long profile).

    Args:
        villages: the policies to choose from, with their people.

    Returns:
        how many pairs of a policy and a history it was tried on.

    Fails with the least policy and history that break it.
    """
    pairs = 0
    broken: list[tuple[Village, Exception]] = []

    @examples(policies)
    @given(villages)
    def holds(village: Village) -> None:
        nonlocal pairs
        try:
            law(village)
        except Exception as error:
            broken.append((village, error))
            raise
        pairs += len(village.people)

    try:
        holds()
    except Exception:
        if not broken:  # it is the generator that failed
            raise
    if broken:
        pytest.fail(smallest(law, *broken[0]), pytrace=False)
    return pairs
