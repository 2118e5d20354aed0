"""The words of the language by where they stand, for messages that speak the author's words."""

from __future__ import annotations

from typing import Final

#: Words that start a clause, with an example of each, by kind of block.
_NOTES: Final = {"source": 'source "Town gazette, 2018"', "assumed": 'assumed "not published"'}
_GRANT: Final = {
    "for": "for A",
    "when": "when grade is A",
    "every": "every year on 1 December",
    "once": "once on 2018-12-01",
    **_NOTES,
}
CLAUSES: Final[dict[str, dict[str, str]]] = {
    "policy": {
        "title": 'title "Library points"',
        "version": 'version "1"',
        "currency": "currency USD",
        "timezone": 'timezone "Europe/Berlin"',
        "in": "in force from 2018-01-01",
        **_NOTES,
    },
    "person": _NOTES,
    "score": {
        "starts": "starts at 1000",
        "stays": "stays within 0 to 1300",
        "keeps": "keeps 2 decimals",
        **_NOTES,
    },
    "action": {
        "by": "by choice",
        "costs": "costs 20 USD",
        "earns": "earns 5",
        "loses": "loses 5",
        "sets": "sets to 500",
        "multiplies": "multiplies by 95% rounded down",
        "drops": "drops to grade C",
        **_NOTES,
    },
    "define": {"means": "means count of late in the last 365 days >= 3", **_NOTES},
    "figures": {"source": _NOTES["source"]},
    "grades": _NOTES,
    "perk": {
        **_GRANT,
        "pays": "pays 50 USD",
        "saves": "saves 1% of loan",
        "grants": 'grants "free parking"',
    },
    "sanction": {**_GRANT, "costs": "costs 50 USD", "imposes": 'imposes "a reminder by letter"'},
    "claim": {"within": "within 3 years, gain from perks <= cost of actions", **_NOTES},
    "use": {},
}

#: First words of blocks, with an example of each head.
BLOCKS: Final = {
    "policy": "policy my_rules {",
    "person": "person {",
    "score": "score credit {",
    "action": 'action late_bill "Late bill" {',
    "define": "define often_late {",
    "assumed": "assumed {",
    "reported": "reported {",
    "grades": "grades of credit {",
    "perk": 'perk discount "Winter discount" {',
    "sanction": "sanction reminder {",
    "claim": "claim nobody_profits {",
    "use": 'use "common.policy"',
}

#: Terminals of the grammar that are names of values.
NAMES: Final = ("NAME", "NEW_FIELD", "NEW_FIGURE", "NEW_MEANING", "SCORE", "LATER_NAME")

_RESERVED: Final = """
    and assumed at by costs count drops earns ever every for from grade grants imposes in is loses
    means multiplies no not of once or otherwise pays per reported rounded saves sets source stays
    starts sum the this to truncated when where within yes
"""
#: Words an expression could not tell from a name: no value can be called like this.
RESERVED: Final = frozenset(_RESERVED.split())


def kind_of_block(word: str) -> str:
    """The kind of block a first word opens: `assumed` and `reported` open figures."""
    return "figures" if word in ("assumed", "reported") else word


def blocks_with(clause: str) -> list[str]:
    """The kinds of block that may hold a clause starting with this word."""
    return [block for block, clauses in CLAUSES.items() if clause in clauses]
