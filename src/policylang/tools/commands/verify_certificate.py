"""`policylang verify-certificate`: whether a certificate of the auditor is true of a policy."""

from __future__ import annotations

from pathlib import Path

import click

from policylang.tools import failures, options, terminal


@click.command("verify-certificate")
@click.argument("file", metavar="FILE", type=options.FILE)
@options.policy
@click.option(
    "--assume", type=options.FILE, metavar="FILE", help="The assumptions file it rests on."
)
@options.color
def command(file: Path, policy: Path, assume: Path | None) -> int:
    """Check the certificate in FILE against POLICY, with the interpreter alone.

    Exit code 0: what it says is so; 1: it is refused.
    """
    from policylang.api import load
    from policylang.auditor.witnesses.refusal import Refused
    from policylang.auditor.witnesses.verifying import MOST_BYTES, headline, verify_certificate

    loaded = load(policy)
    if assume is not None:
        loaded = loaded.assuming(assume)
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    try:
        shown = verify_certificate(data, loaded.machine, loaded.assumptions)
    except Refused as problem:
        terminal.complain(f"the certificate is refused: {problem}")
        return failures.FINDINGS
    style = terminal.out()
    terminal.show(f"{style.shown(line)}\n" for line in (headline(shown), *shown))
    return failures.FINE
