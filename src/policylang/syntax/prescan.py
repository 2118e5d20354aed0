"""Limits on a policy text, looked at before it is parsed, so that nothing hostile gets further."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policylang.core import codes, limits
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
#: Anything that could break a limit; where it is not found the text is not looked at closer.
_SUSPICIOUS: Final = re.compile(
    rf"\w{{{limits.NAME_LENGTH + 1}}}|\d(?:[\d,.]){{{limits.NUMBER_DIGITS}}}"
)
#: Words of the text as far as limits go; texts and comments are passed over.
_WORD: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[(){}]|\d[\d,.]*|[^\W\d_]\w*')


def prescan(source: SourceFile) -> list[Diagnostic]:
    """Every limit the text breaks: PL011, PL012, PL013, PL014, PL016."""
    if len(source.text) > limits.POLICY_BYTES:
        return [_too_large(source)]
    if control := _CONTROL.search(source.text):
        return [_control(source, control)]
    brackets = source.text.count("(") > limits.NESTING
    if not brackets and not _SUSPICIOUS.search(source.text):
        return []
    return list(_words(source))[: limits.DIAGNOSTICS]


def _words(source: SourceFile) -> Iterator[Diagnostic]:
    depth = 0
    for word in _WORD.finditer(source.text):
        text = word[0]
        if text in "({":
            depth += 1
            if depth == limits.NESTING + 1:
                yield _at(source, word, codes.NESTED_TOO_DEEPLY, *_NESTED)
        elif text in ")}":
            depth = max(0, depth - 1) if text == ")" else 0
        elif text[0].isdigit() and sum(map(str.isdigit, text)) > limits.NUMBER_DIGITS:
            yield _at(
                source,
                word,
                codes.NUMBER_TOO_LONG,
                f"a number has at most {limits.NUMBER_DIGITS} digits",
                "write a smaller number",
            )
        elif text[0].isalpha() and len(text) > limits.NAME_LENGTH:
            yield _at(
                source,
                word,
                codes.NAME_TOO_LONG,
                f"a name has at most {limits.NAME_LENGTH} characters",
                "shorten it, and put the long form into a label in quotes",
            )


_NESTED: Final = (
    f"brackets are nested more than {limits.NESTING} deep",
    "give a part of it a name with `define`",
)


def nested_too_deeply(source: SourceFile, start: int, end: int) -> Diagnostic:
    """The diagnostic for an expression that nests too deeply without brackets."""
    return Diagnostic(
        codes.NESTED_TOO_DEEPLY,
        f"this expression is nested more than {limits.NESTING} deep",
        (Label(source.span(start, end)),),
        _NESTED[1],
    )


def _at(
    source: SourceFile, word: re.Match[str], code: Code, message: str, help: str
) -> Diagnostic:
    end = min(word.end(), word.start() + 40)
    return Diagnostic(code, message, (Label(source.span(word.start(), end)),), help)


def _too_large(source: SourceFile) -> Diagnostic:
    return Diagnostic(
        codes.FILE_TOO_LARGE,
        f"a policy file has at most {limits.POLICY_BYTES // 2**20} MiB",
        (Label(source.span(0, 0)),),
        "split it into several files and join them with `use`",
    )


def _control(source: SourceFile, found: re.Match[str]) -> Diagnostic:
    return Diagnostic(
        codes.NOT_TEXT,
        f"the file holds a control character (number {ord(found[0])})",
        (Label(source.span(found.start(), found.end())),),
        "save it as plain text in UTF-8",
    )
