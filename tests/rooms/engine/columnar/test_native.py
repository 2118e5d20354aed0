"""What numba compiles is kept on disk: found again, and refused where it may not be trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policylang.compiler import native
from policylang.compiler.columnar.kernel import kernel_of
from tests.rooms.engine.columnar.one_person import machine, run_one


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(folder))
    return folder


def _compiled() -> Callable[..., Any]:
    kernel = kernel_of(machine())
    return native.compiled(kernel.text, (kernel.entry,), kernel.helpers)[kernel.entry]


def _kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("kernels/*/__pycache__/*.nb?"))


def test_a_kernel_is_kept_and_found_again(cache: Path) -> None:
    assert run_one(_compiled()) == 7
    kept = {file: file.stat().st_mtime_ns for file in _kept(cache)}
    assert {file.suffix for file in kept} == {".nbi", ".nbc"}
    assert run_one(_compiled()) == 7
    assert {file: file.stat().st_mtime_ns for file in _kept(cache)} == kept


def test_nothing_is_kept_where_others_may_write(cache: Path) -> None:
    run_one(_compiled())
    (folder,) = cache.glob("kernels/*")
    for file in _kept(cache):
        file.unlink()
    folder.chmod(0o777)
    assert run_one(_compiled()) == 7
    assert not _kept(cache)


def test_a_kernel_that_others_may_have_written_is_not_run(cache: Path) -> None:
    run_one(_compiled())
    (text,) = cache.glob("kernels/*/kernel.py")
    for file in _kept(cache):
        file.write_bytes(b"not to be read")
        file.chmod(0o666)
    assert run_one(_compiled()) == 7
    text.chmod(0o600)
    text.write_text("raise SystemExit\n", encoding="utf-8")
    assert run_one(_compiled()) == 7


@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage"])
def test_a_damaged_file_is_made_anew(cache: Path, damage: bytes) -> None:
    run_one(_compiled())
    for file in _kept(cache):
        file.write_bytes(damage)
    assert run_one(_compiled()) == 7
    assert run_one(_compiled()) == 7


def test_nothing_is_kept_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert run_one(_compiled()) == 7
    assert not list(tmp_path.iterdir())
