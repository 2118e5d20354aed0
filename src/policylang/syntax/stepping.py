"""The parser of one block, a word at a time: it can say what would fit, and go back.

It walks the same table as the parser that builds the tree, and builds nothing. All of it takes
time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final

from policylang.core.source import SourceFile
from policylang.syntax.blocks import WORD, Piece
from policylang.syntax.lexer import Token
from policylang.syntax.stuck import Stuck
from policylang.syntax.table import END, Table
from policylang.syntax.words import kind_of_block

#: What fits after a name that could only be the name of a new field or figure.
_DECLARING: Final = ({"COLON", "TEXT"}, {"COLON"}, {"EQUAL"})
#: Most steps taken to find out whether a word fits; then the table is believed.
_STEPS: Final = 1_000


class Stepper:
    """Reads a block. `read` holds its words so far; `place_of_error` where it stopped last."""

    def __init__(self, source: SourceFile, piece: Piece, table: Table) -> None:
        self.source = source
        self.piece = piece
        self.read: list[Token] = []
        #: Where the next word is looked for.
        self.place = piece.start
        self.place_of_error = piece.start
        self._table = table
        self._stack = [table.start]
        #: The numbers of the words that began the last two clauses.
        self._begun: deque[int] = deque([0], maxlen=2)
        #: For each of the words read last: how much of the stack it left, and what it took away.
        self._taken: deque[tuple[int, list[int]]] = deque(maxlen=2)

    def until_stuck(self) -> Stuck | None:
        """Go on until the end (None) or the next word that does not fit."""
        text, end = self.source.text, self.piece.end
        while token := self._table.scanner(self._stack[-1]).word(text, self.place, end):
            self.place = token.end_pos
            if not self._take(token.type):
                return self._stuck(token.start_pos, str(token))
            self.read.append(token)
        at = self._table.lexer.skip(text, self.place, end)
        if at < end:
            return self._stuck(at, self._strange_word(at))
        return None if self._fits(END, self._stack) else self._stuck(end, None)

    def _strange_word(self, at: int) -> str:
        """A word that does not fit here, as far as it is one."""
        text, end = self.source.text, self.piece.end
        if known := self._table.lexer.any_word(text, at, end):
            return known
        word = WORD.match(text, at, end)
        return word[0] if word and word[0][0].isalpha() else text[at]

    def go_on_at(self, places: Iterable[int]) -> bool:
        """Go on at the first of some places where a clause may begin or the block may end.

        What was read of the clause before it is forgotten. False if there is no such place.
        """
        text, end, actions = self.source.text, self.piece.end, self._table.actions
        depths = [d for d, state in enumerate(self._stack) if _between_clauses(actions[state])]
        for place in places:
            for depth in reversed(depths):
                state = self._stack[depth]
                found = self._table.scanner(state).word(text, place, end)
                if found and found.start_pos == place and found.type in actions[state]:
                    del self._stack[depth + 1 :]
                    self._taken.clear()
                    self._begun.append(len(self.read))
                    self.place = place
                    return True
        return False

    # --- the table ---------------------------------------------------------------------------

    def _take(self, terminal: str) -> bool:
        """Take in a word; False, and nothing changed, if it does not fit."""
        found = self._reading(terminal, self._stack, None)
        if found is None:
            return False
        kept, added = found
        under = added[-2] if len(added) > 1 else self._stack[kept - 1]
        if _between_clauses(self._table.actions[under]):
            self._begun.append(len(self.read))
        self._taken.append((kept, self._stack[kept:]))
        self._stack[kept:] = added
        return True

    def _fits(self, terminal: str, stack: list[int]) -> bool:
        return self._reading(terminal, stack, _STEPS) is not None

    def _reading(
        self, terminal: str, stack: list[int], steps: int | None
    ) -> tuple[int, list[int]] | None:
        """How much of a stack stays and what comes on top if a word is read; None if it cannot be.

        Looks no further than some steps ahead, if a number of them is given.
        """
        table = self._table
        kept, added = len(stack), list[int]()
        for _ in count() if steps is None else range(steps):
            top = added[-1] if added else stack[kept - 1]
            if terminal == END and top == table.end:
                break
            action = table.actions[top].get(terminal)
            if action is None:
                return None
            if action >= 0:
                return kept, [*added, action]
            rule = table.rules[~action]
            kept -= max(0, rule.size - len(added))
            del added[max(0, len(added) - rule.size) :]
            under = added[-1] if added else stack[kept - 1]
            added.append(table.gotos[under][rule.name])
        return kept, added

    # --- what is said ------------------------------------------------------------------------

    def _stuck(self, at: int, word: str | None) -> Stuck:
        """The situation at a word, or before a name that was read for want of anything else."""
        self.place_of_error = at
        read, stack, accepted = self.read, self._stack, self._accepted(self._stack)
        if accepted in _DECLARING and len(read) > 2:
            back = 2 if read[-1].type == "TEXT" else 1
            name = read[-back]
            at, word, read = name.start_pos, str(name), read[:-back]
            stack = self._stack_before(back)
            accepted = self._accepted(stack)
        kind = kind_of_block(self.piece.word)
        begun = max((each for each in self._begun if each < len(read)), default=0)
        return Stuck(self.source, kind, at, word, tuple(read), begun, accepted)

    def _stack_before(self, words: int) -> list[int]:
        """The stack as it was some words ago."""
        stack = self._stack
        for left, taken in list(self._taken)[: -words - 1 : -1]:
            stack = [*stack[:left], *taken]
        return stack

    def _accepted(self, stack: list[int]) -> frozenset[str]:
        """What could follow. The table alone promises more than is so."""
        choices = self._table.actions[stack[-1]]
        return frozenset(each for each in choices if each.isupper() and self._fits(each, stack))


def _between_clauses(actions: Mapping[str, int]) -> bool:
    """Whether a clause or the end of the block may be read next, with nothing left open."""
    return actions.get("RBRACE", -1) >= 0 and actions.get("SOURCE", -1) >= 0
