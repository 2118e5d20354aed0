"""The parser of one block, a word at a time: it can say what would fit, and go back.

It walks the same table as the parser that builds the tree, and builds nothing. All of it takes
time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import count
from typing import Any, Final

import lark
from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.parsers.lalr_analysis import Shift
from lark.utils import TextSlice

from policylang.core.source import SourceFile
from policylang.syntax.blocks import WORD, Piece
from policylang.syntax.stuck import Stuck
from policylang.syntax.words import RESERVED, kind_of_block

#: What fits after a name that could only be the name of a new field or figure.
_DECLARING: Final = ({"COLON", "TEXT"}, {"COLON"}, {"EQUAL"})
#: Most steps taken to find out whether a word fits; then the table is believed.
_STEPS: Final = 1_000


class Stepper:
    """Reads a block. `read` holds its words so far; `place_of_error` where it stopped last."""

    def __init__(self, source: SourceFile, piece: Piece, table: lark.Lark) -> None:
        self.source = source
        self.piece = piece
        parser = table.parse_interactive(self._text_from(piece.start))
        conf = parser.parser_state.parse_conf
        self.read: list[Token] = []
        self.place_of_error = piece.start
        self._states: dict[Any, dict[str, Any]] = conf.states
        self._end: Any = conf.end_state
        self._stack: list[Any] = [conf.start_state]
        #: For each of the words read last: how much of the stack it left, and what it took away.
        self._taken: deque[tuple[int, list[Any]]] = deque(maxlen=2)
        self._lexer = parser.lexer_thread
        assert self._lexer.state is not None
        self._cursor = self._lexer.state.line_ctr
        self._cursor.char_pos = piece.start

    @property
    def place(self) -> int:
        """Where the next word is looked for."""
        return int(self._cursor.char_pos)

    @property
    def position(self) -> Any:
        """The state of the parser, which tells the lexer what to look for."""
        return self._stack[-1]

    def until_stuck(self) -> Stuck | None:
        """Go on until the end (None) or the next word that does not fit."""
        try:
            for token in self._lexer.lex(self):  # type: ignore[no-untyped-call]
                if not self._take(token.type):
                    return self._stuck(token.start_pos or 0, str(token))
                self.read.append(token)
        except UnexpectedToken as error:
            return self._stuck(error.token.start_pos or 0, str(error.token))
        except UnexpectedCharacters:
            at = self._cursor.char_pos
            word = WORD.match(self.source.text, at, self.piece.end)
            whole = word is not None and word[0][0].isalpha()
            return self._stuck(at, word[0] if word and whole else self.source.text[at])
        return None if self._fits("$END", self._stack) else self._stuck(self.piece.end, None)

    def go_on_at(self, places: Iterable[int]) -> bool:
        """Go on at the first of some places where a clause may begin or the block may end.

        What was read of the clause before it is forgotten. False if there is no such place.
        """
        depths = [d for d, state in enumerate(self._stack) if _between_clauses(self._states[state])]
        lexers = self._lexer.lexer.lexers  # type: ignore[attr-defined]
        for place in places:
            for depth in reversed(depths):
                state = self._stack[depth]
                found = lexers[state].match(self._text_from(place), place)
                fits = found and found[1] in self._states[state]
                if fits and not (found[1] == "NAME" and found[0] in RESERVED):
                    del self._stack[depth + 1 :]
                    self._taken.clear()
                    self._cursor.char_pos = place
                    return True
        return False

    def _text_from(self, start: int) -> TextSlice[str]:
        return TextSlice(self.source.text, start, self.piece.end)

    # --- the table ---------------------------------------------------------------------------

    def _take(self, terminal: str) -> bool:
        """Take in a word; False, and nothing changed, if it does not fit."""
        found = self._reading(terminal, self._stack, None)
        if found is None:
            return False
        kept, added = found
        self._taken.append((kept, self._stack[kept:]))
        self._stack[kept:] = added
        return True

    def _fits(self, terminal: str, stack: list[Any]) -> bool:
        return self._reading(terminal, stack, _STEPS) is not None

    def _reading(
        self, terminal: str, stack: list[Any], steps: int | None
    ) -> tuple[int, list[Any]] | None:
        """How much of a stack stays and what comes on top if a word is read; None if it cannot be.

        Looks no further than some steps ahead, if a number of them is given.
        """
        kept, added = len(stack), list[Any]()
        for _ in count() if steps is None else range(steps):
            top = added[-1] if added else stack[kept - 1]
            if terminal == "$END" and top == self._end:
                break
            found = self._states[top].get(terminal)
            if found is None:
                return None
            action, what = found
            if action is Shift:
                return kept, [*added, what]
            size = len(what.expansion)
            kept -= max(0, size - len(added))
            del added[max(0, len(added) - size) :]
            under = added[-1] if added else stack[kept - 1]
            added.append(self._states[under][what.origin.name][1])
        return kept, added

    # --- what is said ------------------------------------------------------------------------

    def _stuck(self, at: int, word: str | None) -> Stuck:
        """The situation at a word, or before a name that was read for want of anything else."""
        self.place_of_error = at
        read, stack, accepted = self.read, self._stack, self._accepted(self._stack)
        if accepted in _DECLARING and len(read) > 2:
            back = 2 if read[-1].type == "TEXT" else 1
            name = read[-back]
            at, word, read = name.start_pos or 0, str(name), read[:-back]
            stack = self._stack_before(back)
            accepted = self._accepted(stack)
        return Stuck(kind_of_block(self.piece.word), at, word, tuple(read), accepted)

    def _stack_before(self, words: int) -> list[Any]:
        """The stack as it was some words ago."""
        stack = self._stack
        for left, taken in list(self._taken)[: -words - 1 : -1]:
            stack = [*stack[:left], *taken]
        return stack

    def _accepted(self, stack: list[Any]) -> frozenset[str]:
        """What could follow. The table alone promises more than is so."""
        choices = self._states[stack[-1]]
        return frozenset(each for each in choices if each.isupper() and self._fits(each, stack))


def _between_clauses(actions: dict[str, Any]) -> bool:
    """Whether a clause or the end of the block may be read next, with nothing left open."""
    found = (actions.get("RBRACE"), actions.get("SOURCE"))
    return all(each is not None and each[0] is Shift for each in found)
