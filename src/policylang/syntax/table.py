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
#: Words after which an equals sign compares or gives a default: `ever = 3`, `yes or no = yes`.
_BEFORE_EQUALS: Final = frozenset({"date", "ever", "no"})
#: What follows the name of a new field, perhaps after its label.
_COLON: Final = r'\s*(?:"(?:[^"\\\n]|\\.)*"\s*)?:'


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
    return lark.Lark(grammar.decode(), transformer=builder, edit_terminals=_whole_word, **_OPTIONS)


def _whole_word(terminal: TerminalDef) -> None:
    """Let a keyword match only as a whole word, and no name be a word that is reserved.

    Before a colon, a label and a colon, or an equals sign it is a name that is being declared:
    the checker then says where that name is a word of the language.
    """
    pattern = terminal.pattern
    if terminal.name in ("NAME", "GRADE"):
        words = "|".join(sorted(RESERVED))
        terminal.pattern = PatternRE(rf"(?!(?:{words})\b(?!{_COLON}|\s*=)){pattern.value}")
    if isinstance(pattern, PatternStr) and pattern.value.isalpha():
        declaring = _COLON if pattern.value in _BEFORE_EQUALS else rf"{_COLON}|\s*="
        terminal.pattern = PatternRE(rf"{pattern.value}\b(?!{declaring})")
        terminal.priority = 2


def _key(grammar: bytes) -> str:
    """What a table depends on, in short: of another grammar, Lark or Python it is another one."""
    words = repr((sorted(RESERVED), sorted(_BEFORE_EQUALS), _COLON))
    content = b"\0".join((grammar, words.encode(), lark.__version__.encode(), sys.version.encode()))
    return hashlib.sha256(content).hexdigest()[:24]


def _kept(key: str, builder: Builder) -> lark.Lark | None:
    kept = table_cache.read(key)
    if kept is None:
        return None
    try:
        load = lark.Lark._load_from_dict  # noqa: SLF001 - `load` would take nothing but a pickle
        table = load(*kept, transformer=builder)  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - whatever does not fit together is built anew
        return None
    return table if isinstance(table, lark.Lark) else None


def _keep(key: str, table: lark.Lark) -> None:
    data, memo = table.memo_serialize([TerminalDef, Rule])
    data["options"] = {name: value for name, value in data["options"].items() if name in _OPTIONS}
    table_cache.write(key, data, memo)
