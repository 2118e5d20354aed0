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
from lark.utils import sre_parse  # type: ignore[attr-defined]

from policylang.syntax.builder import Builder
from policylang.syntax.table import LEFT_OUT

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
        terminal.priority = 2


def _terminal(terminal: TerminalDef) -> list[Any]:
    pattern = terminal.pattern.to_regexp()
    words: list[str] = []
    if isinstance(terminal.pattern, PatternStr) and len(terminal.pattern.value) == 1:
        words = [terminal.pattern.value]
    elif found := _WORDS.fullmatch(pattern):
        for word in found[1].split("|"):
            words += [word[:-2], word[:-1]] if word.endswith("?") else [word]
    parsed = sre_parse.parse(pattern)
    openings = [] if words else sorted(_openings(parsed))
    return [terminal.name, pattern, words, _may_begin_with_letter(parsed), openings]


def _openings(parsed: Any) -> set[str]:
    """The first words of a parsed pattern, if it only ever begins with whole words."""
    begun, whole = _first_words({""}, parsed)
    found = begun | whole
    return found if all(each.isalpha() for each in found) else set()


def _first_words(begun: set[str], parts: Any) -> tuple[set[str], set[str]]:
    """What parts of a pattern make of words begun before them: words that may go on, whole words.

    A sign among them stands for anything that is no letter and no end of a word.
    """
    whole: set[str] = set()
    for kind, value in parts:
        match str(kind):
            case "LITERAL" if chr(value).isalpha():
                begun = {each + chr(value) for each in begun}
            case "BRANCH":
                branches = [_first_words(begun, branch) for branch in value[1]]
                begun = set[str]().union(*(each for each, _ in branches))
                whole |= set[str]().union(*(each for _, each in branches))
            case "SUBPATTERN":
                begun, ended = _first_words(begun, value[-1])
                whole |= ended
            case "MAX_REPEAT" if value[:2] == (0, 1):
                longer, ended = _first_words(begun, value[2])
                begun, whole = begun | longer, whole | ended
            case "MAX_REPEAT" if _is_space(value):
                return set(), whole | begun
            case "AT" if str(value) == "AT_BOUNDARY":
                return set(), whole | begun
            case _:
                return {f"{each}?" for each in begun}, whole
    return begun, whole


def _is_space(repeated: Any) -> bool:
    """Whether a repeated part is white space."""
    return repeated[0] > 0 and "CATEGORY_SPACE" in str(repeated[2])


def _may_begin_with_letter(parts: Any) -> bool:
    """Whether a parsed pattern may match where a word begins. In doubt it may."""
    for kind, value in parts:
        match str(kind):
            case "LITERAL":
                return chr(value).isalnum()
            case "IN":
                return any(map(_holds_letters, value))
            case "BRANCH":
                return any(map(_may_begin_with_letter, value[1]))
            case "SUBPATTERN":
                return _may_begin_with_letter(value[-1])
            case "MAX_REPEAT" if value[0] > 0:
                return _may_begin_with_letter(value[2])
            case "ASSERT_NOT" | "AT":
                continue
            case _:
                return True
    return True


def _holds_letters(part: Any) -> bool:
    kind, value = part
    if str(kind) == "LITERAL":
        return chr(value).isalnum()
    return (str(kind), str(value)) != ("CATEGORY", "CATEGORY_DIGIT")


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
