"""Whole runs on files of M: what they take beside the bare reader, in memory, and at the start."""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import policylang
from benchmarks import crowds
from benchmarks.columnar import Engine, many
from benchmarks.crowds import Size, crowd_for
from benchmarks.measure import RECORD, load, race, say
from benchmarks.workload import ACTIONS, AS_OF
from policylang.compiler.columnar.kernel import kernel_of
from policylang.core.data import data_dir
from policylang.engine.columnar.arrays import Crowd

#: The ordinal of the day that Arrow counts from.
_EPOCH: Final = 719_163
_RONGCHENG: Final = data_dir("policies") / "rongcheng.policy"

#: Evaluates a file in a process of its own and says how long each part took, and its memory.
_CHILD: Final = """
import json, resource, sys, time
begun = time.perf_counter()

def peak():
    # Not getrusage where that can be had: a process begins with the peak of the one it comes from.
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

import policylang
import pyarrow, pyarrow.parquet
imported = time.perf_counter()
policy = policylang.load(sys.argv[1])
before = peak()
rows = policy.evaluate_many(*sys.argv[2:3], people=(sys.argv[3:] or [None])[0]).num_rows
print(json.dumps({
    "import": imported - begun, "all": time.perf_counter() - begun, "people": rows,
    "processor": time.process_time(),
    "grown": peak() - before,
}))
"""


def run(*, quick: bool) -> None:
    """Write the files, hold the results to the kernel's, and print the tables."""
    size = Size("M", 20_000, 20) if quick else crowds.M
    rounds = 3 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        _starts(Path(folder), 3 if quick else 5)
        crowd = crowd_for(size)
        for texts in (True, False):
            _end_to_end(Path(folder), crowd, rounds, texts=texts)


# --- from file to results ----------------------------------------------------------------------


def events_of(crowd: Crowd, *, texts: bool, in_log_order: bool) -> pa.Table:
    """The events of a crowd as a table, as a file would have them.

    Args:
        texts: whether persons are texts; else they are whole numbers.
    """
    whose = np.repeat(np.arange(len(crowd), dtype=np.int64), np.diff(crowd.offsets))
    order = np.argsort(crowd.days, kind="stable") if in_log_order else slice(None)
    codes, values = crowd.codes[order], crowd.fields[0][order]

    def field(action: str, unit: int) -> pa.Array:
        return pa.array(values // unit, mask=codes != ACTIONS.index(action))

    names = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(ACTIONS))
    days = pa.array(crowd.days[order] - np.int32(_EPOCH)).cast(pa.date32())
    return pa.table(
        {
            "person": persons_of(pa.array(whose[order]), texts=texts),
            "date": days,
            "action": names.cast(pa.string()),
            "amount": field("donate", 100),
            "time": field("volunteer", 3600),
        }
    )


def persons_of(numbers: pa.Array, *, texts: bool) -> pa.Array:
    """Persons by number, or texts of seven or eight letters and digits."""
    if not texts:
        return numbers
    return pc.binary_join_element_wise("p", pc.utf8_lpad(numbers.cast(pa.string()), 6, "0"), "")


