"""Which way a file of events goes: at once, in parts, or row by row."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TextIO

import attrs

from policylang.compiler import Evaluator
from policylang.compiler.columnar.reach import why_not
from policylang.engine.asked import Asked
from policylang.engine.bulk.copies import copy_of_csv
from policylang.engine.bulk.csv_columns import (
    WORTH,
    csv_batches,
    csv_header,
    csv_rows,
)
from policylang.engine.bulk.cutting import TOGETHER
from policylang.engine.bulk.databases import evaluate_database
from policylang.engine.bulk.joining import Found
from policylang.engine.bulk.plain_lines import UnusualError
from policylang.engine.bulk.run import Settings, evaluate_in_parts, open_folder
from policylang.engine.bulk.source import Layout, open_source
from policylang.engine.bulk.whole import evaluate_whole
from policylang.engine.columns import history_columns
from policylang.engine.readers import COLUMNAR, format_of
from policylang.engine.rejects import RejectLog
from policylang.engine.sql.address import Address
from policylang.model.history import Encoder
from policylang.model.machine import Machine

#: Bytes of memory that a row takes while it is evaluated, and more for each field of an action.
_ROW_BYTES = 96
_FIELD_BYTES = 32
#: Bytes of a row of CSV, at least.
_TEXT_BYTES = 30


def rows_within(memory: int, machine: Machine) -> int:
    """How many rows can be looked at together in so many bytes of memory."""
    return max(memory // (_ROW_BYTES + _FIELD_BYTES * machine.width), 1_000)


def evaluate_columns(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    rejects: TextIO | None,
    settings: Settings,
    *,
    in_parts: bool,
) -> Found | None:
    """Evaluate everybody in a file that is, or can be read as, columns.

    Args:
        rejects: takes the rejected rows as CSV; nothing is written to it where None is returned.
        in_parts: whether there is a place for parts, if the file needs some.

    Returns:
        What was found; None where `batch.evaluate` has to do it, which then finds room for all.

    Raises:
        FolderError: the folder of parts may not be used.
        HistoryError: a file as a whole cannot be read, or the days asked for do not fit.
        OSError: a file cannot be read or written.
    """
    if isinstance(asked.history, Address):
        return evaluate_database(
            evaluator, encoder, asked, asked.history, rejects, settings, in_parts=in_parts
        )
    if not isinstance(asked.history, str | PathLike):
        return None
    path, machine = Path(asked.history), evaluator.machine
    kind = format_of(asked.history, asked.format)
    if kind == "csv":
        return _csv(evaluator, encoder, asked, path, rejects, settings, in_parts=in_parts)
    if kind not in COLUMNAR:
        return None
    source = open_source(path, machine)
    if source.rows <= settings.rows or not in_parts:
        if why_not(machine) is not None:
            return None
        batches = source.table.batches(source.columns, TOGETHER)
        found = evaluate_whole(evaluator, encoder, asked, source.layout, batches, source.rows)
        return _without_rejects(found, rejects)
    folder = open_folder(evaluator, asked, source.files, settings)
    with folder:
        return evaluate_in_parts(
            evaluator, encoder, asked, source, folder, RejectLog(rejects), settings
        )


def _without_rejects(found: Found | None, rejects: TextIO | None) -> Found | None:
    """Write the head of the rejected rows, where it is clear that there are none."""
    if found is not None:
        RejectLog(rejects)
    return found


def _csv(
    evaluator: Evaluator,
    encoder: Encoder,
    asked: Asked,
    path: Path,
    rejects: TextIO | None,
    settings: Settings,
    *,
    in_parts: bool,
) -> Found | None:
    size = path.stat().st_size if path.is_file() else 0
    fits = size <= settings.rows * _TEXT_BYTES
    if size < WORTH or not (fits or in_parts):
        return None
    try:
        names = csv_header(path, history_columns(evaluator.machine))
        if fits and why_not(evaluator.machine) is None:
            layout, rows = Layout(str(path), names, is_text=True), csv_rows(path)
            batches = csv_batches(path, names)
            found = evaluate_whole(evaluator, encoder, asked, layout, batches, rows)
            return _without_rejects(found, rejects)
        if fits:
            return None
    except UnusualError:
        return None
    # Text takes more room than what it says.
    settings = attrs.evolve(settings, rows=max(settings.rows // 2, 1))
    folder = open_folder(evaluator, asked, (path,), settings)
    with folder:
        try:
            source = copy_of_csv(path, evaluator.machine, folder, settings.on_step)
        except UnusualError:
            folder.remove()
            return None
        return evaluate_in_parts(
            evaluator, encoder, asked, source, folder, RejectLog(rejects), settings
        )
