"""`policylang help`: the page of an error code, or the list of all codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from policylang.tools import options, terminal
from policylang.tools.failures import Refusal

if TYPE_CHECKING:
    from policylang.core.diagnostics import Code

#: What the first digit of a code says.
STAGES = {
    "0": "Reading the text",
    "1": "Names",
    "2": "Types and units",
    "3": "The rules as a set",
    "4": "Data",
    "5": "Findings",
}


@click.command("help")
@click.argument("topic", metavar="[CODE]", required=False)
@options.color
@click.pass_context
def command(context: click.Context, topic: str | None) -> None:
    """Explain an error CODE such as PL204, or list all codes.

    A code can also be given by its number (204) or its name (missing-unit); the name of a
    command prints the help of that command.
    """
    if topic is None:
        terminal.show([_list()])
    elif (described := _command_help(context, topic)) is not None:
        terminal.show([described])
    else:
        terminal.show_data([_page(_code(topic))])


def _list() -> str:
    from policylang.core.codes import CATALOGUE

    style = terminal.out()
    lines: list[str] = []
    for digit, stage in STAGES.items():
        here = [code for number, code in CATALOGUE.items() if number[2] == digit]
        if here:
            lines += [style.paint(stage, "strong"), *(_line(code) for code in here), ""]
    lines.append("`policylang help CODE` explains one: what it means, why, and how to repair it.")
    return "".join(f"{line}\n" for line in lines)


def _line(code: Code) -> str:
    return f"  {code.number}  {code.severity:<7}  {code.slug.replace('-', ' ')}"


def _command_help(context: click.Context, topic: str) -> str | None:
    from policylang.tools.cli import COMMANDS
    from policylang.tools.cli import command as commands

    if topic not in COMMANDS:
        return None
    described = commands.get_command(context, topic)
    assert described is not None
    parent = context.parent
    return described.get_help(click.Context(described, info_name=topic, parent=parent)) + "\n"


def _code(topic: str) -> Code:
    """The code that is meant: `PL204`, `pl204`, `204`, `missing-unit`, `error[PL204]`.

    Raises:
        Refusal: there is none; the help names one that is near.
    """
    from policylang.core.codes import CATALOGUE
    from policylang.core.suggest import suggest

    slugs = {code.slug: code for code in CATALOGUE.values()}
    wanted = topic.strip().casefold().replace(" ", "-").replace("_", "-")
    digits = re.search(r"(?:^|pl)(\d{3})(?!\d)", wanted)
    found = CATALOGUE.get(f"PL{digits[1]}") if digits else slugs.get(wanted)
    if found is not None:
        return found
    if digits:
        advice = _nearest(int(digits[1]))
    elif re.search(r"\d", wanted):
        advice = _SHAPE
    else:
        advice = suggest(wanted, slugs) or "`policylang help` lists all codes"
    raise Refusal(f"there is no code `{topic}`", advice)


_SHAPE = "a code is `PL` and three digits; `policylang help` lists them all"


def _nearest(number: int) -> str:
    """Advice that names the code of the same stage whose number is nearest."""
    from policylang.core.codes import CATALOGUE

    distances = {abs(int(each[2:]) - number): code for each, code in CATALOGUE.items()
                 if int(each[2]) == number // 100}  # fmt: skip
    if not distances:
        return _SHAPE
    near = distances[min(distances)]
    return f"did you mean `{near.number}` ({near.slug})?"


def _page(code: Code) -> str:
    from policylang.core.data import data_dir

    try:
        return (data_dir("diagnostics") / f"{code.number}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(
            f"the page of {code.number} ({code.slug}) is not installed",
            "install policylang again; the pages belong to it",
        ) from None
