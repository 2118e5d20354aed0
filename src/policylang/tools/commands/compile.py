"""`policylang compile`: the program that evaluates a policy, as text."""

from __future__ import annotations

from pathlib import Path

import click

from policylang.tools import options, terminal
from policylang.tools.outputs import refuse_overwriting, written_whole


@click.command("compile")
@options.policy
@click.option(
    "--emit",
    type=click.Choice(["python"]),
    default="python",
    show_default=True,
    expose_value=False,  # there is one so far
    help="Language of the program.",
)
@options.output
@options.color
def command(policy: Path, output: Path | None) -> None:
    """Print the program that POLICY is evaluated with."""
    from policylang.api import load

    refuse_overwriting([output], [policy])
    program = load(policy).source_python
    if output is None:
        terminal.show_data([program])
        return
    with written_whole(output) as file:
        file.write(program)
