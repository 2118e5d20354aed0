"""Policies without problems are remembered, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policylang.tools import verdicts
from tests.tools.running import run

FINE = """policy p {
  in force from 2018-01-01
}
score s {
  starts at 1
}
action a {
  earns 1
}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", str(folder))
    return folder


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.glob("fine-*"))


def saved(folder: Path, text: str) -> Path:
    path = folder / "p.policy"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_policy_without_problems_is_remembered_and_answered_alike(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, FINE)
    first = run("check", path)
    assert len(kept(cache)) == 1
    monkeypatch.setattr("policylang.api.check", None)  # it would fail if it were asked again
    second = run("check", path)
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", "no problems in 1 file\n")
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "no problems in 1 file\n")
    assert run("check", path, "--format", "json").stdout.count('"diagnostics": []') == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FINE.replace("earns 1", "earns"), "PL002"),
        (FINE.replace("  earns 1\n", "  k: yes or no\n  earns 1\n"), "PL309"),
    ],
)
def test_a_changed_policy_is_checked_again_and_one_with_problems_every_time(
    tmp_path: Path, cache: Path, text: str, code: str
) -> None:
    run("check", saved(tmp_path, FINE))
    path = saved(tmp_path, text)
    for _ in range(2):
        assert code in run("check", path).stdout
    assert len(kept(cache)) == 1


def test_a_policy_that_uses_others_is_not_remembered(tmp_path: Path, cache: Path) -> None:
    head, _, rest = FINE.partition("score")
    saved(tmp_path, f"score{rest}")
    main = tmp_path / "main.policy"
    main.write_text(f'{head}use "p.policy"\n', encoding="utf-8")
    assert run("check", main).exit_code == 0
    assert kept(cache) == []


def test_another_program_asks_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, FINE)
    run("check", path)
    monkeypatch.setattr(verdicts, "_program", lambda: b"another")
    assert not verdicts.is_fine(verdicts.mark_of(path))


@pytest.mark.skipif(os.name == "nt", reason="the profile folder is the user's own")
def test_a_verdict_that_others_can_write_is_not_believed(tmp_path: Path, cache: Path) -> None:
    path = saved(tmp_path, FINE)
    run("check", path)
    (verdict,) = cache.glob("fine-*")
    verdict.chmod(0o666)
    assert not verdicts.is_fine(verdicts.mark_of(path))


def test_there_are_never_more_than_a_thousand(tmp_path: Path, cache: Path) -> None:
    run("check", saved(tmp_path, FINE))
    for number in range(1_200):
        (cache / f"fine-{number}").touch()
    run("check", saved(tmp_path, FINE + "\n"))
    assert len(kept(cache)) == 1


def test_without_a_cache_nothing_is_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYLANG_CACHE_DIR", "")
    assert run("check", saved(tmp_path, FINE)).exit_code == 0
    assert kept(cache) == []


def test_a_file_that_cannot_be_read_has_no_mark(tmp_path: Path) -> None:
    assert verdicts.mark_of(tmp_path / "gone.policy") is None
    assert run("check", tmp_path / "gone.policy").exit_code == 2
