"""`policylang demo`: the shipped example, evaluated and explained."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.core.counting import counted
from policylang.tools import options, terminal

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.batch import Batch, PersonResult
    from policylang.report.style import Style

#: How many events of the resident who is explained make a statement of about a screen.
_EVENTS = 9


@click.command("demo")
@options.color
def command() -> None:
    """Evaluate the shipped Rongcheng policy on a sample, explain one resident, and audit it.

    Everything the sample contains is invented. Nothing is written.
    """
    from policylang.api import load
    from policylang.core.data import data_dir
    from policylang.engine.asked import Asked
    from policylang.engine.batch import evaluate
    from policylang.engine.one_person import read_person
    from policylang.tools.commands.explain import show_statement

    folder = data_dir("policies")
    policy = _near(folder / "rongcheng.policy")
    history = _near(folder / "rongcheng.sample.csv")
    people = _near(folder / "rongcheng.people.csv")
    loaded = load(policy)
    asked = Asked(history, people)
    batch = evaluate(loaded.evaluator, loaded.encoder, asked)
    style = terminal.out()
    terminal.show([_overview(loaded.title, batch, style)])
    chosen = resident(batch)
    terminal.show([f"\nHow {chosen.person} came to {chosen.score:,} points:\n\n"])
    found = read_person(loaded.encoder, asked, chosen.person)
    show_statement(loaded, found, "text")
    _show_finding(loaded, style)
    terminal.show([_next_steps(policy, history, people, batch, chosen.person, style)])


def _show_finding(policy: Policy, style: Style) -> None:
    """What somebody with work to offer can make of the policy, from its text alone."""
    from policylang.auditor.asking import question_of
    from policylang.auditor.audit import audit
    from policylang.report.audit import render_answers

    question = question_of(policy.machine, policy.encoder, horizon="7 years")
    report = audit(policy.machine, question, properties=["profit"], evaluator=policy.evaluator)
    terminal.show(["\nWhat anybody could make of it, from the rules alone:\n\n"])
    terminal.show([render_answers(report, style)])


def _overview(title: str, batch: Batch, style: Style) -> str:
    from policylang.report.chart import grade_chart

    summary = batch.summary
    day = f" on {summary.as_of.isoformat()}" if summary.as_of else ""
    people = counted(summary.people, "invented resident")
    head = f"{title}: {people}, {counted(summary.evaluated, 'event')}"
    machine = batch.people[0].machine
    chart = grade_chart((person.grade for person in batch.people), machine, style)
    return f"{style.paint(style.shown(head), 'strong')}\n\nGrades{day}:\n\n{chart}"


def resident(batch: Batch) -> PersonResult:
    """Somebody worth explaining on one screen.

    With perks or sanctions if possible, with a grade that is not the best (any more), and with
    about as many events as a screen holds.
    """

    def interest(person: PersonResult) -> tuple[bool, bool, int]:
        outcome = person.outcome
        best = person.machine.grades[0].name if person.machine.grades else None
        had_something = bool(outcome.perks or outcome.sanctions)
        return had_something, person.grade != best, -abs(person.events - _EVENTS)

    return max(batch.people, key=interest)


def _next_steps(
    policy: Path, history: Path, people: Path, batch: Batch, person: str, style: Style
) -> str:
    """Commands that work as they are printed, from the folder the demo was run in."""
    run = _invocation()
    files = f"{_quoted(policy)} {_quoted(history)} --people {_quoted(people)}"
    others = (each.person for each in batch.people if each.events and each.person != person)
    another = next(others, person)
    steps = (
        ("everybody", f"{run} eval {files}"),
        ("another resident", f"{run} explain {files} --person {shlex.quote(another)}"),
        ("from which value on a perk pays", f"{run} audit {_quoted(policy)} --property thresholds"),
        ("the rules in plain words", f"{run} show {_quoted(policy)}"),
        ("the program behind them", f"{run} compile {_quoted(policy)}"),
        ("a copy of the policy, to change", f"cp {_quoted(policy)} my.policy"),
        ("what is wrong with the changes", f"{run} check my.policy"),
        ("what a message means", f"{run} help PL204"),
    )
    lines = [f"\n{style.paint('Next, try', 'strong')}\n"]
    lines += [f"\n  # {what}\n  {command}\n" for what, command in steps]
    return "".join(lines)


def _invocation() -> str:
    """How this program was called: its name, or its path where the name alone would not do."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{_quoted(_near(Path(sys.executable)))} -m policylang"
    found = shutil.which("policylang")
    if called.name != "policylang" or (found and Path(found).samefile(called)):
        return "policylang"
    near = str(_near(called))
    return shlex.quote(near if os.sep in near else f".{os.sep}{near}")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _near(path: Path) -> Path:
    """The path from the current folder where that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path
    return relative if len(str(relative)) < len(str(path)) else path
