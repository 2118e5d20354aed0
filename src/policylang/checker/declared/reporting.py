"""Collects the diagnostics of one check, stage by stage."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from policylang.core import limits
from policylang.core.diagnostics import Code, Diagnostic, Label, in_order
from policylang.core.source import Span
from policylang.core.suggest import suggest


@attrs.define
class Reporter:
    """Where the parts of the checker say what they found."""

    found: list[Diagnostic] = attrs.field(factory=list)

    def add(
        self,
        code: Code,
        message: str,
        span: Span,
        label: str = "",
        *,
        also: tuple[tuple[Span, str], ...] = (),
        help: str | None = None,
    ) -> None:
        """Report a problem at a place, with other places that have a part in it."""
        labels = (Label(span, label), *(Label(other, text) for other, text in also))
        self.found.append(Diagnostic(code, message, labels, help))

    def suggest(
        self, name: str, known: Iterable[str], *, otherwise: str | None = None
    ) -> str | None:
        """A help line with the known name most like `name`, else `otherwise`.

        Names are only compared while what is found will be shown: there may be very many.
        """
        if len(self.found) >= limits.DIAGNOSTICS:
            return otherwise
        return suggest(name, known, otherwise=otherwise)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything of the earliest stage that has errors and of those before it, by place.

        Names and units (1 and 2) are one stage: what is wrong with the rules as a set (3) is
        only worth saying of a policy whose words are understood.
        """
        early = [each for each in self.found if each.code.number < "PL300"]
        if any(each.is_error for each in early):
            return in_order(early)
        return in_order(self.found)
