from __future__ import annotations

from pathlib import Path

import pytest

from policylang.core import data
from policylang.core.data import data_dir


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("grammars", "policy.lark"),
        ("policies", "rongcheng.policy"),
        ("diagnostics", "PL101.md"),
    ],
)
def test_shipped_files_are_found_in_a_checkout(name: str, holds: str) -> None:
    assert (data_dir(name) / holds).is_file()


def test_an_installed_package_has_them_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "policylang" / "policies"
    inside.mkdir(parents=True)
    monkeypatch.setattr(data, "__file__", str(tmp_path / "policylang" / "core" / "data.py"))
    assert data_dir("policies") == inside.resolve()


def test_a_package_without_them_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "__file__", str(tmp_path / "a" / "b" / "core" / "data.py"))
    with pytest.raises(FileNotFoundError, match="without its policies/ directory"):
        data_dir("policies")
