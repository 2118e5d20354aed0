"""Coverage counts what its definition says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from policylang.casebook.aims import Sort
from policylang.casebook.coverage import Coverage
from policylang.casebook.suite import coverage_of, run_files
from policylang.casebook.text_form import coverage_in_words
from policylang.report.style import Style
from tests.rooms.casebook.books import HEAD, shelf


def covered(folder: Path, *histories: tuple[str, tuple[str, ...]]) -> Coverage:
    """What histories reach: each is the day asked about and its events."""
    cases = [
        f"  - {{name: case {number}, events: {_flow(events)}, expect: [{{on: {on}, score: 0}}]}}\n"
        for number, (on, events) in enumerate(histories)
    ]
    file = shelf(folder, HEAD + "".join(cases))
    (found,) = coverage_of(run_files([file], coverage=True))
    return found


def _flow(events: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{event}"' for event in events) + "]"


def of(found: Coverage, sort: Sort) -> tuple[int, int]:
    """How many aims of a sort are reached, and how many there are."""
    return found.counts()[sort]


DAY = "2018-02-28"


def test_every_aim_of_the_policy_is_counted_once(tmp_path: Path) -> None:
    found = covered(tmp_path, (DAY, ()))
    assert {sort: total for sort, (_, total) in found.counts().items()} == {
        Sort.RULES: 3,
        Sort.GRANTS: 3,
        Sort.BRANCHES: 4,
        Sort.CAPS: 1,
        Sort.BOUNDS: 4,
    }


def test_without_events_nothing_but_the_start_is_reached(tmp_path: Path) -> None:
    found = covered(tmp_path, (DAY, ()))
    assert of(found, Sort.RULES) == (0, 3)
    assert of(found, Sort.BRANCHES) == (0, 4)
    assert of(found, Sort.GRANTS) == (1, 3)  # the shelf is held
    assert of(found, Sort.BOUNDS) == (1, 4)  # from the bound of `good` on


def test_a_rule_and_the_branch_before_it_are_reached_by_an_event(tmp_path: Path) -> None:
    found = covered(tmp_path, (DAY, ("2018-02-01 late, days 31",)))
    assert of(found, Sort.RULES) == (1, 3)
    assert of(found, Sort.BRANCHES) == (1, 4)
    found = covered(tmp_path, (DAY, ("2018-02-01 late, days 30",)))
    assert of(found, Sort.RULES) == (1, 3)
    assert of(found, Sort.BRANCHES) == (1, 4)
    both = covered(tmp_path, (DAY, ("2018-02-01 late, days 31", "2018-02-01 late, days 30")))
    assert of(both, Sort.RULES) == (2, 3)
    assert of(both, Sort.BRANCHES) == (2, 4)


@pytest.mark.parametrize(("times", "reached"), [(2, 0), (3, 1)])
def test_a_cap_is_reached_when_it_cuts_not_when_it_is_full(
    tmp_path: Path, times: int, reached: int
) -> None:
    found = covered(tmp_path, (DAY, ("2018-02-01 help",) * times))
    assert of(found, Sort.CAPS) == (reached, 1)


@pytest.mark.parametrize(
    ("days", "reached"),
    [
        ((7,), 2),  # 99: below `good`, and from `fair` on
        ((31,), 2),  # 80: the bound of `fair` itself
        ((31, 7), 1),  # 79: below `fair` only
    ],
)
def test_each_side_of_a_bound_is_reached_by_a_score_in_its_bracket(
    tmp_path: Path, days: tuple[int, ...], reached: int
) -> None:
    events = tuple(f"2018-02-01 late, days {each}" for each in days)
    assert of(covered(tmp_path, (DAY, events)), Sort.BOUNDS) == (reached, 4)


def test_only_days_that_are_asked_about_count_for_bounds(tmp_path: Path) -> None:
    events = ("2018-02-01 late, days 7", "2018-03-01 help")
    assert of(covered(tmp_path, ("2018-03-02", events)), Sort.BOUNDS) == (1, 4)


def test_cases_together_reach_what_each_reaches(tmp_path: Path) -> None:
    one = (DAY, ("2018-02-01 late, days 31",))
    other = ("2019-01-01", ("2018-02-01 help",) * 3)
    each = [covered(tmp_path, history).reached for history in (one, other)]
    assert covered(tmp_path, one, other).reached == each[0] | each[1]
    assert each[0] - each[1]
    assert each[1] - each[0]


def test_files_of_one_policy_are_counted_together(tmp_path: Path) -> None:
    cases = "  - {name: a, events: [2018-02-01 help], expect: {2018-02-01: 104}}\n"
    files = [shelf(tmp_path, HEAD + cases, name) for name in ("one", "two")]
    (found,) = coverage_of(run_files(files, coverage=True))
    assert found.policy == tmp_path / "library.policy"


def test_what_is_missing_is_listed_with_its_clause(tmp_path: Path) -> None:
    found = covered(tmp_path, (DAY, ("2018-02-01 late, days 31",)))
    lines = "".join(coverage_in_words([found], Style(width=200)))
    assert "rules                    1 of 3" in lines
    assert "loses 1 per started 7 of days" in lines
    assert "loses 20 when days > 30: never applied" not in lines
    assert lines.count("\n    ") == len(found.aims) - len(found.reached)


def test_a_row_of_several_values_is_reached_by_one_of_them(tmp_path: Path) -> None:
    table = "table t {\n  by n: number from 0 to 9\n  1 or 7: 1\n  2 or 8: 2\n  otherwise: 3\n}\n"
    head = 'policy p {\n  title "t"\n}\nscore s {\n  starts at 0\n}\n'
    acts = "action x {\n  n: number from 0 to 9\n  earns t of n\n}\n"
    (tmp_path / "rows.policy").write_text(head + table + acts)
    row = "{name: a, events: ['2018-02-01 x, n 7'], expect: {2018-02-01: 1}}"
    cases = f"cases: 1\npolicy: rows.policy\nhistories:\n  - {row}\n"
    (tmp_path / "rows.cases.yaml").write_text(cases)
    (found,) = coverage_of(run_files([tmp_path / "rows.cases.yaml"], coverage=True))
    assert of(found, Sort.ROWS) == (1, 3)


def test_the_share_is_rounded_down() -> None:
    assert Coverage(Path(), (), frozenset()).percent == 100


def test_no_two_conditions_of_the_machine_are_one_object(tmp_path: Path) -> None:
    found = covered(tmp_path, (DAY, ("2018-02-01 help",)))
    branches = [number for number, aim in enumerate(found.aims) if aim.sort is Sort.BRANCHES]
    assert len(found.reached & set(branches)) == 1


CHOICES = """\
policy library { title "A library" in force from 2010-01-01 }
person { issued: date = 2000-01-01 }
define initial {
  means (8 points when full years since issued < 3 otherwise 12 points)
}
score trust { starts at 12  stays within 0 to 30 }
score double { is initial + initial }
action regain {
  moments asked, done
  worth means (3 when done > asked + 3 days otherwise 4)
  refused when trust >= initial + 9 points "nothing to regain"
  earns (1 points * worth) trust on done
}
"""


def test_a_choice_is_named_in_its_own_words_where_it_stands_and_once(tmp_path: Path) -> None:
    (tmp_path / "library.policy").write_text(CHOICES, "utf-8")
    file = tmp_path / "library.cases.yaml"
    file.write_text(
        'cases: 1\nhistories: [{name: one, events: ["2018-01-01 regain, done 2018-01-02"], '
        "expect: {2018-01-03: {scores: {trust: 16, double: 24}}}}]\n"
    )
    (coverage,) = coverage_of(run_files([file], coverage=True))
    missing = [(each.origin.span.line, each.origin.text, each.missing) for each in coverage.missing]
    assert missing == [
        (4, "full years since issued < 3", "the condition never held"),
        (11, 'refused when trust >= initial + 9 points "nothing to regain"',
         "the condition never held"),
        (10, "done > asked + 3 days", "the condition never held"),
        (11, 'refused when trust >= initial + 9 points "nothing to regain"',
         "never refused anything"),
    ]  # fmt: skip
