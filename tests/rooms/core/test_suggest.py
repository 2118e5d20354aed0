from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core.suggest import nearest, suggest


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bil_paid", "bill_paid"),
        ("BILL_PAID", "bill_paid"),
        ("loan", "loan"),
        ("lona", "loan"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_name_that_was_probably_meant_is_found(written: str, meant: str | None) -> None:
    assert nearest(written, ["bill_paid", "loan", "Visit"]) == meant


def test_without_a_near_name_other_advice_is_given() -> None:
    assert suggest("lona", ["loan"], otherwise="declare it") == "did you mean `loan`?"
    assert suggest("xyz", ["loan"], otherwise="declare it") == "declare it"
    assert suggest("xyz", []) is None


@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=12), st.data())
def test_the_order_of_the_names_does_not_matter(names: list[str], data: st.DataObject) -> None:
    written = data.draw(st.text("abc", max_size=6))
    assert nearest(written, names) == nearest(written, data.draw(st.permutations(names)))


def test_among_very_many_names_a_near_one_is_still_found() -> None:
    names = [f"rule_{number:05}_x" for number in range(20_000)] + ["donation_step"]
    assert nearest("donaton_step", names) == "donation_step"
    assert nearest("donation_stel", names) == "donation_step"
    assert nearest("tonation_step", names) == "donation_step"
    assert nearest("quux", names) is None


def test_a_very_long_name_is_compared_by_its_beginning() -> None:
    assert nearest("a" * 100_000, ["a" * 64]) == "a" * 64
