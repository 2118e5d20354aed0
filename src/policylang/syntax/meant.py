"""What an author probably meant who wrote what does not fit, and how it is written here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import CLAUSES, MONTHS, NAMES, RESERVED

#: Most characters looked at behind the place where the parser is stuck.
_AHEAD: Final = 80
_WINDOW: Final = re.compile(r"(in the last|within|in any) (\d{1,6}) (\w+)$")
_MORE_TIME: Final = re.compile(r"(\d{1,6})\s+(day|week|month|year)s?\b")
_SIGNS: Final = {"at least": ">=", "at most": "<=", "more than": ">", "less than": "<"}
_IN_WORDS: Final = re.compile(r"(?:at (?:least|most)|(?:more|less) than)\b")
_BETWEEN: Final = re.compile(r"between\s+(\S{1,20})\s+and\s+(\S{1,20})")
_COMPARED: Final = re.compile(r"(?:<=|>=|<|>|\bis\b)(?!.*\b(?:and|or|when|where)\b)")
_ASKED: Final = re.compile(r"\b(?:when|where|means|soon as|while)\b")
_CONDITION: Final = re.compile(r"\b(?:when|where)\b.+\bin$")
_CALL: Final = re.compile(r"\(([^()\n]{1,60})\)")
_COUNTED: Final = re.compile(r"\bnumber of (\w{1,64})(?: in)?$")
_EDGE: Final = re.compile(r"the (first|last) day of (?:the|each|every) (month|year)\b")
_DAY_OF_YEAR: Final = re.compile(
    r"\b(?:when|where|and|or)\b.{1,60}\b(?:is|is not|in|on)\s+(\d{1,2})\s+"
    rf"({'|'.join(MONTHS)})\b"
)
_RATE: Final = re.compile(r"(earns|loses) (\S{1,30}(?: points)?) per \S")
_HISTORY: Final = re.compile(r"\b(?:count|sum) of |\bthe (?:latest|first|most|least) \w+ of ")
_TRIGGERS: Final = ("on", "every", "once", "after", "as")


def meant(stuck: Stuck) -> Diagnostic | None:
    """A diagnostic for what can be said better than by what is missing; None for all else."""
    return _reserved_field(stuck) or _day_of_year(stuck) or _day_as_occasion(stuck)


def advice(stuck: Stuck) -> str | None:
    """What to write instead, where a form of another language shows through; else None."""
    return next((found for try_ in _FORMS if (found := try_(stuck))), None)


def _before(stuck: Stuck) -> str:
    """The clause as far as it was read, in one line."""
    clause = stuck.clause()
    return " ".join(stuck.source.text[clause[0].start_pos : stuck.at].split()) if clause else ""


def _behind(stuck: Stuck) -> str:
    """The line from the place on."""
    return stuck.source.text[stuck.at : stuck.at + _AHEAD].split("\n", 1)[0]


def _line(stuck: Stuck) -> str:
    """What stands before the place on its line, in single spaces."""
    text = stuck.source.text
    start = text.rfind("\n", max(0, stuck.at - 2 * _AHEAD), stuck.at) + 1
    return " ".join(text[max(start, stuck.at - 2 * _AHEAD) : stuck.at].split())


def _value(stuck: Stuck) -> str:
    """The word before the place, if it can stand for a value."""
    last = stuck.last
    return str(last) if last is not None and last.type in NAMES else "..."


# --- with codes of their own -----------------------------------------------------------------


def _reserved_field(stuck: Stuck) -> Diagnostic | None:
    """A field called like a word of the language: reported where it is declared."""
    if stuck.word not in RESERVED or "NAME" not in stuck.accepted:
        return None
    declared = (token for token in stuck.read if token.type == "NEW_FIELD" and token == stuck.word)
    field = next(declared, None)
    if field is None:
        return None
    message = f"`{stuck.word}` is a word of the language and cannot be a name"
    advice = f"call it for example `{stuck.word}_value`"
    return stuck.say(codes.RESERVED_NAME, message, (field.start_pos, field.end_pos), advice)


def _day_of_year(stuck: Stuck) -> Diagnostic | None:
    """`the date is 1 December`."""
    clause = stuck.clause()
    start = clause[0].start_pos if clause else stuck.at
    found = _DAY_OF_YEAR.search(stuck.source.text[start : stuck.at + _AHEAD].split("\n", 1)[0])
    if found is None:
        return None
    written = f"{found[1]} {found[2]}"
    advice = (
        f"name it: `period NAME {{ every year from {written} to {written} }}`; ask `is in NAME`"
    )
    message = f"`{written}` is no date: it has no year"
    return stuck.say(
        codes.UNEXPECTED, message, (start + found.start(1), start + found.end(2)), advice
    )


def _day_as_occasion(stuck: Stuck) -> Diagnostic | None:
    """`on the first day of every month`."""
    found = _EDGE.match(_behind(stuck)) if stuck.last == "on" else None
    if found is None:
        return None
    if found[2] == "year":
        written = "every year on " + ("1 January" if found[1] == "first" else "31 December")
    else:
        written = "every month on " + ("day 1" if found[1] == "first" else "the last day")
    span = (stuck.at, stuck.at + found.end())
    message = f"`{found[0]}` is not something that happens"
    return stuck.say(codes.UNEXPECTED, message, span, f"write `{written}`")


# --- advice ----------------------------------------------------------------------------------


def _two_units(stuck: Stuck) -> str | None:
    """`in the last 3 years 4 months`: a window has one unit."""
    window, more = _WINDOW.search(_before(stuck)), _MORE_TIME.match(_behind(stuck))
    if window is None or more is None:
        return None
    of = {"years": (12, "month"), "weeks": (7, "day")}.get(window[3])
    if of is None or of[1] != more[2]:
        return "count a window in one unit: days, weeks, months or years"
    whole = int(window[2]) * of[0] + int(more[1])
    return f"count a window in one unit: `{window[1]} {whole} {of[1]}s`"


def _compared_in_words(stuck: Stuck) -> str | None:
    """`is at least 2`, `is not less than 2`, `between 1 and 10`, `1 < x < 10`."""
    before, behind = _before(stuck), _behind(stuck)
    found = _IN_WORDS.match(behind)
    if found is not None and stuck.last == "is":
        return f"compare with a sign: write `{_SIGNS[found[0]]}` for `is {found[0]}`"
    found = _BETWEEN.match(behind)
    if found is not None and _ASKED.search(before):
        value = _value(stuck)
        return f"write `{value} >= {found[1]} and {value} <= {found[2]}`"
    if stuck.word in ("<", "<=", ">", ">=") and _COMPARED.search(before):
        value = _value(stuck)
        return f"compare twice: `... and {value} {stuck.word} ...`"
    return None


def _in(stuck: Stuck) -> str | None:
    """`the date in summer`, `number of late in the last 3 years`, `x in {a, b}`."""
    before, behind = _line(stuck), _behind(stuck)
    if counted := _COUNTED.search(before):
        return f"write `count of {counted[1]}`: `count of {counted[1]} in the last 365 days`"
    if stuck.last != "in" or not _CONDITION.search(before):
        return None
    if behind.startswith("{"):
        return "ask for each: `kind is minor or kind is serious`"
    if behind[:1].isalpha() and not behind.startswith(("the ", "last ")):
        return f"write `is in`: `the date is in {stuck.word}`"
    return None


def _call(stuck: Stuck) -> str | None:
    """`fine(speed)`."""
    found, last = _CALL.match(_behind(stuck)), stuck.last
    if found is None or last is None or last.type not in NAMES or last.end_pos != stuck.at:
        return None
    keys = " ".join(found[1].split())
    if last in ("min", "max") and keys.count(",") == 1:
        word = "smaller" if last == "min" else "larger"
        return f"write `the {word} of {keys.replace(', ', ' and ').replace(',', ' and ')}`"
    return f"write `{last} of ({keys})`" if "," in keys else f"write `{last} of {keys}`"


def _choice(stuck: Stuck) -> str | None:
    """`starts at 8 when ...`."""
    before = _before(stuck)
    if stuck.word != "when" or stuck.kind not in ("score", "define", "table"):
        return None
    words = before.split()
    start = " ".join(words[:-1])
    return f"put the choice in brackets: `{start} ({words[-1]} when ... otherwise ...)`"


def _moment(stuck: Stuck) -> str | None:
    """`loses 1 at final`."""
    found = re.match(r"at (?!most\b|least\b|the\b)(\w{1,64})", _behind(stuck))
    effects = ("action", "rule")
    return f"write `on {found[1]}`" if found and stuck.kind in effects else None


def _judged(stuck: Stuck) -> str | None:
    """`in force until 2018-12-31, judged by committed`."""
    if stuck.word != "judged" or stuck.last != ",":
        return None
    return "leave the comma out: `in force from 2018-01-01 judged by committed`"


def _score_behind(stuck: Stuck) -> str | None:
    """`earns 1 per 10 EUR of amount miles`."""
    rate = _RATE.match(_before(stuck))
    word = stuck.word or ""
    if rate is None or not stuck.between_clauses or stuck.first_on_line or not word.isidentifier():
        return None
    if word in CLAUSES[stuck.kind] or word in RESERVED:
        return None
    return f"name the score before `per`: `{rate[1]} {rate[2]} {word} per ...`"


def _watched(stuck: Stuck) -> str | None:
    """`when count of late ever >= 3 ...` in a rule, and `when` between trigger and effect."""
    if stuck.kind != "rule" or "REACHES" not in stuck.accepted:
        return None
    if any(token in _TRIGGERS for token in stuck.read[: stuck.begun] if token.type not in NAMES):
        return "put the condition after the effect: `loses 5 when ...`"
    if _HISTORY.search(_before(stuck)):
        return (
            "the past is not watched: write `on` an action, and the condition after the effect: "
            "`loses 5 when count of late in the last 365 days >= 3`"
        )
    return None


def _clause(stuck: Stuck) -> str | None:
    """`keep` for `keeps`, behind another clause on the line."""
    if not stuck.between_clauses or not stuck.word or not stuck.word[0].isalpha():
        return None
    begun = (each for each in CLAUSES[stuck.kind] if each[:-1] == stuck.word and len(each) > 3)
    near = next(begun, None)
    return f"did you mean `{near}`?" if near else None


_FORMS: Final[tuple[Callable[[Stuck], str | None], ...]] = (
    _two_units,
    _compared_in_words,
    _in,
    _call,
    _choice,
    _moment,
    _judged,
    _score_behind,
    _watched,
    _clause,
)
