"""`python -m benchmarks [NAME ...] [--quick]`: README.md beside this says what each measures."""

from __future__ import annotations

import argparse

from benchmarks import auditing, columnar, compilation, evaluation, licence, start_up
from benchmarks.measure import machine_line, say


def main() -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        help="evaluation, licence, columnar, auditing, compilation, start-up; default all",
    )
    parser.add_argument("--quick", action="store_true", help="fewer people and rounds")
    given = parser.parse_args()
    quick: bool = given.quick
    runs = {
        "evaluation": lambda: evaluation.run(500 if quick else 10_000, 3 if quick else 7),
        "licence": lambda: licence.run(100 if quick else 1_000, 3 if quick else 7),
        "columnar": lambda: columnar.run(500 if quick else 10_000, 3 if quick else 7),
        "auditing": lambda: auditing.run(1 if quick else 5, (1, 3) if quick else (1, 3, 10, 30)),
        "compilation": lambda: compilation.run(1 if quick else 5),
        "start-up": lambda: start_up.run(5 if quick else 21),
    }
    say(machine_line())
    for name in given.names or runs:
        if name not in runs:
            parser.error(f"no benchmark is called {name}: there are {', '.join(runs)}")
        say("")
        runs[name]()


if __name__ == "__main__":
    main()
