"""Labels, notes and the texts in them: quotes, backslashes, other scripts, words of Python."""

from __future__ import annotations

from typing import Final

from policylang.syntax import nodes as tree
from tests.agreement.chooser import Chooser

#: Texts that a careless printer, or careless generated code, would trip over.
TEXTS: Final = (
    "Late bill",
    'the "quoted" one',
    "back\\slash \\ and \\\\",
    '"""',
    "'''\\",
    "# not a comment",
    "// {braces} %s $HOME",
    "诚信 Überfällig ß",
    "tab\tinside",
    "\\n\\",
    "__import__('os').system('true')",
    "",
    "🙂 e\u0301 中",
)


def text(choose: Chooser, percent: int) -> tree.Text | None:
    """A text, in so many cases of a hundred."""
    return tree.Text(choose.among(TEXTS)) if choose.chance(percent) else None


def notes(choose: Chooser) -> list[tree.Source | tree.Assumed]:
    """What a block cites or assumes: often nothing."""
    kinds: tuple[type[tree.Source | tree.Assumed], ...] = (tree.Source, tree.Assumed)
    return [
        choose.among(kinds)(tree.Text(choose.among(TEXTS)))
        for _ in range(choose.how_many(70, 22, 8))
    ]
