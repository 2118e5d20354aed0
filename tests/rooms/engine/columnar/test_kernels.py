"""Compiled kernels on disk: found again, and refused where they may not be trusted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policylang.compiler.columnar.kernel import Kernel, kernel_of
from policylang.engine.columnar import kernels
from tests.rooms.engine.columnar.one_person import POLICY, machine, run_one


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(folder))
    kernels.compiled.cache_clear()
    return folder


def _kernel() -> Kernel:
    return kernel_of(machine())


def _compiled() -> Callable[..., Any]:
    kernels.compiled.cache_clear()
    return kernels.compiled(_kernel())


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


def test_two_processes_may_compile_at_once(cache: Path) -> None:
    code = (
        "from policylang.compiler.columnar.kernel import kernel_of\n"
        "from policylang.engine.columnar.kernels import compiled\n"
        "from tests.rooms.engine.columnar.one_person import machine, run_one\n"
        "print(run_one(compiled(kernel_of(machine()))))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    assert [each.communicate(timeout=120)[0].strip() for each in started] == [b"7", b"7"]
    assert run_one(_compiled()) == 7
    assert {file.suffix for file in _kept(cache)} == {".nbi", ".nbc"}
    assert not list(cache.glob("kernels/*/*.new"))


def test_names_of_a_policy_are_comments_at_most() -> None:
    lines = [line.partition("#")[0] for line in _kernel().text.splitlines()]
    assert "wave" in POLICY
    assert not [line for line in lines if "wave" in line]
