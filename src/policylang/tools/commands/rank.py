"""`policylang rank`: everybody in a file of histories, in the order of a ranking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.progress import ProgressBar

if TYPE_CHECKING:
    from policylang.engine.asked import Asked


@click.command("rank")
@options.policy
@click.option(
    "--ranking", metavar="NAME", help="Which ranking; needed only where the policy has several."
)
@options.asked
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, for programs, for spreadsheets.",
)
@options.color
def command(
    policy: Path,
    ranking: str | None,
    asked: Asked,
    form: str,
) -> int:
    """Put everybody in HISTORY in the order of a ranking of POLICY.

    Those who are level on every key share a place. Whoever has no score is left out.
    """
    from policylang.api import load
    from policylang.engine.league import place_everybody
    from policylang.model.places import ranking_of
    from policylang.report import places as shown
    from policylang.tools.account import reconciliation, rejected_rows, unknown_names

    inputs.refuse_exchanged(policy)
    loaded = load(policy)
    machine = loaded.machine
    chosen = ranking_of(machine, ranking)
    with ProgressBar("reading") as progress:
        league = place_everybody(
            loaded.encoder,
            chosen,
            asked,
            progress=progress,
        )
    places = shown.places_of(machine, chosen, league.placed)
    summary = league.summary
    if form == "json":
        terminal.show_data([shown.ranking_json(machine, chosen, places, as_of=summary.as_of)])
    elif form == "csv":
        terminal.show_data([shown.ranking_csv(machine, chosen, places)])
    else:
        terminal.show([shown.ranking_table(machine, chosen, places, terminal.out())])
    for line in rejected_rows(league.first_rejects, summary, terminal.err(), None):
        terminal.say(line)
    if league.strangers:
        terminal.say(unknown_names(league.strangers, terminal.err()))
    terminal.say(reconciliation(summary))
    return failures.MISUSE if summary.rejected or summary.people_rejected else failures.FINE
