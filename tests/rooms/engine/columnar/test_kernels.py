"""Compiled kernels on disk: found again, and not taken where they may not be trusted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policylang.compiler.columnar.kernel import Kernel, kernel_of
from policylang.compiler.llvm import compiled as compiling
from policylang.engine.columnar import kernels
from tests.rooms.engine.columnar.one_person import POLICY, machine, run_one


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules that machine code is made of, in order."""
    modules: list[str] = []
    make = compiling.machine_code

    def machine_code(module: str) -> bytes:
        modules.append(module)
        return make(module)

    monkeypatch.setattr(compiling, "machine_code", machine_code)
    return modules


def _kernel() -> Kernel:
    return kernel_of(machine())


def _compiled() -> Callable[..., Any]:
    kernels.compiled.cache_clear()
    return kernels.compiled(_kernel())


def _kept(cache: Path) -> Path:
    (file,) = cache.glob("kernel-*.code")
    return file


def test_a_kernel_is_kept_and_found_again(cache: Path, made: list[str]) -> None:
    assert run_one(_compiled()) == 7
    before = _kept(cache).stat().st_mtime_ns
    assert run_one(_compiled()) == 7
    assert len(made) == 1
    assert _kept(cache).stat().st_mtime_ns == before


def test_nothing_is_kept_where_others_may_write(cache: Path, made: list[str]) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    assert run_one(_compiled()) == 7
    assert run_one(_compiled()) == 7
    assert len(made) == 2
    assert not list(cache.iterdir())


def test_a_kernel_that_others_may_have_written_is_not_run(cache: Path, made: list[str]) -> None:
    run_one(_compiled())
    _kept(cache).chmod(0o666)
    assert run_one(_compiled()) == 7
    assert len(made) == 2
    assert _kept(cache).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"\x7fELF garbage", b"x" * 5_000])
def test_a_damaged_file_is_made_anew(cache: Path, made: list[str], damage: bytes) -> None:
    run_one(_compiled())
    whole = _kept(cache).read_bytes()
    _kept(cache).write_bytes(whole[:40] + damage)
    assert run_one(_compiled()) == 7
    assert run_one(_compiled()) == 7
    assert len(made) == 2
    assert _kept(cache).read_bytes() == whole


def test_code_of_another_processor_is_not_taken(
    cache: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_one(_compiled())
    monkeypatch.setattr(compiling, "processor", lambda: "another")
    assert run_one(_compiled()) == 7
    assert len(made) == 2
    assert len(list(cache.glob("kernel-*.code"))) == 2


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
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    assert [each.communicate(timeout=120)[0].strip() for each in started] == [b"7", b"7"]
    assert run_one(_compiled()) == 7
    assert _kept(cache).exists()
    assert not list(cache.glob(".new-*"))


def test_kernels_and_passes_need_no_numba() -> None:
    """It takes half a second to start; nothing of it is loaded for what LLVM can do by itself."""
    code = (
        "import sys\n"
        "sys.modules['numba'] = None\n"
        "import numpy as np\n"
        "from policylang.compiler.columnar.kernel import kernel_of\n"
        "import pyarrow as pa\n"
        "from policylang.engine.columnar import passes, placing\n"
        "from policylang.engine.columnar.roll import Roll\n"
        "from policylang.engine.columnar.kernels import compiled\n"
        "from tests.rooms.engine.columnar.one_person import machine, run_one\n"
        "assert run_one(compiled(kernel_of(machine()))) == 7\n"
        "places = np.arange(passes.WORTH) % 7\n"
        "assert passes.in_order_of_appearance(places, 7)[1].tolist() == list(range(7))\n"
        "assert placing.order_of(places, 7)[0] == 0\n"
        "days, fields = places.astype(np.int32), np.array([places, places - 2**62])\n"
        "found = placing.in_places(days, 7, days.copy(), days.copy(), fields)[2]\n"
        "assert (found[1] >= -(2**62)).all()\n"
        "assert Roll().numbers(pa.array(['a', 'b', 'b', 'a'])).tolist() == [0, 1, 1, 0]\n"
        "assert passes.spread(np.arange(7), places).sum() == places.sum()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_names_of_a_policy_are_comments_at_most() -> None:
    lines = [line.partition("#")[0] for line in _kernel().text.splitlines()]
    assert "wave" in POLICY
    assert not [line for line in lines if "wave" in line]