def _end_to_end(folder: Path, crowd: Crowd, rounds: int, *, texts: bool) -> None:
    people = folder / "people.parquet"
    numbers = pa.array(np.arange(len(crowd)))
    loans = pa.array(crowd.attributes[0] // 100)
    pq.write_table(pa.table({"person": persons_of(numbers, texts=texts), "loan": loans}), people)
    policy = policylang.load(_RONGCHENG)
    engine = Engine(policy.machine, kernel_of(policy.machine), AS_OF.toordinal())
    expected = engine.run(crowd)
    kind = "texts" if texts else "whole numbers"
    for in_log_order in (False, True):
        name = "in log order" if in_log_order else "grouped"
        path = folder / "events.parquet"
        whole = events_of(crowd, texts=texts, in_log_order=in_log_order)
        pq.write_table(whole, path, compression="zstd")
        del whole

        def evaluate(path: Path = path) -> pa.Table:
            return policy.evaluate_many(path, people=people, as_of=AS_OF)

        def read(path: Path = path) -> object:
            return pq.read_table(path), pq.read_table(people)

        _check(evaluate(), expected.scores, expected.money[0])
        for clock, which in ((time.process_time, "processor time"), (time.perf_counter, "wall")):
            timings = race({"bare": read, "all": evaluate}, crowd.days.size, rounds, clock)
            ratio, least, most = timings["bare"].times(timings["all"])
            said = f"Parquet {name}, persons are {kind}: {ratio:.2f} times pq.read_table"
            rate = 1 / timings["all"].median / 1e6
            say(
                f"{said} ({least:.2f} to {most:.2f}), {rate:.1f} million events a second; "
                f"{which}, load {load()}"
            )
            RECORD.figure(f"{said}; {which}", ratio=ratio, events_per_second=rate * 1e6)
        found = _child(_RONGCHENG, path, people)
        each = found["grown"] * 1024 / crowd.days.size
        say(f"  {each:.0f} bytes of memory an event beyond the start, in one shot")
        RECORD.figure(f"{said}; memory", bytes_an_event=each)
    if texts:
        _from_csv(folder, crowd, people, expected.scores, expected.money[0])


def _from_csv(
    folder: Path,
    crowd: Crowd,
    people: Path,
    scores: np.ndarray[tuple[int], np.dtype[np.int64]],
    money: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    """CSV by the command, start-up and writing the results included: at once, and in parts."""
    events, found = folder / "events.csv", folder / "found.parquet"
    command = [sys.executable, "-m", "policylang", "eval", str(_RONGCHENG), str(events)]
    command += ["--people", str(people), "--as-of", str(AS_OF), "--output", str(found)]
    for in_log_order in (False, True):
        for quoting in ("none", "all_valid"):
            options = pyarrow.csv.WriteOptions(quoting_style=quoting)
            table = events_of(crowd, texts=True, in_log_order=in_log_order)
            pyarrow.csv.write_csv(table, events, options)
            del table
            for way, memory in (("at once", "4 GiB"), ("in parts", "512 MiB")):
                rates = []
                for _ in range(2):
                    begun = _spent()
                    _run([*command, "--memory", memory])
                    rates.append(crowd.days.size / (_spent() - begun) / 1e6)
                _check(pq.read_table(found), scores, money)
                said = f"CSV {'in log order' if in_log_order else 'grouped'}"
                said += f"{', texts in quotation marks' * (quoting != 'none')}, {way}"
                least, most = sorted(rates)
                say(
                    f"{said}: {least:.1f} and {most:.1f} million events a second; "
                    f"processor time, load {load()}"
                )
                RECORD.figure(said, events_per_second=least * 1e6, in_the_other_run=most * 1e6)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, env=_environment(), stderr=subprocess.DEVNULL)


def _spent() -> float:
    """Seconds of processors that processes which have ended took."""
    times = os.times()
    return times.children_user + times.children_system


def _check(
    table: pa.Table,
    scores: np.ndarray[tuple[int], np.dtype[np.int64]],
    money: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    """Stop unless everybody has the kernel's points, and all perks come to its money."""
    order = np.argsort(pc.utf8_ltrim(table.column("person"), "p").cast(pa.int64()).to_numpy())
    assert np.array_equal(table.column("score").to_numpy()[order], scores)
    total = pc.sum(table.column("perk_money")).as_py()
    assert int(total * 100) == int(money.sum())


# --- the start ---------------------------------------------------------------------------------


def _starts(folder: Path, rounds: int) -> None:
    """Processes that import everything and score few people: the first one, and later ones."""
    large = folder / "many.policy"
    large.write_text(many(250), encoding="utf-8")
    events = {}
    for name, action in ((_RONGCHENG, "traffic_ticket"), (large, "a0")):
        events[name] = folder / f"few_{action}.parquet"
        day = pa.array([datetime.date(2015, 1, 1)])
        pq.write_table(pa.table({"person": ["one"], "date": day, "action": [action]}), events[name])
    for policy, file in events.items():
        for state in ("cold", "warm"):
            seconds, imports, busy = [], [], []
            for number in range(rounds):
                cache = folder / (f"cache_{policy.stem}_{number if state == 'cold' else 0}")
                cache.mkdir(mode=0o700, exist_ok=True)
                found = _child(policy, file, cache=cache)
                seconds.append(found["all"])
                imports.append(found["import"])
                busy.append(found["processor"])
            middle = statistics.median(seconds)
            say(
                f"{policy.stem}, {state} start: {middle:.2f} s ({min(seconds):.2f} to "
                f"{max(seconds):.2f}), of which imports {statistics.median(imports):.2f} s; of a "
                f"processor {statistics.median(busy):.2f} s ({min(busy):.2f} to {max(busy):.2f}); "
                f"load {load()}"
            )
            RECORD.figure(
                f"{policy.stem}, {state} start",
                seconds=middle, least=min(seconds), of_a_processor=statistics.median(busy),
            )  # fmt: skip


def _child(*arguments: Path, cache: Path | None = None) -> dict[str, float]:
    environment = _environment()
    if cache is not None:
        environment["POLICYLANG_CACHE_DIR"] = str(cache)
    command = [sys.executable, "-c", _CHILD, *map(str, arguments)]
    said = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE).stdout
    found: dict[str, float] = json.loads(said)
    return found


def _environment() -> dict[str, str]:
    """Ours, with modules kept compiled."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
