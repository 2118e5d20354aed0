"""`docs/auditing.md`: its example and its figures are what comes out, its tables are whole."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

import policylang
from policylang.auditor.audit import NAMES
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.report.audit import render_answers
from policylang.report.style import Style
from tests.docs.pages import read_page
from tests.tools.running import POLICIES
from tests.tools.test_commands_page import furnished, matches, outputs

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "auditing.md").read_text("utf-8")
RONGCHENG = policylang.load(POLICIES / "rongcheng.policy")


def test_the_finding_of_the_readme_is_what_comes_out() -> None:
    readme = read_page(Path(__file__).resolve().parents[2] / "README.md")
    policy = next(block.text for block in readme.blocks if block.kind == "policy")
    (shown,) = (b.text for b in readme.blocks if b.kind == "text" and "finding (" in b.text)
    report = policylang.loads(policy).audit(properties=["profit"])
    real = render_answers(report, Style(ascii=True))
    assert real.startswith(shown.rstrip("\n"))


def answer(name: str, horizon: str) -> Answer:
    return RONGCHENG.audit(horizon=horizon, properties=[name]).answers[0]


@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are for a shell")
def test_every_example_is_what_happens(tmp_path: Path) -> None:
    done = list(outputs(furnished(tmp_path), TEXT))
    wrong = [f"$ {command}\n{real}" for command, shown, real in done if not matches(shown, real)]
    assert done
    assert not wrong, "\n".join(wrong)


def test_every_property_verdict_and_evidence_is_explained() -> None:
    assert [name for name in NAMES if f"\n| `{name}` |" not in TEXT] == []
    assert [each for each in Verdict if f"\n| `{each}` |" not in TEXT] == []
    assert [each for each in Evidence if f"\n| {each} |" not in TEXT] == []


def test_what_is_said_of_suining_and_of_stack_overflow() -> None:
    suining = policylang.load(POLICIES / "suining.policy").audit(properties=["traps"])
    (finding,) = suining.findings
    assert finding.title == "whoever has fallen to B does not get back to A for ever"
    assert finding.evidence is Evidence.PROVED_ALWAYS
    overflow = policylang.load(POLICIES / "stack_overflow.policy")
    first = datetime.date(2024, 1, 1)
    (finding,) = overflow.audit(since=first, properties=["two people"]).findings
    assert "one loses 0 points, the other gets 500" in finding.title


@pytest.mark.parametrize(
    ("hour", "loan", "first", "rate"),
    [
        ("0", "0 USD", "2018-12-01", "50.00 USD"),
        ("20 USD", "0 USD", "2058-12-01", "50.00 USD"),
        ("100 USD", "0 USD", "2067-12-01", "50.00 USD"),
        ("15 USD", "50,000 USD", "2018-12-31", "550.00 USD"),
    ],
)
def test_what_rongcheng_brings_for_ever(hour: str, loan: str, first: str, rate: str) -> None:
    report = RONGCHENG.audit(properties=["for ever"], value_of_hour=hour, person={"loan": loan})
    figures = report.answers[0].figures
    assert figures["first profit"] == first
    assert figures["most a year in the long run"] == rate


@pytest.mark.parametrize(
    ("horizon", "anyhow", "alone"),
    [
        ("3 years", "750.00 USD", "no choice brings it"),
        ("7 years", "anything", "625.00 USD"),
        ("10 years", "anything", "2500/7 USD (about 357.14)"),
    ],
)
def test_the_thresholds_of_rongcheng(horizon: str, anyhow: str, alone: str) -> None:
    figures = answer("thresholds", horizon).figures
    assert figures["heating_discount"] == anyhow
    assert figures["heating_discount, money alone"] == alone
    assert f"| within {horizon} | {anyhow.replace('.00', '')} | " in TEXT


def test_the_prices_of_rongcheng() -> None:
    figures = answer("grades", "10 years").figures
    assert figures["A+++: earliest"] == "1,500.00 USD + 40 hours, on 2015-01-01"
    assert figures["A+++: money alone"] == "2,500.00 USD, on 2017-01-01"
    assert figures["A+++: hours alone"] == "100 hours, on 2018-01-01"
    corners = answer("grades", "3 years").figures["A+++: curve"]
    assert corners == "1,000.00 USD + 60 hours; 2,250.00 USD + 10 hours"


def test_the_trap_of_rongcheng() -> None:
    found = answer("way back", "3 years").findings
    trap = next(each for each in found if "Drunk driving" in each.title)
    assert "first day on which it can is 2018-01-01, for 3,050.00 USD + 100 hours" in trap.notes[0]
