"""A policy file as text, and as it would be with some of it replaced."""

from __future__ import annotations

from pathlib import Path

import attrs

from policylang.checker.assuming import under
from policylang.checker.check import Checked, check
from policylang.core.errors import PolicyError
from policylang.core.source import SourceFile, Span
from policylang.model.assumptions import Assumptions
from policylang.model.machine import Machine
from policylang.model.repairs import Edit
from policylang.syntax import nodes as tree
from policylang.syntax.uses import load_as, read_policy


@attrs.frozen(eq=False)
class Draft:
    """A policy that has no errors: its file, its text, its tree and what the checker says."""

    path: Path
    source: SourceFile
    file: tree.PolicyFile
    checked: Checked
    #: What is assumed beside the text, and what the policy means under that.
    assumptions: Assumptions | None
    machine: Machine

    def with_edit(self, edit: Edit) -> Draft:
        """The same policy with an edit made, under the same assumptions.

        Raises:
            PolicyError, HistoryError: it is no policy any more, or none under them.
        """
        text = self.source.text
        edited = text[: edit.start] + edit.text + text[edit.end :]
        return _draft(self.path, edited, self.assumptions)

    def stands_in(self, span: Span) -> bool:
        """Whether a place is in this file, not in one that it uses."""
        return span.source.name == self.source.name and span.end > span.start


def read_draft(path: Path, assumptions: Assumptions | None = None) -> Draft:
    """Read a policy file and the files it uses.

    Raises:
        PolicyError: it is no policy.
        AssumptionError, HistoryError: what is assumed does not fit it.
        OSError: it cannot be read.
    """
    return _draft(path, read_policy(path, str(path)).text, assumptions)


def _draft(path: Path, text: str, assumptions: Assumptions | None) -> Draft:
    source = SourceFile(str(path), text)
    parsed = load_as(path, source)
    if parsed.tree is None or any(each.is_error for each in parsed.diagnostics):
        raise PolicyError(parsed.diagnostics)
    checked = check(parsed.tree)
    if checked.machine is None:
        raise PolicyError(checked.diagnostics)
    machine = checked.machine
    if assumptions is not None:
        machine = under(parsed.tree, assumptions, machine)
    return Draft(path, source, parsed.tree, checked, assumptions, machine)
