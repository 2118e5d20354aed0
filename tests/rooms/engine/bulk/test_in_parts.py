"""In parts it comes to the same as at once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policylang.engine.asked import Asked
from tests.rooms.engine.bulk.runs import FIRST, at_once, in_parts, save, town
from tests.rooms.engine.files import POLICY

#: A town whose rules have no kernel of their own: points that run out.
NOT_FLAT = POLICY.replace("score trust {", "score trust {\n  keeps lots").replace(
    "  loses 5\n", "  loses 5, comes back after 1 years\n"
)


@pytest.mark.parametrize("text", [None, NOT_FLAT], ids=["kernel", "bytecode"])
@pytest.mark.parametrize("wrong", [0.0, 0.02, 1.0])
@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("rows", [1, 13, 60])
@pytest.mark.parametrize("as_of", [None, FIRST.replace(year=2017)])
def test_in_parts_it_comes_to_the_same(
    tmp_path: Path, grouped: bool, wrong: float, rows: int, as_of: object, text: str | None
) -> None:
    draw = random.Random(f"{grouped} {wrong} {rows}")
    path = save(town(draw, 40, grouped=grouped, wrong=wrong), tmp_path / "events.parquet")
    people = tmp_path / "people.csv"
    people.write_text("person\nR-900\nR-3\nR-901\n", encoding="utf-8")
    asked = Asked(path, people, as_of=as_of)
    assert in_parts(asked, tmp_path / "parts", rows, text) == at_once(asked, text)
    assert not (tmp_path / "parts").exists()
