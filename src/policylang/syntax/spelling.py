"""Characters without a meaning, texts without an end, and names that cannot be names."""

from __future__ import annotations

import re
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.syntax.blocks import first_on_line
from policylang.syntax.examples import example
from policylang.syntax.stuck import Stuck, cut
from policylang.syntax.words import BLOCKS, CLAUSES, NAMES, RESERVED

_NAMES: Final = "a name starts with a letter and goes on with letters, digits and `_`"
#: What was meant as a name that is being declared, and cannot be one.
_NOT_A_NAME: Final = re.compile(
    r"(\d[\d_]*[^\W\d_]\w{0,63}|[^\W\d_]\w{0,63}(?:[-. ]\w{1,64}){1,9})"
    r'[ \t]{0,40}(?:"[^"\n]{0,200}"[ \t]{0,40})?[:{]'
)
#: Where a name begins with what no name begins with.
_UNDERSCORE: Final = re.compile(r"_\w{0,63}")


def strange_character(stuck: Stuck) -> Diagnostic | None:
    """A text without its end, or a character without a meaning."""
    if stuck.word is None or len(stuck.word) > 1 or stuck.word.isalnum():
        return None
    if stuck.word == '"':
        text = stuck.source.text
        end = text.find("\n", stuck.at)
        end = min(len(text) if end < 0 else end, stuck.at + 40)
        advice = 'end it with `"` on the same line; a quote inside is written `\\"`'
        message = "this text has no closing quote"
        return stuck.say(codes.UNCLOSED_TEXT, message, (stuck.at, end), advice)
    if stuck.word in "{}()=<>,:*+-%" or stuck.word == "_":
        return None
    if stuck.word.isspace():
        message = f"this blank is no ordinary one (number {ord(stuck.word)})"
        advice = "type it again with the space bar; it may come from a word processor"
    else:
        message = f"the character `{stuck.word}` has no meaning here"
        advice = "leave it out; texts stand in double quotes, comments start with `#`"
    return stuck.say(codes.BAD_CHARACTER, message, stuck.here, advice)


def bad_name(stuck: Stuck) -> Diagnostic | None:
    """A word of the language, two words, signs or a digit as a name: `my-field: number`."""
    if under := _UNDERSCORE.match(stuck.source.text, stuck.at) if stuck.word == "_" else None:
        message = f"`{under[0]}` cannot be a name"
        return stuck.say(codes.UNEXPECTED, message, under.span(), _NAMES)
    if stuck.in_head and stuck.word in RESERVED and "NAME" in stuck.accepted:
        message = f"`{stuck.word}` is a word of the language and cannot be a name"
        name = f"{stuck.word}_{'rule' if stuck.kind == 'action' else 'name'}"
        advice = f"call it for example `{name}`"
        return stuck.say(codes.RESERVED_NAME, message, stuck.here, advice)
    found = _declared(stuck)
    if found is None:
        return None
    proper = re.sub(r"\W+", "_", found[1])
    advice = f"{_NAMES}: `{proper}`" if proper[0].isalpha() else _NAMES
    message = f"`{cut(found[1])}` cannot be a name"
    return stuck.say(codes.UNEXPECTED, message, found.span(1), cut_advice(advice))


def cut_advice(advice: str) -> str:
    """Advice whose example is not too long for a line."""
    return advice if len(advice) <= len(_NAMES) + 50 else _NAMES


def _declared(stuck: Stuck) -> re.Match[str] | None:
    """What was meant as a name being declared where the parser is stuck, and cannot be one."""
    last, text = stuck.last, stuck.source.text
    touching = last is not None and last.type in NAMES and last.end_pos == stuck.at
    start = last.start_pos if last is not None and touching else stuck.at
    found = _NOT_A_NAME.match(text, start)
    if found is None or not (touching or "NAME" in stuck.accepted):
        return None
    if not stuck.in_head and not first_on_line(text, found.start()):
        return None
    first = found[1].split()[0]
    return None if first in BLOCKS or first in CLAUSES[stuck.kind] else found


def sign_after_word(stuck: Stuck) -> Diagnostic | None:
    """A colon or an equals sign after a word of the language: `title: "..."`."""
    if stuck.last is None:
        return None
    word, sign, at = stuck.last, stuck.word, stuck.at
    if word.type in ("COLON", "EQUAL") and len(stuck.read) > 1:  # read as a name being declared
        word, sign, at = stuck.read[-2], str(word), word.start_pos
        said = word in CLAUSES[stuck.kind]
    else:
        said = word.isalpha() and word.type not in (*NAMES, "GRADE")
    if sign not in (":", "=") or not said:
        return None
    message = f"no `{sign}` stands after `{word}`"
    clause = CLAUSES[stuck.kind].get(str(word))
    advice = f"write for example `{clause}`" if clause else example(stuck)
    return stuck.say(codes.FOREIGN_SPELLING, message, (at, at + 1), advice)
