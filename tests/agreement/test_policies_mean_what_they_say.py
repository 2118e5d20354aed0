"""The way from text to machine keeps the meaning: a second reading of the text says the same.

The other tests compare engines that run one machine. Here the interpreter, with the parser and the
checker before it, is held to a reading of the syntax tree that shares nothing with them.
"""

from __future__ import annotations

from policylang.core.source import SourceFile
from policylang.runtime.interpreter import interpret
from policylang.syntax import parse
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.meaning import read
from tests.agreement.people import Village, villages


class _MisreadError(Exception):
    """The machine of a policy does not do what its text says."""


def test_a_policy_means_what_its_text_says() -> None:
    assert hold_everywhere(_means_what_it_says, 150, villages())


def _means_what_it_says(village: Village) -> None:
    machine = village.machine
    parsed = parse(SourceFile("generated.policy", machine.score.origin.span.source.text))
    assert parsed.tree is not None
    for person in village.people:
        result = interpret(
            machine, person.history, person.attributes, since=person.since, as_of=person.as_of
        )
        said = read(parsed.tree, person)
        if result != said:
            raise _MisreadError(f"the text says\n{said}\nbut the interpreter\n{result}")
