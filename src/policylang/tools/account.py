"""What became of every row of the data, in a few lines for standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policylang.core.counting import counted
from policylang.report.diagnostics import render_concise
from policylang.report.style import Style

if TYPE_CHECKING:
    from policylang.engine.batch import Summary
    from policylang.engine.increments.increment import IncrementSummary
    from policylang.engine.rows import Reject

#: Rejected rows that are shown where they go to no file.
SHOWN = 10


def reconciliation(summary: Summary) -> str:
    """One line in which every row is accounted for: `9 rows = 7 evaluated + 2 rejected; ...`."""
    parts = [f"{summary.evaluated:,} evaluated", f"{summary.rejected:,} rejected"]
    if summary.later:
        parts.append(f"{summary.later:,} after that day")
    if summary.withdrawn:
        parts.append(f"{summary.withdrawn:,} withdrawn")
    day = f" as of {summary.as_of.isoformat()}" if summary.as_of else ""
    people = counted(summary.people, "person", "people")
    return f"{counted(summary.rows, 'row')} = {' + '.join(parts)}; {people}{day}"


def unknown_names(names: Sequence[str], style: Style) -> str:
    """That events name somebody who is not there, so that a ranking looks for them in vain."""
    shown = ", ".join(f"`{style.shown(name)}`" for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    noun = "a name" if len(names) == 1 else "names"
    return f"the ranking looks at {noun} that nobody in the files has: {shown}{more}"


def rejected_rows(
    first: Sequence[Reject], summary: Summary, style: Style, file: Path | None
) -> Iterator[str]:
    """What was rejected: where all of it was written, or the first rows and how many more."""
    total = summary.rejected + summary.people_rejected
    if not total:
        return
    were = f"{_whose(summary)} {'was' if total == 1 else 'were'} rejected"
    if file is not None:
        yield style.paint(f"{were}, see {style.shown(str(file))}", "warning")
    else:
        yield style.paint(f"{were}:", "warning")
        yield from _shown(first[:SHOWN], style)
        if total > SHOWN:
            yield f"  and {total - SHOWN:,} more; --rejects FILE keeps them all"
    yield from _reasons(summary)
    if summary.not_evaluated:
        were = "person was" if summary.not_evaluated == 1 else "people were"
        yield f"{summary.not_evaluated:,} {were} not evaluated: every row of theirs was rejected"


def shown_rejects(
    first: Sequence[Reject], total: int, style: Style, file: Path | None
) -> Iterator[str]:
    """What was rejected of a batch: where all of it was written, or the first rows."""
    if not total:
        return
    were = f"{counted(total, 'row')} {'was' if total == 1 else 'were'} rejected"
    if file is not None:
        yield style.paint(f"{were}, see {style.shown(str(file))}", "warning")
        return
    yield style.paint(f"{were}:", "warning")
    yield from _shown(first[:SHOWN], style)
    if total > SHOWN:
        yield f"  and {total - SHOWN:,} more; --rejects FILE keeps them all"


def batch_lines(summary: IncrementSummary) -> Iterator[str]:
    """One line in which every row is accounted for, one for the people, and a note."""
    if summary.repeated:
        yield f"`{summary.batch}` is in the store already: nothing was changed"
    kept = f"{summary.kept:,} kept"
    among = [
        f"{number:,} {words}"
        for number, words in ((summary.late, "late"), (summary.later, "after that day"))
        if number
    ]
    kept = f"{kept} ({', '.join(among)})" if among else kept
    yield f"{counted(summary.rows, 'row')} = {kept} + {summary.rejected:,} rejected"
    people = counted(summary.people, "person", "people")
    day = f" as of {summary.as_of}" if summary.as_of else ""
    yield (
        f"{people} = {summary.begun:,} new + {summary.went_on:,} gone on with"
        f" + {summary.replayed:,} run again{day}"
    )
    if summary.note and not summary.repeated:
        yield f"note: {summary.note}"


def _whose(summary: Summary) -> str:
    """How many rows, and of which file where there are two."""
    if not summary.people_rejected:
        return counted(summary.rejected, "row")
    rows = f"{counted(summary.people_rejected, 'row')} of the people file"
    if not summary.rejected:
        return rows
    return f"{counted(summary.rejected, 'row')} of the history and {rows}"


def person_rows(rejects: Sequence[Reject], rejected: int, style: Style) -> Iterator[str]:
    """The rejected rows of one person."""
    if rejected:
        was = "row" if rejected == 1 else "rows"
        yield style.paint(f"{rejected:,} {was} of this person left out as rejected:", "warning")
        yield from _shown(rejects[:SHOWN], style)
    if rejected > SHOWN:
        yield f"  and {rejected - SHOWN:,} more"


def _shown(rejects: Sequence[Reject], style: Style) -> Iterator[str]:
    for reject in rejects:
        line = render_concise([reject.diagnostic], style).rstrip("\n")
        yield f"  {line} ({style.shown(reject.help)})" if reject.help else f"  {line}"


def _reasons(summary: Summary) -> Iterator[str]:
    """How often each code was the reason, most frequent first, where there are several rows."""
    reasons = sorted(summary.reasons.items(), key=lambda each: (-each[1], each[0]))
    if summary.rejected + summary.people_rejected > SHOWN:
        yield "reasons: " + ", ".join(f"{code} ({count:,})" for code, count in reasons)
