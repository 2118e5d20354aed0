"""Machines to Python text, and the text to functions."""

from policylang.compiler.evaluator import Evaluator
from policylang.compiler.scalar import Variant

__all__ = ["Evaluator", "Variant"]
