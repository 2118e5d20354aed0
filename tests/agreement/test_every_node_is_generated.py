"""A kind of node that no generated policy shows is a kind the engines are not compared on."""

from __future__ import annotations

from functools import cache
from itertools import product
from types import ModuleType

import attrs
import pytest

from policylang.core.source import SourceFile
from policylang.model import expressions, machine
from policylang.model.calendar import Period
from policylang.model.machine import Calendar, Machine, Window
from policylang.model.units import Kind
from policylang.syntax import nodes, parse
from policylang.syntax.words import CLAUSES
from tests.agreement.chooser import entropy
from tests.agreement.kinds_of_node import declared, shown
from tests.agreement.people import sample
from tests.agreement.policies import machine_of, policy_files
from tests.agreement.schemes import SCHEME_BYTES, machine_of_scheme, scheme_of
from tests.agreement.trees import loose_files

#: All on one worker, as they look at the same policies.
pytestmark = pytest.mark.xdist_group("generated")

#: What the classes could hold and no checked policy does.
_NEVER = {
    ("Between", "first", "None"),  # every stretch that is written has a first day
    ("PeriodEdge", "period", "DAY"),  # the first day of a day is the day itself
    # Definitions serve documents: no engine runs them.
    *(("Definition", "kind", kind) for kind in ("GRADE", "NAME", "CHOICE", "LENGTH")),
}
#: What only several files together can say; see `tests/rooms/syntax` and `tests/rooms/checker`.
_SEVERAL_FILES = {"Override", "Use"}


@cache
def _policies() -> tuple[nodes.PolicyFile, ...]:
    return tuple(sample(200, policy_files()))


@cache
def _schemes() -> tuple[str, ...]:
    return tuple(sample(220, entropy(SCHEME_BYTES).map(scheme_of)))


@cache
def _machines() -> tuple[Machine, ...]:
    found = [*map(machine_of, _policies()), *map(machine_of_scheme, _schemes())]
    return tuple(machine for machine in found if machine is not None)


@cache
def _plain_machines() -> tuple[Machine, ...]:
    found = map(machine_of, _policies())
    return tuple(machine for machine in found if machine is not None)


@pytest.mark.parametrize("module", [expressions, machine], ids=lambda module: module.__name__)
def test_generated_policies_show_every_node_of_the_machine(module: ModuleType) -> None:
    assert declared([module]) - shown(_machines()) - _NEVER == set()


def test_generated_schemes_show_every_node_of_the_syntax() -> None:
    """Nodes that mean something: those of loose trees need not."""
    trees = [*_policies()]
    for text in _schemes():
        tree = parse(SourceFile("generated.policy", text)).tree
        assert tree is not None
        trees.append(tree)
    missing = declared([nodes]) - shown(trees)
    assert {
        feature for feature in missing if not _SEVERAL_FILES & {feature[0], feature[-1]}
    } == set()


def test_generated_trees_show_every_node_of_the_syntax() -> None:
    trees = (*_policies(), *sample(40, loose_files()))
    assert declared([nodes]) - shown(trees) == set()


def test_the_checker_accepts_most_of_what_is_generated() -> None:
    assert len(_plain_machines()) >= 0.9 * len(_policies())
    schemes = len(_machines()) - len(_plain_machines())
    assert schemes >= 0.9 * len(_schemes())


def test_every_verb_is_generated() -> None:
    notes = {"source", "assumed", "by", "costs", "in", "moments", "refused"}
    verbs = {rule.verb for each in _machines() for rule in each.rules}
    assert verbs == {*CLAUSES["action"], "expires", "comes back"} - notes
    worths = {(grant.kind, grant.verb) for each in _machines() for grant in each.grants}
    assert worths == {
        ("perk", "pays"), ("perk", "saves"), ("perk", None), ("sanction", "costs"),
        ("sanction", None),
    }  # fmt: skip


def test_every_kind_of_value_is_declared_with_and_without_a_default() -> None:
    declarable = set(Kind) - {Kind.GRADE, Kind.LENGTH}
    slots = [slot for each in _machines() for action in each.actions for slot in action.fields]
    assert {slot.domain.kind for slot in slots} == declarable
    slots += [slot for each in _machines() for slot in each.attributes]
    seen = {(slot.domain.kind, slot.default is None) for slot in slots}
    unnamed = declarable - {Kind.NAME}  # a name that is not given is none
    assert seen == {(Kind.NAME, False), *product(unnamed, (True, False))}
    assert {slot.domain.kind for each in _machines() for slot in each.attributes} == declarable


def test_every_window_is_counted_summed_and_capped() -> None:
    tallies = [tally for each in _machines() for tally in each.tallies]
    capping = {"Sliding", "SlidingMonths", "Shifted", "Anchored", "Within", "Ever", *Period}
    back = {"previous Shifted", "previous Anchored", *(f"previous {each}" for each in Period)}
    for asked in ("value", "where"):
        for there in (True, False):
            found = [tally for tally in tallies if (getattr(tally, asked) is not None) is there]
            shapes = {_shape(tally.window) for tally in found}
            assert shapes == {*capping, *back, "Since", "Between"}, (asked, there)
    caps = [cap for each in _machines() for rule in each.rules for cap in rule.caps]
    for times in (True, False):
        assert {_shape(cap.window) for cap in caps if cap.times is times} == capping


def test_rules_have_up_to_three_caps_of_both_kinds() -> None:
    rules = [rule for each in _machines() for rule in each.rules]
    assert {len(rule.caps) for rule in rules} >= {0, 1, 2, 3}
    mixed = [{cap.times for cap in rule.caps} for rule in rules]
    assert {True, False} in mixed


def _shape(window: Window) -> str:
    name = window.period if isinstance(window, Calendar) else type(window).__name__
    return f"previous {name}" if getattr(window, "previous", False) else name


def test_a_new_node_would_be_missed() -> None:
    @attrs.frozen
    class Surprise:
        """A node that nothing generates."""

    module = ModuleType("surprises")
    Surprise.__module__ = module.__name__
    vars(module)["Surprise"] = Surprise
    assert declared([module]) - shown(_machines()) == {("Surprise",)}
