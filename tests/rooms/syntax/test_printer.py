from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang.core.data import data_dir
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from policylang.syntax.printer import clause_text, quoted, to_text
from tests.docs.pages import read_page
from tests.rooms.syntax.reading import clause, clauses, expression, read
from tests.rooms.syntax.trees import expressions, roundings

DOCS = data_dir("diagnostics").parent


def written() -> dict[str, str]:
    """Every policy that is shipped or shown in the documents, and reads without errors."""
    found = {
        path.name: path.read_text(encoding="utf-8")
        for path in data_dir("policies").glob("*.policy")
    }
    for path in sorted(DOCS.rglob("*.md")):
        for block in read_page(path).blocks:
            if block.kind in ("policy", "part"):
                found[f"{path.name}:{block.line}"] = block.text
    return {
        name: text for name, text in found.items() if parse(SourceFile(name, text)).tree is not None
    }


WRITTEN = written()


def test_the_documents_hold_policies_to_print() -> None:
    assert len(WRITTEN) > 50
    assert "rongcheng.policy" in WRITTEN


@pytest.mark.parametrize("name", WRITTEN)
def test_a_printed_policy_reads_as_it_was(name: str) -> None:
    once = read(WRITTEN[name])
    text = to_text(once)
    again = read(text)
    assert again == once
    assert to_text(again) == text


@given(expressions)
def test_a_printed_expression_reads_as_it_was(value: tree.Expr) -> None:
    assert expression(clause_text(value)) == value


@given(expressions, roundings)
def test_the_rounding_of_a_factor_is_not_taken_for_that_of_a_share(
    value: tree.Expr, rounding: str | None
) -> None:
    effect = tree.Effect(tree.Multiplies(value, rounding), None, ())
    assert clause("action", clause_text(effect)) == effect


@given(expressions, expressions, expressions)
def test_a_clause_ends_where_the_next_begins(
    first: tree.Expr, second: tree.Expr, third: tree.Expr
) -> None:
    change = tree.Loses(first, tree.Per(tree.Name("step"), second))
    effect = tree.Effect(change, tree.Condition(True, third), ())
    costs = tree.Costs(third)
    field = tree.Field(tree.Name("hours"), tree.Text("x"), tree.YesNoType(), second)
    listed = (effect, costs, field, effect)
    assert clauses("action", "\n".join(clause_text(each) for each in listed)) == listed


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), max_size=40))
def test_any_text_keeps_its_characters(value: str) -> None:
    title = tree.Title(tree.Text(value))
    assert clause("policy", clause_text(title)) == title
    assert quoted(value).count("\n") == 0


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("action", "earns   1 point", "earns 1 points"),
        ("action", "earns 1,000", "earns 1000"),
        ("action", "earns 10000.50", "earns 10,000.50"),
        ("action", "earns 1 per year_x of a", "earns 1 per year_x of a"),
        ("action", "earns a, at most 1 per year", "earns a, at most 1 per calendar year"),
        ("action", "earns (a) when ((b))", "earns a when b"),
        ("action", "earns a, at most 1 times per day when b",
         "earns a when b, at most 1 times per calendar day"),
        ("score", "keeps 1 decimal", "keeps 1 decimals"),
        ("policy", "in force from 1 May 2018", "in force from 2018-05-01"),
        ("perk", "for A,B", "for A, B"),
        ("define", "means a = b", "means a is b"),
        ("define", "means count of a in the last 1 day", "means count of a in the last 1 days"),
        ("define", "means (a and b) and c", "means (a and b) and c"),
        ("define", "means the larger of a and b * 2", "means (the larger of a and b * 2)"),
        ("define", "means -(5 USD)", "means -5 USD"),
    ],
)  # fmt: skip
def test_there_is_one_way_to_write_each_thing(kind: str, text: str, canonical: str) -> None:
    assert clause_text(clause(kind, text)) == canonical


def test_blocks_are_printed_a_clause_a_line_with_a_line_between_them() -> None:
    text = 'use "a.policy"  person { a "A": date b: yes or no = yes } score s { starts at 1 }'
    assert to_text(read(text)) == (
        'use "a.policy"\n'
        "\n"
        "person {\n"
        '  a "A": date\n'
        "  b: yes or no = yes\n"
        "}\n"
        "\n"
        "score s {\n"
        "  starts at 1\n"
        "}\n"
    )


def test_what_is_no_clause_cannot_be_printed() -> None:
    with pytest.raises(TypeError, match="not a clause: Ever"):
        clause_text(tree.Ever())
