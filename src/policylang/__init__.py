"""policylang: a language and rules engine for points-based policies that can be explained.

The public names are loaded when they are first used, so that `policylang --version` and the
completion of a command line need none of them.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "AssumptionError",
    "Award",
    "Code",
    "Diagnostic",
    "Difference",
    "Entry",
    "Event",
    "HistoryError",
    "Holding",
    "InStatus",
    "Label",
    "MissingExtraError",
    "Outcome",
    "PersonTracker",
    "Place",
    "Policy",
    "PolicyError",
    "PolicyLangError",
    "Refused",
    "Severity",
    "StatusStep",
    "Unmoved",
    "Withdrawal",
    "__version__",
    "check",
    "load",
    "loads",
]

if TYPE_CHECKING:
    from policylang.api import PersonTracker, Policy, check, load, loads
    from policylang.core.diagnostics import Code, Diagnostic, Label, Severity
    from policylang.core.errors import (
        AssumptionError,
        HistoryError,
        MissingExtraError,
        PolicyError,
        PolicyLangError,
    )
    from policylang.model.difference import Difference
    from policylang.model.events import Event
    from policylang.model.ledger import Entry, StatusStep
    from policylang.model.outcome import (
        Award,
        Holding,
        InStatus,
        Outcome,
        Refused,
        Unmoved,
        Withdrawal,
    )
    from policylang.model.places import Place
else:
    #: Where each public name lives.
    _HOMES = {
        "api": ("PersonTracker", "Policy", "check", "load", "loads"),
        "core.diagnostics": ("Code", "Diagnostic", "Label", "Severity"),
        "core.errors": (
            "AssumptionError",
            "HistoryError",
            "MissingExtraError",
            "PolicyError",
            "PolicyLangError",
        ),
        "model.difference": ("Difference",),
        "model.events": ("Event",),
        "model.ledger": ("Entry", "StatusStep"),
        "model.outcome": (
            "Award",
            "Holding",
            "InStatus",
            "Outcome",
            "Refused",
            "Unmoved",
            "Withdrawal",
        ),
        "model.places": ("Place",),
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names:
                found = getattr(import_module(f"policylang.{home}"), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
