"""From the grammar to the parse table as plain data. The only module that needs Lark.

Lark reads the grammar and works out the table; the words and the rules are read off what it would
do with them itself.
"""

from __future__ import annotations

import re
from typing import Any, Final

import lark
from lark.grammar import NonTerminal, Rule
from lark.lexer import PatternRE, PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

from policylang.syntax.builder import Builder
from policylang.syntax.table import LEFT_OUT

#: How keywords come before names. What comes before keywords is looked for by its pattern.
_KEYWORD: Final = 2
#: A pattern that is nothing but words: `foo\b`, `(?:foo|bars?)\b`.
_WORDS: Final = re.compile(r"(?:\(\?:)?([a-zA-Z]+\??(?:\|[a-zA-Z]+\??)*)\)?\\b")


def read_grammar(grammar: str, **options: Any) -> lark.Lark:
    """What Lark makes of a grammar: a parser that does, slowly, what a table of ours does."""
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=True,
        edit_terminals=_whole_word,
        **options,
    )


def table_of(made: lark.Lark) -> dict[str, Any]:
    """The table of a grammar, as JSON can hold it (see `table.Table`)."""
    inner: Any = made.parser
    table, ignored = inner.parser._parse_table, set(made.ignore_tokens)  # noqa: SLF001
    terminals: list[TerminalDef] = inner.lexer.root_lexer.terminals
    rules = {rule: number for number, rule in enumerate(made.rules)}
    numbers = {state: number for number, state in enumerate(table.states)}
    distinct: dict[str, tuple[int, dict[str, int]]] = {}
    states, gotos = [], []
    for row in table.states.values():
        actions: dict[str, int] = {}
        after: dict[str, int] = {}
        for name, (action, argument) in sorted(row.items()):
            to = numbers[argument] if action is Shift else ~rules[argument]
            (actions if name.isupper() else after)[name] = to
        states.append(distinct.setdefault(repr(actions), (len(distinct), actions))[0])
        gotos.append(after)
    return {
        "start": numbers[table.start_states["start"]],
        "end": numbers[table.end_states["start"]],
        "states": states,
        "actions": [actions for _, actions in distinct.values()],
        "gotos": gotos,
        "rules": [_rule(rule) for rule in rules],
        "terminals": [_terminal(each) for each in terminals if each.name not in ignored],
        "ignored": [each.pattern.to_regexp() for each in terminals if each.name in ignored],
    }


def _whole_word(terminal: TerminalDef) -> None:
    """Let a keyword match only as a whole word, and before any name."""
    pattern = terminal.pattern
    if isinstance(pattern, PatternStr) and pattern.value.isalpha():
        terminal.pattern = PatternRE(rf"{pattern.value}\b")
        terminal.priority = _KEYWORD


def _terminal(terminal: TerminalDef) -> list[Any]:
    pattern = terminal.pattern.to_regexp()
    words: list[str] = []
    if isinstance(terminal.pattern, PatternStr) and len(terminal.pattern.value) == 1:
        words = [terminal.pattern.value]
    elif terminal.priority <= _KEYWORD and (found := _WORDS.fullmatch(pattern)):
        for word in found[1].split("|"):
            words += [word[:-2], word[:-1]] if word.endswith("?") else [word]
    return [terminal.name, pattern, words]


def _rule(rule: Rule) -> list[Any]:
    """Name, size, method of the builder, whether a single part stands for itself, and shape."""
    name = str(rule.origin.name)
    method = None if name.startswith("_") else str(rule.alias or name)
    collapses = bool(rule.options.expand1 and not rule.alias)
    if method is not None and collapses and not hasattr(Builder, method):
        method = None  # it always has a single part
    return [name, len(rule.expansion), method, collapses, _shape(rule)]


def _shape(rule: Rule) -> list[int] | None:
    left_out = "".join("x" if empty else "." for empty in rule.options.empty_indices)
    before = [len(run) for run in (left_out or "." * len(rule.expansion)).split(".")]
    shape: list[int] = []
    for number, symbol in enumerate(rule.expansion):
        inlined = isinstance(symbol, NonTerminal) and symbol.name.startswith("_")
        shape += [LEFT_OUT] * before[number] + [2 * number + inlined]
    shape += [LEFT_OUT] * before[-1]
    return None if shape == [2 * number for number in range(len(rule.expansion))] else shape
