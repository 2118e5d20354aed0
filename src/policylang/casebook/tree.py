"""A case file as a tree in which everything knows its place; values are text as written.

Only plain YAML is read, as `engine.yaml_events` lets it through: no anchors, no aliases, no tags.
"""

from __future__ import annotations

from typing import Any

import attrs

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.errors import HistoryError
from policylang.core.source import SourceFile, Span
from policylang.core.suggest import suggest
from policylang.engine.excerpt import empty_file
from policylang.engine.yaml_events import NOTHING, PlainEvents, is_end, is_list, is_value
from policylang.model.values import composed, shortened


@attrs.frozen
class ScalarNode:
    """A single value: the text that stands there, whatever it looks like."""

    value: str
    span: Span = attrs.field(eq=False)
    #: Whether it stands there without quotation marks.
    plain: bool = attrs.field(default=True, eq=False)

    @property
    def is_nothing(self) -> bool:
        """Whether no value is given at all."""
        return self.plain and self.value in NOTHING


@attrs.frozen
class SequenceNode:
    """A list."""

    items: tuple[Node, ...]
    span: Span = attrs.field(eq=False)
    #: Whether it stands in brackets.
    flow: bool = attrs.field(default=False, eq=False)


@attrs.frozen
class MappingNode:
    """Values by name, in the order of the file; no name stands twice."""

    pairs: tuple[tuple[ScalarNode, Node], ...]
    span: Span = attrs.field(eq=False)
    #: Whether it stands in braces.
    flow: bool = attrs.field(default=False, eq=False)

    def get(self, name: str) -> Node | None:
        """The value of this name, if there is one."""
        return next((value for key, value in self.pairs if key.value == name), None)

    def only(self, known: tuple[str, ...], where: str) -> None:
        """Refuse every name that means nothing here (PL451)."""
        wrong = [
            problem(
                key,
                codes.CASE_KEY_UNKNOWN,
                f"{where} has no `{shortened(key.value)}`",
                suggest(key.value, known, otherwise=f"it may have {listed(known)}"),
            )
            for key, _ in self.pairs
            if key.value not in known
        ]
        if wrong:
            raise HistoryError(wrong)


Node = ScalarNode | SequenceNode | MappingNode


def listed(names: tuple[str, ...]) -> str:
    """Names for a message, the first dozen of them."""
    return ", ".join(f"`{name}`" for name in names[:12])


def problem(
    where: Node | Span, code: Code, message: str, help: str | None = None, label: str = ""
) -> Diagnostic:
    """Something that is wrong at a place of the file."""
    span = where if isinstance(where, Span) else where.span
    return Diagnostic(code, message, (Label(_first_line(span), label),), help)


def refused(where: Node | Span, code: Code, message: str, help: str | None = None) -> HistoryError:
    """The error for a file that cannot be used because of what stands at a place."""
    return HistoryError([problem(where, code, message, help)])


def _first_line(span: Span) -> Span:
    """A place no longer than the line it begins on: a whole case is not underlined."""
    line = span.text.partition("\n")[0].rstrip()
    return span.source.span(span.start, span.start + len(line))


def read_tree(text: str, file: str) -> MappingNode:
    """The tree of a text whose outermost value is a mapping.

    Raises:
        HistoryError: the text is empty (PL411), not well-formed (PL418), not plain or nested too
            deeply (PL415), has a name twice (PL454), or is no mapping (PL453).
    """
    return _Reader(text, file).whole()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.source = SourceFile(file, text)
        self.events = PlainEvents(text, file)

    def whole(self) -> MappingNode:
        first = self.events.root()
        if first is None:
            raise empty_file(self.source.name)
        root = self.value(first)
        self.events.finish("put it in its own file")
        if not isinstance(root, MappingNode):
            message = "a case file begins with names and values, not with a list or a text"
            raise refused(root, codes.CASE_VALUE, message, "begin with `cases: 1`")
        return root

    def value(self, event: Any) -> Node:
        if is_value(event):
            return self._text(event)
        if is_list(event):
            return self._sequence(event)
        return self._mapping(event)

    def _text(self, event: Any) -> ScalarNode:
        span = self.source.span(event.start_mark.index, event.end_mark.index)
        return ScalarNode(event.value, span, not event.style)

    def _sequence(self, start: Any) -> SequenceNode:
        items: list[Node] = []
        while not is_end(event := self.events.next()):
            items.append(self.value(event))
        return SequenceNode(tuple(items), self._span(start, event, items), bool(start.flow_style))

    def _mapping(self, start: Any) -> MappingNode:
        pairs: dict[str, tuple[ScalarNode, Node]] = {}
        while not is_end(event := self.events.next()):
            key = self.value(event)
            value = self.value(self.events.next())
            if not isinstance(key, ScalarNode):
                raise refused(key, codes.CASE_VALUE, "a name is a list or a mapping")
            key = attrs.evolve(key, value=composed(key.value))
            if key.value in pairs:
                message = f"`{shortened(key.value)}` stands here twice"
                raise refused(key, codes.CASE_REPEATED, message, "keep one of the two")
            pairs[key.value] = (key, value)
        inside = [value for _, value in pairs.values()]
        span = self._span(start, event, inside)
        return MappingNode(tuple(pairs.values()), span, bool(start.flow_style))

    def _span(self, start: Any, end: Any, inside: list[Node]) -> Span:
        """Where a value stands; one without brackets ends with the last thing in it."""
        first = start.start_mark.index
        if start.flow_style or not inside:
            return self.source.span(first, end.end_mark.index)
        return self.source.span(first, max(first, inside[-1].span.end))
