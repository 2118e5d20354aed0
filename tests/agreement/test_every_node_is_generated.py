"""A kind of node that no generated policy shows is a kind the engines are not compared on."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policylang.model import expressions, machine
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Machine, Window
from policylang.model.units import Kind
from policylang.syntax import nodes
from policylang.syntax.words import CLAUSES
from tests.agreement.kinds_of_node import declared, shown
from tests.agreement.policies import machine_of, policy_files
from tests.agreement.trees import loose_files


def _drawn(strategy: st.SearchStrategy[Any], sample: int) -> tuple[Any, ...]:
    """The same examples in every run and every profile."""
    found: list[Any] = []

    @settings(
        max_examples=sample,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return tuple(found)


@cache
def _policies() -> tuple[nodes.PolicyFile, ...]:
    return _drawn(policy_files(), 300)


@cache
def _machines() -> tuple[Machine, ...]:
    found = map(machine_of, _policies())
    return tuple(machine for machine in found if machine is not None)


@pytest.mark.parametrize("module", [expressions, machine], ids=lambda module: module.__name__)
def test_generated_policies_show_every_node_of_the_machine(module: ModuleType) -> None:
    assert declared([module]) - shown(_machines()) == set()


def test_generated_trees_show_every_node_of_the_syntax() -> None:
    trees = (*_policies(), *_drawn(loose_files(), 40))
    assert declared([nodes]) - shown(trees) == set()


def test_the_checker_accepts_most_of_what_is_generated() -> None:
    assert len(_machines()) >= 0.9 * len(_policies())


def test_every_verb_is_generated() -> None:
    notes = {"source", "assumed", "by", "costs"}
    verbs = {rule.verb for each in _machines() for rule in each.rules}
    assert verbs == set(CLAUSES["action"]) - notes
    worths = {(grant.kind, grant.verb) for each in _machines() for grant in each.grants}
    assert worths == {
        ("perk", "pays"), ("perk", "saves"), ("perk", None), ("sanction", "costs"),
        ("sanction", None),
    }  # fmt: skip


def test_every_kind_of_value_is_declared_with_and_without_a_default() -> None:
    declarable = set(Kind) - {Kind.GRADE}
    slots = [slot for each in _machines() for action in each.actions for slot in action.fields]
    assert {slot.domain.kind for slot in slots} == declarable
    slots += [slot for each in _machines() for slot in each.attributes]
    seen = {(slot.domain.kind, slot.default is None) for slot in slots}
    assert seen == {(kind, missing) for kind in declarable for missing in (True, False)}
    assert {slot.domain.kind for each in _machines() for slot in each.attributes} == declarable


def test_every_window_is_counted_summed_and_capped() -> None:
    tallies = [tally for each in _machines() for tally in each.tallies]
    everywhere = {"Sliding", "Ever", *Period}
    for asked in ("value", "where"):
        for there in (True, False):
            found = [tally for tally in tallies if (getattr(tally, asked) is not None) is there]
            assert {_shape(tally.window) for tally in found} == everywhere, (asked, there)
    caps = [cap for each in _machines() for rule in each.rules for cap in rule.caps]
    for times in (True, False):
        assert {_shape(cap.window) for cap in caps if cap.times is times} == everywhere - {"Ever"}


def test_rules_have_up_to_three_caps_of_both_kinds() -> None:
    rules = [rule for each in _machines() for rule in each.rules]
    assert {len(rule.caps) for rule in rules} >= {0, 1, 2, 3}
    mixed = [{cap.times for cap in rule.caps} for rule in rules]
    assert {True, False} in mixed


def _shape(window: Window) -> str:
    return window.period if isinstance(window, Calendar) else type(window).__name__


def test_a_new_node_would_be_missed() -> None:
    @attrs.frozen
    class Surprise:
        """A node that nothing generates."""

    module = ModuleType("surprises")
    Surprise.__module__ = module.__name__
    vars(module)["Surprise"] = Surprise
    assert declared([module]) - shown(_machines()) == {("Surprise",)}
