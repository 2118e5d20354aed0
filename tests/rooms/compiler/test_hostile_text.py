"""No name and no text of a policy becomes code, whatever its author calls things."""

from __future__ import annotations

import ast
import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylang
from policylang.runtime import prelude

TEMPLATE = """
policy {policy} {{
  title "{text}"
  source "{text}"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}}
person {{
  {attribute} "{text}": number from 0 to 9 = 0
}}
score {score} "{text}" {{
  starts at 100
  stays within 0 to 200
}}
action {action} "{text}" {{
  source "{text}"
  {field} "{text}": number from 0 to 9
  earns 1 per 1 of {field}, at most 5 in any 30 days
  earns 1 when {attribute} > 3 and count of {action} in the last 9 days >= 2
  loses 2 otherwise
}}
action other {{
  {second}: number from 0 to 9
  loses 1 per 1 of {second}
}}
grades of {score} {{
  A from 150
  B below
}}
perk {perk} "{text}" {{
  for A
  grants "{text}"
}}
"""

#: What generated code may be made of besides the prelude.
OURS = re.compile(
    r"(field|person)_[A-Za-z0-9_]+|(count|sum|cap)_\d+(_days|_latest_\d+|_left)?"
    r"|(day|week|month|quarter|year)_ends"
)
FIXED = {
    "days", "codes", "columns", "attributes", "calendar", "as_of", "rows", "code_of", "first",
    "score", "awards", "held", "postings", "event", "last", "day", "action", "when",
    "name", "due", "due_day", "later", "chosen", "asked", "granted", "before", "cut_by",
    "evaluate", "evaluate_with_ledger", "evaluate_rows", "zip", "min", "max", "len", "int",
}  # fmt: skip
ATTRIBUTES = {"append", "popleft", "toordinal", "__class__"}

NASTY = [
    *keyword.kwlist,
    *keyword.softkwlist,
    *("eval", "exec", "open", "compile", "zip", "min", "max", "len", "int", "None", "print"),
    *FIXED,
    *prelude.__all__,
    "\ufb01eld",  # a ligature: Python takes it for `field`
    "\uff45\uff56\uff41\uff4c",  # full-width letters: Python takes them for `eval`
    "迟付水费",
    "e\u0301tat",
]


def policy_with(**names: str) -> policylang.Policy | None:
    """The policy with some names of its own; None where the language has no such name."""
    usual = {
        "policy": "p", "attribute": "att", "score": "s", "action": "act", "field": "fld",
        "second": "sec", "perk": "prk", "text": "plain",
    }  # fmt: skip
    try:
        return policylang.loads(TEMPLATE.format(**{**usual, **names}))
    except policylang.PolicyError:
        return None


def assert_harmless(source: str) -> None:
    tree = ast.parse(source)
    allowed = FIXED | set(prelude.__all__)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.arg | ast.FunctionDef):
            name = getattr(node, "id", None) or getattr(node, "arg", None) or node.name  # type: ignore[union-attr]
            assert name in allowed or OURS.fullmatch(name), name
        elif isinstance(node, ast.Attribute):
            assert node.attr in ATTRIBUTES
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value.startswith("One person's score")
        elif isinstance(node, ast.ImportFrom):
            assert node.module == "policylang.runtime.prelude"
        else:
            assert not isinstance(node, ast.Import | ast.Lambda | ast.ClassDef | ast.Global)


@pytest.mark.parametrize("place", ["attribute", "field", "second", "action", "score", "perk"])
def test_names_that_mean_something_to_python_mean_nothing_to_generated_code(place: str) -> None:
    accepted = 0
    # Only the first two are ever part of a name in generated code; of the others some must do.
    for name in NASTY if place in ("attribute", "field") else NASTY[::6]:
        policy = policy_with(**{place: name})
        if policy is None:
            continue
        accepted += 1
        assert_harmless(policy.source_python)
        field = name if place == "field" else "fld"
        action = name if place == "action" else "act"
        outcome = policy.evaluate([{"date": "2018-02-01", "action": action, field: 4}])
        assert outcome.score == 102
    assert accepted > 10


@pytest.mark.parametrize(
    "text",
    [
        "\\\"); import os; os.system('true') #",
        "# coding: rot13",
        "'''",
        '\\"\\"\\"',
        "\u2028import os",
        "\u202eevil\u202c",
        "{0}{score}%s",
        "\\\\",
        "a\x0cb",
        "\ud7ff\ue000\ufeff",
    ],
)
def test_texts_stay_comments(text: str) -> None:
    policy = policy_with(text=text)
    if policy is None:
        return
    assert_harmless(policy.source_python)
    assert all(line.isprintable() for line in policy.source_python.splitlines())
    assert policy.evaluate([{"date": "2018-02-01", "action": "act", "fld": 4}]).score == 102


LETTERS = st.characters(exclude_characters='"\\\r\n{}', exclude_categories=["Cs"])


@given(st.text(LETTERS, max_size=40))
def test_any_text_stays_a_comment(text: str) -> None:
    policy = policy_with(text=text)
    if policy is not None:
        assert_harmless(policy.source_python)


def test_two_columns_never_share_a_name() -> None:
    policy = policylang.loads(
        """
policy p {
  in force from 2018-01-01
}
score s {
  starts at 0
}
action one {
  a_or_b: number from 0 to 9
  a_or_b_2: number from 0 to 9
  earns 1 per 1 of a_or_b
  earns 10 per 1 of a_or_b_2
}
action two {
  a_or_b: number from 0 to 9
  a: number from 0 to 9
  earns 1 per 1 of a_or_b
  earns 10 per 1 of a
}
action three {
  b: number from 0 to 9
  c: number from 0 to 9
  earns 1 per 1 of b
  earns 10 per 1 of c
}
"""
    )
    assert policy.evaluate([("2018-01-01", "one", {"a_or_b": 1, "a_or_b_2": 2})]).score == 21
    assert policy.evaluate([("2018-01-01", "two", {"a_or_b": 3, "a": 4})]).score == 43
    assert policy.evaluate([("2018-01-01", "three", {"b": 5, "c": 6})]).score == 65
