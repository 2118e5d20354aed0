"""Interleaved rounds: every contender runs once in each, so that a wandering clock hits all."""

from __future__ import annotations

import gc
import importlib.metadata
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

#: Packages whose versions a figure depends on.
_PACKAGES: Final = ("numpy", "numba", "pyarrow", "duckdb", "polars", "OpenFisca-Core")


@attrs.define
class Record:
    """What was said and found, by benchmark, to be written as JSON."""

    found: dict[str, dict[str, list[Any]]] = attrs.field(factory=dict)
    _present: str = ""

    def begin(self, name: str) -> None:
        """What comes is of that benchmark."""
        self._present = name
        self.found[name] = {"lines": [], "figures": []}

    def line(self, text: str) -> None:
        """A line that was printed."""
        if self._present:
            self.found[self._present]["lines"].extend(text.splitlines())

    def figure(self, name: str, **values: object) -> None:
        """A figure, with its unit in the name of each value."""
        if self._present:
            self.found[self._present]["figures"].append({"name": name, **values})

    def write(self, path: Path) -> None:
        """Everything, with the machine and the versions, which came when the run ended."""
        whole = {"machine": machine_line(), "load": load(), "benchmarks": self.found}
        path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


RECORD: Final = Record()


@attrs.frozen
class Timing:
    """Seconds per item of one contender, a figure per round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median over the rounds."""
        return statistics.median(self.seconds)

    def times(self, other: Timing) -> tuple[float, float, float]:
        """How many times as fast as another: median, least and most over the rounds."""
        ratios = [b / a for a, b in zip(self.seconds, other.seconds, strict=True)]
        return statistics.median(ratios), min(ratios), max(ratios)


def race(
    contenders: Mapping[str, Callable[[], object]],
    items: int | Mapping[str, int],
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, Timing]:
    """Time contenders in turn, `rounds` times, after one round that does not count.

    Processor time is taken, not the clock on the wall, so that other work on the machine counts
    less. The collector is off while a contender runs, as `timeit` does it.

    Args:
        items: how many each contender gets through, or all of them do.
        clock: the clock on the wall is for what uses several processors.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            gc.disable()
            start = clock()
            run()
            passed = clock() - start
            gc.enable()
            if number:
                count = items if isinstance(items, int) else items[name]
                seconds[name].append(passed / count)
    return {name: Timing(tuple(found)) for name, found in seconds.items()}


def machine_line() -> str:
    """What it was measured on, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    python = f"{platform.python_implementation()} {platform.python_version()}"
    versions = []
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {package}")
    said = ", ".join(versions)
    return f"{python}, {said}, {platform.system()}, {os.cpu_count()} CPUs, {model}"


def load() -> float | None:
    """How many processes wanted a processor in the last minute; None where nobody says."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def table(title: str, timings: Mapping[str, Timing], base: str, unit: str) -> str:
    """Timings as lines: microseconds per item, and times as fast as the base."""
    lines = [f"{title} (microseconds a {unit}; times as fast as {base}, least to most)"]
    for name, timing in timings.items():
        ratio, least, most = timing.times(timings[base])
        RECORD.figure(
            f"{title}: {name}",
            seconds=timing.median, per=unit, times_as_fast=ratio, least=least, most=most, as_=base,
        )  # fmt: skip
        lines.append(
            f"  {name:<34} {timing.median * 1e6:9.2f}   {ratio:6.2f}x  ({least:.2f} to {most:.2f})"
        )
    return "\n".join(lines)


def say(text: str) -> None:
    """Print at once, and keep."""
    RECORD.line(text)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
