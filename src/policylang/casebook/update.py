"""Case files with what came out in place of what was expected: the values alone, nothing around."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path
from typing import Final

import attrs

from policylang.casebook.runner import Miss
from policylang.casebook.suite import FileReport
from policylang.casebook.tree import ScalarNode

#: A value that YAML takes for itself anywhere without quotation marks.
_PLAIN: Final = re.compile(r"[\w+-][\w+. -]*")
_BYTE_ORDER_MARK: Final = "\ufeff"


@attrs.frozen
class FileChange:
    """A case file as it is and as it would be. `left` are values that can only be put by hand."""

    file: Path
    before: str
    after: str
    #: How many values are replaced.
    values: int
    left: tuple[Miss, ...]

    def diff(self) -> str:
        """What would change, as a unified diff."""
        before, after = self.before.splitlines(True), self.after.splitlines(True)
        names = f"{self.file} (expected)", f"{self.file} (actual)"
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in unified_diff(before, after, *names)
        )


def changes_of(reports: Iterable[FileReport]) -> list[FileChange]:
    """The change of each file in which something failed.

    Raises:
        OSError: a file cannot be read any more.
    """
    found = []
    for report in reports:
        misses = [miss for verdict in report.verdicts for miss in verdict.misses]
        if misses:
            text = report.file.read_bytes().decode("utf-8", errors="replace")
            found.append(_change(report.file, text, misses))
    return found


def _change(file: Path, text: str, misses: list[Miss]) -> FileChange:
    source = misses[0].node.span.source.text
    offset = len(_BYTE_ORDER_MARK) if text.startswith(_BYTE_ORDER_MARK) else 0
    if text[offset:] != source:  # somebody has changed it since it was read
        return FileChange(file, text, text, 0, tuple(misses))
    left = [miss for miss in misses if not _can_be_put(miss)]
    put = {miss.node.span.start: miss for miss in misses if _can_be_put(miss)}
    after = text
    for start, miss in sorted(put.items(), reverse=True):
        end = miss.node.span.end
        after = f"{after[: start + offset]}{_written(miss)}{after[end + offset :]}"
    return FileChange(file, text, after, len(put), tuple(left))


def _can_be_put(miss: Miss) -> bool:
    """Whether the value stands in one piece: a list over several lines may hold remarks."""
    return isinstance(miss.node, ScalarNode) or (miss.node.flow and "\n" not in miss.node.span.text)


def _written(miss: Miss) -> str:
    """What came out, as YAML."""
    actual = miss.actual
    if actual[0] in "[{" or _PLAIN.fullmatch(actual):
        return actual
    return json.dumps(actual, ensure_ascii=False)
