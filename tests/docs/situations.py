"""Makes the policies that pages show, checks them, and reads what pages say of them.

The forms of the blocks are described in `docs/diagnostics/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

import policylang
from policylang.core.diagnostics import Diagnostic
from tests.docs.pages import Block

#: Where a `policy` block is saved.
MAIN = "main.policy"

_LINE = re.compile(r'file (?P<file>\S+)|\| ?(?P<text>.*)|repeat (?P<times>\d+) "(?P<what>[^"]+)"')
_BYTES = re.compile(r"bytes(?P<bytes>(?: [0-9A-F]{2})+)")
_CODE = re.compile(r"(?:error|warning)\[(PL\d+)\]")


def save(block: Block, folder: Path) -> str:
    """Write the files of a `policy` or `files` block; the name of the one to be checked."""
    contents = {MAIN: block.text.encode()} if block.kind == "policy" else contents_of(block)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return next(iter(contents))


def contents_of(block: Block) -> dict[str, bytes]:
    """The files of a `files` block by name, in order. ValueError for a line of no known form."""
    files: dict[str, bytes] = {}
    name = ""
    for number, line in enumerate(block.text.splitlines(), block.line):
        found = _LINE.fullmatch(line) or _BYTES.fullmatch(line)
        parts = found.groupdict() if found else {}
        if parts.get("file"):
            name = parts["file"]
            files[name] = b""
        elif not found or not name:
            raise ValueError(f"line {number}: `{line}` is not a line of a `files` block")
        elif parts.get("bytes"):
            files[name] += bytes.fromhex(parts["bytes"])
        elif parts.get("times"):
            files[name] += parts["what"].encode() * int(parts["times"])
        else:
            files[name] += f"{parts['text']}\n".encode()
    return files


def messages_of_policy(block: Block, folder: Path) -> list[str]:
    """What the checker says of a `policy` or `files` block, in the form of `in_short`."""
    name = save(block, folder)
    with chdir(folder):
        return in_short(policylang.check(name), name)


def in_short(diagnostics: Iterable[Diagnostic], checked: str = "") -> list[str]:
    """Every diagnostic as a `diagnostics` block shows it, advice on a line of its own.

    `checked` is the name of the file that goes without saying.
    """
    lines = []
    for each in diagnostics:
        place = ""
        if each.span is not None:
            name = each.span.source.name
            place = f"{each.span.line}:{each.span.column} "
            place = place if name == checked else f"{name}:{place}"
        lines.append(f"{each.code.severity}[{each.code.number}] {place}{each.message}")
        if each.help:
            lines.append(f"  help: {each.help}")
    return lines


def shown(block: Block) -> list[str]:
    """What a `diagnostics` block says, lines that go on joined, in the form of `in_short`."""
    lines: list[str] = []
    for line in block.text.splitlines():
        if line.startswith("    ") and lines:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return lines


def codes_in(messages: Iterable[str]) -> set[str]:
    """The codes of messages in short form."""
    return {found[1] for each in messages if (found := _CODE.match(each))}
