"""policylang: a rules engine for points-based policies that can be explained and audited."""

from policylang.api import PersonTracker, Policy, check, load, loads
from policylang.core.diagnostics import Code, Diagnostic, Label, Severity
from policylang.core.errors import HistoryError, PolicyError, PolicyLangError
from policylang.model.history import Event
from policylang.model.outcome import Award, Entry, Holding, Outcome

__version__ = "0.1.0"

__all__ = [
    "Award",
    "Code",
    "Diagnostic",
    "Entry",
    "Event",
    "HistoryError",
    "Holding",
    "Label",
    "Outcome",
    "PersonTracker",
    "Policy",
    "PolicyError",
    "PolicyLangError",
    "Severity",
    "__version__",
    "check",
    "load",
    "loads",
]
