"""Findings as cases: they fail on the policy they were found in, and pass on a repaired one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import policylang
from policylang.auditor.audit import CLAIMS, NAMES
from policylang.casebook.loopholes import Unplaced, _event, check_place, failing_cases
from policylang.casebook.suite import FileReport, run_files
from policylang.model.events import Event
from tests.quality.corpus import FLAWED, Flawed

CUPS = """\
policy cups {
  title "Cups out of the bin"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score credit {
  starts at 0
  stays within 0 to 100
}
action cup "A cup with a code" {
  cups: number from 1 to 1,000
  by choice
  costs 1 USD * cups
  earns 1 per 10 of cups CAP
}
grades of credit {
  gold from 20
  poor below
}
perk prize {
  for gold
  every year on 1 December
  pays 500 USD
}
"""
LEAKS = CUPS.replace(" CAP", "")
CAPPED = CUPS.replace(" CAP", ", at most 5 per calendar year")


def saved(
    folder: Path, text: str, horizon: str = "1 year", properties: Sequence[str] = ("profit",)
) -> tuple[Path, int]:
    """The cases of an audit beside its policy, and how many there are."""
    policy = folder / "cups.policy"
    policy.write_text(text, encoding="utf-8")
    file = folder / "cups.cases.yaml"
    loaded = policylang.load(policy)
    report = loaded.audit(horizon=horizon, properties=properties)
    found = failing_cases(report, loaded, check_place(file, policy), {})
    file.write_text(found.text, encoding="utf-8")
    assert found.cases + len(found.left_out) == len(report.findings)
    return file, found.cases


def ran(file: Path) -> FileReport:
    (report,) = run_files([file])
    assert not report.problems
    assert not report.unusable
    return report


def test_a_loophole_fails_until_a_cap_closes_it(tmp_path: Path) -> None:
    file, cases = saved(tmp_path, LEAKS)
    text = file.read_text("utf-8")
    assert "gain: at most 0.00 USD" in text
    assert "- 2018-01-01 cup, cups 200" in text
    assert cases == ran(file).failed > 0
    (tmp_path / "cups.policy").write_text(CAPPED, encoding="utf-8")
    assert ran(file).passed == cases


def test_it_is_closed_too_where_the_way_costs_what_it_brings(tmp_path: Path) -> None:
    file, cases = saved(tmp_path, LEAKS)  # 200 cups bring 500 USD
    for price, closed in (("2.49 USD", False), ("2.50 USD", True)):
        dear = LEAKS.replace("1 USD * cups", f"{price} * cups")
        (tmp_path / "cups.policy").write_text(dear, encoding="utf-8")
        assert ran(file).passed == (cases if closed else 0)


#: Questions whose findings compare two histories, neither of which should be the other.
COMPARED = {"cliffs", "dead parts", "free offences", "volume discounts", "good acts", "bad acts"}
# Points that pass between two people are shown by one history, which no expectation refutes.
TOLD = [each for each in FLAWED if each.property not in (*COMPARED, "two people")]


@pytest.mark.parametrize("each", TOLD[::3], ids=lambda each: each.name)
def test_every_finding_of_the_corpus_is_a_case_that_fails(each: Flawed, tmp_path: Path) -> None:
    file, cases = saved(
        tmp_path, each.text, each.horizon, [each.property if each.property in NAMES else CLAIMS]
    )
    assert cases == ran(file).failed > 0


def test_what_compares_two_histories_is_no_case() -> None:
    for each in FLAWED:
        if each.property not in COMPARED or each.name == "aid for the poor":
            continue
        policy = policylang.loads(each.text)
        report = policy.audit(horizon="3 years", properties=[each.property])
        found = failing_cases(report, policy, "flawed.policy", {})
        assert found.cases == 0
        assert list(found.left_out) == [finding.title for finding in report.findings]


def test_an_event_in_parts_is_held_to_the_one_event(tmp_path: Path) -> None:
    text = LEAKS.replace("per 10 of cups", "per started 10 of cups")
    file, _ = saved(tmp_path, text, properties=["splitting"])
    assert "expected is what one event brings" in file.read_text("utf-8")
    assert ran(file).failed == 1
    whole = text.replace("per started 10 of cups", "per started 10 of cups, at most 1 per day")
    (tmp_path / "cups.policy").write_text(whole, encoding="utf-8")
    assert ran(file).passed == 1


def test_without_findings_there_is_no_file() -> None:
    policy = policylang.loads(CAPPED.replace("pays 500 USD", "pays 1 USD"))
    found = failing_cases(
        policy.audit(horizon="1 year", properties=["profit"]), policy, "cups.policy", {}
    )
    assert (found.text, found.cases, found.left_out) == ("", 0, ())


def test_values_that_would_be_misread_are_written_by_name() -> None:
    odd = Event("2018-01-01", "cup", {"note": "a: b, 3 times", "cups": "1,000 USD"})
    assert _event(odd, 2) == (
        '{date: 2018-01-01, action: "cup", "note": "a: b, 3 times", "cups": "1,000 USD", repeat: 2}'
    )
    plain = Event("2018-01-01", "cup", {"cups": "1,000.50 USD", "size": "2:30"})
    assert _event(plain, 2) == "2018-01-01 cup, cups 1,000.50 USD, size 2:30, 2 times"
    assert _event(Event("2018-01-01", "cup", {"note": "a, b"}), 1).startswith("{date")


def test_the_file_has_to_be_where_tests_are_looked_for(tmp_path: Path) -> None:
    policy = tmp_path / "rules" / "cups.policy"
    policy.parent.mkdir()
    assert check_place(tmp_path / "found.cases.yaml", policy) == "rules/cups.policy"
    with pytest.raises(Unplaced, match="has to end in"):
        check_place(policy.with_name("found.yaml"), policy)
    (tmp_path / "else").mkdir()
    with pytest.raises(Unplaced, match="in the folder of the policy"):
        check_place(tmp_path / "else" / "found.cases.yaml", policy)
