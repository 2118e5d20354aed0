"""One policy and one history, as a file of CSV and as tables of databases."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

import policylang
from policylang.api import Policy
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate

POLICY = """\
policy town {
  title    "A small town"
  currency EUR
  timezone "Europe/Berlin"
  in force from 2018-01-01
}
person {
  member: yes or no = no
}
score trust {
  starts at 100
  stays within 0 to 1000
}
action gift {
  amount: money from 0 EUR to 10,000 EUR
  earns 1 per 10 EUR of amount
}
action help {
  time: hours from 0 to 24
  earns 2 per 1 hours of time when member
  earns 1 per 1 hours of time when not member
}
grades of trust {
  good from 110
  bad  below
}
"""
#: As text; whoever makes a table of it gives the columns types.
EVENTS = """\
person,date,action,amount,time
ada,2018-01-05,gift,250.50,
bob,2018-01-06,help,,2.5
ada,2018-02-01,help,,3
cyd,2018-02-01T23:30:00Z,gift,12,
"""
PEOPLE = """\
person,member
ada,yes
dan,no
"""
#: In every SQL that is tested here.
INSERTS = (
    "INSERT INTO events VALUES ('ada', '2018-01-05', 'gift', 250.50, NULL)",
    "INSERT INTO events VALUES ('bob', '2018-01-06', 'help', NULL, 2.5)",
    "INSERT INTO events VALUES ('ada', '2018-02-01', 'help', NULL, 3)",
    "INSERT INTO events VALUES ('cyd', '2018-02-02', 'gift', 12, NULL)",
    "INSERT INTO people VALUES ('ada', {yes})",
    "INSERT INTO people VALUES ('dan', {no})",
)


@cache
def policy() -> Policy:
    """The policy, read once."""
    return policylang.loads(POLICY)


def at_once(history: object, people: object = None) -> Batch:
    """Everybody, row by row."""
    return evaluate(policy().evaluator, policy().encoder, Asked(history, people))  # type: ignore[arg-type]


def scores(batch: Batch) -> dict[str, object]:
    """Everybody's score."""
    return {person.person: person.score for person in batch.people}


#: Theirs, worked out by hand.
SCORES = {"ada": 131, "bob": 102, "cyd": 101, "dan": 100}


def sqlite_file(path: Path, *statements: str) -> Path:
    """A SQLite file made by these statements."""
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()
    return path


def sqlite_town(path: Path) -> Path:
    """The history and the people in tables of SQLite, as most would declare them."""
    return sqlite_file(
        path,
        "CREATE TABLE events (person TEXT, date DATE, action TEXT, amount NUMERIC, time REAL)",
        "CREATE TABLE people (person TEXT PRIMARY KEY, member BOOLEAN)",
        *(each.format(yes=1, no=0) for each in INSERTS),
    )


def duckdb_file(path: Path, *statements: str) -> Path:
    """A DuckDB file made by these statements."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


#: Of DuckDB and PostgreSQL.
TYPED = (
    "CREATE TABLE events (person TEXT, date DATE, action TEXT, amount DECIMAL(9, 2), time REAL)",
    "CREATE TABLE people (person TEXT, member BOOLEAN)",
    *(each.format(yes="true", no="false") for each in INSERTS),
)


def duckdb_town(path: Path) -> Path:
    """The same in tables of DuckDB."""
    return duckdb_file(path, *TYPED)
