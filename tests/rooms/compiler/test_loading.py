"""Generated functions stand at the lines of the policy, in tracebacks and in the line table."""

from __future__ import annotations

import subprocess
import sys
import traceback
from pathlib import Path

import pytest

import policylang
from policylang.compiler import Variant
from policylang.compiler.calendar import LAST
from policylang.compiler.loading import load_function
from policylang.compiler.scalar import write_function
from policylang.core.data import data_dir

CHINESE = """policy 水费 {
  currency CNY
  timezone "Asia/Shanghai"
  in force from 2018-01-01
}
score 分 {
  starts at 100
}
action 迟付 {
  金额: money from 0 CNY to 100 CNY
  loses 1 per 10 CNY of 金额
}
"""


def failure_of(policy: policylang.Policy) -> traceback.FrameSummary:
    """The last frame of what happens when an event without a value is forced through."""
    function = policy.evaluator.function(Variant.COLUMNS)
    try:
        code = [action.name for action in policy.machine.actions].index("迟付")
        function([736_800], [code], ([None],), (), LAST, 737_000)
    except TypeError as error:
        return traceback.extract_tb(error.__traceback__)[-1]
    raise AssertionError("nothing happened")


def test_a_traceback_shows_the_rule_in_the_policys_own_words(tmp_path: Path) -> None:
    path = tmp_path / "water.policy"
    path.write_text(CHINESE, encoding="utf-8")
    frame = failure_of(policylang.load(path))
    assert frame.filename == str(path)
    assert frame.lineno == 11
    assert frame.line == "loses 1 per 10 CNY of 金额"


def test_a_traceback_of_a_policy_given_as_text_shows_it_too() -> None:
    frame = failure_of(policylang.loads(CHINESE, name="<water>"))
    assert (frame.filename, frame.lineno) == ("<water>", 11)
    assert frame.line == "loses 1 per 10 CNY of 金额"


def test_columns_count_bytes_so_that_carets_stay_under_wide_letters() -> None:
    function = policylang.loads(CHINESE, name="<water>").evaluator.function(Variant.COLUMNS)
    places = {place for place in function.__code__.co_positions() if place[0] == 11}
    assert places == {(11, 11, 2, 2 + len("loses 1 per 10 CNY of 金额".encode()))}


def test_a_policy_of_several_files_shows_the_generated_text(tmp_path: Path) -> None:
    head, _, action = CHINESE.partition("action")
    (tmp_path / "actions.policy").write_text(f"action{action}", encoding="utf-8")
    more = "action 奖 {\n  earns 1\n}\n"
    (tmp_path / "main.policy").write_text(f'use "actions.policy"\n{head}{more}', encoding="utf-8")
    frame = failure_of(policylang.load(tmp_path / "main.policy"))
    assert frame.filename == "<policylang 水费>"
    assert frame.line is not None
    assert "// 1000" in frame.line


@pytest.mark.parametrize("variant", list(Variant))
def test_every_instruction_stands_at_the_span_its_line_was_written_for(variant: Variant) -> None:
    policy = policylang.load(data_dir("policies") / "rongcheng.policy")
    writer = write_function(policy.machine, variant)
    plain = compile(writer.text, "plain", "exec").co_consts[0]
    moved = load_function(writer, variant, "rongcheng").__code__
    for (line, *_), (place, *_) in zip(plain.co_positions(), moved.co_positions(), strict=True):
        span = writer.spans.get(line or 0)
        assert place == (span.line if span else 1)


def test_the_text_is_the_same_in_every_process() -> None:
    program = (
        "import policylang, hashlib; from policylang.core.data import data_dir;"
        "p = policylang.load(data_dir('policies') / 'rongcheng.policy');"
        "print(hashlib.sha256(p.source_python.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1


def test_the_text_by_itself_does_what_the_evaluator_does() -> None:
    policy = policylang.load(data_dir("policies") / "rongcheng.policy")
    scope: dict[str, object] = {}
    exec(compile(policy.source_python, "emitted", "exec"), scope)
    evaluate = scope["evaluate"]
    arguments = ([736_000, 736_001], [1, 0], ([0, 0],), (0,), LAST, 736_100)
    assert evaluate(*arguments) == (1025, [], ())  # type: ignore[operator]
    assert policy.evaluator.function(Variant.COLUMNS)(*arguments) == (1025, [], ())


SMALL = """policy p {
  in force from 2018-01-01
}
score s {
  starts at 10
  stays within 0 to 20
}
action visit {
  size: number from 0 to 9
  earns 1 per 2 of size, at most 3 per calendar month
  loses 5 when count of visit in the last 7 days >= 2
}
"""

EXPECTED = """def evaluate(days, codes, columns, attributes, calendar, as_of):
    score = 10
    count_0_latest_1 = count_0_latest_2 = NO_DAY  # events of visit
    cap_0_left = 3  # line 10: at most 3 per calendar month
    month_ends = 0
    awards = []
    for day, action, field_size in zip(days, codes, columns[0]):
        if day >= month_ends:
            month_ends = month_end(day)
            cap_0_left = 3
        # visit, line 8
        count_0_latest_2 = count_0_latest_1
        count_0_latest_1 = day
        # p.policy:10: earns 1 per 2 of size, at most 3 per calendar month
        granted = field_size // 2
        if granted > cap_0_left:  # at most 3 per calendar month
            granted = cap_0_left
        cap_0_left -= granted
        score += granted
        if score > 20:
            score = 20
        if count_0_latest_2 > day - 7:
            # p.policy:11: loses 5 when count of visit in the last 7 days >= 2
            score -= 5
            if score < 0:
                score = 0
    held = ()
    return score, awards, held
"""


def test_the_text_of_a_small_policy_reads_like_this() -> None:
    machine = policylang.loads(SMALL, name="p.policy").machine
    assert write_function(machine, Variant.COLUMNS).text == EXPECTED
