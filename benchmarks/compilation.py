"""Reading, checking and compiling: Rongcheng, and policies of up to 1,000 actions."""

from __future__ import annotations

from benchmarks.measure import Timing, race, say
from policylang.checker.check import check
from policylang.compiler.evaluator import Evaluator
from policylang.compiler.scalar import Variant
from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.syntax.parser import parse

#: Most seconds for a policy of 1,000 actions, and for Rongcheng.
LARGE_GOAL, SMALL_GOAL = 2.0, 0.05

_HEAD = """policy large {
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}

score credit {
  starts at 1000
  stays within 0 to 2000
}

grades of credit {
  A from 1500
  B from 500
  C below
}
"""

_ACTION = """
action action_{n} "Action number {n}" {{
  amount: money from 0 USD to 1,000 USD
  loses 2 when count of action_{n} in the last 365 days >= 3
  earns 1 per {step} USD of amount otherwise, at most {cap} per calendar year
}}
"""


def large(actions: int) -> str:
    """Text of a policy with so many actions, six lines each."""
    blocks = [_ACTION.format(n=n, step=n % 50 + 1, cap=n % 20 + 1) for n in range(actions)]
    return _HEAD + "".join(blocks)


def prepare(source: SourceFile) -> Machine:
    """Parse, check and compile."""
    parsed = parse(source)
    assert parsed.tree is not None
    machine = check(parsed.tree).machine
    assert machine is not None
    Evaluator(machine).function(Variant.COLUMNS)
    return machine


def run(rounds: int) -> None:
    """Print seconds for each size, and what a line costs."""
    path = data_dir("policies") / "rongcheng.policy"
    sources = {"Rongcheng": SourceFile(path.name, path.read_text(encoding="utf-8"))}
    for count in (125, 250, 500, 1000):
        sources[f"{count:,} actions"] = SourceFile("large.policy", large(count))
    prepare(sources["Rongcheng"])
    timings = race(
        {name: lambda source=source: prepare(source) for name, source in sources.items()},  # type: ignore[misc]
        1,
        rounds,
    )
    say("Parse, check and compile")
    for name, timing in timings.items():
        lines = sources[name].text.count("\n")
        say(
            f"  {name:<16} {lines:6,} lines   {timing.median * 1e3:8.1f} ms   "
            f"{timing.median / lines * 1e6:6.1f} us a line   "
            f"({min(timing.seconds) * 1e3:.0f} to {max(timing.seconds) * 1e3:.0f} ms)"
        )
    _judge("1,000 actions", timings["1,000 actions"], LARGE_GOAL)
    _judge("Rongcheng", timings["Rongcheng"], SMALL_GOAL)


def _judge(name: str, timing: Timing, goal: float) -> None:
    verdict = "within" if timing.median <= goal else "over"
    say(f"  {name}: {verdict} the {goal * 1e3:,.0f} ms that are the goal")
