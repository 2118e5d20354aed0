"""The generated text of a whole policy, as `policylang compile --emit python` prints it."""

from __future__ import annotations

from policylang.compiler.flat import is_flat
from policylang.compiler.loading import imported
from policylang.compiler.program import write_program
from policylang.compiler.scalar import Variant, write_function
from policylang.compiler.writer import harmless
from policylang.model.machine import Machine

_ABOUT = '''"""One person's score, computed. Generated from a policy: do not edit.

Everything is a whole number: days are ordinals, points, money and hours are counted in their
smallest parts. What falls due between events comes as a chain of links: a day, what is due on it,
and the link after it. A name that ends in `_left` is what remains of a cap.

evaluate               encoded events, as columns
evaluate_with_ledger   the same, and a line for every rule that was applied
evaluate_rows          plain rows (date, action, field, ...), checked on the way
"""
'''


_PROGRAM = '''"""A policy as functions of one person. Generated from it: do not edit.

Everything is a whole number: days are ordinals, points, money and hours are counted in their
smallest parts. A function takes a person `p` and an event, as the values of its fields and its
day; rules, scores, statuses and tallies (what is remembered) have numbers, in order of the policy.
A comment before each rule is its text.

table_...      the value of the first row that fits
on_...         the rules of an action, at one of its moments
rule_...       the rules of a block with a trigger of its own; whether there was one to apply
worth_of_...   what a perk or sanction is worth, -1 where its condition does not hold
the others     one expression of the policy each, as the comment says

`policylang.runtime` keeps the person and the days, and calls these functions: it lets lots run
out, counts under the caps of a rule, and looks after every change at what waits for it.
"""
'''


def write_module(machine: Machine) -> str:
    """Python text of a policy. The same machine gives the same text."""
    if is_flat(machine):
        writers = [
            write_function(machine, variant, helpers=variant is Variant.COLUMNS)
            for variant in Variant
        ]
    else:
        writers = [write_program(machine)]
    names = sorted({name for writer in writers for name in imported(writer)})
    header = machine.header
    about = _ABOUT if is_flat(machine) else _PROGRAM
    lines = [about, f"# policy {harmless(header.name)}: {harmless(header.title)}", ""]
    if names:
        lines += [f"from policylang.runtime.prelude import {', '.join(names)}", ""]
    return "\n".join(lines) + "".join(f"\n\n{writer.text.rstrip()}\n" for writer in writers)
