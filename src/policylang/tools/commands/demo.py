"""`policylang demo`: the shipped example, evaluated and explained."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import options, terminal

if TYPE_CHECKING:
    from policylang.engine.batch import Batch, PersonResult
    from policylang.report.style import Style

#: Most events of the resident who is explained: the statement should fit a screen.
_FEW_EVENTS = 9


@click.command("demo")
@options.color
def command() -> None:
    """Evaluate the shipped Rongcheng policy on a sample of histories and explain one resident.

    Everything the sample contains is invented. Nothing is written.
    """
    from policylang.api import load
    from policylang.core.data import data_dir
    from policylang.engine.batch import evaluate
    from policylang.engine.one_person import read_person
    from policylang.tools.commands.explain import show_statement

    folder = data_dir("policies")
    policy = _near(folder / "rongcheng.policy")
    history = _near(folder / "rongcheng.sample.csv")
    people = _near(folder / "rongcheng.people.csv")
    loaded = load(policy)
    batch = evaluate(loaded.evaluator, loaded.encoder, history, people=people)
    style = terminal.out()
    terminal.show([_overview(loaded.title, batch, style)])
    chosen = resident(batch)
    terminal.show([f"\nHow {chosen.person} came to {chosen.score:,} points:\n\n"])
    found = read_person(loaded.encoder, history, chosen.person, people=people)
    show_statement(loaded, found, "text")
    terminal.show([_next_steps(policy, history, people, chosen.person, style)])


def _overview(title: str, batch: Batch, style: Style) -> str:
    from policylang.report.chart import grade_chart

    summary = batch.summary
    day = f" on {summary.as_of.isoformat()}" if summary.as_of else ""
    head = f"{title}: {summary.people:,} invented residents, {summary.evaluated:,} events"
    machine = batch.people[0].machine
    chart = grade_chart((person.grade for person in batch.people), machine, style)
    return f"{style.paint(style.shown(head), 'strong')}\n\nGrades{day}:\n\n{chart}"


def resident(batch: Batch) -> PersonResult:
    """Somebody worth explaining on one screen: perks, a grade lost again, few events."""

    def interest(person: PersonResult) -> tuple[bool, int, bool, int]:
        outcome = person.outcome
        best = person.machine.grades[0].name if person.machine.grades else None
        kinds = len({award.name for award in (*outcome.perks, *outcome.sanctions)})
        return person.events <= _FEW_EVENTS, kinds, person.grade != best, person.events

    return max(batch.people, key=interest)


def _next_steps(policy: Path, history: Path, people: Path, person: str, style: Style) -> str:
    files = f"{_quoted(policy)} {_quoted(history)} --people {_quoted(people)}"
    steps = (
        ("everybody", f"policylang eval {files}"),
        ("one of them", f"policylang explain {files} --person {shlex.quote(person)}"),
        ("the rules in plain words", f"policylang show {_quoted(policy)}"),
        ("the program behind it", f"policylang compile {_quoted(policy)}"),
        (
            "your own rules: copy the policy, change it, and see what is said",
            f"cp {_quoted(policy)} my.policy && policylang check my.policy",
        ),
        ("what any message means", "policylang help PL204"),
    )
    lines = [f"\n{style.paint('Next, try', 'strong')}\n"]
    lines += [f"\n  # {what}\n  {command}\n" for what, command in steps]
    return "".join(lines)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _near(path: Path) -> Path:
    """The path from the current folder where that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path
    return relative if len(str(relative)) < len(str(path)) else path
