"""Policies that read well and mean nothing: the checker answers, whatever they say."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings

from policylang.checker.check import check
from policylang.checker.laws.invariants import violations
from policylang.core import limits
from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from tests.rooms.checker.policies import HEADER, SCORE, visit
from tests.rooms.syntax.trees import expressions

RICH = (
    (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")
    + visit(
        "costs time",
        "earns 1 per started 5 of number when sum of size of visit where paid ever > 3, at most 3 "
        "per calendar day",
        "loses 3 otherwise when kind is minor and not grade is B or better",
        "loses rate of size rounded up otherwise",
        "multiplies by 95% rounded down when often",
        "sets to the smaller of credit and 5",
        "drops to grade B when the date > day",
    )
    + "define often {\n  means count of visit where amount > 5 USD in the last 30 days > 2\n}\n"
    + "sanction letter {\n  for C or worse\n  when often\n  every month on day 3\n"
    + "  costs 5 USD\n}\n"
)
#: A policy with every block there is.
SCHEME = (data_dir("policies") / "germany_flensburg.policy").read_text(encoding="utf-8") + (
    "status slow {\n}\n"
    "limit care {\n  covers gains and losses of seminar in taken_off\n"
    "  at most 9 per calendar year\n}\n"
    "rule quiet {\n"
    "  after every (2 years when slow otherwise 1 years) without certificate of seminar\n"
    "  begins slow for 6 months\n}\n"
    "rule crossing {\n  as soon as slow\n  ends slow\n}\n"
    "ranking drivers {\n  by count of certificate of seminar ever, highest first\n}\n"
    'sanction letter {\n  on the start of slow\n  imposes "a letter"\n'
    "  in force from 2020-01-01\n}\n"
)
_WORD = re.compile(r'"[^"\n]*"|#[^\n]*|[^\W\d_]\w*[+\-]*|\d[\d,.]*(?:-\d\d-\d\d)?|\S')
#: Words that can stand in for each other without the text becoming unreadable.
_LIKE = (
    {"money", "hours", "points", "number", "percent"},
    {"earns", "loses"},
    {"day", "week", "month", "quarter", "year"},
    {"pays", "saves"},
    {"smaller", "larger"},
    {"and", "or"},
    {">", "<", ">=", "<=", "is"},
    {"+", "-"},
    {"better", "worse"},
    {"down", "up"},
    {"choice", "chance", "authority"},
    {"USD", "EUR", "QQQ", "points", "hours", "minutes", "%"},
    {"perk", "sanction"},
    {"yes", "no"},
)


def changed(chance: random.Random, text: str) -> str:
    """A text with some of its words exchanged for others of their kind."""
    words = [match.span() for match in _WORD.finditer(text)]
    names = sorted({text[a:b] for a, b in words if text[a].isalpha() and "_" in text[a:b]})
    names += ["visit", "amount", "size", "kind", "often", "credit", "A", "B", "zzz", "the date"]
    numbers = ["0", "1", "2", "-1", "1000", "0.5", "999999999999999999", "2018-02-28", "50%"]
    for start, end in sorted(chance.sample(words, chance.randrange(1, 7)), reverse=True):
        word = text[start:end]
        like = next((sorted(group) for group in _LIKE if word in group), None)
        if like is None and word[0].isdigit():
            like = numbers
        elif like is None and (word in names or "_" in word):
            like = names
        if like is not None:
            text = text[:start] + chance.choice(like) + text[end:]
    return text


def answers(text: str) -> bool:
    """Whether a text is read, and then checked as it should be."""
    parsed = parse(SourceFile("changed.policy", text))
    if parsed.tree is None:
        return False
    found = check(parsed.tree)
    assert len(found.diagnostics) <= limits.DIAGNOSTICS
    assert (found.machine is None) == any(each.is_error for each in found.diagnostics)
    if found.machine is not None:
        assert violations(found.machine) == ()
    for each in found.diagnostics:
        assert each.labels
        assert each.message.isprintable()
        assert len(each.message) < 260
        assert not each.message.endswith(".")
    return True


@pytest.mark.parametrize("text", [RICH, SCHEME], ids=["rich", "scheme"])
def test_the_rich_policies_are_read(text: str) -> None:
    assert answers(text)


def test_the_scheme_means_something() -> None:
    parsed = parse(SourceFile("scheme.policy", SCHEME))
    assert parsed.tree is not None
    assert check(parsed.tree).machine is not None


@pytest.mark.parametrize("text", [RICH, SCHEME], ids=["rich", "scheme"])
@pytest.mark.parametrize("run", range(6))
def test_words_exchanged_for_others_of_their_kind_are_always_answered(run: int, text: str) -> None:
    chance = random.Random(run)
    read = sum(answers(changed(chance, text)) for _ in range(25))
    assert read > 10


@pytest.mark.parametrize("run", range(6))
def test_words_exchanged_for_any_others_are_always_answered(run: int) -> None:
    chance = random.Random(run)
    words = [match.span() for match in _WORD.finditer(SCHEME)]
    read = 0
    for _ in range(40):
        (start, end), (a, b) = chance.sample(words, 2)
        read += answers(SCHEME[:start] + SCHEME[a:b] + SCHEME[end:])
    assert read > 0


@pytest.mark.parametrize("run", range(3))
@pytest.mark.parametrize("text", [RICH, SCHEME], ids=["rich", "scheme"])
def test_blocks_left_out_or_written_twice_are_always_answered(run: int, text: str) -> None:
    chance = random.Random(run)
    blocks = re.split(r"(?<=\n\})\n", text)
    for _ in range(20):
        chosen = chance.choices(blocks, k=chance.randrange(1, 24))
        assert answers("\n".join(chosen) + "\n")


@given(expressions)
@settings(max_examples=60)
def test_any_expression_in_any_place_is_answered(value: tree.Expr) -> None:
    name = tree.Name("x")
    change = tree.Earns(value, tree.Per(value, value))
    blocks = (
        *_read(HEADER + SCORE + visit("loses 1")),
        tree.ActionBlock(
            name,
            None,
            (
                tree.Costs(value),
                tree.Effect(change, tree.Condition(False, value), ()),
                tree.Effect(tree.Sets(value), tree.Condition(True, value), ()),
                tree.Effect(tree.Multiplies(value, None), tree.Condition(True, None), ()),
                tree.Effect(
                    tree.Loses(value), None, (tree.AtMost(value, (tree.CalendarWindow("day"),)),)
                ),
            ),
        ),
        tree.DefineBlock(tree.Name("a"), None, (tree.Means(value),)),
        tree.FiguresBlock("assumed", None, (tree.Figure(tree.Name("b_2"), value),)),
        tree.GradesBlock(tree.Name("s"), (tree.GradeRow(tree.Name("B"), value),)),
        tree.GrantBlock("perk", name, None, (tree.When(value), tree.Worth("pays", value))),
        tree.PersonBlock(
            (
                tree.Field(
                    tree.Name("走访"),
                    None,
                    tree.QuantityType("number", tree.Range(value, value)),
                    value,
                ),
            )
        ),
    )
    found = check(tree.PolicyFile(blocks))
    assert (found.machine is None) == any(each.is_error for each in found.diagnostics)


def _read(text: str) -> tuple[tree.Item, ...]:
    parsed = parse(SourceFile("a", text))
    assert parsed.tree is not None
    return parsed.tree.items
