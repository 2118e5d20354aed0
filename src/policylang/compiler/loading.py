"""Generated text to callable functions: the only place that executes any.

Each line of a function is moved to the line of the policy it was written for, and the function
to the policy's file, so that a traceback shows the author's own words. Where a policy is put
together from several files with `use`, the generated text itself is shown, whose comments name
file and line.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable, Mapping
from typing import Any

from policylang.compiler.writer import Writer
from policylang.core.source import SourceFile, Span
from policylang.runtime import prelude


def load_function(writer: Writer, name: str, policy: str) -> Callable[..., Any]:
    """Compile a written function and return it.

    Args:
        name: of the function in the text.
        policy: name of the policy, for tracebacks that show the generated text.
    """
    sources = {id(span.source): span.source for span in writer.spans.values()}
    if len(sources) == 1:
        (source,) = sources.values()
        file, text = source.name, source.text
        tree = moved(ast.parse(writer.text), writer.spans, source)
    else:
        file, text = f"<policylang {policy}>", writer.text
        tree = ast.parse(text)
    if file.startswith("<"):
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    scope: dict[str, Any] = {word: getattr(prelude, word) for word in imported(writer)}
    exec(compile(tree, file, "exec"), scope)  # noqa: S102 - the text holds no name of a policy
    function: Callable[..., Any] = scope[name]
    return function


def imported(writer: Writer) -> list[str]:
    """Names of the prelude that the text uses, sorted."""
    return sorted(writer.words.intersection(prelude.__all__))


def moved(tree: ast.Module, spans: Mapping[int, Span], source: SourceFile) -> ast.Module:
    """Point every node of a generated line at the policy text it came from.

    Lines that stand for no rule go to the first line. Columns are UTF-8 bytes.
    """
    places = {line: _place(span) for line, span in spans.items()}
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            start, end = places.get(node.lineno, ((1, 0), (1, 0)))
            node.lineno, node.col_offset = start
            node.end_lineno, node.end_col_offset = end
    return tree


def _place(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    return _utf8(span.source, span.start), _utf8(span.source, span.end)


def _utf8(source: SourceFile, offset: int) -> tuple[int, int]:
    line, column = source.place(offset)
    before = source.text[offset - column + 1 : offset]
    return line, len(before.encode("utf-8", "replace"))
