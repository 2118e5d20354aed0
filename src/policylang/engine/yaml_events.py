"""The events of a plain YAML text: nothing is built or run, whatever is not plain is refused."""

from __future__ import annotations

from typing import Any, BinaryIO, Final

import yaml

from policylang.core import codes, limits
from policylang.core.diagnostics import Code
from policylang.core.errors import HistoryError
from policylang.engine.excerpt import file_error
from policylang.engine.lines import check_opening
from policylang.model.values import InputProblem

#: The parser in C where PyYAML was built with it: the same events, ten times as fast.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN: Final = yaml.reader.Reader.NON_PRINTABLE
#: What a text that cannot be parsed may raise: the Python parser lets escapes that are none
#: (`"\\UFFFFFFFF"`) through to `chr`.
_BROKEN: Final = (yaml.YAMLError, ValueError, OverflowError)
OPENING: Final = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
CLOSING: Final = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
#: What YAML writes for "nothing", without quotation marks.
NOTHING: Final = frozenset(("", "~", "null", "Null", "NULL"))


def read_text(stream: BinaryIO, file: str) -> str:
    """The whole of a YAML file.

    Raises:
        HistoryError: it is too large (PL425) or not text that YAML allows (PL410).
    """
    raw = stream.read(limits.YAML_BYTES + 1)
    if len(raw) > limits.YAML_BYTES:
        message = f"the file is larger than {limits.YAML_BYTES:,} bytes, the most YAML may have"
        help = "give large files as CSV or JSON Lines"
        raise file_error(file, InputProblem(codes.DATA_TOO_LARGE, message, help))
    check_opening(raw, file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte 0x{raw[error.start]:02X} is not UTF-8 text"
        help = "save the file as text in UTF-8"
        line = error.object.count(b"\n", 0, error.start) + 1
        found = InputProblem(codes.DATA_NOT_TEXT, message, help)
        raise file_error(file, found, line=line) from None
    if bad := _FORBIDDEN.search(text):
        message = f"character U+{ord(bad[0]):04X} cannot stand in YAML"
        line = text.count("\n", 0, bad.start()) + 1
        raise file_error(file, InputProblem(codes.DATA_NOT_TEXT, message), line=line)
    return text


class PlainEvents:
    """Walks over the events of a text, and knows on which line each begins."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self._depth = 0
        self._reached = 0
        self._events = yaml.parse(text, Loader=_LOADER)
        self._counted = (0, 1)

    def next(self) -> Any:
        """The next event.

        Raises:
            HistoryError: the text is not well-formed (PL418), is nested too deeply, or has an
                anchor, an alias or a type tag (PL415).
        """
        try:
            event: Any = next(self._events)
        except _BROKEN as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or ""
            raise self._malformed(mark.index if mark else self._reached, what) from None
        self._reached = event.end_mark.index
        if getattr(event, "anchor", None) is not None:
            raise self.error(
                event,
                "anchors and aliases (`&` and `*`) are not accepted",
                "write the value out, or put it in quotation marks if it begins like that",
                codes.UNSAFE_YAML,
                mark="*" if isinstance(event, yaml.AliasEvent) else "&",
            )
        if getattr(event, "tag", None) is not None:
            raise self.error(
                event,
                "type tags (`!`) are not accepted",
                "write the value alone, or put it in quotation marks if it begins like that",
                codes.UNSAFE_YAML,
                mark="!",
            )
        if isinstance(event, OPENING):
            self._depth += 1
            if self._depth > limits.DATA_NESTING:
                raise self.error(
                    event,
                    f"lists and objects are nested more than {limits.DATA_NESTING} deep",
                    "a file of rows is a list of rows with plain values",
                    codes.UNSAFE_YAML,
                )
        elif isinstance(event, CLOSING):
            self._depth -= 1
        return event

    def root(self) -> Any | None:
        """The first event of what the text holds; None where it holds nothing."""
        self.next()  # the start of the text
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None
        event = self.next()
        return None if is_nothing(event) else event

    def finish(self, help: str) -> None:
        """Go to the end, once the outermost value is read.

        Raises:
            HistoryError: another document follows (PL418), or the text is not well-formed.
        """
        self.next()  # the end of the document
        if not isinstance(event := self.next(), yaml.StreamEndEvent):
            raise self.error(event, "a second document begins here", help)

    def skip(self, start: Any) -> Any:
        """Pass over a value whose first event has been taken; its last event."""
        event = start
        outside = self._depth - isinstance(start, OPENING)
        while self._depth > outside:
            event = self.next()
        return event

    @property
    def place(self) -> int:
        """How many characters have been read up to the last line asked about."""
        return self._counted[0]

    def line(self, event: Any) -> int:
        """The line an event begins on. Lines are asked about in order, each counted once."""
        return self._line(event.start_mark.index)

    def between(self, start: Any, end: Any) -> str:
        """The text of a value, at most as much of it as is ever shown."""
        first = start.start_mark.index
        return self.text[first : min(end.end_mark.index, first + 400)].strip()

    def error(
        self,
        event: Any,
        message: str,
        help: str,
        code: Code = codes.MALFORMED_DATA,
        *,
        mark: str = "",
    ) -> HistoryError:
        """The error for a file that cannot be used because of what stands here.

        Args:
            mark: with what the word begins that is to be pointed at; else it is the line.
        """
        place = event.start_mark.index
        word = _word(self.text, self.text.find(mark, place), place) if mark else None
        return self._error(place, InputProblem(code, message, help), word)

    def _malformed(self, place: int, what: str) -> HistoryError:
        message = "the file is not well-formed YAML here"
        help = "look at the indents, colons and quotation marks on this line and before it"
        if what.startswith("mapping values are not allowed"):
            message = "a colon stands here where no value can follow a name"
            help = "put a text that holds a colon in quotation marks; else look at the indents"
        return self._error(place, InputProblem(codes.MALFORMED_DATA, message, help))

    def _error(self, place: int, problem: InputProblem, mark: str | None = None) -> HistoryError:
        place = min(place, max(len(self.text.rstrip()) - 1, 0))  # not behind the last line
        start = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        text = self.text[start : end if end >= 0 else None]
        return file_error(self.file, problem, line=self._line(place), text=text, mark=mark)

    def _line(self, place: int) -> int:
        before, line = self._counted
        line += self.text.count("\n", before, place)
        self._counted = (place, line)
        return line


def is_value(event: Any) -> bool:
    """Whether an event is a single value."""
    return isinstance(event, yaml.ScalarEvent)


def is_nothing(event: Any) -> bool:
    """Whether an event is a single value that says there is none."""
    return is_value(event) and not event.style and event.value in NOTHING


def is_list(event: Any) -> bool:
    """Whether a list begins with an event."""
    return isinstance(event, yaml.SequenceStartEvent)


def is_mapping(event: Any) -> bool:
    """Whether values by name begin with an event."""
    return isinstance(event, yaml.MappingStartEvent)


def is_end(event: Any) -> bool:
    """Whether a list or a mapping ends with an event."""
    return isinstance(event, CLOSING)


def _word(text: str, start: int, place: int) -> str | None:
    """The word of a text that begins at `start`, where that is on the line of `place`."""
    if start < 0 or "\n" in text[place:start]:
        return None
    return text[start : start + 400].split(maxsplit=1)[0].rstrip(",]}:")
