"""What `import policylang` loads: the standard library, attrs and little else."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import policylang
from policylang.core.data import data_dir

_OWN = frozenset({"attr", "attrs", "policylang"})


def _loaded_by(code: str) -> set[str]:
    """Names of the modules that a fresh Python loads when it runs `code`."""
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        f"{code}\n"
        "print(*sorted(set(sys.modules) - before), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def _foreign(modules: set[str]) -> set[str]:
    """The installed packages among them that are neither attrs nor policylang."""
    return {name.partition(".")[0] for name in modules} & set(packages_distributions()) - _OWN


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    return _loaded_by("import policylang")


def test_importing_policylang_loads_nothing_but_attrs_and_the_standard_library(
    loaded: set[str],
) -> None:
    assert "policylang" in loaded
    assert _foreign(loaded) == set()


@pytest.mark.parametrize(
    "room", ["casebook", "checker", "compiler", "engine", "report", "syntax", "testing", "tools"]
)
def test_importing_policylang_leaves_a_heavy_room_for_later(loaded: set[str], room: str) -> None:
    assert not {name for name in loaded if name.startswith(f"policylang.{room}")}


def test_loading_a_policy_needs_lark_for_the_first_of_all_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(tmp_path))
    policy = str(data_dir("policies") / "rongcheng.policy")
    code = f"import policylang\npolicylang.load({policy!r})"
    assert _foreign(_loaded_by(code)) == {"lark"}
    assert _foreign(_loaded_by(code)) == set()


def test_every_public_name_can_be_imported() -> None:
    assert all(hasattr(policylang, name) for name in policylang.__all__)
