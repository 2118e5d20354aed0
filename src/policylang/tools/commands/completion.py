"""`policylang completion`: the script that completes commands in a shell."""

from __future__ import annotations

import click

from policylang.tools import terminal


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes commands, options and files in a SHELL.

    bash: add `eval "$(policylang completion bash)"` to ~/.bashrc; zsh: the same in ~/.zshrc;
    fish: `policylang completion fish > ~/.config/fish/completions/policylang.fish`.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from policylang.tools.cli import command as commands

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(commands, {}, "policylang", "_POLICYLANG_COMPLETE")
    # Not `script.source()`: for bash it would run a shell to ask for its version.
    terminal.show_data([ShellComplete.source(script), "\n"])
