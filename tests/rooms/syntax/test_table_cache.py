from __future__ import annotations

import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.syntax import parse, table, table_cache
from policylang.syntax.builder import Builder

VARIABLE = "POLICYLANG_CACHE_DIR"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, bytes]]:
    """Name and contents of a table that is kept as it should be."""
    folder = tmp_path_factory.mktemp("good")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        table.parser.cache_clear()
        table.parser()
    yield kept(folder).name, kept(folder).read_bytes()
    table.parser.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, with nothing in it; the parser is forgotten before and after."""
    cache = tmp_path / "cache"
    monkeypatch.setenv(VARIABLE, str(cache))
    table.parser.cache_clear()
    yield cache
    table.parser.cache_clear()


@pytest.fixture
def path(folder: Path, good: tuple[str, bytes]) -> Path:
    """A table that is kept as it should be, in the cache of the test."""
    name, content = good
    folder.mkdir(mode=0o700)
    (folder / name).write_bytes(content)
    (folder / name).chmod(0o600)
    return folder / name


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one whenever a table is built from the grammar."""
    counted: list[str] = []
    build = table._built

    def built(grammar: bytes) -> dict[str, Any]:
        counted.append("built")
        return build(grammar)

    monkeypatch.setattr(table, "_built", built)
    return counted


def is_used(path: Path) -> bool:
    """Whether what is kept there is taken for a table."""
    key = path.stem.removeprefix("grammar-")
    return table._kept(key, Builder()) is not None


def works() -> bool:
    """Whether a parser made now reads a policy and refuses a broken one."""
    table.parser.cache_clear()
    good = parse(SourceFile("a", "score s { keeps 1 decimals }"))
    bad = parse(SourceFile("a", "score s { keeps }\nscore s { starts }"))
    return good.tree is not None and len(bad.diagnostics) == 2


