"""Start-up: whole processes, with everything compiled to bytecode first."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import policylang
from benchmarks.measure import say
from policylang.core.data import data_dir


def run(rounds: int) -> None:
    """Print milliseconds of each process, less those of a bare Python where it says so."""
    compileall.compile_dir(Path(policylang.__file__).parent, quiet=2)
    policy = str(data_dir("policies") / "rongcheng.policy")
    command = "from policylang.tools.cli import main; main()"
    processes = {
        "bare Python": ["-c", "pass"],
        "import policylang": ["-c", "import policylang"],
        "policylang --version": ["-c", command, "--version"],
        "policylang check, unchanged": ["-c", command, "check", policy],
        "policylang check, changed": ["-c", command, "check", ""],
    }
    found: dict[str, list[float]] = {name: [] for name in processes}
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "changed.policy"
        processes["policylang check, changed"][-1] = str(changed)
        text = Path(policy).read_text(encoding="utf-8")
        for number in range(rounds + 1):
            changed.write_text(f"{text}# {time.time_ns()}\n", encoding="utf-8")
            for name, arguments in processes.items():
                seconds = _time(arguments)
                if number:
                    found[name].append(seconds)
    say("Start-up of processes (milliseconds, median; least to most)")
    bare = found["bare Python"]
    for name, times in found.items():
        above = statistics.median([a - b for a, b in zip(times, bare, strict=True)])
        say(
            f"  {name:<36} {statistics.median(times) * 1e3:7.1f}   {above * 1e3:+7.1f} over bare"
            f"   ({min(times) * 1e3:.0f} to {max(times) * 1e3:.0f})"
        )


def _time(arguments: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start
