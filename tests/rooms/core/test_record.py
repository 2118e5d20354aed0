from __future__ import annotations

import copy
import inspect
import pickle
from types import ModuleType

import attrs
import pytest

from policylang.core.record import Record, record
from policylang.model import expressions, machine
from policylang.syntax import nodes


@record
class Pair(Record):
    """Two things."""

    left: int
    right: object = None
    place: int = attrs.field(default=7, eq=False)

    def total(self) -> int:
        return self.left + self.place


@record
class Nothing(Record):
    pass


@record
class Other(Record):
    left: int


@attrs.frozen(eq=False, repr=False)
class Made(Record):
    """Made by attrs, as before."""

    left: int
    place: int = attrs.field(default=7, eq=False)


def test_fields_are_given_by_position_or_by_name_and_may_have_a_default() -> None:
    pair = Pair(1, place=2)
    assert (pair.left, pair.right, pair.place, pair.total()) == (1, None, 2, 3)
    assert Pair(1).place == 7
    assert list(inspect.signature(Pair).parameters) == ["left", "right", "place"]
    assert Pair.__doc__ == "Two things."
    assert not hasattr(pair, "__dict__")


@pytest.mark.parametrize("given", [{}, {"left": 1, "wrong": 2}])
def test_fields_that_are_missing_or_unknown_are_refused(given: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"Pair\.__init__\(\)"):
        Pair(**given)


def test_a_record_is_never_changed() -> None:
    pair = Pair(1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        pair.left = 2
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del pair.left
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        pair.more = 2
    assert pair.left == 1


@pytest.mark.parametrize("kind", [Pair, Made])
def test_equality_leaves_out_what_is_not_compared(kind: type) -> None:
    assert kind(1, place=2) == kind(1, place=3)
    assert hash(kind(1, place=2)) == hash(kind(1, place=3))
    assert kind(1) != kind(2)


def test_records_of_two_kinds_are_never_equal() -> None:
    assert Other(1) != Made(1)
    assert Nothing() == Nothing() != Other(1)
    assert len({Nothing(), Nothing(), Other(1), Made(1)}) == 3


def test_a_text_for_debugging_shows_what_is_compared() -> None:
    assert repr(Pair(1, "a")) == "Pair(1, 'a')"


@pytest.mark.parametrize("one", [Pair(1, (2, Other(3)), 4), Nothing(), Made(1, 2)])
def test_copies_are_equal(one: Record) -> None:
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other == one
        assert getattr(other, "place", None) == getattr(one, "place", None)


def test_attrs_takes_a_record_for_its_own() -> None:
    assert attrs.has(Pair)
    assert [(f.name, f.eq, f.type) for f in attrs.fields(Pair)] == [
        ("left", True, "int"),
        ("right", True, "object"),
        ("place", False, "int"),
    ]
    assert attrs.evolve(Pair(1, 2, 3), right=5).place == 3


def test_patterns_match_by_position() -> None:
    match Pair(1, 2):
        case Pair(left, right, place):
            assert (left, right, place) == (1, 2, 7)


@pytest.mark.parametrize("module", [nodes, machine, expressions])
def test_all_records_of_the_tree_and_the_machine_are_made_alike(module: ModuleType) -> None:
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Record)
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
    ]
    assert len(found) > 10
    assert [
        kind.__name__ for kind in found if kind.__init__.__code__.co_filename != "<record>"
    ] == []


@pytest.mark.parametrize("default", [attrs.field(factory=dict), [], {}])
def test_a_default_that_could_be_changed_is_refused(default: object) -> None:
    made = type("Bad", (Record,), {"__annotations__": {"one": "object"}, "one": default})
    with pytest.raises(TypeError, match=r"Bad\.one"):
        record(made)
