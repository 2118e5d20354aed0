"""Every syntax error of a text, in one pass over each block.

Panic mode, the classic way: where the parser is stuck the problem is reported, the text is
skipped to the next place where a clause may begin, and the parser's stack is unwound until it
can go on from there. Blocks are cut apart first, so damage never spreads from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic, Label
from policylang.core.source import SourceFile
from policylang.core.suggest import nearest
from policylang.syntax.blocks import WORD, Piece, first_on_line, is_block, pieces
from policylang.syntax.messages import explain
from policylang.syntax.stepping import Stepper
from policylang.syntax.stuck import begins_clause
from policylang.syntax.table import Table
from policylang.syntax.words import BLOCKS, CLAUSES, kind_of_block


def diagnose(source: SourceFile, table: Table) -> list[Diagnostic]:
    """The errors of a text that does not parse, in order of place.

    No more are looked for than are shown.
    """
    return list(islice(_errors(source, table), limits.DIAGNOSTICS))


def _errors(source: SourceFile, table: Table) -> Iterator[Diagnostic]:
    for piece in pieces(source):
        if is_block(piece):
            yield from _block_errors(source, piece, table)
        else:
            yield _not_a_block(source, piece)


def _not_a_block(source: SourceFile, piece: Piece) -> Diagnostic:
    span = source.span(piece.start, piece.start + len(piece.word))
    if piece.word == "{":
        return Diagnostic(
            codes.UNKNOWN_BLOCK,
            "this opening brace belongs to no block",
            (Label(span),),
            f"say before it what kind of block it is: `{BLOCKS['action']}`",
        )
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


def _block_errors(source: SourceFile, piece: Piece, table: Table) -> Iterator[Diagnostic]:
    """The errors of one block."""
    stepper = Stepper(source, piece, table)
    resumed = -1
    while (stuck := stepper.until_stuck()) is not None:
        if stuck.at_end and not piece.closed:
            yield _unclosed(source, piece)
            return
        yield explain(stuck)
        places = (each for each in _places(source, piece, stepper.place_of_error) if each > resumed)
        if not stepper.go_on_at(places):
            return
        resumed = stepper.place


def _places(source: SourceFile, piece: Piece, error: int) -> Iterator[int]:
    """Where a clause of a block may begin, or the block may end, from the place of an error on."""
    text, kind = source.text, kind_of_block(piece.word)
    for match in WORD.finditer(text, error, piece.end):
        here, word = match.start(), match[0]
        if word == "}":
            # others close a list of choices
            fits = not piece.closed or match.end() == piece.end
        else:
            fits = here == error or first_on_line(text, here)
            fits = fits and begins_clause(text, here, word, kind)
        if fits:
            yield here


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
