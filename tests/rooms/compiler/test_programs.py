"""Policies that are not flat: the text of their programs, and where its lines stand."""

from __future__ import annotations

import ast
import re
import traceback
from pathlib import Path

import pytest

import policylang
from policylang.compiler import Evaluator
from policylang.compiler.flat import is_flat
from policylang.compiler.naming import Names
from policylang.compiler.program import load_program, write_program
from policylang.core.data import data_dir
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.runtime import prelude
from policylang.runtime.interpreter import interpret
from policylang.runtime.program import parts_of_machine
from tests.rooms.runtime.made import Maker

POLICIES = sorted(data_dir("policies").glob("*.policy"))

CHINESE = """policy 驾照 {
  currency CNY
  timezone "Asia/Shanghai"
}
person {
  领证: date from 2000-01-01 to 2030-01-01
}
status 吊销 { assumed "made up" }
score 分 {
  starts at 12
  stays within 0 to 12
  keeps lots
}
action 违章 {
  扣分: points from 1 to 12
  loses 扣分, comes back after 1 years
}
rule 清零 {
  when 分 falls to 0
  begins 吊销 for 5 years
}
"""


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_same_policy_gives_the_same_text_and_nothing_but_ascii_code(path: Path) -> None:
    text = policylang.load(path).evaluator.source_python
    assert text == policylang.load(path).evaluator.source_python
    code = ast.unparse(ast.parse(text.partition('"""\n')[2]))
    assert code.isascii()


@pytest.mark.parametrize("seed", range(20))
def test_a_program_has_every_part_and_names_nothing_but_the_prelude(seed: int) -> None:
    machine = Maker(seed).machine()
    tree = ast.parse(write_program(machine).text)
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert {part.name for part in parts_of_machine(machine)} <= defined
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and type(n.ctx) is ast.Store}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - stored - arguments - defined
    assert read <= {*prelude.__all__, "int", "min", "max"}


def test_things_with_other_letters_are_called_by_number() -> None:
    text = policylang.loads(CHINESE, name="<licence>").evaluator.source_python
    assert "def on_0(p, event)" in text
    assert "p.change(0, field_0, expires=add_months(p.today, 12))" in text
    assert "def rule_0(p, event)" in text
    assert re.search(r"p\.begin\(\d+, until=add_months\(p\.today, 60\)\)", text)


def test_no_two_functions_share_a_name() -> None:
    for seed in range(40):
        names = Names(Maker(seed).machine())
        called = [name for moments in names.moments for name in moments]
        called += [*names.reactions, *names.grants, *names.tables, *names.periods]
        assert len(called) == len(set(called))


def test_a_traceback_shows_the_rule_in_the_policys_own_words() -> None:
    policy = policylang.loads(CHINESE, name="<licence>")
    history = History([736_800], [0], ([None],))  # type: ignore[list-item]
    with pytest.raises(TypeError) as error:
        policy.evaluator.run(history, (730_000,), as_of=737_000)
    frames = traceback.extract_tb(error.value.__traceback__)
    shown = [frame for frame in frames if frame.filename == "<licence>"]
    assert shown[0].line == "loses 扣分, comes back after 1 years"


def test_a_program_is_loaded_with_a_function_for_each_moment_rule_and_perk() -> None:
    for seed in range(10):
        machine = Maker(seed).machine()
        program = load_program(machine)
        assert [len(moments) for moments in program.moments] == [
            len(action.moments) for action in machine.actions
        ]
        assert len(program.reactions) == len(machine.reactions)
        assert len(program.grants) == len(machine.grants)


PLAIN = """policy p {{ currency USD  in force from 2018-01-01 }}
person {{ level: number from 0 to 9 = 3 {person} }}
score s {{ starts at 10  stays within 0 to 20 {score} }}
action a {{ size: points from 0 to 5  {action} }}
grades of s {{ good from 10  bad below }}
perk q {{ for good  every year on 1 March  {perk} }}
{block}
"""


def made(**parts: str) -> Machine:
    text = PLAIN.format_map(
        {"person": "", "score": "", "action": "earns size", "perk": "pays 3 USD", "block": ""}
        | parts
    )
    return policylang.loads(text).machine


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"action": "earns size, at most 9 per calendar month, at most 3 times ever"},
        {"action": "earns (size when level > 3 otherwise 1)"},
        {"action": "earns 1 when grade is good and full months since 2018-01-01 >= 2"},
        {
            "action": "earns t of level",
            "block": "table t { by k: number from 0 to 9  0 to 3: 1 points  otherwise: 2 points }",
        },
        {
            "action": "earns 1 when the date is in summer",
            "block": "period summer { every year from 1 June to 31 August }",
        },
        {
            "action": "earns size",
            "block": "action b { earns 1 } limit l { covers a, b  at most 9 per calendar year }",
        },
    ],
)
def test_what_needs_no_agenda_is_compiled_to_one_flat_function(parts: dict[str, str]) -> None:
    machine = made(**parts)
    evaluator = Evaluator(machine)
    assert evaluator.flat
    days = [736_700 + 3 * number for number in range(120)]
    codes = [number % len(machine.actions) for number in range(120)]
    history = History(days, codes, ([number % 6 for number in range(120)],))
    for level in (0, 3, 4, 9):
        expected = interpret(machine, history, (level,), as_of=737_100, ledger=True)
        assert evaluator.run(history, (level,), as_of=737_100, ledger=True) == expected
        assert evaluator.run(history, (level,), as_of=737_100).score == expected.score


@pytest.mark.parametrize(
    "parts",
    [
        {"person": ", may change"},
        {"score": "keeps lots"},
        {"action": "earns size, at most 5 in any 2 months"},
        {"action": "earns 1 when count of a the previous calendar month >= 1"},
        {"action": "refused when size is 3  earns size"},
        {"block": "rule r { when s reaches 20  sets s to 10 }"},
        {
            "perk": "pays 3 USD  ",
            "block": "perk w { for good  at the end of every month  pays 1 USD }",
        },
    ],
)
def test_what_needs_an_agenda_is_compiled_to_a_program(parts: dict[str, str]) -> None:
    assert not is_flat(made(**parts))
