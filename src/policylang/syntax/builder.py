"""From what the grammar recognised to nodes. One method for each rule of the grammar.

The parser calls a method as soon as it has recognised its rule, with every word of it: tokens,
the nodes already built, and None for what may be left out and was. A node's span goes from the
first word to the last.
"""

from __future__ import annotations

from policylang.syntax.building.declarations import Declarations
from policylang.syntax.building.effects import Effects
from policylang.syntax.building.grants import Grants
from policylang.syntax.building.tables import Tables
from policylang.syntax.building.triggers import Triggers


class Builder(Declarations, Effects, Triggers, Tables, Grants):
    """Builds nodes while a text is parsed; `begin` with each text."""
