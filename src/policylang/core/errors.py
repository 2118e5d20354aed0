"""The exceptions a caller may see. Each carries its diagnostics as values."""

from __future__ import annotations

from collections.abc import Sequence

from policylang.core.diagnostics import Diagnostic


class PolicyLangError(Exception):
    """Base of every error this package raises on purpose."""


class DiagnosticError(PolicyLangError, ValueError):
    """An error that says what is wrong as diagnostics: at least one, in order of place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(self._text())

    def _text(self) -> str:
        lines = []
        for diagnostic in self.diagnostics:
            lines.append(str(diagnostic))
            if diagnostic.help:
                lines.append(f"  help: {diagnostic.help}")
        return "\n".join(lines)


class PolicyError(DiagnosticError):
    """The policy text is not a policy: syntax, names, units or rules (PL0xx to PL3xx)."""


class HistoryError(DiagnosticError):
    """Events, people or tracker states do not fit the policy (PL4xx)."""


class MissingExtraError(PolicyLangError, ImportError):
    """Something was asked for that needs packages which are not installed."""

    def __init__(self, extra: str, package: str) -> None:
        install = f"pip install 'policylang[{extra}]'"
        super().__init__(f"this needs the package `{package}`: {install}", name=package)
        self.extra = extra


class AssumptionError(PolicyLangError, ValueError):
    """An assumptions file does not fit its form or the policy. The message says where and what."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help
