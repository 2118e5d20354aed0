"""People files with rows that hold from a day on."""

from __future__ import annotations

import io
from typing import Any

import pytest

import policylang
from policylang.engine.people_file import People, read_people
from policylang.engine.rows import Reject
from tests.rooms.model.machines import day

POLICY = policylang.loads("""
policy p { }
person {
  born: date
  class: one of {learner, full}, may change
  agrees: yes or no = no, may change
}
score s {
  starts at 0
  stays within 0 to 9
}
action visit {
  earns 1 when born < 2000-01-01 and class is full and agrees
}
""")
BORN = day("1990-05-01")


def read(text: str, format: str = "csv") -> tuple[People, list[Reject]]:
    rejects: list[Reject] = []
    people = read_people(
        POLICY.encoder, io.BytesIO(text.encode()), format=format, on_reject=rejects.append
    )
    return people, rejects


HEAD = "person,from,born,class,agrees\n"
LAST = day("2999-12-31")


@pytest.mark.parametrize(
    "rows",
    [
        "ada,,1990-05-01,learner,\nada,2020-05-01,,full,yes\n",
        "ada,2020-05-01,,full,yes\nada,,1990-05-01,learner,no\n",
        "ada,,1990-05-01,learner,\nada,2020-05-01,1990-05-01,full,yes\n",
    ],
)
def test_a_row_without_a_day_tells_the_start_wherever_it_stands(rows: str) -> None:
    people, rejects = read(HEAD + rows)
    assert rejects == []
    assert people.attributes == {"ada": (BORN, 0, 0)}
    changed = day("2020-05-01")
    assert people.changes_of("ada", LAST) == ((changed, 1, 1), (changed, 2, 1))
    assert people.changes_of("ada", changed - 1) == ()
    assert people.changes_of("ben", LAST) == ()


def test_without_such_a_row_the_earliest_tells_what_has_no_default() -> None:
    people, rejects = read(HEAD + "ada,2020-05-01,,full,\nada,2019-05-01,1990-05-01,learner,yes\n")
    assert rejects == []
    assert people.attributes["ada"] == (BORN, 0, 0)
    assert [each.day for each in people.changes_of("ada", LAST)] == [
        day("2019-05-01"),
        day("2019-05-01"),
        day("2020-05-01"),
    ]


@pytest.mark.parametrize(
    ("rows", "line", "code"),
    [
        ("ada,,1990-05-01,full,\nada,2020-05-01,1990-05-02,,\n", 3, "PL433"),
        ("ada,,1990-05-01,full,\nada,2020-05-01,,full,\nada,2020-05-01,,learner,\n", 4, "PL432"),
        ("ada,2020-02-30,1990-05-01,full,\n", 2, "PL406"),
        ("ada,2020-05-01,1990-05-01,fool,\n", 2, "PL408"),
        ("ada,2020-05-01,,full,\n", 2, "PL413"),
        ("ada,,1990-05-01,full,\nada,,1990-05-01,full,\n", 3, "PL414"),
    ],
)
def test_whoever_has_a_wrong_row_is_not_scored_by_mistake(rows: str, line: int, code: str) -> None:
    people, rejects = read(HEAD + rows)
    assert [(each.line, each.code.number) for each in rejects] == [(line, code)]
    assert people.rejected == 1
    assert set(people.refused) == {"ada"}
    assert people.attributes == {}


def test_a_column_for_the_day_is_known_only_where_something_may_change() -> None:
    fixed = policylang.loads(
        "policy p { }\nperson { age: number from 0 to 99 }\nscore s { starts at 0 }\n"
        "action a { earns 1 when age > 4 }"
    )
    source: Any = io.BytesIO(b"person,from,age\nada,,4\n")
    with pytest.raises(policylang.HistoryError) as caught:
        read_people(fixed.encoder, source, format="csv")
    (found,) = caught.value.diagnostics
    assert found.code.number == "PL423"
    assert "write `, may change` after an attribute" in (found.help or "")
