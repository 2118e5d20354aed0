"""From the text of a policy, in a file or at hand, to a policy that is ready to evaluate."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from policylang.api.policy import Policy
from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import PolicyError
from policylang.core.source import SourceFile

if TYPE_CHECKING:
    from policylang.syntax import Parsed


def load(path: str | PathLike[str]) -> Policy:
    """Read, check and prepare a policy file, with the files it uses.

    Raises:
        PolicyError: the text is not a policy; `.diagnostics` says why (PL0xx to PL3xx).
        OSError: the file cannot be read.
    """
    from policylang.syntax.uses import load as read

    return _policy(read(Path(path)))


def loads(text: str, *, name: str = "<text>") -> Policy:
    """Check and prepare a policy given as text. `name` stands for the file in messages.

    Raises:
        PolicyError: the text is not a policy; `.diagnostics` says why (PL0xx to PL3xx).
    """
    from policylang.syntax.uses import parse_text

    return _policy(parse_text(SourceFile(name, _as_text(text))))


def _as_text(given: object) -> str:
    if isinstance(given, str):
        return given
    message = f"a policy is text, and this is {type(given).__name__}"
    help = "read the file with `load`, or decode it as UTF-8"
    raise PolicyError([Diagnostic(codes.NOT_TEXT, message, (), help)])


def check(path: str | PathLike[str]) -> tuple[Diagnostic, ...]:
    """Every error and warning of a policy file, in order of place; empty when there is none.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        return load(path).warnings
    except PolicyError as error:
        return error.diagnostics


def _policy(parsed: Parsed) -> Policy:
    from policylang.checker.check import check as check_tree

    if parsed.tree is None or any(each.is_error for each in parsed.diagnostics):
        raise PolicyError(parsed.diagnostics)
    checked = check_tree(parsed.tree)
    if checked.machine is None:
        raise PolicyError(checked.diagnostics)
    return Policy(checked.machine, checked.diagnostics, tree=parsed.tree)
