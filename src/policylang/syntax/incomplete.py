"""What breaks off: clauses without their end, forms of several words without all of them."""

from __future__ import annotations

from typing import Final

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.syntax.blocks import first_on_line
from policylang.syntax.examples import FIELDS, LINES, example, type_after
from policylang.syntax.stuck import Stuck, begins_clause, cut
from policylang.syntax.words import BLOCKS, CLAUSES, RESERVED

_TEXT: Final = "a text in quotes"
#: What clauses need after their first words.
_NEEDS: Final = {
    **dict.fromkeys(("loses", "earns", "costs", "pays", "saves"), "an amount"),
    **dict.fromkeys(("sets", "sets to", "starts", "starts at", "raises", "lowers"), "a value"),
    **dict.fromkeys(("multiplies", "multiplies by"), "a factor"),
    **dict.fromkeys(("drops", "drops to", "drops to grade", "for"), "a grade"),
    **dict.fromkeys(("no", "no better", "no better than"), "a grade"),
    **dict.fromkeys(("title", "version", "timezone", "source", "assumed"), _TEXT),
    **dict.fromkeys(("grants", "imposes"), _TEXT),
    **dict.fromkeys(("every", "every year on", "every month on", "once", "once on"), "a date"),
    **dict.fromkeys(("in force from", "in force until"), "a date"),
    **dict.fromkeys(("begins", "ends"), "a status"),
    **dict.fromkeys(("after", "after every"), "a length of time"),
    **dict.fromkeys(("as", "as soon", "as soon as", "refused", "refused when"), "a condition"),
    "begins on": "an attribute",
    "scored": "a condition",
    "stays": "a range",
    "stays within": "a range",
    "is": "a formula",
    "means": "an expression",
    "currency": "a currency such as USD",
    "within": "a length of time",
    "keeps": "a number of decimals",
    "moments": "a name for each date",
    "on": "what happens",
    "covers": "an action",
    "use": "the name of a file in quotes",
}
#: What `by` needs, by kind of block.
_BY: Final = {
    "action": "`choice`, `chance` or `authority`",
    "table": "a key",
    "ranking": "a value",
}
#: What goes on with a clause and needs more itself: its last words, alone in a message or not.
_ENDINGS: Final = {
    **dict.fromkeys(("when", "where", "while", "unless"), "a condition"),
    **dict.fromkeys(("expires after", "comes back after"), "a length of time"),
    **dict.fromkeys(("expires on", "comes back on", "counting from"), "a date"),
    **dict.fromkeys(("reaches", "falls to", "falls below", "exceeds", "if none"), "a value"),
    **dict.fromkeys(("at least", "up to", "out of"), "a value"),
    **dict.fromkeys(("without", "since"), "an action, a rule or a status"),
    "for": "a length of time",
    "until": "a date",
    "judged by": "a moment",
    "highest per": "a field",
}
#: Forms of several words by the first of them: the terminal, what it lacks, how to write it.
_HALVES: Final = {
    "rounded": ("ROUNDING", "which way", "`rounded down`, `rounded up` or `rounded to nearest`"),
    "expires": ("LASTS_AFTER", "when", "`expires after 2 years` or `expires on 2018-12-31`"),
    "comes": ("LASTS_AFTER", "when", "`comes back after 6 months`"),
    "falls": ("REACHES", "how far", "`falls to 0` or `falls below 5`"),
    "still": ("STILL_COUNTING", "on which day", "`miles still counting on the date`"),
    "oldest": ("SPENDING", "that they come first", "`oldest first`"),
    "newest": ("SPENDING", "that they come first", "`newest first`"),
    "soonest": ("SPENDING", "which come first", "`soonest to expire first`"),
    "highest": ("ORDER", "that it comes first", "`highest first`"),
    "lowest": ("ORDER", "that it comes first", "`lowest first`"),
}


def missing(stuck: Stuck) -> Diagnostic | None:
    """A clause that breaks off: the block ends, or the next clause begins."""
    if stuck.between_clauses or stuck.last is None:
        return None
    nameless = stuck.word == "{" and stuck.in_head and "LBRACE" not in stuck.accepted
    words = _written(stuck)
    needs = _needs(stuck, words)
    ends = nameless or stuck.word in (None, "}") or _starts_clause(stuck)
    if not ends and not (needs and stuck.word in (*RESERVED, "without")):
        return None
    if over := without_window(stuck):
        return stuck.say(codes.INCOMPLETE, over[0], _clause(stuck), over[1])
    if (last := str(stuck.last)) in _ENDINGS:
        words = last
    return stuck.say(
        codes.INCOMPLETE,
        f"`{cut(words)}` needs {needs}" if needs else f"`{cut(words)}` is not finished",
        _clause(stuck),
        example(stuck),
        "something is missing after this",
    )


