"""What is said of a store that cannot be opened."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

import policylang
from policylang.core.data import data_dir
from policylang.engine.increments import store
from policylang.tools.failures import describe

duckdb = pytest.importorskip("duckdb")


@pytest.mark.parametrize(
    ("words", "kind", "number", "told"),
    [
        ("No such file or directory", FileNotFoundError, errno.ENOENT, "there is no file"),
        ("Permission denied", PermissionError, errno.EACCES, "there is no permission to use"),
    ],
)
def test_what_the_system_says_of_the_file_is_said_again(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: str,
    kind: type[OSError],
    number: int,
    told: str,
) -> None:
    """In DuckDB's own words: an administrator, as tests may be run by, is denied nothing."""

    def refuse(*_: Any, **__: Any) -> None:
        raise duckdb.IOException(f'IO Error: Cannot open file "x": {words}')

    path = tmp_path / "scores.duckdb"
    machine = policylang.load(data_dir("policies") / "rongcheng.policy").machine
    monkeypatch.setattr(store.duckdb, "connect", refuse)
    with pytest.raises(kind) as caught, store.opened(path, machine, None):
        pass
    assert (caught.value.errno, caught.value.filename) == (number, str(path))
    assert describe(caught.value) == f"{told} `{path}`"
