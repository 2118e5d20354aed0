"""What is shown while something takes longer than a second, on terminals only."""

from __future__ import annotations

import os
import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from policylang.tools import terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Seconds before there is anything to see.
_PATIENCE = 1.0


class ProgressBar:
    """Called with the bytes read and the size of the file (None: not known) while one is read."""

    def __init__(self, words: str, *, unit: str = "bytes") -> None:
        """Prepare a bar.

        Args:
            words: what is being done.
            unit: what is counted: `bytes`, `rows`, or anything whose rate is of no interest.
        """
        self._words = words
        self._unit = unit
        self._begun = self._since = monotonic()
        self._wanted = sys.stderr.isatty()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, size: int | None) -> None:
        """Show how far it is, once it has taken long enough."""
        if not self._wanted or monotonic() - self._begun < _PATIENCE:
            return
        if self._bar is None or self._task is None:
            self._bar, self._task = self._started()
        self._bar.update(self._task, completed=done, total=size, rate=self._rate(done))

    def _rate(self, done: int) -> str:
        """How much is done in a second."""
        speed = done / max(monotonic() - self._since, 0.001)
        rates = {"bytes": f"{speed / 1e6:,.1f} MB/s", "rows": f"{speed:,.0f} rows/s"}
        return rates.get(self._unit, "")

    def at(self, doing: str, done: int, total: int) -> None:
        """The same for rows, with what is being done to them, the rate and the time left."""
        if doing != self._words or self._unit != "rows":
            self._words, self._unit, self._since = doing, "rows", monotonic()
            if self._bar is not None and self._task is not None:
                self._bar.reset(self._task, description=doing)
        self(done, total)

    def _started(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True, no_color=not terminal.err().color)
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        bar.start()
        return bar, bar.add_task(self._words, total=None, rate="")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


class StatusLine:
    """Called with what is being worked on; the last line of a terminal says so until it is done."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._wanted = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = False

    def __call__(self, text: str) -> None:
        """Say it, once it has taken long enough."""
        if not self._wanted or monotonic() - self._begun < _PATIENCE:
            return
        style = terminal.err()
        self._write(style.shown(text)[: style.width - 1])
        self._shown = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._write("")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()
