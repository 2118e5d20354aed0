"""What the frozen records of the syntax tree and the machine are made with and what they share.

To its users `record` is `attrs.frozen`, and `attrs.evolve`, `attrs.fields` and `attrs.has` work on
what it makes. But attrs compiles the methods of every class anew, at import: for the hundred
classes of the tree and the machine that was a fifth of the time of a whole command. Here equality
is written once, and what sets the fields once for each number of fields.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

import attrs

__all__ = ["Record", "record"]

#: Stands for the default of a field that has none.
_NONE: Final[Any] = attrs.NOTHING


class Record:
    """Equality, and a text for debugging, of a frozen class that leaves both to this one.

    Fields with `eq=False`, such as spans, are left out.
    """

    __slots__ = ()

    #: What of a record is compared. Of a class made by attrs itself: found out each time.
    _key: Callable[[Any], object] = staticmethod(lambda self: _values(self, compared=True))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key(self) == self._key(other)

    def __hash__(self) -> int:
        return hash((type(self), self._key(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{_values(self, compared=True)!r}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), _values(self)


def _values(self: Any, *, compared: bool = False) -> tuple[object, ...]:
    """The values of a record: all, or those that are compared."""
    fields = attrs.fields(type(self))
    return tuple(getattr(self, field.name) for field in fields if field.eq or not compared)


if TYPE_CHECKING:
    from attrs import frozen as record
else:

    def record(cls: type) -> type:
        """The class with its annotations as slots that are set once, by position or by name."""
        fields = tuple(_field(cls, *each) for each in cls.__annotations__.items())
        names = tuple(field.name for field in fields)
        kept = {k: v for k, v in vars(cls).items() if k not in (*names, "__dict__", "__weakref__")}
        return type(cls)(
            cls.__name__,
            cls.__bases__,
            {
                "__init__": _init(cls, fields),
                "__setattr__": _refuse,
                "__delattr__": _refuse,
                "_key": _getter([field.name for field in fields if field.eq]),
                **kept,
                "__slots__": names,
                "__match_args__": names,
                "__attrs_attrs__": fields,
            },
        )


class Field:
    """A field of a record, as far as `attrs.fields` and `attrs.evolve` look at it."""

    __slots__ = ("alias", "default", "eq", "init", "name", "type")

    def __init__(self, name: str, annotation: str, default: object, eq: bool) -> None:
        self.name = self.alias = name
        self.type = annotation
        self.default = default
        self.eq = eq
        self.init = True


def _field(cls: type, name: str, annotation: str) -> Field:
    given: Any = vars(cls).get(name, _NONE)
    default, eq = given, True
    if hasattr(given, "_default"):  # what `attrs.field` returns
        default, eq = given._default, given.eq  # noqa: SLF001 - attrs shows it nowhere
    if isinstance(default, attrs.Factory | dict | list | set):
        raise TypeError(f"{cls.__name__}.{name}: the default of a record is shared by all")
    return Field(name, annotation, default, eq)


def _getter(names: list[str]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else staticmethod(lambda _: ())


def _init(cls: type, fields: tuple[Field, ...]) -> FunctionType:
    """The `__init__` of a class: that of all classes with as many fields, with other names."""
    template = _template(len(fields))
    names = [field.name for field in fields]
    given = dict(zip(template.co_varnames[1:], names, strict=False))
    code = template.replace(
        co_varnames=tuple(given.get(each, each) for each in template.co_varnames),
        co_consts=tuple(given.get(each, each) for each in template.co_consts),
        co_qualname=f"{cls.__qualname__}.__init__",
    )
    defaults = tuple(field.default for field in fields if field.default is not _NONE)
    init = FunctionType(code, {"setter": object.__setattr__.__get__}, "__init__", defaults)
    init.__annotations__ = {field.name: field.type for field in fields}
    return init


@cache
def _template(count: int) -> CodeType:
    """The `__init__` of a class with so many fields, before the fields have names."""
    names = [f"field_{n}" for n in range(count)]
    lines = [
        f"def __init__({', '.join(['self', *names])}):",
        " put_ = setter(self)",
        *(f" put_({name!r}, {name})" for name in names),
    ]
    module = compile("\n".join(lines), "<record>", "exec", dont_inherit=True)
    return next(each for each in module.co_consts if isinstance(each, CodeType))


def _refuse(*_: object) -> None:
    """A record is never changed."""
    raise attrs.exceptions.FrozenInstanceError
