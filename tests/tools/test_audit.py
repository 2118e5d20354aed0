"""`policylang audit` and `policylang verify-certificate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policylang.auditor.audit import PROPERTIES
from policylang.auditor.inquiry import Inquiry
from policylang.model.finding import Answer
from tests.tools.running import POLICIES, run

RONGCHENG = str(POLICIES / "rongcheng.policy")
SUINING = str(POLICIES / "suining.policy")
FLENSBURG = str(POLICIES / "germany_flensburg.policy")


def test_rongcheng_within_three_years() -> None:
    result = run("audit", RONGCHENG)
    assert result.exit_code == 1
    out = result.stdout
    assert "claim nobody_profits: holds, proved within the horizon" in out
    assert "at most 6.7% comes back (1/15)" in out
    assert "750.00 USD" in out
    assert "1,000.00 USD + 60 hours, 2,250.00 USD + 10 hours" in " ".join(out.split())
    assert "nothing that a person chooses brings the grade A back" in out.replace("\n    ", " ")


def test_rongcheng_within_ten_years() -> None:
    result = run("audit", RONGCHENG, "--horizon", "10 years", "--property", "profit")
    assert result.exit_code == 1
    assert "The most that can be gained by 2023-12-31 is 300.00 USD" in result.stdout


def test_claims_of_a_policy_without_any() -> None:
    result = run("audit", SUINING, "--property", "claims")
    assert result.exit_code == 0
    assert (
        "claims: answered, proved for all horizons\n  The policy makes no claim." in result.stdout
    )
    assert "makes no claim" not in run("audit", RONGCHENG, "--property", "claims").stdout


def test_exit_codes() -> None:
    assert run("audit", SUINING, "--property", "profit").exit_code == 0
    unknown = run("audit", FLENSBURG, "--property", "way back")
    assert unknown.exit_code == 0
    assert "does not cover this policy" in unknown.stdout
    assert run("audit", FLENSBURG, "--property", "way back", "--require-proof").exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--property", "proffit"], "did you mean `profit`"),
        (["--horizon", "soon"], "no length of time"),
        (["--budget", "a lot"], "cannot be read"),
        (["--value-of-hour", "-3 USD"], "cannot be read"),
        (["--with", "loan"], "--with takes a name and a value"),
        (["--with", "lone=3 USD"], "lone"),
        (["--since", "2001-01-01"], "in force from 2014-01-01 only"),
        (["--memory", "plenty"], "no amount of memory"),
        (["--memory", "12 B"], "too little or too much"),
    ],
)
def test_wrong_use_is_said(arguments: list[str], said: str) -> None:
    result = run("audit", RONGCHENG, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_json_has_what_the_text_has() -> None:
    result = run("audit", RONGCHENG, "--property", "way back", "--format", "json")
    report = json.loads(result.stdout)
    (answer,) = report["answers"]
    assert answer["verdict"] == "broken"
    assert report["summary"] == {"findings": len(answer["findings"]), "unknown": 0}
    line = answer["findings"][0]["lines"][0]
    assert (line["date"], line["cost"], line["points"]) == ("2014-01-01", "30.00", -5)


def test_a_second_history_is_shown_beside_the_first() -> None:
    assert "the other order:" in run("audit", RONGCHENG, "--property", "invariances").stdout
    result = run("audit", RONGCHENG, "--property", "invariances", "--format", "json")
    finding = json.loads(result.stdout)["answers"][0]["findings"][0]
    assert finding["beside"]["caption"] == "the other order"
    assert [line["action"] for line in finding["lines"]] == ["drunk_driving", "city_award"]
    beside = [line["action"] for line in finding["beside"]["lines"]]
    assert beside == ["city_award", "drunk_driving"]


DEARER = """policy fares {
  title "Fares"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
score credit {
  starts at 350
  stays within 0 to 1000
}
status barred {
}
action ride {
  by choice
  costs (100 USD when credit < 300 otherwise 1 USD)
  refused when barred "barred"
  earns 1
}
action crash {
  by chance
  loses 60
}
action theft {
  by chance
  loses 1
  begins barred
}
"""


def test_a_price_that_depends_on_the_score_is_paid_and_certified(tmp_path: Path) -> None:
    policy, folder = tmp_path / "fares.policy", tmp_path / "found"
    policy.write_text(DEARER, encoding="utf-8")
    result = run("audit", str(policy), "--save", str(folder))
    assert result.exit_code == 1
    assert "points cost at least 100 times as much" in result.stdout
    assert "and is refused" in result.stdout
    spirals = sorted(folder.glob("*spirals*"))
    assert len(spirals) == 2
    told = [run("verify-certificate", str(each), str(policy)) for each in spirals]
    assert [each.exit_code for each in told] == [0, 0]
    assert "actions cost 100.00 USD" in told[0].stdout


def test_a_certificate_is_saved_and_checked(tmp_path: Path) -> None:
    folder = tmp_path / "found"
    run("audit", RONGCHENG, "--property", "way back", "--save", str(folder))
    files = sorted(folder.iterdir())
    assert len(files) == 2
    for file in files:
        checked = run("verify-certificate", str(file), RONGCHENG)
        assert (checked.exit_code, checked.stdout.splitlines()[0]) == (0, "the certificate is true")
        foreign = run("verify-certificate", str(file), SUINING)
        assert foreign.exit_code == 1
        assert "another text" in foreign.stderr
        file.write_text(file.read_text("utf-8").replace("30.00", "31.00"), "utf-8")
    assert run("verify-certificate", str(files[0]), RONGCHENG).exit_code == 1


def test_an_attribute_can_be_given() -> None:
    result = run("audit", RONGCHENG, "--property", "profit", "--with", "loan=1,000,000 USD")
    assert "perks are worth" in result.stdout
    assert "The person has: loan 1,000,000.00 USD." in result.stdout


def test_what_was_interrupted_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupting(inquiry: Inquiry) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setitem(PROPERTIES, "grades", interrupting)
    asked = ["--property", "free points", "--property", "grades"]
    result = run("audit", POLICIES / "healthy_choice.policy", *asked)
    assert result.exit_code == 130
    assert "finding (" in result.stdout
    assert "it was interrupted before it was settled" in result.stdout
    assert result.stderr.endswith("interrupted\n")


def test_all_attributes_that_are_missing_are_named_at_once(tmp_path: Path) -> None:
    policy = tmp_path / "who.policy"
    policy.write_text(
        'policy who { title "Who" source "t" currency EUR timezone "UTC" '
        "in force from 2020-01-01 }\n"
        "person { age: number from 0 to 120 born: date member: yes or no = no }\n"
        "score s { starts at 0 }\n"
        "action give { by choice earns 5 when born > 2001-01-01 and age > 3 and member }\n",
        encoding="utf-8",
    )
    result = run("audit", policy, "--with", "born=")
    assert result.exit_code == 2
    assert "`age` and `born` of the person are not given, and have no default" in result.stderr
    assert "`--with age=... --with born=...`, or `--person FILE`" in result.stderr
    given = ["--with", "age=4", "--with", "born=2002-01-01", "--property", "splitting"]
    assert run("audit", policy, *given).exit_code == 0
