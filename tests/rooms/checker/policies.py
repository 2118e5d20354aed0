"""Small policies with one thing in them to look at, and what the checker says of them."""

from __future__ import annotations

from policylang.checker.check import Checked, check
from policylang.checker.laws.invariants import violations
from policylang.core.diagnostics import Diagnostic
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.syntax import parse

HEADER = 'policy p {\n  title "t"\n  currency USD\n  in force from 2018-01-01\n}\n'
SCORE = "score s {\n  starts at 100\n  stays within 0 to 200\n}\n"
#: An action that is there to be counted, with a field of every kind of quantity.
VISIT = (
    "action visit {\n"
    "  amount: money from 0 USD to 1,000 USD\n"
    "  time: hours from 0 to 24\n"
    "  size: points from 0 to 50\n"
    "  number: number from 0 to 9\n"
    "  rate: percent from 0% to 100%\n"
    "  day: date\n"
    "  kind: one of {minor, serious}\n"
    "  paid: yes or no\n"
)


def checked(text: str) -> Checked:
    """What the checker makes of a text without syntax errors."""
    parsed = parse(SourceFile("test.policy", text))
    assert parsed.tree is not None, [str(each) for each in parsed.diagnostics]
    found = check(parsed.tree)
    if found.machine is not None:
        assert violations(found.machine) == ()
    assert (found.machine is None) == any(each.is_error for each in found.diagnostics)
    return found


def whole(*blocks: str, header: str = HEADER, score: str = SCORE) -> str:
    """A policy of these blocks, with a header and a score."""
    return "\n".join((header, score, *blocks))


def diagnostics(*blocks: str, header: str = HEADER, score: str = SCORE) -> tuple[Diagnostic, ...]:
    """Everything that is said of a policy of these blocks, but for what is never used.

    What it does not say of short months is left out, too.
    """
    unused = ("PL308", "PL309", "PL310", "PL313", "PL343")
    found = checked(whole(*blocks, header=header, score=score)).diagnostics
    return tuple(each for each in found if each.code.number not in unused)


def codes(*blocks: str, header: str = HEADER, score: str = SCORE) -> list[str]:
    """The codes of what is said, in order of place."""
    return [each.code.number for each in diagnostics(*blocks, header=header, score=score)]


def machine(*blocks: str, header: str = HEADER, score: str = SCORE) -> Machine:
    """The machine of a policy without errors."""
    found = checked(whole(*blocks, header=header, score=score))
    assert found.machine is not None, [str(each) for each in found.diagnostics]
    return found.machine


def visit(*clauses: str) -> str:
    """The action with a field of every kind, and these clauses."""
    return VISIT + "".join(f"  {each}\n" for each in clauses) + "}\n"


def of_visit(*clauses: str) -> list[str]:
    """The codes of what is said of clauses in an action with a field of every kind."""
    return codes(visit(*clauses))


def of_meaning(expression: str) -> list[str]:
    """The codes of what is said of an expression in a definition."""
    return codes(visit("loses 1"), f"define d {{\n  means {expression}\n}}\n")


def underlined(diagnostic: Diagnostic) -> list[str]:
    """The text at every place a diagnostic points at."""
    return [label.span.text for label in diagnostic.labels]
