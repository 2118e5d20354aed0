"""The generated text of a whole policy, as `policylang compile --emit python` prints it."""

from __future__ import annotations

from policylang.compiler.loading import imported
from policylang.compiler.scalar import Variant, write_function
from policylang.compiler.writer import harmless
from policylang.model.machine import Machine

_ABOUT = '''"""One person's score, computed. Generated from a policy: do not edit.

Everything is a whole number: days are ordinals, points, money and hours are counted in their
smallest parts.

evaluate               encoded events, as columns
evaluate_with_ledger   the same, and a line for every rule that was applied
evaluate_rows          plain rows (date, action, field, ...), checked on the way
"""
'''


def write_module(machine: Machine) -> str:
    """Python text of every variant. The same machine gives the same text."""
    writers = [write_function(machine, variant) for variant in Variant]
    names = sorted({name for writer in writers for name in imported(writer)})
    header = machine.header
    lines = [_ABOUT, f"# policy {harmless(header.name)}: {harmless(header.title)}", ""]
    if names:
        lines += [f"from policylang.runtime.prelude import {', '.join(names)}", ""]
    return "\n".join(lines) + "".join(f"\n\n{writer.text}" for writer in writers)
