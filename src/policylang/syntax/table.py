"""The parse table: built from the grammar once, kept between runs, loaded after.

Building takes a second and needs Lark; loading and reading need neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any, Final

from policylang.core.data import data_dir
from policylang.core.record import Record, record
from policylang.syntax import table_cache
from policylang.syntax.builder import Builder
from policylang.syntax.lexer import Lexer, Scanner, Terminal

#: Changes with anything that changes the tables made from a grammar (see `table_building`).
_FORM: Final = "6"
#: What is read after the last word.
END: Final = "$END"
#: In the shape of a rule: a part that was left out.
LEFT_OUT: Final = -1


@record
class Rule(Record):
    """What becomes of the parts of a rule once all are read.

    `name` is what was recognised, `size` the number of parts. `make` makes one thing of them; None
    says that there is one, which stands for itself.
    """

    name: str
    size: int
    make: Callable[[list[Any]], Any] | None


class Table:
    """An LALR(1) table. States are numbers; so are actions: a state to go to, or ~ of a rule.

    `actions` and `gotos` hold, for each state, what to do at a terminal, and where to go after a
    rule. `start` is the first state, `end` the one in which a whole text has been read.
    """

    def __init__(self, data: Mapping[str, Any], builder: Builder) -> None:
        """Check the data, which may come from a file, as far as reading hangs on it.

        Raises:
            ValueError, TypeError, KeyError: the data are no table.
        """
        self.start, self.end = data["start"], data["end"]
        self.actions: Sequence[Mapping[str, int]] = [data["actions"][n] for n in data["states"]]
        self.gotos: Sequence[Mapping[str, int]] = data["gotos"]
        self.rules = [_rule(each, builder) for each in data["rules"]]
        terminals = [
            Terminal(name, pattern, tuple(words), letters, tuple(openings))
            for name, pattern, words, letters, openings in data["terminals"]
        ]
        self.lexer = Lexer(terminals, data["ignored"])
        self._scanners: list[Scanner | None] = [None] * len(self.actions)
        self._check(data["actions"])

    def _check(self, distinct: Sequence[Mapping[str, int]]) -> None:
        states, rules = len(self.actions), len(self.rules)
        if len(self.gotos) != states or not (0 <= self.start < states and 0 <= self.end < states):
            raise ValueError("these are not the states of a table")
        for least, rows in ((-rules, distinct), (0, self.gotos)):
            for row in rows:
                found = row.values()
                if found and not least <= min(found) <= max(found) < states:
                    raise ValueError("an action leads nowhere")

    def scanner(self, state: int) -> Scanner:
        """What finds the next word in a state."""
        found = self._scanners[state]
        if found is None:
            found = self._scanners[state] = self.lexer.scanner(self.actions[state])
        return found

    def read(self, text: str) -> Any:
        """What the builder makes of a whole text; None if the text is not of the language."""
        actions, gotos, rules, scanners = self.actions, self.gotos, self.rules, self._scanners
        stack: list[int] = [self.start]
        values: list[Any] = []
        at, end = 0, len(text)
        while True:
            state = stack[-1]
            word = (scanners[state] or self.scanner(state)).word(text, at, end)
            if word is not None:
                terminal, at = word.type, word.end_pos
            elif self.lexer.skip(text, at, end) == end:
                terminal = END
            else:
                return None
            while True:
                action = actions[state].get(terminal)
                if action is None:
                    return None
                if action >= 0:
                    stack.append(action)
                    values.append(word)
                    break
                rule = rules[~action]
                size, make = rule.size, rule.make
                if make is None:
                    stack.pop()
                elif size:
                    parts = values[-size:]
                    del values[-size:]
                    del stack[-size:]
                    values.append(make(parts))
                else:
                    values.append(make([]))
                state = gotos[stack[-1]][rule.name]
                stack.append(state)
                if word is None and state == self.end:
                    return values[-1]


def _rule(given: Sequence[Any], builder: Builder) -> Rule:
    name, size, method, collapses, shape = given
    if method is None:
        build = _as_they_are
    elif method.startswith("_") or not isinstance(getattr(Builder, method, None), FunctionType):
        raise ValueError("the builder has no such rule")
    else:
        build = getattr(builder, method)
    if collapses and size == 1 and shape is None:
        return Rule(name, size, None)
    return Rule(name, size, _maker(build, collapses, shape))


def _maker(
    build: Callable[[list[Any]], Any], collapses: bool, shape: Sequence[int] | None
) -> Callable[[list[Any]], Any]:
    """A function from the parts of a rule to what they make.

    `build` makes something of them, but a single one stands for itself if the rule `collapses`.
    `shape` says which parts are meant: LEFT_OUT, or twice the number of a part, and one more for
    a list whose parts are meant; None stands for all.
    """
    if shape is None and not collapses:
        return build
    taken = range(0) if shape is None else shape

    def make(parts: list[Any]) -> Any:
        found = _taken(parts, taken) if taken else parts
        return found[0] if collapses and len(found) == 1 else build(found)

    return make


def _as_they_are(parts: list[Any]) -> list[Any]:
    return parts


def _taken(parts: list[Any], shape: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for each in shape:
        if each == LEFT_OUT:
            found.append(None)
        elif not each % 2:
            found.append(parts[each // 2])
        elif found:
            found += parts[each // 2]
        else:  # a list that grows by one part at a time is not copied each time
            found = parts[each // 2]
    return found


@cache
def parser() -> tuple[Table, Builder]:
    """The table and the builder that makes its nodes, shared by the whole process."""
    builder = Builder()
    grammar = (data_dir("grammars") / "policy.lark").read_bytes()
    key = _key(grammar)
    table = _kept(key, builder)
    if table is None:
        data = _built(grammar)
        table = Table(data, builder)
        table_cache.write(key, data)
    return table, builder


def _built(grammar: bytes) -> dict[str, Any]:
    from policylang.syntax.table_building import read_grammar, table_of

    return table_of(read_grammar(grammar.decode()))


def _key(grammar: bytes) -> str:
    """What a table depends on, in short: another grammar or form has another one."""
    return hashlib.sha256(b"\0".join((_FORM.encode(), grammar))).hexdigest()[:24]


def _kept(key: str, builder: Builder) -> Table | None:
    try:
        data = table_cache.read(key)
        return None if data is None else Table(data, builder)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None  # whatever does not fit together is built anew
