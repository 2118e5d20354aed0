"""Running the command line, in this process or as one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from policylang.core.data import data_dir
from policylang.tools.cli import command

POLICIES = data_dir("policies")
RONGCHENG = POLICIES / "rongcheng.policy"
SAMPLE = POLICIES / "rongcheng.sample.csv"
PEOPLE = POLICIES / "rongcheng.people.csv"

#: What would change how output looks or where things are found.
_UNWANTED = (
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "POLICYLANG_TRACEBACK",
    "PYTHONIOENCODING",
    "PYTHONUNBUFFERED",
)


def run(
    *arguments: str | Path, typed: str | None = None, env: Mapping[str, str] | None = None
) -> Result:
    """Run the command line in this process."""
    environment: dict[str, str | None] = dict.fromkeys(_UNWANTED)
    environment.update(env or {})
    return CliRunner(env=environment).invoke(command, [str(each) for each in arguments], typed)


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process without what changes how output looks."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **changes}


def process(
    *arguments: str | Path, cwd: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own; both streams are files, not terminals."""
    return subprocess.run(
        [sys.executable, "-m", "policylang", *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=cwd,
        env=environment(**changes),
    )
