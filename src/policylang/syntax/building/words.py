"""The words of a rule of the grammar: tokens, nodes, and None for what was left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from policylang.syntax.lexer import Token

Node = TypeVar("Node")
Words = list[Any]


def is_token(word: object) -> bool:
    """Whether it is a word of the text, not what was built of some."""
    return isinstance(word, Token)


def text_of(token: str) -> str:
    """The characters a quoted text stands for."""
    inside = token[1:-1]
    if "\\" not in inside:
        return str(inside)
    parts, at = [], 0
    while at < len(inside):
        at += inside[at] == "\\"
        parts.append(inside[at])
        at += 1
    return "".join(parts)


def all_of(words: Words, kind: type[Node]) -> tuple[Node, ...]:
    """All that are of one kind of node, or of some."""
    return tuple(word for word in words if isinstance(word, kind))


def nodes_of(words: Words) -> Words:
    """All that were built."""
    return [word for word in words if word is not None and not is_token(word)]


def token_of(words: Words, *kinds: str) -> Any:
    """The first token of one of these kinds, or None."""
    return next((w for w in words if is_token(w) and w.type in kinds), None)


def number_of(token: str) -> Decimal:
    """The number some digits stand for."""
    return Decimal(token.replace(",", ""))


def plural(token: str) -> Any:
    """A unit as the tree has it: `days` for `day`."""
    return token.rstrip("s") + "s"


def after(words: Words, *kinds: str) -> Any:
    """What follows the first token of one of these kinds, or None where there is none."""
    for place, word in enumerate(words[:-1]):
        if is_token(word) and word.type in kinds:
            return words[place + 1]
    return None


def single_spaced(token: str | None) -> str | None:
    """A word of several, with one space between each; None stays so."""
    return None if token is None else " ".join(token.split())
