"""Every kind of node a module declares, and which of them a set of trees or machines shows.

Nothing is listed by hand: the classes of a module are found by looking at it, and what each field
may hold by its annotation. A new class, a new word of a `Literal`, a new member of an enumeration
or a new alternative of a union is expected from the moment it is declared.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from enum import Enum
from types import ModuleType
from typing import Any, Literal

import attrs

from policylang.model import expressions
from policylang.syntax import nodes

_ANY_EXPRESSION = tuple(
    set(typing.get_args(union)) for union in (expressions.Expression, nodes.Expr)
)

#: A class, or a value a field of a class may have: (class, field, value or class of value).
Feature = tuple[str, ...]


def declared(modules: Iterable[ModuleType]) -> set[Feature]:
    """Everything the classes of these modules can show."""
    return {
        feature for module in modules for cls in _classes(module) for feature in _of(cls, module)
    }


def _classes(module: ModuleType) -> Iterator[type]:
    """Those of a module, and of a package those of its modules, as far as it shows them."""
    for value in vars(module).values():
        if isinstance(value, type) and attrs.has(value) and _is_of(value, module):
            yield value


def _is_of(cls: type, module: ModuleType) -> bool:
    """Whether a class is declared in a module, or in one of a package."""
    return f"{cls.__module__}.".startswith(f"{module.__name__}.")


def _of(cls: type, module: ModuleType) -> Iterator[Feature]:
    yield (cls.__name__,)
    # Modules of a package that need one another see each other's names only there.
    hints = typing.get_type_hints(cls, localns=vars(module))
    for field in _told_apart(cls):
        for choice in _choices(hints[field.name]):
            yield (cls.__name__, field.name, choice)


def _told_apart(cls: type) -> list[Any]:
    """The fields that make two nodes different."""
    return [field for field in attrs.fields(cls) if field.eq]


def _choices(hint: Any) -> Iterator[str]:
    """What a field of this type may be, where it may be several things.

    Of a field that may hold any expression, only that it is or is not there.
    """
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        yield from map(str, parts)
    elif any(set(parts) >= every for every in _ANY_EXPRESSION):
        yield "something"
        if type(None) in parts:
            yield "None"
    elif origin in (typing.Union, types.UnionType):
        for part in parts:
            yield from _choices(part) if _is_several(part) else [_name(part)]
    elif origin is tuple:
        yield from (each for part in parts if part is not Ellipsis for each in _choices(part))
    elif isinstance(hint, type) and issubclass(hint, Enum):
        yield from (member.name for member in hint)
    elif hint is bool:
        yield from ("True", "False")


def _is_several(hint: Any) -> bool:
    return next(_choices(hint), None) is not None


def _name(part: Any) -> str:
    if part is type(None):
        return "None"
    return (typing.get_origin(part) or part).__name__


def shown(roots: Iterable[object]) -> set[Feature]:
    """Everything some trees or machines show, wherever in them."""
    found: set[Feature] = set()
    stack: list[object] = list(roots)
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif attrs.has(type(node)):
            name = type(node).__name__
            found.add((name,))
            for field in _told_apart(type(node)):
                value = getattr(node, field.name)
                found.update((name, field.name, word) for word in _words(value))
                stack.append(value)
    return found


def _words(value: object) -> Iterator[str]:
    """How a value may be called among the choices of its field."""
    if value is None:
        yield "None"
        return
    yield "something"
    yield type(value).__name__
    if isinstance(value, Enum):
        yield value.name
    elif isinstance(value, str | int):  # bool among them
        yield str(value)
    elif isinstance(value, tuple):
        yield from (word for part in value for word in _words(part))
