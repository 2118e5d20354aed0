"""A run that was ended goes on, and comes to what it would have come to."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from policylang.engine.asked import Asked
from policylang.engine.bulk.folder import FolderError
from tests.rooms.engine.bulk.runs import at_once, in_parts, save, town

DAY = datetime.date(2018, 5, 1)


class Ended(BaseException):
    """Stands in for whatever ends a process."""


def _ending(after: int) -> Callable[[str], None]:
    """Ends the run after so many steps."""
    left = iter(range(after))

    def step(_: str) -> None:
        if next(left, None) is None:
            raise Ended

    return step


@pytest.fixture(params=[True, False], ids=["grouped", "log"])
def asked(tmp_path: Path, request: pytest.FixtureRequest) -> Asked:
    rows = town(random.Random(5), 25, grouped=request.param, wrong=0.03)
    return Asked(save(rows, tmp_path / "events.parquet"), as_of=DAY)


@pytest.mark.parametrize("after", range(6))
def test_it_goes_on_wherever_it_was_ended(tmp_path: Path, asked: Asked, after: int) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(after))
    steps: list[str] = []
    assert in_parts(asked, parts, 30, resume=True, on_step=steps.append) == at_once(asked)
    assert f"part {after - 2}" not in steps  # what was done is not done again
    assert not parts.exists()


def test_without_resume_everything_is_made_anew(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(3))
    steps: list[str] = []
    assert in_parts(asked, parts, 30, on_step=steps.append) == at_once(asked)
    assert "part 0" in steps


def test_it_does_not_go_on_with_another_run(tmp_path: Path, asked: Asked) -> None:
    parts, path = tmp_path / "parts", Path(str(asked.history))
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(3))
    other = Asked(path, as_of=datetime.date(2018, 1, 1))
    was = "`--as-of` was `2018-05-01` and is `2018-01-01`"
    with pytest.raises(FolderError, match=f"{was}$"):
        in_parts(other, parts, 30, resume=True)
    with pytest.raises(FolderError, match=f"{was}, `--sort` was not given and is given$"):
        in_parts(attrs.evolve(other, sort=True), parts, 30, resume=True)
    with pytest.raises(FolderError, match="parts were of another size"):
        in_parts(asked, parts, 31, resume=True)
    os.utime(path, ns=(1, 1))
    with pytest.raises(FolderError, match="the files have changed"):
        in_parts(asked, parts, 30, resume=True)


@pytest.mark.parametrize("damage", ["cut", "other bytes", "gone"])
def test_damaged_parts_are_made_anew(tmp_path: Path, asked: Asked, damage: str) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(4))
    for file in parts.glob("*.arrow"):
        if damage == "gone":
            file.unlink()
        elif damage == "cut":
            file.write_bytes(file.read_bytes()[:-20])
        else:
            file.write_bytes(file.read_bytes().replace(b"R-1", b"R-2"))
    assert in_parts(asked, parts, 30, resume=True) == at_once(asked)


@pytest.mark.parametrize(
    "record",
    [
        "", "[]", "{", "{}", '{"sizes": 3}', '{"counts": {"rows": 1}, "day": 1}',
        '{"files": [{}]}', '{"files": 7}', '{"sizes": ["x"], "grouped": 1, "latest": "x"}',
        '{"sizes": [1, 2], "grouped": true, "latest": null}', "[" * 100_000,
    ],
)  # fmt: skip
def test_records_that_are_none_are_made_anew(tmp_path: Path, asked: Asked, record: str) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(4))
    for file in parts.glob("*.json"):
        if file.name != "plan.json":
            file.write_text(record, encoding="utf-8")
    assert in_parts(asked, parts, 30, resume=True) == at_once(asked)


def test_counts_that_do_not_add_up_are_made_anew(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(4))
    for file in parts.glob("part-*.json"):
        record = json.loads(file.read_text())
        record["record"]["counts"]["evaluated"] += 1
        file.write_text(json.dumps(record))
    assert in_parts(asked, parts, 30, resume=True) == at_once(asked)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "thesis.txt").write_text("years of work")
    for resume in (True, False):
        with pytest.raises(FolderError, match="other things"):
            in_parts(asked, parts, 30, resume=resume)
    assert (parts / "thesis.txt").read_text() == "years of work"


def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"
    with pytest.raises(Ended):
        in_parts(asked, parts, 30, on_step=_ending(4))
    parts.chmod(0o777)
    with pytest.raises(FolderError, match="yours alone"):
        in_parts(asked, parts, 30, resume=True)
    link = tmp_path / "link"
    link.symlink_to(parts)
    with pytest.raises(FolderError, match="yours alone"):
        in_parts(asked, link, 30)


def test_two_runs_do_not_share_a_folder(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"

    def meanwhile(step: str) -> None:
        if step == "part 0":
            in_parts(asked, parts, 30)

    with pytest.raises(FolderError, match="another run is at work"):
        in_parts(asked, parts, 30, on_step=meanwhile)


def test_files_that_change_meanwhile_are_refused(tmp_path: Path, asked: Asked) -> None:
    def meanwhile(step: str) -> None:
        if step == "part 1":
            os.utime(str(asked.history), ns=(1, 1))

    with pytest.raises(FolderError, match="changed while they were read"):
        in_parts(asked, tmp_path / "parts", 30, on_step=meanwhile)


_KILLED = """
import os, signal, sys
from pathlib import Path
from policylang.engine.asked import Asked
from tests.rooms.engine.bulk.runs import in_parts
from tests.rooms.engine.bulk.test_resume import DAY

def step(name):
    if name == "part 1":
        os.kill(os.getpid(), signal.SIGKILL)

in_parts(Asked(Path(sys.argv[1]), as_of=DAY), Path(sys.argv[2]), 30, on_step=step)
"""


def test_a_killed_process_is_gone_on_with(tmp_path: Path, asked: Asked) -> None:
    parts = tmp_path / "parts"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path.cwd())])}
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(asked.history), str(parts)],
        env=environment,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    steps: list[str] = []
    assert in_parts(asked, parts, 30, resume=True, on_step=steps.append) == at_once(asked)
    assert "part 1" not in steps
    assert "part 2" in steps
