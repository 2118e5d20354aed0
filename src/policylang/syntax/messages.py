"""What to say where the parser is stuck: in the author's words, by example."""

from __future__ import annotations

import re
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.suggest import nearest
from policylang.syntax.bracketing import missing_brackets
from policylang.syntax.clauses import unknown_start, what_starts
from policylang.syntax.examples import example
from policylang.syntax.fitting import expected, fitting
from policylang.syntax.foreign import foreign_spelling
from policylang.syntax.incomplete import half_said, missing, missing_colon
from policylang.syntax.meant import advice as meant_advice
from policylang.syntax.meant import meant
from policylang.syntax.spelling import bad_name, sign_after_word, strange_character
from policylang.syntax.stuck import Stuck, cut
from policylang.syntax.words import CLAUSES

#: Words that begin effects.
_EFFECTS: Final = frozenset(CLAUSES["action"]) & frozenset(CLAUSES["rule"]) - {"in", "source"}


def explain(stuck: Stuck) -> Diagnostic:
    """The diagnostic for one place where the parser is stuck."""
    for try_ in (
        foreign_spelling,
        meant,
        strange_character,
        bad_name,
        sign_after_word,
        missing_colon,
        missing,
        _clause,
        half_said,
    ):
        if found := try_(stuck):
            return found
    word = stuck.word or "the end of the block"
    message = f"`{cut(word)}` does not fit here"
    return stuck.say(codes.UNEXPECTED, message, stuck.here, _advice(stuck, word), expected(stuck))


def _clause(stuck: Stuck) -> Diagnostic | None:
    """A word that should start a clause and starts none here."""
    if stuck.word is None or not stuck.between_clauses or not stuck.word[0].isalpha():
        return None
    starts = stuck.first_on_line or stuck.read[-1].type == "LBRACE"
    # An effect where there are none is said to be one, wherever it stands on the line.
    starts = starts or (stuck.word in _EFFECTS and stuck.word not in CLAUSES[stuck.kind])
    return unknown_start(stuck) if starts else None


def _advice(stuck: Stuck, word: str) -> str | None:
    """What to write instead of a word that does not fit."""
    if advice := meant_advice(stuck):
        return advice
    for try_ in (_quotes, _comma, missing_brackets, _trigger, _time):
        if advice := try_(stuck, word):
            return advice
    if stuck.between_clauses and stuck.first_on_line:
        return what_starts(stuck.kind)
    if word == ")" and "OTHERWISE" in stuck.accepted:
        return "say what it is otherwise: `(3 years when serious otherwise 2 years)`"
    near = nearest(word, fitting(stuck)) if word[0].isalpha() else None
    return f"did you mean `{near}`?" if near and near != word else example(stuck)


def _quotes(stuck: Stuck, word: str) -> str | None:
    """A text where a name is wanted."""
    if not word.startswith('"'):
        return None
    if stuck.in_head and "NAME" in stuck.accepted:
        name = re.sub(r"\W+", "_", word.strip('"').casefold()).strip("_")
        if name and name[0].isalpha():
            start = stuck.read[0].start_pos if stuck.read else stuck.at
            head = stuck.source.text[start : stuck.at]
            return f"a name comes first: `{head}{cut(name)} {cut(word)}`"
    wanted = stuck.accepted & {"NAME", "GRADE"} and not stuck.between_clauses
    return "leave the quotes out" if wanted else None


#: What stands behind a comma, with an example, by its first word.
_BEHIND_COMMA: Final = {
    "at": "earns 1, at most 15 per calendar year",
    "only": "earns 1, only the highest per stop",
    "expires": "earns 1, expires after 2 years",
    "comes": "loses 1, comes back after 6 months",
    "may": "residence: name, may change",
    **dict.fromkeys(("highest", "lowest"), "by points, highest first"),
    **dict.fromkeys(("oldest", "newest", "soonest"), "keeps lots, oldest first"),
}


def _comma(stuck: Stuck, word: str) -> str | None:
    """What goes on with a clause without a comma before it."""
    if word == "most" and stuck.last == "at" and stuck.kind == "rule":
        return f"put a comma before `at most`: `{_BEHIND_COMMA['at']}`"
    if word in ("after", "on", "back") and stuck.last in ("expires", "comes"):
        return f"put a comma before `{stuck.last}`: `{_BEHIND_COMMA[stuck.last]}`"
    if "AT_THE_END" in stuck.accepted and word == "at":
        return "write for example `at the end of the month`"
    written = _BEHIND_COMMA.get(word.split(maxsplit=1)[0])
    return f"put a comma before it: `{written}`" if written and "COMMA" in stuck.accepted else None


def _trigger(stuck: Stuck, word: str) -> str | None:
    """A trigger in a form of its own, or `when` behind the effects, or with a condition."""
    if stuck.clause()[:1] == ["every"] and word in ("from", "on"):
        return "write `every year on 1 December` or `every 2 years from licensed`"
    if stuck.kind != "rule":
        return None
    if word.split(maxsplit=1)[0] in ("reaches", "falls", "exceeds"):
        return "a trigger with `when` stands before what the rule does"
    if "REACHES" in stuck.accepted:
        return "write `when penalty reaches 12`, or `as soon as` before a condition"
    return None


def _time(stuck: Stuck, word: str) -> str | None:
    """A stretch of time that is not one, or said in another way."""
    if word.startswith("quarter") and "UNIT_OF_TIME" in stuck.accepted:
        return "a window is counted in days, weeks, months or years: `in the last 3 months`"
    if stuck.last == "most" and word in ("once", "twice"):
        return f"write `at most {1 if word == 'once' else 2} times per calendar year`"
    if word == "in" and "IN_ANY" in stuck.accepted:
        return "write `in any`: `at most 15 in any 30 days`"
    return None
