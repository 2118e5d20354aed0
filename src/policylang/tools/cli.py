"""The command line `policylang`: which commands there are, and how every run ends.

Commands are loaded when they are run, so that `--help` and `--version` need nothing else.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

import click

from policylang import __version__
from policylang.tools import failures

#: Every command in order of `--help`: what it does in a few words.
COMMANDS: Final = {
    "check": "Find every problem in policy files.",
    "eval": "Evaluate everybody in a file of histories.",
    "group": "Put the events of each person together, once for many runs.",
    "ingest": "Put new events into a store, and follow those they are of.",
    "scores": "Show where everybody in a store stands.",
    "explain": "Show one person's ledger and why the score is what it is.",
    "rank": "Put everybody in the order of a ranking.",
    "test": "Run the cases beside a policy.",
    "audit": "Say what people could do with a policy, with proof.",
    "repair": "Find the smallest changes that close what an audit finds.",
    "verify-certificate": "Check a certificate that an audit saved.",
    "show": "Say in plain words what a policy does.",
    "compile": "Print the program that evaluates a policy.",
    "help": "Explain an error code, or list them all.",
    "demo": "Evaluate the shipped example and explain one resident.",
    "completion": "Print the script that completes commands in a shell.",
}


class Commands(click.Group):
    """The commands, each in a module of its own under `tools.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; this is when it is loaded."""
        if cmd_name not in COMMANDS:
            return None
        module = cmd_name.replace("-", "_")
        command = import_module(f"policylang.tools.commands.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, or what was probably meant."""
        if args[0] in COMMANDS or args[0].startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from policylang.core.suggest import suggest

        advice = suggest(args[0], COMMANDS, otherwise="see `policylang --help`")
        raise click.UsageError(f"there is no command {args[0]!r}: {advice}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments; `--help` and `--version` answer here."""
        try:
            return super().make_context(*args, **extra)
        except OSError as error:  # else it would be taken for a finding, code 1
            raise click.exceptions.Exit(failures.report(error)) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong is said and becomes the exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - every failure has its exit code
            return failures.report(error)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run the command line and exit."""
        extra = {"prog_name": "policylang", **extra, "standalone_mode": False}
        try:
            code = super().main(args, *rest, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            code = failures.MISUSE
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            code = failures.INTERRUPTED
        except OSError as error:
            code = failures.report(error)
        sys.exit(code if isinstance(code, int) else failures.FINE)


@click.group("policylang", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="policylang %(version)s")
def command() -> None:
    """Points-based policies that can be checked, run and explained.

    Start with `policylang demo`.
    """


def main() -> NoReturn:
    """Run the command line with the arguments of this process."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: `policylang ... >&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        command.main()
    finally:
        gc.freeze()  # what is left goes with the process, and nobody need look through it
