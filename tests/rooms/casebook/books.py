"""A small policy with case files beside it."""

from __future__ import annotations

import textwrap
from pathlib import Path

from policylang.casebook.suite import FileReport, run_files

LIBRARY = """\
policy library {
  title "Borrowing points"
  currency EUR
  timezone "Europe/Berlin"
  in force from 2018-01-01
}
person {
  staff: yes or no = no
}
score trust {
  starts at 100
  stays within 0 to 120
}
action late {
  days: number from 1 to 365
  loses 20 when days > 30
  loses 1 per started 7 of days otherwise
}
action help {
  earns 4 when not staff, at most 8 per calendar month
}
grades of trust {
  good from 100
  fair from 80
  poor below
}
perk voucher {
  for good
  every year on 31 December
  pays 1,250 EUR
}
perk shelf {
  for good or better
  grants "a shelf of one's own"
}
sanction letter {
  for poor
  every year on 31 December
  imposes "a letter"
}
"""
HEAD = "cases: 1\npolicy: library.policy\nhistories:\n"
CASE = """\
  - name: eight days late
    events:
      - 2018-02-01 late, days 8
    expect:
      2018-02-01: {score: 98, grade: fair}
"""


def shelf(folder: Path, text: str, name: str = "library", *, policy: str = LIBRARY) -> Path:
    """A case file with this text, and the policy beside it."""
    (folder / "library.policy").write_text(policy, encoding="utf-8")
    file = folder / f"{name}.cases.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def report_of(
    folder: Path, expect: str, *events: str, person: str = "", policy: str = LIBRARY
) -> FileReport:
    """What becomes of one case with these events, whose `expect` is given."""
    lines = ["  - name: the case"]
    lines += [f"    person: {person}"] if person else []
    lines += ["    events:", *(f"      - {event}" for event in events)] if events else []
    lines += ["    expect:", textwrap.indent(textwrap.dedent(expect).strip(), "      ")]
    return report_on(folder, "\n".join(lines) + "\n", policy=policy)


def report_on(folder: Path, histories: str, *, policy: str = LIBRARY) -> FileReport:
    """What becomes of a case file with these histories."""
    (report,) = run_files([shelf(folder, HEAD + histories, policy=policy)])
    return report


def complaints(report: FileReport) -> list[str]:
    """The codes of all that is said of a file, each with the words it is about and its message."""
    found = [*report.problems]
    for verdict in report.verdicts:
        found += [*verdict.problems, *(miss.diagnostic for miss in verdict.misses)]
    return [
        f"{each.code.number} {each.span.text if each.span else ''}: {each.message}"
        for each in found
    ]
