"""Generated text to callable functions: the only place that executes any.

A function is moved to the file and the lines of the policy, so that a traceback shows the
author's own words. Where a policy is put together from several files with `use`, the generated
text itself is shown, whose comments name file and line.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from policylang.compiler.line_table import moved
from policylang.compiler.writer import Writer
from policylang.core.collection import collection_paused
from policylang.runtime import prelude


def load_functions(writer: Writer, policy: str) -> dict[str, Callable[..., Any]]:
    """Compile written functions; they by name.

    Args:
        policy: name of the policy, for tracebacks that show the generated text.
    """
    sources = {id(span.source): span.source for span in writer.spans.values()}
    (source,) = sources.values() if len(sources) == 1 else (None,)
    file, text = (source.name, source.text) if source else (f"<policylang {policy}>", writer.text)
    scope: dict[str, Any] = {word: getattr(prelude, word) for word in imported(writer)}
    with collection_paused():
        code = compile(writer.text, file, "exec", dont_inherit=True)
    exec(code, scope)  # noqa: S102 - no name or text of a policy is code in it
    functions = {
        name: value
        for name, value in scope.items()
        if isinstance(value, FunctionType) and value.__globals__ is scope
    }
    if source:
        for function in functions.values():
            function.__code__ = moved(function.__code__, writer.spans)
    if file.startswith("<"):  # there is no such file: tracebacks look here
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    return dict(functions)


def load_function(writer: Writer, name: str, policy: str) -> Callable[..., Any]:
    """Compile written functions and return the one of a name."""
    return load_functions(writer, policy)[name]


def load_kernel(text: str, name: str, path: Path | None = None) -> ModuleType:
    """The module of a kernel, in plain Python.

    Args:
        text: written by `compiler.columnar`.
        path: where the text is kept, for whoever keeps what is compiled of it.
    """
    origin = str(path) if path else f"<{name}>"
    module = ModuleType(name)
    module.__file__ = origin
    with collection_paused():
        code = compile(text, origin, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - names of a policy stand in comments only
    if path is None:
        linecache.cache[origin] = (len(text), None, text.splitlines(keepends=True), origin)
    return module


def imported(writer: Writer) -> list[str]:
    """Names of the prelude that the text uses, sorted."""
    return sorted(writer.words.intersection(prelude.__all__))
