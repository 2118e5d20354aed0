"""What definitions add to a policy, all together, has a limit."""

from __future__ import annotations

import pytest

from policylang import PolicyError, loads
from policylang.core import limits

HEAD = "policy p { } score s { starts at 0 stays within 0 to 9 } "


def with_uses(uses: int) -> str:
    """A policy that uses a definition of 999 terms, which are 1,000 parts, so often."""
    terms = " + ".join(["(count of a ever)"] * 999)
    rules = " ".join(f"earns 1 when d > {n}" for n in range(uses))
    return f"{HEAD}define d {{ means {terms} }} action a {{ {rules} }}"


def test_definitions_may_add_so_many_parts_and_no_more() -> None:
    most = limits.POLICY_PARTS // 1_000
    assert loads(with_uses(most)).machine.actions
    with pytest.raises(PolicyError) as error:
        loads(with_uses(most + 2))
    assert [each.code.number for each in error.value.diagnostics] == ["PL220"]
