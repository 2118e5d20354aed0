"""The parse table: built from the grammar once, kept between runs, loaded after.

Building takes a tenth of a second, loading a sixth of that.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from typing import Any, Final

import lark
from lark.grammar import Rule
from lark.lexer import PatternRE, PatternStr, TerminalDef

from policylang.core.data import data_dir
from policylang.syntax import table_cache
from policylang.syntax.builder import Builder
from policylang.syntax.words import RESERVED

_OPTIONS: Final[dict[str, Any]] = {
    "parser": "lalr",
    "lexer": "contextual",
    "keep_all_tokens": True,
    "maybe_placeholders": True,
}


#: Changes with anything below that changes a table.
_FORM: Final = "2"


@cache
def parser() -> tuple[lark.Lark, Builder]:
    """The parser and the builder that makes its nodes, shared by the whole process."""
    builder = Builder()
    grammar = (data_dir("grammars") / "policy.lark").read_bytes()
    key = _key(grammar)
    table = _kept(key, builder)
    if table is None:
        table = _built(grammar, builder)
        _keep(key, table)
    return table, builder


def _built(grammar: bytes, builder: Builder) -> lark.Lark:
    return lark.Lark(
        grammar.decode(),
        transformer=builder,
        edit_terminals=_whole_word,
        lexer_callbacks=_CALLBACKS,
        **_OPTIONS,
    )


def _whole_word(terminal: TerminalDef) -> None:
    """Let a keyword match only as a whole word, and before any name."""
    pattern = terminal.pattern
    if isinstance(pattern, PatternStr) and pattern.value.isalpha():
        terminal.pattern = PatternRE(rf"{pattern.value}\b")
        terminal.priority = 2


def _no_name(token: lark.Token) -> lark.Token:
    """Refuse a word of the language where only a name would fit."""
    if token in RESERVED:
        token.type = "RESERVED"
    return token


#: Done after a word was read. Inside the pattern of a name it would be compiled, at a tenth of the
#: time of a start, into the pattern of every state that takes a name.
_CALLBACKS: Final = {"NAME": _no_name}


def _key(grammar: bytes) -> str:
    """What a table depends on, in short: of another grammar, Lark or Python it is another one."""
    parts = (_FORM, repr(_OPTIONS), lark.__version__, sys.version)
    content = b"\0".join((grammar, *(part.encode() for part in parts)))
    return hashlib.sha256(content).hexdigest()[:24]


def _kept(key: str, builder: Builder) -> lark.Lark | None:
    kept = table_cache.read(key)
    if kept is None:
        return None
    try:
        load = lark.Lark._load_from_dict  # noqa: SLF001 - `load` would take nothing but a pickle
        table = load(*kept, transformer=builder, lexer_callbacks=_CALLBACKS)  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - whatever does not fit together is built anew
        return None
    return table if isinstance(table, lark.Lark) else None


def _keep(key: str, table: lark.Lark) -> None:
    data, memo = table.memo_serialize([TerminalDef, Rule])
    data["options"] = {name: value for name, value in data["options"].items() if name in _OPTIONS}
    table_cache.write(key, data, memo)
