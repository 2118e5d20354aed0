"""Policies as texts: read them, look at one part, or at what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policylang.core.diagnostics import Diagnostic
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse


def read(text: str) -> tree.PolicyFile:
    """The tree of a text without syntax errors."""
    parsed = parse(SourceFile("test.policy", text))
    assert parsed.tree is not None, [str(each) for each in parsed.diagnostics]
    assert parsed.diagnostics == ()
    return parsed.tree


def problems(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a text, which is something."""
    parsed = parse(SourceFile("test.policy", text))
    assert parsed.tree is None
    assert parsed.diagnostics
    return parsed.diagnostics


def said(text: str) -> list[str]:
    """Code and message of everything that is wrong with a text."""
    return [f"{each.code.number} {each.message}" for each in problems(text)]


def underlined(diagnostic: Diagnostic) -> list[str]:
    """The text at every place a diagnostic points at."""
    return [label.span.text for label in diagnostic.labels]


def clause(kind: str, text: str) -> Any:
    """The one clause of a block of a kind: `clause("action", "earns 5")`."""
    return clauses(kind, text)[0]


def clauses(kind: str, text: str) -> Sequence[Any]:
    """The clauses of a block of a kind."""
    head = {"person": "person", "assumed": "assumed", "grades": "grades of s"}.get(
        kind, f"{kind} x"
    )
    (block,) = read(f"{head} {{ {text} }}").items
    assert not isinstance(block, tree.Use | tree.Override)
    return block.clauses


def expression(text: str) -> Any:
    """The expression a definition of this meaning holds."""
    return clause("define", f"means {text}").value
