"""The words of the language by where they stand, for messages that speak the author's words."""

from __future__ import annotations

from typing import Final

_NOTES: Final = {"source": 'source "Town gazette, 2018"', "assumed": 'assumed "not published"'}
_VERSION: Final = {"in": "in force from 2018-01-01"}
_CHANGES: Final = {
    "earns": "earns 5",
    "loses": "loses 5",
    "sets": "sets to 500",
    "multiplies": "multiplies by 95% rounded down",
    "drops": "drops to grade C",
    "raises": "raises to at least 5",
    "lowers": "lowers to at most 100",
    "clears": "clears",
    "restores": "restores",
    "begins": "begins ban for 6 months",
    "ends": "ends ban",
}
_TRIGGERS: Final = {
    "every": "every year on 1 December",
    "once": "once on 2018-12-01",
    "at": "at the end of every month",
    "after": "after 2 years without late",
    "as": "as soon as grade is A",
    "on": "on late",
}
_GRANT: Final = {"for": "for A", "when": "when grade is A", **_TRIGGERS, **_VERSION, **_NOTES}
#: Words that start a clause, with an example of each, by kind of block.
CLAUSES: Final[dict[str, dict[str, str]]] = {
    "policy": {
        "title": 'title "Library points"',
        "version": 'version "1"',
        "currency": "currency USD",
        "timezone": 'timezone "Europe/Berlin"',
        **_VERSION,
        "short": "short months end on the last day",
        "events": "events may be withdrawn",
        **_NOTES,
    },
    "person": {
        "begins": "begins on licensed",
        "scored": "scored only while consents",
        **_NOTES,
    },
    "score": {
        "starts": "starts at 1000",
        "stays": "stays within 0 to 1300",
        "keeps": "keeps 2 decimals",
        "is": "is points_for_age of age",
        **_NOTES,
    },
    "action": {
        "by": "by choice",
        "costs": "costs 20 USD",
        **_CHANGES,
        "moments": "moments committed, final",
        "refused": "refused when days > 90",
        **_VERSION,
        **_NOTES,
    },
    "rule": {**_TRIGGERS, "when": "when penalty reaches 12", **_CHANGES, **_VERSION, **_NOTES},
    "status": _NOTES,
    "limit": {
        "covers": "covers donate, volunteer",
        "at": "at most 20 per calendar year",
        "only": "only the highest per stop",
        **_NOTES,
    },
    "table": {"by": "by speed: number from 0 to 250", **_NOTES},
    "period": {
        "from": "from 2018-07-01 to 2018-08-31",
        "every": "every year from 1 June to 31 August",
        **_NOTES,
    },
    "ranking": {
        "by": "by points, highest first",
        "then": "then games, lowest first",
        **_NOTES,
    },
    "define": {"means": "means count of late in the last 365 days >= 3", **_NOTES},
    "figures": {"source": _NOTES["source"]},
    "grades": {"no": "no better than C while in_arrears", **_VERSION, **_NOTES},
    "perk": {
        **_GRANT,
        "pays": "pays 50 USD",
        "saves": "saves 1% of loan",
        "grants": 'grants "free parking"',
    },
    "sanction": {**_GRANT, "costs": "costs 50 USD", "imposes": 'imposes "a reminder by letter"'},
    "claim": {
        "within": "within 3 years, gain from perks <= cost of actions",
        "splitting": "splitting donate never pays",
        "from": "from D to B within 2 years for at most 200 USD and 100 hours a year",
        **_NOTES,
    },
    "use": {},
    "override": {},
}

#: First words of blocks, with an example of each head.
BLOCKS: Final = {
    "policy": "policy my_rules {",
    "person": "person {",
    "score": "score credit {",
    "action": 'action late_bill "Late bill" {',
    "rule": "rule clean_record {",
    "status": "status ban {",
    "limit": "limit donations {",
    "table": "table fine {",
    "period": "period summer {",
    "ranking": "ranking league {",
    "define": "define often_late {",
    "assumed": "assumed {",
    "reported": "reported {",
    "grades": "grades of credit {",
    "perk": 'perk discount "Winter discount" {',
    "sanction": "sanction reminder {",
    "claim": "claim nobody_profits {",
    "use": 'use "common.policy"',
    "override": "override action donate {",
}

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

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
