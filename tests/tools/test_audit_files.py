"""What `policylang audit` reads and writes beside its report, from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.running import PEOPLE, RONGCHENG, run

CUPS = """\
policy cups {
  title "Cups out of the bin"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
assumed "A guess" {
  rate = 10  "nobody knows"
}
score credit {
  starts at 0
  stays within 0 to 100
}
action cup "A cup with a code" {
  cups: number from 1 to 1,000
  by choice
  earns 1 per rate of cups
}
grades of credit {
  gold from 20
  poor below
}
perk prize {
  for gold
  every year on 1 December
  pays 50 USD
}
perk bike "A bicycle" {
  for gold
  grants "a bicycle"
}
claim nobody_profits "Nobody profits" {
  within 1 years, gain from perks <= cost of actions
}
"""
CAPPED = CUPS.replace("of cups\n", "of cups, at most 5 per calendar year\n")


@pytest.fixture
def cups(tmp_path: Path) -> Path:
    file = tmp_path / "cups.policy"
    file.write_text(CUPS, encoding="utf-8")
    return file


def assumed(policy: Path, text: str) -> Path:
    file = policy.with_name("assumed.yaml")
    file.write_text(f"assumptions: 1\n{text}", encoding="utf-8")
    return file


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json", "sarif", "html"])
def test_a_report_is_written_to_a_file_as_it_is_shown(form: str, cups: Path) -> None:
    shown = run("audit", cups, "--format", form)
    file = cups.with_name("report")
    written = run("audit", cups, "--format", form, "--out", file)
    assert shown.exit_code == written.exit_code == 1
    assert written.stdout == ""
    assert file.read_text("utf-8") == shown.stdout != ""


def test_nothing_that_is_read_is_overwritten(cups: Path) -> None:
    file = assumed(cups, "")
    before = cups.read_bytes(), file.read_bytes()
    for arguments in (
        ["--out", cups],
        ["--write-baseline", cups],
        ["--assume", file, "--out", file],
        ["--out", cups.with_name("a"), "--write-baseline", cups.with_name("a")],
        ["--person", PEOPLE, "--out", PEOPLE],
    ):
        result = run("audit", cups, *arguments)
        assert result.exit_code == 2
        assert "would be overwritten" in result.stderr or "two outputs" in result.stderr
    assert (cups.read_bytes(), file.read_bytes()) == before


def test_findings_of_one_cause_are_named_together(cups: Path) -> None:
    out = run("audit", cups, "--horizon", "1 year").stdout
    _, _, shared = out.partition("Findings that one thing makes possible\n")
    assert shared.startswith("  5 findings by `cup` under the same rules\n")
    assert "- claim nobody_profits: the claim is refuted" in shared


# --- baselines -----------------------------------------------------------------------------------


def test_a_second_run_shows_only_what_is_new(cups: Path) -> None:
    known = cups.with_name("known.json")
    first = run("audit", cups, "--horizon", "1 year", "--write-baseline", known)
    assert first.exit_code == 1
    assert "5 findings in the baseline" in first.stderr
    again = run("audit", cups, "--horizon", "1 year", "--baseline", known)
    assert again.exit_code == 0
    assert "0 new findings, 5 known" in again.stderr
    assert "finding (" not in again.stdout
    cups.write_text(CUPS.replace("cups: number", "size: yes or no\n  cups: number"), "utf-8")
    assert run("audit", cups, "--horizon", "1 year", "--baseline", known).exit_code == 0
    more = CUPS + 'action nod "A nod" {\n  by choice\n  earns 1\n}\n'
    cups.write_text(more, encoding="utf-8")
    new = run("audit", cups, "--horizon", "1 year", "--baseline", known, "--format", "json")
    assert new.exit_code == 1
    titles = [f["title"] for a in json.loads(new.stdout)["answers"] for f in a["findings"]]
    assert "`A nod` gives 1 point for nothing" in titles


def test_what_was_repaired_is_said_to_be_gone_and_a_baseline_is_renewed(cups: Path) -> None:
    known = cups.with_name("known.json")
    run("audit", cups, "--horizon", "1 year", "--property", "profit", "--write-baseline", known)
    cups.write_text(CAPPED, encoding="utf-8")
    arguments = ["--horizon", "1 year", "--property", "profit", "--baseline", known]
    gone = run("audit", cups, *arguments, "--write-baseline", known)
    assert gone.exit_code == 0
    assert "Gone since the baseline: perks are worth 50.00 USD more than they cost" in gone.stdout
    assert "Gone since" not in run("audit", cups, *arguments).stdout


def test_a_baseline_that_is_none_is_refused(cups: Path) -> None:
    known = cups.with_name("known.json")
    known.write_text("{}", encoding="utf-8")
    result = run("audit", cups, "--baseline", known)
    assert result.exit_code == 2
    assert "known.json` is refused: it has other keys than a baseline" in result.stderr
    assert run("audit", cups, "--baseline", cups.with_name("none.json")).exit_code == 2


# --- cases ---------------------------------------------------------------------------------------


def test_findings_become_cases_that_fail_until_a_cap_is_added(cups: Path) -> None:
    cases = cups.with_name("found.cases.yaml")
    arguments = ["--horizon", "1 year", "--property", "profit", "--property", "claims"]
    saved = run("audit", cups, *arguments, "--save-cases", cases)
    assert "2 failing cases in" in saved.stderr
    failing = run("test", cases)
    assert failing.exit_code == 1
    assert "0 passed + 2 failed" in failing.stderr
    cups.write_text(CAPPED, encoding="utf-8")
    assert run("test", cases).exit_code == 0
    none = run("audit", cups, *arguments, "--save-cases", cups.with_name("b.cases.yaml"))
    assert "no finding is left for a case" in none.stderr
    assert not cups.with_name("b.cases.yaml").exists()


def test_cases_are_about_the_person_who_was_asked_about(tmp_path: Path) -> None:
    policy = tmp_path / "r.policy"
    policy.write_bytes(RONGCHENG.read_bytes())
    cases = tmp_path / "r.cases.yaml"
    given = ["--person", f"{PEOPLE}#R-0202", "--property", "profit", "--save-cases", cases]
    assert run("audit", policy, *given).exit_code == 1
    assert 'person: {"loan": ' in cases.read_text("utf-8")
    assert "0 passed + 1 failed" in run("test", cases).stderr


def test_a_name_that_is_no_case_file_is_refused(cups: Path) -> None:
    result = run("audit", cups, "--save-cases", cups.with_name("found.yaml"))
    assert result.exit_code == 2
    assert "has to end in `.cases.yaml`" in result.stderr


# --- the person and what is assumed --------------------------------------------------------------


def test_with_comes_before_the_file_of_the_person() -> None:
    given = ["--person", f"{PEOPLE}#R-0202", "--property", "free points"]
    assert "loan 95,000.00 USD" in run("audit", RONGCHENG, *given).stdout
    assert "loan 7.00 USD" in run("audit", RONGCHENG, *given, "--with", "loan=7 USD").stdout


def test_several_persons_are_asked_about_one_by_one() -> None:
    result = run("audit", RONGCHENG, "--person", PEOPLE)
    assert result.exit_code == 2
    assert "has several persons" in result.stderr
    assert "#R-0001`" in result.stderr


def test_what_is_assumed_counts_and_is_said(cups: Path) -> None:
    only = ["--property", "profit", "--horizon", "1 year"]
    file = assumed(cups, "costs:\n  cup: 1 USD * cups\n")
    closed = run("audit", cups, *only, "--assume", file)
    assert closed.exit_code == 0
    said = " ".join(closed.stdout.split())
    assert f"One `cup` is taken to cost 1 USD * cups ({file}:3)." in said
    file = assumed(cups, "costs:\n  cup: 1 USD * cups\nperks:\n  bike: 400 USD a year\n")
    opened = run("audit", cups, *only, "--assume", file)
    assert opened.exit_code == 1
    assert "The most that can be gained by 2018-12-31 is 250.00 USD" in opened.stdout


def test_certificates_rest_on_the_assumptions_file(cups: Path) -> None:
    file = assumed(cups, "costs:\n  cup: 1 USD\n")
    folder = cups.with_name("found")
    only = ["--property", "profit", "--horizon", "1 year"]
    run("audit", cups, *only, "--assume", file, "--save", folder)
    (certificate,) = folder.iterdir()
    true = run("verify-certificate", certificate, cups, "--assume", file)
    assert true.exit_code == 0
    assert "actions cost 1.00 USD, net 49.00 USD" in true.stdout
    without = run("verify-certificate", certificate, cups)
    assert without.exit_code == 1
    assert "it rests on an assumptions file: give that with --assume" in without.stderr
    file.write_text(file.read_text("utf-8").replace("1 USD", "2 USD"), encoding="utf-8")
    other = run("verify-certificate", certificate, cups, "--assume", file)
    assert other.exit_code == 1
    assert "as it is" in other.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("perks:\n  bikes: 1 USD a year\n", "no perk `bikes`"),
        ("costs:\n  cup: -1 USD\n", "cup"),
        ("costs:\n  cup: 1 EUR\n", "EUR"),
        ("perks:\n  bike: 1 USD\n", "has no dates"),
        ("perks: [1]\n", "names with values"),
    ],
)
def test_assumptions_that_do_not_fit_are_refused(text: str, said: str, cups: Path) -> None:
    result = run("audit", cups, "--assume", assumed(cups, text))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_template_has_what_the_policy_leaves_open(cups: Path) -> None:
    file = cups.with_name("open.yaml")
    result = run("audit", cups, "--write-assumptions", file)
    assert (result.exit_code, result.stdout) == (0, "")
    text = file.read_text("utf-8")
    assert "  # bike: 0 USD a year\n" in text
    assert "  # cup: 0 USD    # fields: cups\n" in text
    assert "  # rate: 10    # nobody knows\n" in text
    assert run("audit", cups, "--assume", file, "--property", "splitting").exit_code == 0


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--horizon", "1,000 years"], "cannot be looked ahead"),
        (["--horizon", "0 days"], "cannot be looked ahead"),
        (["--horizon", "-1 years"], "no length of time"),
        (["--horizon", "9" * 40 + " years"], "cannot be looked ahead"),
        (["--budget", "-1 USD"], "cannot be read"),
        (["--budget", "1e400 USD"], "cannot be read"),
        (["--budget", "1 USD, 2 USD"], "names something twice"),
        (["--property", "money pumps for ever"], "there is no property"),
        (["--format", "pdf"], "pdf"),
        (["--assume", "no/such/file.yaml"], "no/such"),
        (["--out", "no/such/folder/report"], "no folder"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: list[str], said: str, cups: Path) -> None:
    result = run("audit", cups, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_budget_of_nothing_buys_nothing(cups: Path) -> None:
    given = ["--budget", "0 USD, 0 hours a year", "--property", "grades", "--format", "json"]
    file = assumed(cups, "costs:\n  cup: [1 USD, 1 hours]\n")
    (answer,) = json.loads(run("audit", cups, *given, "--assume", file).stdout)["answers"]
    assert set(answer["table"]["rows"][0][1:]) == {"cannot be had"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  earns 1 per", "  costs 0 USD - 1 USD\n  earns 1 per", "PL212"),
        ("cups: number from 1 to 1,000", "cups: money", "PL211"),
        ("gain from perks <= cost of actions", "platinum <= cost of actions", "PL001"),
    ],
)
def test_policies_that_cannot_be_audited_say_why(old: str, new: str, code: str, cups: Path) -> None:
    cups.write_text(CUPS.replace(old, new), encoding="utf-8")
    result = run("audit", cups)
    assert result.exit_code == 1
    assert f"error[{code}]" in result.stderr
