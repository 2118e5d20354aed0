"""`policylang explain`: one person's ledger, and why the score is what it is."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.engine.asked import Asked
    from policylang.engine.one_person import PersonHistory
    from policylang.model.breakdown import Breakdown
    from policylang.model.difference import Difference
    from policylang.model.outcome import Outcome


@click.command("explain")
@options.policy
@click.option("--person", required=True, metavar="ID", help="Who is to be explained.")
@options.asked
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@options.color
def command(
    policy: Path,
    person: str,
    asked: Asked,
    form: str,
) -> int:
    """Show the ledger of one person in HISTORY under POLICY, and why the score is what it is.

    The day is the same as in `policylang eval` over the same file.
    """
    from policylang.api import load
    from policylang.engine.one_person import read_person

    inputs.refuse_exchanged(policy)
    loaded = load(policy)
    with ProgressBar("reading") as progress:
        found = read_person(
            loaded.encoder,
            asked,
            person,
            progress=progress,
        )
    show_statement(loaded, found, form)
    return _account(found)


def show_statement(policy: Policy, found: PersonHistory, form: str) -> None:
    """Evaluate one person with the ledger and show the statement on standard output."""
    outcome = outcome_with_ledger(policy, found)
    since = _first_day(policy, found)
    changed = _differences(policy, found)
    parts = _breakdown(policy, found)
    if form == "json":
        from policylang.report.records import render_statement_json

        record = render_statement_json(
            outcome, policy.machine, since=since, differences=changed, breakdown=parts
        )
        terminal.show_data([record])
    else:
        from policylang.report.statement import render_statement

        statement = render_statement(
            outcome,
            policy.machine,
            terminal.out(),
            since=since,
            differences=changed,
            breakdown=parts,
        )
        terminal.show([statement])


def _breakdown(policy: Policy, found: PersonHistory) -> Breakdown:
    """What scores that are worked out are made of on the day asked about."""
    if all(score.formula is None for score in policy.machine.scores):
        return {}
    from policylang.runtime.interpreter import breakdown_of, live

    lived = live(
        policy.machine, found.history, found.attributes, since=found.since, as_of=found.as_of
    )
    return breakdown_of(lived.person)


def _differences(policy: Policy, found: PersonHistory) -> tuple[Difference, ...]:
    """What each withdrawal changed."""
    if not found.history.withdrawn:
        return ()
    from policylang.engine.withdrawn import differences
    from policylang.model.history import EVERYTHING_KNOWN

    return differences(
        policy.evaluator,
        policy.machine,
        found.given,
        found.attributes,
        since=found.since,
        as_of=found.as_of,
        known=EVERYTHING_KNOWN,
    )


def outcome_with_ledger(policy: Policy, found: PersonHistory) -> Outcome:
    """The outcome of one person's history, every step recorded."""
    from policylang.model.outcome import outcome_of

    result = policy.evaluator.run(
        found.history, found.attributes, since=found.since, as_of=found.as_of, ledger=True
    )
    return outcome_of(
        policy.machine,
        result,
        as_of=found.as_of,
        person=found.person,
        history=found.history,
    )


def _first_day(policy: Policy, found: PersonHistory) -> datetime.date | None:
    """The first day of the person's time; None where it has not begun on the day asked about."""
    from policylang.model.ticks import first_day

    day = first_day(policy.machine, found.since, found.history.days, found.as_of, found.attributes)
    return datetime.date.fromordinal(day) if day <= found.as_of else None


def _account(found: PersonHistory) -> int:
    """Say which rows of this person were left out, and why; the exit code."""
    from policylang.model.calendar import iso
    from policylang.tools.account import person_rows

    for line in person_rows(found.rejects, found.rejected, terminal.err()):
        terminal.say(line)
    if found.later:
        day = iso(found.as_of)
        terminal.say(f"events after {day}, left out: {found.later:,}")
    return failures.MISUSE if found.rejected else failures.FINE
