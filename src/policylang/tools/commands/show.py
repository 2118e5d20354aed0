"""`policylang show`: what a policy does, in plain words."""

from __future__ import annotations

from pathlib import Path

import click

from policylang.tools import options, terminal


@click.command("show")
@options.policy
@options.color
def command(policy: Path) -> None:
    """Say in plain words what POLICY does.

    Actions with what they give and their limits, grades, perks and sanctions, and which figures
    are reported and which assumed.
    """
    from policylang.api import load
    from policylang.report.policy import render_policy

    terminal.show([render_policy(load(policy).machine, terminal.out())])
