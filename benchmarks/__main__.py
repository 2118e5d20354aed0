"""`python -m benchmarks [NAME ...] [--quick] [--json FILE]`: README.md says what is measured."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import (
    auditing,
    columnar,
    compilation,
    evaluation,
    files,
    licence,
    one_by_one,
    start_up,
)
from benchmarks.measure import RECORD, load, machine_line, say


def main() -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        help="evaluation, licence, columnar, files, one-by-one, auditing, compilation, start-up; "
        "default all",
    )
    parser.add_argument("--quick", action="store_true", help="fewer people and rounds")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    given = parser.parse_args()
    quick: bool = given.quick
    runs = {
        "evaluation": lambda: evaluation.run(500 if quick else 10_000, 3 if quick else 7),
        "licence": lambda: licence.run(100 if quick else 1_000, 3 if quick else 7),
        "columnar": lambda: columnar.run(quick=quick),
        "files": lambda: files.run(quick=quick),
        "one-by-one": lambda: one_by_one.run(4_000 if quick else 10_000),
        "auditing": lambda: auditing.run(1 if quick else 5, (1, 3) if quick else (1, 3, 10, 30)),
        "compilation": lambda: compilation.run(1 if quick else 5),
        "start-up": lambda: start_up.run(5 if quick else 21),
    }
    say(f"{machine_line()}; load {load()}")
    for name in given.names or runs:
        if name not in runs:
            parser.error(f"no benchmark is called {name}: there are {', '.join(runs)}")
        say("")
        RECORD.begin(name)
        runs[name]()
    if given.json is not None:
        RECORD.write(given.json)


if __name__ == "__main__":
    main()
