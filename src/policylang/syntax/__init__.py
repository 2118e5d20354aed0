"""Policy text to syntax tree, and syntax tree to canonical text."""

from policylang.syntax.parser import Parsed, parse
from policylang.syntax.words import RESERVED

__all__ = ["RESERVED", "Parsed", "parse"]
