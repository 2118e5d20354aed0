"""Limits on a policy text, looked at before it is parsed, so that nothing hostile gets further."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from policylang.core import codes, limits
from policylang.core.diagnostics import Code, Diagnostic, Label
from policylang.core.source import SourceFile, Span

#: What no text holds, or what makes it look other than it is: control characters, single carriage
#: returns, line ends that are none, overrides of the writing direction, halves of characters.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
    r"|\r(?!\n)"
)
#: Anything that could break a limit; where it is not found the text is not looked at closer.
_SUSPICIOUS: Final = re.compile(
    rf"\w{{{limits.NAME_LENGTH + 1}}}|\d(?:[\d,.]){{{limits.NUMBER_DIGITS}}}"
)
#: Brackets, numbers and names. Texts and comments are passed over; so is what follows a backslash
#: elsewhere, or a line of escaped quotes would be looked through once for each of them.
_WORD: Final = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|\\.|([(){}])|(\d[\d,.]*)|([^\W\d_]\w*)', re.DOTALL
)
_SIMPLIFY: Final = "give a part of it a name with `define`"


def prescan(source: SourceFile) -> list[Diagnostic]:
    """Every limit the text breaks: PL011, PL012, PL013, PL014, PL016."""
    if too_large := _too_large(source):
        return [too_large]
    if control := _CONTROL.search(source.text):
        return [_control(source, control)]
    brackets = source.text.count("(") > limits.NESTING
    if not brackets and not _SUSPICIOUS.search(source.text):
        return []
    return list(_words(source))[: limits.DIAGNOSTICS]


def nested_too_deeply(nested: Iterable[Span]) -> Iterator[Diagnostic]:
    """PL014 for every place where expressions nest too deeply, with or without brackets.

    Args:
        nested: the places of all expressions with parts; of two, one holds the other or they lie
            apart.
    """
    around: list[int] = []
    for span in sorted(nested, key=lambda span: (span.start, -span.end)):
        while around and around[-1] <= span.start:
            around.pop()
        around.append(span.end)
        if len(around) == limits.NESTING + 1:
            yield _too_deep(span, "this expression is")


def _words(source: SourceFile) -> Iterator[Diagnostic]:
    depth = 0
    for word in _WORD.finditer(source.text):
        bracket, number, name = word.groups()
        span = source.span(*word.span())
        if bracket == "(":
            depth += 1
            if depth == limits.NESTING + 1:
                yield _too_deep(span, "brackets are")
        elif bracket:
            depth = max(0, depth - 1) if bracket == ")" else 0  # none reaches across a brace
        elif number and sum(map(str.isdigit, number)) > limits.NUMBER_DIGITS:
            yield _at(
                span,
                codes.NUMBER_TOO_LONG,
                f"a number has at most {limits.NUMBER_DIGITS} digits",
                "write a smaller number",
            )
        elif name and len(name) > limits.NAME_LENGTH:
            yield _at(
                span,
                codes.NAME_TOO_LONG,
                f"a name has at most {limits.NAME_LENGTH} characters",
                "shorten it, and put the long form into a label in quotes",
            )


def _too_deep(span: Span, what: str) -> Diagnostic:
    message = f"{what} nested more than {limits.NESTING} deep"
    return _at(span, codes.NESTED_TOO_DEEPLY, message, _SIMPLIFY)


def _at(span: Span, code: Code, message: str, help: str) -> Diagnostic:
    """A diagnostic at the first characters of a place."""
    shown = span.source.span(span.start, min(span.end, span.start + 40))
    return Diagnostic(code, message, (Label(shown),), help)


def _too_large(source: SourceFile) -> Diagnostic | None:
    most = ""
    if _bytes_exceed(source.text, limits.POLICY_BYTES):
        most = f"{limits.POLICY_BYTES // 2**20} MiB"
    elif _words_exceed(source.text, limits.POLICY_WORDS):
        most = f"{limits.POLICY_WORDS:,} words and signs"
    if not most:
        return None
    return Diagnostic(
        codes.FILE_TOO_LARGE,
        f"a policy file has at most {most}",
        (Label(source.span(0, 0)),),
        "split it into several files and join them with `use`",
    )


def _bytes_exceed(text: str, most: int) -> bool:
    """Whether a text has too many bytes; it is only encoded where its length leaves that open."""
    if len(text) > most or text.isascii() or len(text) * 4 <= most:
        return len(text) > most
    return len(text.encode("utf-8", "surrogatepass")) > most


def _words_exceed(text: str, most: int) -> bool:
    """Whether a text has too many words; they are only counted where its length leaves that open.

    A word takes some hundred bytes while it is parsed, however short it is.
    """
    if len(text) <= most:
        return False
    from policylang.syntax.blocks import WORD

    return sum(1 for _ in WORD.finditer(text)) > most


def _control(source: SourceFile, found: re.Match[str]) -> Diagnostic:
    return Diagnostic(
        codes.NOT_TEXT,
        f"the text holds a character that cannot be seen (number {ord(found[0])})",
        (Label(source.span(found.start(), found.end())),),
        "save it as plain text in UTF-8",
    )
