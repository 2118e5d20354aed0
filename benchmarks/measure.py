"""Interleaved rounds: every contender runs once in each, so that a wandering clock hits all."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs


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
    contenders: Mapping[str, Callable[[], object]], items: int, rounds: int
) -> dict[str, Timing]:
    """Time contenders in turn, `rounds` times, after one round that does not count.

    Processor time is taken, not the clock on the wall, so that other work on the machine counts
    less. The collector is off while a contender runs, as `timeit` does it.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            gc.disable()
            start = time.process_time()
            run()
            passed = time.process_time() - start
            gc.enable()
            if number:
                seconds[name].append(passed / items)
    return {name: Timing(tuple(found)) for name, found in seconds.items()}


def machine_line() -> str:
    """What it was measured on, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()}, {os.cpu_count()} CPUs, {model}"


def table(title: str, timings: Mapping[str, Timing], base: str, unit: str) -> str:
    """Timings as lines: microseconds per item, and times as fast as the base."""
    lines = [f"{title} (microseconds a {unit}; times as fast as {base}, least to most)"]
    for name, timing in timings.items():
        ratio, least, most = timing.times(timings[base])
        lines.append(
            f"  {name:<34} {timing.median * 1e6:9.2f}   {ratio:6.2f}x  ({least:.2f} to {most:.2f})"
        )
    return "\n".join(lines)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
