"""Rows of a CSV file: cells separated by commas, names in the first line."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from policylang.core import codes, limits
from policylang.core.counting import counted
from policylang.engine.columns import PERSON, Columns, check_header
from policylang.engine.excerpt import empty_file, file_error
from policylang.engine.lines import Line
from policylang.engine.rows import RawRow, Reject, rejected
from policylang.model.values import InputProblem, composed

#: Most lines one row may go over, by way of line breaks inside quotation marks.
ROW_LINES: Final = 1_000


class _Record(NamedTuple):
    """The trimmed cells of a row, or why it has none."""

    line: int
    cells: list[str]
    text: str
    problem: InputProblem | None = None


def read_csv(lines: Iterator[Line], columns: Columns, file: str) -> Iterator[RawRow | Reject]:
    """The rows after the header; those without any text are passed over.

    Raises:
        HistoryError: the header is missing (PL411) or wrong (PL404 or PL423, PL409, PL418).
    """
    records = _records(lines)
    header = next((each for each in records if each.problem or any(each.cells)), None)
    if header is None:
        raise empty_file(file)
    if header.problem:
        raise file_error(file, header.problem, line=header.line, text=header.text)
    names = [composed(name) for name in header.cells]
    check_header(names, columns, file, header.line, header.text)
    width = len(names)
    unnamed = [place for place, name in enumerate(names) if not name]
    for line, cells, text, damage in records:
        problem = damage
        if damage is None and (len(cells) != width or unnamed):
            problem = _misfit(cells, width, unnamed)
        if problem is not None:
            yield rejected(file, line, text, problem, _person(names, cells))
        elif any(cells):
            values = dict(zip(names, cells, strict=True))
            if unnamed:
                del values[""]
            yield RawRow(line, values, text)


def _records(lines: Iterator[Line]) -> Iterator[_Record]:
    waiting: deque[Line] = deque()
    while line := waiting.popleft() if waiting else next(lines, None):
        number, text, problem = line
        if problem is not None:
            yield _Record(number, [], text, problem)
        elif '"' in text:
            yield _quoted(_Pull(line, waiting, lines))
        elif "\r" in text:
            yield _Record(number, [], text, _old_line_end())
        else:
            yield _Record(number, [cell.strip() for cell in text.split(",")], text)


class _Pull:
    """Hands the csv module the lines of one row, as many as its quotation marks span."""

    def __init__(self, first: Line, waiting: deque[Line], lines: Iterator[Line]) -> None:
        self.taken = [first]
        self.waiting = waiting
        self.lines = lines
        self.size = len(first.text.encode())
        self.begun = False

    def __iter__(self) -> _Pull:
        return self

    def __next__(self) -> str:
        if not self.begun:
            self.begun = True
            return self.taken[0].text + "\n"
        line = self.waiting.popleft() if self.waiting else next(self.lines, None)
        if line is None:
            raise _unclosed()
        self.taken.append(line)
        self.size += len(line.text.encode()) + 1
        if line.problem or self.size > limits.DATA_LINE_BYTES or len(self.taken) > ROW_LINES:
            raise _unclosed()
        return line.text + "\n"

    def put_back(self) -> None:
        """Let the lines after the first be read again, as rows of their own.

        A line is put back at most twice: between a quotation mark that is never closed and the
        place where that shows, no other is left open.
        """
        self.waiting.extendleft(reversed(self.taken[1:]))


def _quoted(pull: _Pull) -> _Record:
    number, text, _ = pull.taken[0]
    try:
        cells = next(csv.reader(pull, strict=True, skipinitialspace=True))
    except InputProblem as problem:
        pull.put_back()
        return _Record(number, [], text, problem)
    except csv.Error as error:
        pull.put_back()
        return _Record(number, [], text, _torn(error))
    text = "\n".join(line.text for line in pull.taken)
    return _Record(number, [cell.strip() for cell in cells], text)


def _misfit(cells: list[str], width: int, unnamed: list[int]) -> InputProblem | None:
    if not any(cells):
        return None
    if len(cells) != width:
        return InputProblem(
            codes.RAGGED_ROW,
            f"the row has {counted(len(cells), 'cell')}, the header {counted(width, 'column')}",
            "leave a cell empty but keep its comma; put a value that holds a comma in quotation "
            "marks",
        )
    full = next((place for place in unnamed if cells[place]), None)
    if full is None:
        return None
    message = f"cell {full + 1} of the row has a value, but its column has no name"
    return InputProblem(codes.RAGGED_ROW, message)


def _person(names: list[str], cells: list[str]) -> str | None:
    place = names.index(PERSON)
    return (cells[place] or None) if place < len(cells) else None


def _unclosed() -> InputProblem:
    return InputProblem(
        codes.MALFORMED_DATA,
        "a quotation mark is opened and never closed",
        "close it, or write a quotation mark inside a cell twice",
    )


def _torn(error: csv.Error) -> InputProblem:
    limit = csv.field_size_limit()
    if str(limit) in str(error):
        return InputProblem(codes.LINE_TOO_LONG, f"a cell is longer than {limit:,} characters")
    return InputProblem(
        codes.MALFORMED_DATA,
        "the quotation marks of the row do not fit together",
        'put the whole cell in quotation marks and write one inside it twice: `"say ""yes"""`',
    )


def _old_line_end() -> InputProblem:
    return InputProblem(
        codes.MALFORMED_DATA,
        "the line holds a carriage return in its middle",
        "save the file with the line ends of today's systems",
    )
