"""A data file line by line, in bounded memory however long its lines are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

from policylang.core import codes, limits
from policylang.engine.excerpt import file_error
from policylang.model.values import InputProblem

#: Bytes read between two reports of progress, and at once while a long line is skipped.
_STEP: Final = 256 * 1024
_UTF8_MARK: Final = b"\xef\xbb\xbf"
#: First bytes of files that are no text at all, with what to say about them.
_FOREIGN: Final = (
    (b"\xff\xfe", "this is UTF-16 text"),
    (b"\xfe\xff", "this is UTF-16 text"),
    (b"PK\x03\x04", "this is a spreadsheet or another packed file, not text"),
    (b"\x1f\x8b", "this is a compressed file, not text"),
)
_SAVE_AS: Final = "save it as text in UTF-8 (a spreadsheet offers `CSV UTF-8`)"


class Line(NamedTuple):
    """One line without its line end, or, where there is a `problem`, its beginning."""

    number: int
    text: str
    problem: InputProblem | None = None


def read_lines(
    stream: BinaryIO, file: str, report: Callable[[int], None] = lambda _: None
) -> Iterator[Line]:
    """The lines of a stream of UTF-8 text, numbered from 1; a byte order mark is left out.

    A line that is too long (PL412) or not UTF-8 text (PL410) comes with its problem, the lines
    after it as ever. At most `limits.DATA_LINE_BYTES` of a line are held.

    Args:
        file: its name, for messages.
        report: called now and then with the bytes read so far.

    Raises:
        HistoryError: the file is no text, told from its first bytes (PL410).
    """
    most = limits.DATA_LINE_BYTES
    done = number = due = 0
    while raw := stream.readline(most + 2 + (0 if number else len(_UTF8_MARK))):
        number += 1
        done += len(raw)
        if number == 1:
            check_opening(raw, file)
            raw = raw.removeprefix(_UTF8_MARK)
        if done >= due:
            report(done)
            due = done + _STEP
        ended = raw.endswith(b"\n")
        if ended:
            raw = raw[:-2] if raw.endswith(b"\r\n") else raw[:-1]
        if len(raw) > most:
            yield Line(number, _beginning(raw), _too_long(most))
            # Only when asked for more: a header like this ends the reading at once.
            while not ended and (rest := stream.readline(_STEP)):
                ended = rest.endswith(b"\n")
                done += len(rest)
                report(done)
            continue
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            yield Line(number, _beginning(raw), _not_utf8(error))
            continue
        if "\0" in text:
            problem = InputProblem(codes.DATA_NOT_TEXT, "the line holds a zero byte", _SAVE_AS)
            yield Line(number, _beginning(raw), problem)
        else:
            yield Line(number, text)
    report(done)


def check_opening(raw: bytes, file: str) -> None:
    """Refuse a file whose first bytes say that it is no text (PL410)."""
    for mark, what in _FOREIGN:
        if raw.startswith(mark):
            raise file_error(file, InputProblem(codes.DATA_NOT_TEXT, what, _SAVE_AS))


def _beginning(raw: bytes) -> str:
    return raw[:400].decode(errors="backslashreplace")


def _too_long(most: int) -> InputProblem:
    return InputProblem(
        codes.LINE_TOO_LONG,
        f"the line is longer than {most:,} bytes",
        "a row is one line; has the file lost its line ends?",
    )


def _not_utf8(error: UnicodeDecodeError) -> InputProblem:
    byte = error.object[error.start]
    return InputProblem(
        codes.DATA_NOT_TEXT,
        f"byte {error.start + 1} of the line (0x{byte:02X}) is not UTF-8 text",
        _SAVE_AS,
    )
