"""Addresses of tables: what they mean, and that no password is ever told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core.errors import HistoryError
from policylang.engine.sql.address import System, address_of


def refused(text: str) -> str:
    """What is said of an address that is none."""
    with pytest.raises(HistoryError) as caught:
        address_of(text)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code.number == "PL435"
    return f"{diagnostic.message}; {diagnostic.help}"


@pytest.mark.parametrize("text", ["events.csv", "C:/events.csv", "a/sqlite.db", "-", "", "mysql:x"])
def test_a_path_is_no_address(text: str) -> None:
    assert address_of(text) is None


def test_a_file_and_its_table() -> None:
    address = address_of("sqlite:my%20data/events.db?table=a%26b")
    assert address is not None
    assert (address.system, address.place) == (System.SQLITE, "my data/events.db")
    assert (address.table, address.query) == ("a&b", None)


def test_a_query_is_sql_as_it_stands() -> None:
    sql = "SELECT *, a+b FROM t WHERE x LIKE '%25&table=y' -- ?"
    address = address_of(f"DUCKDB:town.duckdb?query={sql}")
    assert address is not None
    assert (address.system, address.query, address.table) == (System.DUCKDB, sql, None)


def test_a_server_is_told_all_but_the_table() -> None:
    address = address_of("postgres://ann@db:5433/town?table=s.t&sslmode=require")
    assert address is not None
    assert address.place == "postgresql://ann@db:5433/town?sslmode=require"
    assert address.table == "s.t"
    assert str(address) == "postgresql://ann@db:5433/town?sslmode=require&table=s.t"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sqlite:///events.db?table=t", "write `sqlite:events.db`, or `sqlite:/events.db` from"),
        ("sqlite:?table=t", "there is no file of that name"),
        ("duckdb::memory:?table=t", "there is no file of that name"),
        ("sqlite:e.db?tabel=t", "did you mean `table`?"),
        ("sqlite:e.db?mode=rw", "only `table=` and `query=` follow it"),
        ("sqlite:e.db?table=a&table=b", "more than one table"),
        ("sqlite:e.db?table=a&query=SELECT 1", "more than one table"),
        ("sqlite:e.db?table=", "no table is called ``"),
        ("sqlite:e.db?table=a%00b", "no table is called `a?b`"),
        (f"sqlite:e.db?table={'x' * 201}", "no table is called `xxx"),
        ("sqlite:e.db?query= ", "the query is empty"),
        ("postgresql:town?table=t", "the address of the server cannot be read"),
        ("postgresql://u:pw@h:port/town", "the address of the server cannot be read"),
        ("postgresql://u:p%zz@h/town", "the address of the server cannot be read"),
        ("postgresql://u:1?x=y@h/town", "the address of the server cannot be read"),
        ("postgresql://[::1/town", "the address of the server cannot be read"),
    ],
)
def test_what_is_no_address_is_said(text: str, said: str) -> None:
    assert said in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann:hunter2@db/town?table=t",
        "postgresql://db/town?user=ann&password=hunter2&table=t",
        "postgresql://ann:hunter%32@db/town?query=SELECT 1",
    ],
)
def test_a_password_is_never_told(text: str) -> None:
    address = address_of(text)
    assert address is not None
    error = address.error("the server says: hunter2 is wrong")
    for told in (str(address), repr(address), str(error), address.database):
        assert "hunter" not in told
    assert "hunter" in address.place


_SIGNS = "abz09_-.:/?&=%@#+ "


@given(st.text(_SIGNS, max_size=12), st.text(_SIGNS, max_size=12))
def test_no_text_of_an_address_tells_what_stands_between_colon_and_at(
    before: str, after: str
) -> None:
    secret = f"{before}Geheim{after}"
    text = f"postgresql://ann:{secret}@db/town?table=t"
    try:
        address = address_of(text)
    except HistoryError as error:
        told = str(error)
    else:
        assert address is not None
        told = f"{address}{address!r}{address.database}"
    assert "Geheim" not in told
