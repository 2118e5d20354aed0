from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import attrs
import pytest

from policylang.core.data import data_dir
from policylang.syntax import nodes as tree
from tests.rooms.syntax.reading import clause, clauses, expression, read

RONGCHENG = (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")
DENSE = """
action a"A"{x:one of{b,c}=b earns(1+x)*-2 per started 5 USD of-x when not(x is b or x is not c),
at most 5 per calendar year,at most 3 times in any 30 days loses 1 otherwise}
define d{means(count of a where(x is b)and x is c in the last 3 weeks>=-(5 hours))}
perk p"P"{for A+,B- or better every month on the last day pays 1% of(2 USD+y)rounded up}
grades of s{A+ from-5 points B- from y C below}
"""


def walk(node: Any) -> Iterator[Any]:
    """A node and everything in it."""
    if isinstance(node, tuple):
        for each in node:
            yield from walk(each)
    elif attrs.has(type(node)) and hasattr(node, "span"):
        yield node
        for field in attrs.fields(type(node)):
            if field.eq:
                yield from walk(getattr(node, field.name))


@pytest.mark.parametrize("text", [RONGCHENG, DENSE])
def test_the_text_of_a_block_or_clause_is_that_block_or_clause(text: str) -> None:
    for item in read(text).items:
        assert read(item.span.text).items == (item,)
        assert not isinstance(item, tree.Use | tree.Override)
        kind = item.span.text.split("{")[0].split('"')[0].split()[0]
        for each in item.clauses:
            assert clause("assumed" if kind == "reported" else kind, each.span.text) == each


@pytest.mark.parametrize("text", [RONGCHENG, DENSE])
def test_the_text_of_an_expression_is_that_expression(text: str) -> None:
    found = [node for node in walk(read(text)) if isinstance(node, get_args(tree.Expr))]
    names_of_other_things = [
        node for node in walk(read(text)) if isinstance(node, tree.Name) and node.text[-1] in "+-"
    ]
    checked = [node for node in found if node not in names_of_other_things]
    assert len(checked) > 15
    for node in checked:
        assert expression(node.span.text) == node


@pytest.mark.parametrize("text", [RONGCHENG, DENSE])
def test_a_part_lies_inside_the_whole(text: str) -> None:
    for node in walk(read(text)):
        for part in list(walk(node))[1:]:
            assert node.span.start <= part.span.start <= part.span.end <= node.span.end
            assert part.span.source is node.span.source


def test_brackets_belong_to_what_they_hold() -> None:
    value = expression("(a or b) and not ((c))")
    assert value.span.text == "(a or b) and not ((c))"
    assert [part.span.text for part in value.parts] == ["(a or b)", "not ((c))"]
    assert value.parts[1].part.span.text == "((c))"


def test_the_parts_of_a_rule_are_underlined_each_by_itself() -> None:
    rule = clauses(
        "action", "# first\n earns 1 per 2 hours of x when y, at most 5 per calendar day"
    )[0]
    assert rule.change.span.text == "earns 1 per 2 hours of x"
    assert rule.change.per.span.text == "per 2 hours of x"
    assert rule.condition.span.text == "when y"
    assert rule.caps[0].span.text == "at most 5 per calendar day"
    assert (rule.span.line, rule.span.column) == (2, 2)


def test_a_whole_file_is_its_whole_text() -> None:
    text = "# before\nscore s { }\n# after\n"
    assert read(text).span.text == text
