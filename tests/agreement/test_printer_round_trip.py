"""What is printed reads back as the same tree, and printing it again gives the same text."""

from __future__ import annotations

from hypothesis import given

from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from policylang.syntax.printer import clause_text, to_text
from tests.agreement.policies import policy_files
from tests.agreement.profile import examples
from tests.agreement.trees import atoms, expressions, loose_files


def _read(text: str) -> tree.PolicyFile:
    parsed = parse(SourceFile("printed.policy", text))
    assert parsed.tree is not None, (parsed.diagnostics, text)
    return parsed.tree


@examples(150)
@given(policy_files())
def test_a_policy_reads_back_as_it_was(policy: tree.PolicyFile) -> None:
    text = to_text(policy)
    assert _read(text) == policy
    assert to_text(_read(text)) == text


@examples(100)
@given(loose_files())
def test_blocks_of_any_shape_read_back_as_they_were(policy: tree.PolicyFile) -> None:
    assert _read(to_text(policy)) == policy


def _meaning(written: str) -> tree.Expr:
    (block,) = _read(f"define it {{\n  means {written}\n}}\n").items
    assert isinstance(block, tree.DefineBlock)
    (means,) = block.clauses
    assert isinstance(means, tree.Means)
    return means.value


@examples(600, whole_policies=False)
@given(expressions)
def test_any_expression_reads_back_as_it_was(expression: tree.Expr) -> None:
    assert _meaning(clause_text(expression)) == expression


def _has_value(atom: tree.Expr) -> bool:
    """Whether it stands beside `=` without brackets.

    Comparisons do not, and `days =` begins a figure.
    """
    return not isinstance(atom, tree.IsGiven | tree.IsTied | tree.Length)


@examples(200, whole_policies=False)
@given(atoms.filter(_has_value), atoms.filter(_has_value))
def test_an_equals_sign_reads_as_is(left: tree.Expr, right: tree.Expr) -> None:
    read = _meaning(f"{clause_text(left)} = {clause_text(right)}")
    assert read == tree.Comparison("is", left, right)
