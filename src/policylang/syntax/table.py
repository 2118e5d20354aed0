"""The parse table: built from the grammar once, kept on disk, loaded after.

Lark would keep a table as a pickle, and loading a pickle runs what is in it. The same table is
plain data, so it is kept with `marshal`, which runs nothing; and only in a folder that belongs to
the user and that nobody else can write to. Anything that does not look right is built anew.
Building takes a tenth of a second, loading a hundredth.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, cast

import lark
from lark.grammar import Rule
from lark.lexer import PatternRE, PatternStr, TerminalDef

from policylang.core.data import data_dir
from policylang.syntax.builder import Builder
from policylang.syntax.words import RESERVED

_OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "lexer": "contextual",
    "keep_all_tokens": True,
    "maybe_placeholders": True,
}


@cache
def parser() -> tuple[lark.Lark, Builder]:
    """The parser and the builder that makes its nodes, shared by the whole process."""
    builder = Builder()
    grammar = (data_dir("grammars") / "policy.lark").read_bytes()
    place = _place(grammar)
    table = _load(place, builder) if place else None
    if table is None:
        table = lark.Lark(
            grammar.decode(), transformer=builder, edit_terminals=_whole_word, **_OPTIONS
        )
        if place:
            _save(table, place)
    return table, builder


def _whole_word(terminal: TerminalDef) -> None:
    """Let a keyword match only as a whole word, and no name be a word that is reserved.

    Before a colon or an equals sign it is a name that is being declared: the checker then says
    that the name is a word of the language.
    """
    pattern = terminal.pattern
    if terminal.name in ("NAME", "GRADE"):
        words = "|".join(sorted(RESERVED))
        terminal.pattern = PatternRE(rf"(?!(?:{words})\b(?!\s*[:=])){pattern.value}")
    if isinstance(pattern, PatternStr) and pattern.value.isalpha():
        terminal.pattern = PatternRE(pattern.value + r"\b(?!\s*[:=])")
        terminal.priority = 2


def _place(grammar: bytes) -> Path | None:
    folder = _cache_folder()
    if folder is None:
        return None
    content = b"\0".join(
        (grammar, repr(sorted(RESERVED)).encode(), lark.__version__.encode(), sys.version.encode())
    )
    return folder / f"grammar-{hashlib.sha256(content).hexdigest()[:24]}.table"


def _cache_folder() -> Path | None:
    """A folder of the user's own, made if need be; None where there is none to be trusted."""
    given = os.environ.get("POLICYLANG_CACHE_DIR")
    if given == "":
        return None
    base = Path(given) if given else _user_cache()
    if base is None:
        return None
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        return base if _trusted(base) else None
    except OSError:
        return None


def _user_cache() -> Path | None:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "policylang" / "cache" if local else None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "policylang" if os.path.isabs(home) else None


def _trusted(path: Path) -> bool:
    """Whether only this user can have written it."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return False
    if sys.platform == "win32":  # the profile folder is the user's own
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _load(place: Path, builder: Builder) -> lark.Lark | None:
    try:
        if not _trusted(place):
            return None
        data, memo = marshal.loads(place.read_bytes())
        return cast(lark.Lark, lark.Lark._load_from_dict(data, memo, transformer=builder))
    except Exception:  # absent, or damaged in any way: build it anew
        return None


def _save(table: lark.Lark, place: Path) -> None:
    """Write the table in one step, so that a reader never sees half of it."""
    data, memo = table.memo_serialize([TerminalDef, Rule])
    data["options"] = {name: value for name, value in data["options"].items() if name in _OPTIONS}
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".grammar-")
        with os.fdopen(handle, "wb") as file:
            file.write(marshal.dumps((data, memo)))
        os.replace(name, place)
    except (OSError, ValueError):  # a full disk; a value that is not plain data
        return
