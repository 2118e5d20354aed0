"""`policylang rank`: everybody in a file of histories, in the order of a ranking."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from policylang.tools import failures, inputs, options, terminal
from policylang.tools.progress import ProgressBar


@click.command("rank")
@options.policy
@options.history
@click.option(
    "--ranking", metavar="NAME", help="Which ranking; needed only where the policy has several."
)
@options.people
@options.as_of
@options.since
@options.known
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, for programs, for spreadsheets.",
)
@options.sort
@options.input_format
@options.color
def command(
    policy: Path,
    history: Path,
    ranking: str | None,
    people: Path | None,
    as_of: datetime.date | None,
    since: datetime.date | None,
    known: datetime.date | None,
    form: str,
    sort: bool,
    input_format: str | None,
) -> int:
    """Put everybody in HISTORY in the order of a ranking of POLICY.

    Those who are level on every key share a place. Whoever has no score is left out.
    """
    from policylang.api import load
    from policylang.engine.league import place_everybody
    from policylang.report import places as shown
    from policylang.tools.account import reconciliation, rejected_rows, unknown_names

    source = inputs.source_of(history, input_format)
    inputs.refuse_exchanged(policy)
    loaded = load(policy)
    machine = loaded.machine
    chosen = shown.ranking_of(machine, ranking)
    with ProgressBar("reading") as progress:
        league = place_everybody(
            loaded.encoder,
            chosen,
            source,
            people=people,
            as_of=as_of,
            since=since,
            known=known,
            sort=sort,
            format=input_format,
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
