"""Reads a policy file and the files it uses, and never leaves its folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import attrs

from policylang.core import codes, limits
from policylang.core.diagnostics import Code, Diagnostic, Label, in_order
from policylang.core.errors import PolicyError
from policylang.core.named_files import inside
from policylang.core.source import SourceFile, Span
from policylang.syntax import nodes as tree
from policylang.syntax.parser import Parsed, parse


def load(path: Path) -> Parsed:
    """Parse a policy file with everything it uses, as one tree.

    The blocks of a used file stand in the place of its `use`; a file used twice counts once.
    Reports PL011, PL012, PL017, PL018 and PL019 beside the syntax errors of all files.

    Raises:
        OSError: the file itself cannot be read.
    """
    try:
        source = read_policy(path, str(path))
    except PolicyError as error:
        return Parsed(None, error.diagnostics)
    return load_as(path, source)


def load_as(path: Path, source: SourceFile) -> Parsed:
    """The same with a text that stands, or could stand, in a file."""
    # After reading: a link that leads round to itself is an OSError there, but not of `resolve`.
    place = path.resolve()
    reader = _Reader(place.parent, path.parent)
    items = list(reader.items(source, place))
    found = in_order(reader.found)
    if any(diagnostic.is_error for diagnostic in found):
        return Parsed(None, found)
    return Parsed(tree.PolicyFile(tuple(items), source.span(0, len(source.text))), found)


def parse_text(source: SourceFile) -> Parsed:
    """Parse a text that is in no folder, so that it can use no files (PL018).

    A byte order mark, line ends and accents are dealt with as in a file.
    """
    parsed = parse(SourceFile(source.name, _plain(source.text)))
    uses = [item for item in parsed.tree.items if isinstance(item, tree.Use)] if parsed.tree else []
    if not uses:
        return parsed
    message = "a policy given as text cannot use files"
    advice = "save it in a file and load that"
    found = [
        Diagnostic(codes.USE_UNREADABLE, message, (Label(use.path.span),), advice) for use in uses
    ]
    return Parsed(None, in_order(found))


def read_policy(path: Path, name: str) -> SourceFile:
    """The text of a policy file, with any line ends and with or without a byte order mark.

    Raises:
        PolicyError: it is too large (PL012) or not UTF-8 (PL011).
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(limits.POLICY_BYTES + 1)
    if len(content) > limits.POLICY_BYTES:
        empty = SourceFile(name, "").span(0, 0)
        message = f"a policy file has at most {limits.POLICY_BYTES // 2**20} MiB"
        advice = "split it into several files and join them with `use`"
        raise PolicyError([Diagnostic(codes.FILE_TOO_LARGE, message, (Label(empty),), advice)])
    try:
        return SourceFile(name, _plain(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise PolicyError([_not_utf8(name, content, error.start)]) from None


#: Most accents on one letter: what Unicode calls stream-safe.
_ACCENTS = 30
_FOREIGN = re.compile(rf"[^\x00-\u02ff]{{{_ACCENTS},}}")


def _plain(text: str) -> str:
    """A text without byte order mark, with simple line ends and each letter as one character.

    Some systems write `é` as a letter and its accent, and an accent by itself is no letter.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    # Composing takes time with the square of the accents on one letter. No script needs so many:
    # left as they are, they are refused as characters without a meaning.
    return text if _overloaded(text) else unicodedata.normalize("NFC", text)


def _overloaded(text: str) -> bool:
    """Whether some letter carries more accents than any text does."""
    for stretch in _FOREIGN.finditer(text):
        accents = 0
        for letter in stretch[0]:
            accents = accents + 1 if unicodedata.combining(letter) else 0
            if accents > _ACCENTS:
                return True
    return False


def _not_utf8(name: str, content: bytes, at: int) -> Diagnostic:
    readable = SourceFile(name, content.decode("utf-8", "replace"))
    place = len(content[:at].decode("utf-8", "replace"))
    return Diagnostic(
        codes.NOT_TEXT,
        "the file is not text in UTF-8",
        (Label(readable.span(place, place + 1), "unreadable from here"),),
        "save it as UTF-8",
    )


@attrs.define
class _Reader:
    """Follows `use`. `open_files` are the files being read, outermost first.

    No file outside `folder` is read; `shown` is that folder as the caller called it.
    """

    folder: Path
    shown: Path
    found: list[Diagnostic] = attrs.field(factory=list)
    seen: set[Path] = attrs.field(factory=set)
    open_files: list[Path] = attrs.field(factory=list)

    def items(self, source: SourceFile, path: Path) -> Iterator[tree.Item]:
        """The blocks of a file, those of the files it uses in place of its `use`."""
        self.seen.add(path)
        parsed = parse(source)
        self.found.extend(parsed.diagnostics)
        if parsed.tree is None:
            return
        self.open_files.append(path)
        for item in parsed.tree.items:
            if isinstance(item, tree.Use):
                yield from self._used(item, path.parent)
            else:
                yield item
        self.open_files.pop()

    def _used(self, use: tree.Use, here: Path) -> Iterator[tree.Item]:
        written, span = use.path.value, use.path.span
        target = inside(self.folder, written, here)
        if target is None:
            self._report(
                codes.USE_LEAVES_FOLDER,
                f"`{written[:60]}` is not inside the folder of this policy",
                span,
                "put the file beside the policy and use its name",
            )
        elif target in self.open_files:
            self._report(
                codes.USE_CYCLE,
                f"`{written[:60]}` uses this file in turn",
                span,
                "let one of the two files stand by itself",
            )
        elif target not in self.seen:
            yield from self._read(written, target, span)

    def _read(self, written: str, target: Path, span: Span) -> Iterator[tree.Item]:
        if len(self.seen) >= limits.POLICY_FILES:
            self._report(
                codes.USE_UNREADABLE,
                f"a policy has at most {limits.POLICY_FILES} files",
                span,
                "put some of them together",
            )
            return
        try:
            if not target.is_file():
                raise FileNotFoundError(target)
            source = read_policy(target, str(self.shown / target.relative_to(self.folder)))
        except PolicyError as error:
            self.seen.add(target)
            self.found.extend(error.diagnostics)
            return
        except OSError:
            self._report(
                codes.USE_UNREADABLE,
                f"there is no readable file `{written[:60]}`",
                span,
                "check the name; it is looked for in the folder of this file",
            )
            return
        yield from self.items(source, target)

    def _report(self, code: Code, message: str, span: Span, help: str) -> None:
        self.found.append(Diagnostic(code, message, (Label(span),), help))