def _clause(stuck: Stuck) -> tuple[int, int]:
    """The place of the clause that was being read."""
    clause = stuck.clause()
    return clause[0].start_pos, clause[-1].end_pos


def _written(stuck: Stuck) -> str:
    """The clause that was being read, in one line."""
    return " ".join(stuck.source.text[slice(*_clause(stuck))].split())


def _needs(stuck: Stuck, words: str) -> str:
    if stuck.in_head and "LBRACE" in stuck.accepted:
        return "a `{` after it"
    if stuck.in_head and stuck.word == "{":
        return {"override": "a block", "grades": "`of` and a score"}.get(words, "a name")
    if words == "by" and stuck.kind in _BY:
        return _BY[stuck.kind]
    two = words.split()[-2:]
    return _NEEDS.get(words) or _ENDINGS.get(" ".join(two)) or _ENDINGS.get(two[-1], "")


def _starts_clause(stuck: Stuck) -> bool:
    if stuck.first_on_line:
        return True
    return begins_clause(stuck.source.text, stuck.at, stuck.word or "", stuck.kind)


def without_window(stuck: Stuck) -> tuple[str, str] | None:
    """What is missing, and advice, where a count or a cap does not say over which time."""
    if {"THIS", "EVER", "IN"} <= stuck.accepted:
        return (
            "a count or sum must say over which time",
            "add `in the last 365 days`, `this calendar year` or `ever`",
        )
    if {"PER", "IN_ANY"} <= stuck.accepted and "RBRACE" not in stuck.accepted:
        return (
            "`at most` must say in which time",
            "add `per calendar year` or `in any 30 days`",
        )
    if "IF_NONE" in stuck.accepted:
        return (
            "this must say what it is where there is none",
            "add `if none` and a value: `the latest date of late ever if none 2000-01-01`",
        )
    return None


def half_said(stuck: Stuck) -> Diagnostic | None:
    """The first word of several that only mean something together: `expires 2 years`."""
    if over := without_window(stuck):
        return stuck.say(codes.INCOMPLETE, over[0], stuck.here, over[1])
    word = stuck.word or ""
    terminal, lacks, advice = _HALVES.get(word, ("", "", ""))
    if terminal in stuck.accepted:
        return stuck.say(
            codes.INCOMPLETE, f"`{word}` must say {lacks}", stuck.here, f"write {advice}"
        )
    if word.startswith(("rounded ", "truncated")) and "ROUNDED_TO" in stuck.accepted:
        message = f"`{' '.join(word.split())}` must say to how many decimals"
        advice = "write `rounded down to 2 decimals`; only a share is rounded to the score"
        return stuck.say(codes.INCOMPLETE, message, stuck.here, advice)
    return None


def missing_colon(stuck: Stuck) -> Diagnostic | None:
    """A row of a table, or a key of one, without its colon."""
    clause = stuck.clause()
    if stuck.kind != "table" or stuck.in_head or stuck.word is None:
        return None
    if (
        stuck.begun
        and str(clause[0]) in BLOCKS
        and first_on_line(stuck.source.text, clause[0].start_pos)
    ):
        message = f"`{clause[0]}` begins a block inside a table block"
        advice = "close the block before it with `}`"
        return stuck.say(codes.UNCLOSED_BLOCK, message, _clause(stuck), advice)
    if clause[0].type != "BY" and {"COLON", "COMMA"} <= stuck.accepted:
        message = f"`:` is missing after `{cut(_written(stuck))}`"
        return stuck.say(codes.INCOMPLETE, message, _clause(stuck), LINES["table"])
    if clause[0].type == "BY" and "NEW_FIELD" in stuck.accepted and stuck.word.isidentifier():
        kind = type_after(stuck.source, stuck.here[1])
        written = f"by {FIELDS[kind]}" if kind else CLAUSES["table"]["by"]
        message = f"`:` is missing after `{cut(stuck.word)}`"
        advice = f"write it like this: `{written}`"
        return stuck.say(codes.INCOMPLETE, message, stuck.here, advice)
    return None
