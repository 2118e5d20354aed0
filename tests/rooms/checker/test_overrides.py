"""`override`: a block of a used file gives way to one of the same kind and name."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.checker.check import Checked, check
from policylang.model.machine import Change, Machine
from policylang.syntax.uses import load
from tests.rooms.checker.policies import HEADER, SCORE

CORE = (
    HEADER
    + SCORE
    + (
        "assumed {\n  step = 5\n  other = 6\n}\n"
        "action a {\n  loses step\n}\naction b {\n  loses other\n}\n"
    )
)


def checked(folder: Path, **files: str) -> Checked:
    for name, text in files.items():
        (folder / f"{name}.policy").write_text(text, encoding="utf-8")
    parsed = load(folder / "main.policy")
    assert parsed.tree is not None, [str(each) for each in parsed.diagnostics]
    return check(parsed.tree)


def machine(folder: Path, **files: str) -> Machine:
    found = checked(folder, **files)
    assert found.machine is not None, [str(each) for each in found.diagnostics]
    return found.machine


def amounts(built: Machine) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for action in built.actions:
        for rule in action.rules:
            assert isinstance(rule.effect, Change)
            found.setdefault(action.name, []).append(getattr(rule.effect.amount, "value", -1))
    return found


USE = 'use "core.policy"\n'


@pytest.mark.parametrize("order", [1, -1])
def test_the_new_block_stands_in_place_of_the_old_one(tmp_path: Path, order: int) -> None:
    lines = (USE, "override action a {\n  loses 9\n}\n")[::order]
    built = machine(tmp_path, core=CORE, main="".join(lines))
    assert amounts(built) == {"a": [9], "b": [6]}
    assert [action.name for action in built.actions] == ["a", "b"]


def test_figures_are_overridden_one_by_one(tmp_path: Path) -> None:
    built = machine(tmp_path, core=CORE, main=USE + "override assumed {\n  step = 7\n}\n")
    assert amounts(built) == {"a": [7], "b": [6]}


def test_all_versions_give_way_and_may_be_versions_again(tmp_path: Path) -> None:
    old = CORE + "action a {\n  loses 8\n  in force from 2020-01-01\n}\n"
    old = old.replace("loses step\n", "loses step\n  in force until 2019-12-31\n")
    assert amounts(machine(tmp_path, main=old)) == {"a": [5, 8], "b": [6]}
    one = USE + "override action a {\n  loses 9\n}\n"
    assert amounts(machine(tmp_path, core=old, main=one)) == {"a": [9], "b": [6]}
    two = USE + (
        "override action a {\n  loses 1\n  in force until 2020-12-31\n}\n"
        "override action a {\n  loses 2\n  in force from 2021-01-01\n}\n"
    )
    assert amounts(machine(tmp_path, core=old, main=two)) == {"a": [1, 2], "b": [6]}


def test_the_file_that_uses_has_the_last_word(tmp_path: Path) -> None:
    middle = USE + "override action a {\n  loses 8\n}\n"
    main = "override action a {\n  loses 9\n}\n" + 'use "middle.policy"\n'
    assert amounts(machine(tmp_path, core=CORE, middle=middle, main=main))["a"] == [9]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("action a {\n  loses 1\n}", []),
        ("action c {\n  loses 1\n}", ["PL143"]),
        ("rule a {\n  on b\n  loses 1\n}", ["PL143"]),
        ("assumed {\n  step = 1\n  stop = 1\n}", ["PL143"]),
        ("score s {\n  starts at 9\n}", []),
        ("score t {\n  starts at 9\n}", ["PL143"]),
        ('policy q {\n  title "q"\n  currency USD\n}', []),
        ("person {\n  born: date\n}", ["PL143"]),
        ("grades of s {\n  A below\n}", ["PL143"]),
    ],
)
def test_something_is_overridden(tmp_path: Path, block: str, expected: list[str]) -> None:
    found = checked(tmp_path, core=CORE, main=f"{USE}override {block}\n").diagnostics
    assert [each.code.number for each in found if each.is_error] == expected


def test_a_file_does_not_override_itself(tmp_path: Path) -> None:
    own = USE + "action c {\n  loses 1\n}\noverride action c {\n  loses 2\n}\n"
    found = checked(tmp_path, core=CORE, main=own).diagnostics
    assert [each.code.number for each in found] == ["PL144"]
