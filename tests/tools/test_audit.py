"""`policylang audit` and `policylang verify-certificate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
        (["--states", "0"], "--states"),
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
