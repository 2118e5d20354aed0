"""What to say of a line in a block that starts with a word which starts nothing there."""

from __future__ import annotations

import re
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Code, Diagnostic
from policylang.core.source import SourceFile
from policylang.core.suggest import nearest
from policylang.syntax.examples import FIELDS, LINES, type_after
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import BLOCKS, CLAUSES, blocks_with

#: Words that go on with a rule and cannot begin one.
_GO_ON: Final = {
    "when": "loses 5 when count of late in the last 365 days >= 3",
    "otherwise": "loses 10 otherwise",
    "per": "earns 1 per 50 USD of amount",
    "at": "earns 1, at most 15 per calendar year",
    "only": "earns 1, only the highest per stop",
    "expires": "earns 1, expires after 2 years",
    "comes": "loses 1, comes back after 6 months",
}
#: Words that start clauses somewhere and say too little of what was meant.
_PLAIN: Final = ("as", "at", "by", "every", "from", "in", "is", "no", "on", "only", "then", "when")
#: Blocks with effects.
_ACTING: Final = ("action", "rule")
_VALUE: Final = re.compile(r"[ \t]{0,40}:?[ \t]{0,40}-?\d")


#: Blocks most of whose lines start with names or values.
_NAMED: Final = ("person", "figures", "grades", "table")
#: Most kinds of block that are listed in a message.
_LISTED = 3


def unknown_start(stuck: Stuck) -> Diagnostic:
    """The diagnostic for the first word of a line that starts no clause of its block."""
    word, kind = stuck.word or "", stuck.kind

    def say(code: Code, message: str, help: str | None) -> Diagnostic:
        return stuck.say(code, message, stuck.here, help)

    if kind in _ACTING and word in _GO_ON:
        message = f"`{word}` goes on with a rule and cannot begin one"
        return say(codes.MISPLACED_CLAUSE, message, f"write for example `{_GO_ON[word]}`")
    others = [other for other in blocks_with(word) if other != kind and word not in _PLAIN]
    if word == "begins" and "rule" in others:  # a status, not the attribute a person begins on
        others = [other for other in others if other != "person"]
    if others and word not in CLAUSES[kind]:
        message = f"`{word}` does not belong in {_a(kind)} block"
        if len(others) <= _LISTED:
            message = f"`{word}` belongs in {_listed(others)}, not in {_a(kind)} block"
        advice = f"move it, for example `{CLAUSES[others[0]][word]}`"
        return say(codes.MISPLACED_CLAUSE, message, advice)
    if word in BLOCKS:
        message = f"`{word}` begins a block inside {_a(kind)} block"
        return say(codes.UNCLOSED_BLOCK, message, "close the block before it with `}`")
    if missing := _missing_sign(stuck.source, kind, stuck.here[1]):
        return say(codes.INCOMPLETE, f"`{missing[0]}` is missing after `{word}`", missing[1])
    message = f"`{word}` is not a word that starts a clause in this block"
    return say(codes.UNKNOWN_CLAUSE, message, _advice(word, kind))


def _missing_sign(source: SourceFile, kind: str, end: int) -> tuple[str, str] | None:
    """The sign a name lacks to be declared, and how it is written."""
    if kind in ("action", "person"):
        found = type_after(source, end)
        return (":", f"write it like this: `{FIELDS[found]}`") if found else None
    if kind == "figures" and _VALUE.match(source.text, end):
        return "=", LINES["figures"]
    return None


def _advice(word: str, kind: str) -> str | None:
    goes_on = tuple(_GO_ON) if kind in _ACTING else ()
    near = nearest(word, [*CLAUSES[kind], *goes_on])
    return f"did you mean `{near}`?" if near and near != word else what_starts(kind)


def what_starts(kind: str) -> str | None:
    """Advice that lists the words which start clauses in a kind of block."""
    words = [f"`{each}`" for each in CLAUSES[kind] if each not in ("source", "assumed")]
    if kind in _NAMED or not words:
        return LINES.get(kind)
    return f"clauses here start with {', '.join(words)}"


def _listed(kinds: list[str]) -> str:
    return " or ".join(map(_a, kinds)) + " block"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
