"""The public functions: load a policy, evaluate histories, follow one person.

Rooms with heavy imports are imported when they are first called.
"""

from policylang.api.following import PersonTracker
from policylang.api.loading import check, load, loads
from policylang.api.policy import Policy

__all__ = ["PersonTracker", "Policy", "check", "load", "loads"]
