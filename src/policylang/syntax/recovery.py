"""Every syntax error of a text, in one pass over each block.

Panic mode, the classic way: where the parser is stuck the problem is reported, the text is
skipped to the next place where a clause may begin, and the parser's stack is unwound until it
can go on from there. Blocks are cut apart first, so damage never spreads from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import lark
from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.utils import TextSlice

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.core.suggest import nearest
from policylang.syntax.blocks import WORD, Piece, first_on_line, is_block, pieces
from policylang.syntax.messages import Stuck, explain
from policylang.syntax.words import BLOCKS, CLAUSES, kind_of_block


def diagnose(source: SourceFile, table: lark.Lark) -> list[Diagnostic]:
    """The errors of a text that does not parse, in order of place.

    No more are looked for than are shown.
    """
    return list(islice(_errors(source, table), limits.DIAGNOSTICS))


def _errors(source: SourceFile, table: lark.Lark) -> Iterator[Diagnostic]:
    for piece in pieces(source):
        if is_block(piece):
            yield from _block_errors(source, piece, table)
        else:
            yield _not_a_block(source, piece)


def _not_a_block(source: SourceFile, piece: Piece) -> Diagnostic:
    span = source.span(piece.start, piece.start + len(piece.word))
    if piece.word == "}":
        return Diagnostic(
            codes.STRAY_BRACE,
            "this closing brace closes nothing",
            (Label(span),),
            "leave it out, or look for a missing `{` above",
        )
    if not piece.opened:
        clause = any(piece.word in clauses for clauses in CLAUSES.values())
        return Diagnostic(
            codes.STRAY_BRACE,
            f"`{piece.word[:40]}` stands outside any block",
            (Label(span),),
            "put it inside the braces of a block; one above may close too early"
            if clause
            else "comments start with `#`; rules stand inside a block: `action name { ... }`",
        )
    near = nearest(piece.word, BLOCKS)
    return Diagnostic(
        codes.UNKNOWN_BLOCK,
        f"there is no block called `{piece.word[:40]}`",
        (Label(span),),
        f"did you mean `{near}`?" if near else f"the blocks are {', '.join(BLOCKS)}",
    )


def _block_errors(source: SourceFile, piece: Piece, table: lark.Lark) -> Iterator[Diagnostic]:
    """The errors of one block."""
    run = _Run(source, piece, table)
    while (stuck := run.until_stuck()) is not None:
        if stuck.word is None and not piece.closed and (piece.opened or stuck.at_end):
            yield _unclosed(source, piece)
            return
        yield explain(source, stuck)
        if not run.go_on(stuck):
            return


def _unclosed(source: SourceFile, piece: Piece) -> Diagnostic:
    line_end = source.text.find("\n", piece.start)
    head_end = line_end if 0 <= line_end < piece.end else piece.end
    head = source.text[piece.start : head_end].split("#")[0].rstrip()
    last = max(piece.start, piece.end - 1)
    return Diagnostic(
        codes.UNCLOSED_BLOCK,
        f"the {piece.word} block is not closed" if piece.opened else "this block has no braces",
        (
            Label(source.span(piece.start, piece.start + max(1, len(head))), "it begins here"),
            Label(source.span(last, piece.end), "and should end by here"),
        ),
        "add `}` at its end" if piece.opened else f"write `{BLOCKS[piece.word]} ... }}`",
    )


class _Run:
    """One run of the parser over a block, with what it has read."""

    def __init__(self, source: SourceFile, piece: Piece, table: lark.Lark) -> None:
        self.source = source
        self.piece = piece
        self.parser = table.parse_interactive(TextSlice(source.text, piece.start, piece.end))
        self.state = self.parser.parser_state
        self.lexer = self.parser.lexer_thread
        assert self.lexer.state is not None
        self.place = self.lexer.state.line_ctr
        self.place.char_pos = piece.start
        self.read: list[Token] = []
        self.resumed = -1

    def until_stuck(self) -> Stuck | None:
        """Go on until the end (None) or the next word that does not fit."""
        try:
            for token in self.lexer.lex(self.state):  # type: ignore[no-untyped-call]
                self.state.feed_token(token)
                self.read.append(token)
            self.state.feed_token(Token("$END", ""), True)
            return None
        except UnexpectedToken as error:
            token = error.token
            if token.type == "$END":
                return self._stuck(self.piece.end, None, error)
            return self._stuck(token.start_pos or 0, str(token), error)
        except UnexpectedCharacters as error:
            at = self.place.char_pos
            return self._stuck(at, self.source.text[at], error)

    def _stuck(self, at: int, word: str | None, error: UnexpectedInput) -> Stuck:
        accepted = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
        accepted |= set(getattr(error, "allowed", None) or ())
        kind = kind_of_block(self.piece.word)
        return Stuck(kind, at, word, tuple(self.read), frozenset(accepted), self.piece.start)

    def go_on(self, stuck: Stuck) -> bool:
        """Skip to where a clause may begin and unwind the stack to it; False if there is none."""
        for place in self._places(stuck):
            if place <= self.resumed:
                continue
            if self._unwind(place):
                self.resumed = place
                self.place.char_pos = place
                return True
        return False

    def _places(self, stuck: Stuck) -> Iterator[int]:
        """Where a clause of this block may begin, from the place of the error on."""
        text, clauses = self.source.text, CLAUSES[stuck.kind]
        for match in WORD.finditer(text, stuck.at, self.piece.end):
            word = match[0]
            here = match.start()
            if here == stuck.at:
                fits = word == "}" or stuck.word in clauses
            else:
                fits = word == "}" or first_on_line(text, here)
            if fits:
                yield here

    def _unwind(self, place: int) -> bool:
        """Pop the stack to the innermost state that can read the word at a place."""
        states = self.state.parse_conf.states
        text = TextSlice(self.source.text, place, self.piece.end)
        lexers = self.lexer.lexer.lexers  # type: ignore[attr-defined]
        for depth in range(len(self.state.state_stack) - 1, 0, -1):
            position = self.state.state_stack[depth]
            if not self._between_clauses(states[position]):
                continue
            found = lexers[position].match(text, place)
            if found and found[1] in states[position]:
                del self.state.state_stack[depth + 1 :]
                del self.state.value_stack[depth:]
                return True
        return False

    @staticmethod
    def _between_clauses(actions: dict[str, Any]) -> bool:
        """Whether a state may read a clause or the end of the block next, by shifting it."""
        brace = actions.get("RBRACE")
        return brace is not None and "SOURCE" in actions