def kept(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def rewrite(path: Path, text: bytes) -> None:
    """Put other contents into a kept table, with the checksum they need."""
    path.write_bytes(hashlib.sha256(text).digest() + text)


def test_a_table_is_built_once_and_loaded_after(folder: Path, builds: list[str]) -> None:
    assert works()
    assert works()
    assert builds == ["built"]
    assert kept(folder).name.startswith("grammar-")


def test_what_is_loaded_reads_as_what_was_built(path: Path, builds: list[str]) -> None:
    text = (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")
    loaded = parse(SourceFile("a", text))
    path.unlink()
    table.parser.cache_clear()
    assert parse(SourceFile("a", text)) == loaded
    assert loaded.tree is not None
    assert builds == ["built"]


def test_nobody_else_can_read_or_write_what_is_kept(folder: Path) -> None:
    assert works()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert kept(folder).stat().st_mode & 0o077 == 0


def test_an_empty_variable_means_that_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builds: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert works()
    assert works()
    assert builds == ["built"] * 2
    assert list(tmp_path.iterdir()) == []
    table.parser.cache_clear()


def test_without_the_variable_tables_are_kept_in_the_cache_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert works()
    assert kept(tmp_path / "xdg" / "policylang").is_file()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert works()
    assert kept(tmp_path / "home" / ".cache" / "policylang").is_file()
    table.parser.cache_clear()


def test_a_relative_cache_of_the_user_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert works()
    assert list(tmp_path.iterdir()) == []
    table.parser.cache_clear()


# --- damage --------------------------------------------------------------------------------


def damaged(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    return {
        "empty": b"",
        "cut in the checksum": content[:10],
        "cut after the checksum": content[:32],
        "cut in the middle": content[:middle],
        "one bit turned": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "something after it": content + b" ",
        "another format": pickle.dumps({"a": 1}),
        "zeros": bytes(len(content)),
    }


@pytest.mark.parametrize("damage", damaged(bytes(100)))
def test_a_damaged_table_is_passed_over(path: Path, damage: str) -> None:
    assert is_used(path)
    path.write_bytes(damaged(path.read_bytes())[damage])
    assert not is_used(path)


def test_what_is_passed_over_is_built_anew_and_kept_again(path: Path, builds: list[str]) -> None:
    path.write_bytes(b"damaged")
    assert works()
    assert works()
    assert builds == ["built"]


class Bomb:
    """Pickled, it would write a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.path),))


def _changed(path: Path, **changes: object) -> bytes:
    """The kept table with other values in it."""
    return json.dumps({**json.loads(path.read_bytes()[32:]), **changes}).encode()


HOSTILE: dict[str, dict[str, object]] = {
    "states that are missing": {"states": []},
    "a state that is not there": {"states": [10**6]},
    "states of words": {"states": ["x"]},
    "a start that is not there": {"start": 10**6},
    "an end of another kind": {"end": None},
    "an action that leads nowhere": {"actions": [{"NAME": 10**6}] * 1000},
    "a rule that is not there": {"actions": [{"NAME": -(10**6)}] * 1000},
    "actions of words": {"actions": [{"NAME": "x"}] * 1000},
    "actions that are lists": {"actions": [[]] * 1000},
    "gotos that are missing": {"gotos": []},
    "no rules": {"rules": []},
    "a rule of another shape": {"rules": [1] * 1000},
    "a rule for something private": {"rules": [["a", 1, "_span", False, None]] * 1000},
    "a rule for something inherited": {"rules": [["a", 1, "__reduce__", False, None]] * 1000},
    "a rule for nobody": {"rules": [["a", 1, "nobody", False, None]] * 1000},
    "terminals of another shape": {"terminals": [1]},
}


def test_a_kept_table_with_nothing_changed_is_used(path: Path) -> None:
    rewrite(path, _changed(path))
    assert is_used(path)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_contents_with_a_right_checksum_are_passed_over(path: Path, name: str) -> None:
    rewrite(path, _changed(path, **HOSTILE[name]))
    assert not is_used(path)


@pytest.mark.parametrize("other", [{}, {"a": 1}, [1, 2], 1, "x", True])
def test_other_values_with_a_right_checksum_are_passed_over(path: Path, other: object) -> None:
    rewrite(path, json.dumps(other).encode())
    assert not is_used(path)


@pytest.mark.parametrize("text", [b"[" * 1_000_000, b"{" * 10_000, b"9" * 5000, b"\xff", b"null"])
def test_contents_that_are_no_table_at_all_are_passed_over(path: Path, text: bytes) -> None:
    rewrite(path, text)
    assert not is_used(path)


def test_nothing_in_a_kept_file_is_ever_run(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    rewrite(path, pickle.dumps(Bomb(made)))
    assert not is_used(path)
    path.write_bytes(pickle.dumps(Bomb(made)))
    assert not is_used(path)
    assert not made.exists()
    pickle.loads(pickle.dumps(Bomb(made)))
    assert made.exists()


def test_a_file_that_is_far_too_large_is_not_read_whole(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(1 << 36)  # no more than a length, on the disk
    assert not is_used(path)


# --- folders and versions ------------------------------------------------------------------


def test_a_table_of_another_grammar_or_form_is_another_table(
    path: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_FORM", "0")
    assert works()
    assert builds == ["built"]
    assert len(list(path.parent.iterdir())) == 2


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_to_is_not_used(path: Path, mode: int) -> None:
    path.parent.chmod(mode)
    assert not is_used(path)
    table_cache.write("key", {})
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_can_write_to_is_not_read(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert not is_used(path)


def test_a_folder_or_file_of_somebody_else_is_not_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    assert not is_used(path)


def test_a_folder_that_is_a_link_is_not_used(path: Path, tmp_path: Path) -> None:
    path.parent.rename(tmp_path / "real")
    path.parent.symlink_to(tmp_path / "real")
    assert path.is_file()
    assert not is_used(path)


@pytest.mark.parametrize("given", ["/dev/null/cache", "/proc/cache", "x\0y"])
def test_a_folder_that_cannot_be_made_is_done_without(
    monkeypatch: pytest.MonkeyPatch, folder: Path, given: str
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, VARIABLE: given})
    assert works()


def test_a_full_disk_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert works()
    assert list(folder.iterdir()) == []
