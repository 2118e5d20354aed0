"""`policylang repair` from end to end: what closes a finding, what it costs, and making it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rooms.repairs.test_repairs import SHOP
from tests.tools.running import run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    file = tmp_path / "shop.policy"
    file.write_text(SHOP, encoding="utf-8")
    return file


def test_each_repair_is_the_line_before_and_after(shop: Path) -> None:
    done = run("repair", str(shop), "--property", "profit", "--horizon", "1 year")
    assert done.exit_code == 1
    assert "     - gold from 20\n     + gold from 21\n" in done.stdout
    assert "     - earns 5\n     + earns 4\n" in done.stdout
    assert done.stderr.strip() == "1 finding, 4 repairs"


def test_the_burden_of_people_is_told(shop: Path) -> None:
    events = shop.with_name("events.csv")
    row = "ann,2018-02-01,buy\n"
    events.write_text(f"person,date,action\n{4 * row}bob,2019-01-01,buy\n", encoding="utf-8")
    asked = ("--property", "profit", "--horizon", "1 year", "--events", str(events))
    done = run("repair", str(shop), *asked)
    assert "worse off: 2 of 2 people; another grade: 1; points lost: 5, at most 4" in done.stdout
    assert "money lost: 50" in done.stdout


def test_json_has_the_same_with_numbers(shop: Path) -> None:
    done = run("repair", str(shop), "--horizon", "1 year", "--format", "json")
    findings = json.loads(done.stdout)["findings"]
    repairs = [repair for each in findings for repair in each["repairs"]]
    assert [each["number"] for each in repairs] == list(range(1, len(repairs) + 1))
    assert {each["after"] for each in repairs} >= {"gold from 21", "pays 40 USD"}
    assert all(each["proved"] for each in repairs)


def test_a_repair_is_made_and_closes(shop: Path, tmp_path: Path) -> None:
    mended = tmp_path / "mended.policy"
    asked = ("--property", "profit", "--horizon", "1 year")
    done = run("repair", str(shop), *asked, "--apply", "1", "--output", str(mended))
    assert done.exit_code == 1
    old, new = SHOP.splitlines(), mended.read_text(encoding="utf-8").splitlines()
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1
    assert "# A remark that stays where it is." in new
    assert run("audit", str(mended), *asked).exit_code == 0


def test_what_is_assumed_holds_for_each_repair(shop: Path) -> None:
    shop.write_text(SHOP.replace("pays 50 USD", 'grants "a bicycle"'), encoding="utf-8")
    asked = ("repair", str(shop), "--property", "profit", "--horizon", "1 year")
    assert run(*asked).exit_code == 0
    assumed = shop.with_name("worth.yaml")
    assumed.write_text("assumptions: 1\nperks:\n  bonus: 50 USD\n", encoding="utf-8")
    done = run(*asked, "--assume", str(assumed))
    assert done.exit_code == 1
    assert "     - gold from 20\n     + gold from 21\n" in done.stdout
    assert "bicycle" not in done.stdout  # an assumption is no line of the policy


def test_what_is_assumed_must_fit(shop: Path) -> None:
    assumed = shop.with_name("worth.yaml")
    assumed.write_text("assumptions: 1\nperks:\n  malus: 50 USD\n", encoding="utf-8")
    done = run("repair", str(shop), "--assume", str(assumed))
    assert done.exit_code == 2
    assert "`malus`" in done.stderr


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (("--property", "prifit"), "did you mean `profit`"),
        (("--apply", "1"), "--apply and --output go together"),
        (("--horizon", "soon"), "no length of time"),
        (("--apply", "99", "--output", "OUT", "--horizon", "1 year"), "there is no repair 99"),
        (("--events", "nowhere.csv"), "there is no file"),
    ],
)
def test_what_cannot_be_done_is_said(shop: Path, extra: tuple[str, ...], words: str) -> None:
    out = shop.with_name("out.policy")
    done = run("repair", str(shop), *(str(out) if each == "OUT" else each for each in extra))
    assert done.exit_code == 2
    assert words in done.stderr
    assert not out.exists()


def test_the_policy_itself_is_not_overwritten(shop: Path) -> None:
    done = run("repair", str(shop), "--apply", "1", "--output", str(shop))
    assert done.exit_code == 2
    assert shop.read_text(encoding="utf-8") == SHOP


def test_a_policy_with_errors_is_not_repaired(shop: Path) -> None:
    shop.write_text(SHOP.replace("earns 5", "earns 5 USD"), encoding="utf-8")
    done = run("repair", str(shop))
    assert done.exit_code == 1
    assert "error[PL" in done.stderr
