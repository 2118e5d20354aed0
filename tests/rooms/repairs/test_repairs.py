"""The smallest change of each place that closes a finding, held to what was worked out by hand."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.core.errors import PolicyError
from policylang.engine.asked import Asked
from policylang.model.finding import AuditReport
from policylang.model.history import Encoder
from policylang.model.repairs import Edit, Repaired, Way
from policylang.repairs.burden import Histories
from policylang.repairs.draft import Draft, read_draft
from policylang.repairs.repair import apply, repair
from policylang.repairs.sites import sites_of

#: Four times 10 USD are 20 points, which bring 50 USD on 31 December: 10 USD for nothing.
SHOP = """\
policy shop {
  title "Shop"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}

assumed {
  price = 10 USD "the price"
}

score stars {
  starts at 0
  stays within 0 to 1000
}

# A remark that stays where it is.
action buy {
  by choice
  costs price
  earns 5
}

grades of stars {
  gold from 20
  grey below
}

perk bonus {
  for gold
  every year on 31 December
  pays 50 USD
}
"""


def draft_of(text: str, tmp_path: Path) -> Draft:
    path = tmp_path / "shop.policy"
    path.write_text(text, encoding="utf-8")
    return read_draft(path)


def audited(draft: Draft, horizon: str = "1 year") -> tuple[AuditReport, object]:
    machine = draft.checked.machine
    assert machine is not None
    question = question_of(machine, Encoder(machine), horizon=horizon)
    return audit(machine, question), question


def repaired(draft: Draft, **extra: object) -> Repaired:
    report, question = audited(draft)
    finding = next(each for each in report.findings if each.property == "profit")
    return repair(draft, question, finding, report, **extra)  # type: ignore[arg-type]


def test_the_least_change_of_each_place_is_found(tmp_path: Path) -> None:
    found = repaired(draft_of(SHOP, tmp_path))
    lines = {each.way: each.after for each in found.repairs}
    assert lines[Way.RATE] == "earns 4"  # five times 10 USD are what comes back
    assert lines[Way.BOUND] == "gold from 21"
    assert lines[Way.PERK] == "pays 40 USD"
    assert lines[Way.NEW_CAP] == "earns 5, at most 19 per calendar year"
    assert all(each.proved for each in found.repairs)
    assert not found.unfinished


def test_what_is_repaired_is_sound_and_a_step_milder_is_not(tmp_path: Path) -> None:
    draft = draft_of(SHOP, tmp_path)
    for each in repaired(draft).repairs:
        text = apply(draft, each)
        report, _ = audited(draft_of(text, tmp_path))
        assert not any(finding.property == "profit" for finding in report.findings), each.after
    milder = {"earns 5": "earns 5, at most 20 per calendar year", "pays 50 USD": "pays 41 USD"}
    for before, after in milder.items():
        report, _ = audited(draft_of(SHOP.replace(before, after), tmp_path))
        assert any(finding.property == "profit" for finding in report.findings)


def test_only_one_line_changes_and_remarks_stay(tmp_path: Path) -> None:
    draft = draft_of(SHOP, tmp_path)
    for each in repaired(draft).repairs:
        old, new = SHOP.splitlines(), apply(draft, each).splitlines()
        differing = [
            n for n, pair in enumerate(zip(old, new, strict=True), 1) if len(set(pair)) > 1
        ]
        assert differing == [each.line]
        assert (old[each.line - 1].strip(), new[each.line - 1].strip()) == (each.before, each.after)


def test_a_figure_is_changed_where_it_stands(tmp_path: Path) -> None:
    text = SHOP.replace("earns 5\n", "earns rate\n").replace(
        '  price = 10 USD "the price"', '  price = 10 USD "the price"\n  rate  = 5 "the rate"'
    )
    found = repaired(draft_of(text, tmp_path))
    assert 'rate  = 4 "the rate"' in {each.after for each in found.repairs}


def test_trials_are_limited(tmp_path: Path) -> None:
    seen: list[int] = []
    found = repaired(draft_of(SHOP, tmp_path), most=2, tell=seen.append)
    assert found.unfinished
    assert seen[:2] == [1, 2]


def test_the_burden_is_what_people_of_a_file_lose(tmp_path: Path) -> None:
    draft = draft_of(SHOP, tmp_path)
    events = tmp_path / "events.csv"
    rows = [("ann", 4), ("bob", 3), ("cy", 8)]
    lines = [f"{name},2018-02-01,buy" for name, count in rows for _ in range(count)]
    events.write_text("\n".join(["person,date,action", *lines]) + "\n", encoding="utf-8")
    machine = draft.checked.machine
    assert machine is not None
    asked = Asked(events, as_of=datetime.date(2019, 1, 1))
    histories = Histories(Encoder(machine), asked)
    found = repaired(draft, histories=histories)
    burdens = {each.way: each.burden for each in found.repairs}
    rate = burdens[Way.RATE]  # ann 20 to 16, bob 15 to 12, cy 40 to 32; ann loses the bonus
    assert rate is not None
    assert (rate.people, rate.worse, rate.other_grade) == (3, 3, 1)
    assert (rate.all_points, rate.most_points, rate.money) == (15, 8, 50)
    bound = burdens[Way.BOUND]
    assert bound is not None
    assert (bound.worse, bound.better, bound.all_points, bound.money) == (1, 0, 0, 50)


def test_an_edit_that_is_no_policy_is_refused(tmp_path: Path) -> None:
    draft = draft_of(SHOP, tmp_path)
    at = SHOP.index("earns 5")
    with pytest.raises(PolicyError):
        draft.with_edit(Edit(at, at + len("earns 5"), "earns 5 USD"))


def test_a_used_file_is_left_as_it_is(tmp_path: Path) -> None:
    head, tail = SHOP.split("# A remark that stays where it is.\n")
    action, rest = tail.split("\ngrades", 1)
    (tmp_path / "buying.policy").write_text(action, encoding="utf-8")
    text = 'use "buying.policy"\n\n' + head + "grades" + rest
    found = repaired(draft_of(text, tmp_path))
    assert {each.way for each in found.repairs} == {Way.BOUND, Way.PERK}


def test_all_ways_are_measured_by_what_they_take_away(tmp_path: Path) -> None:
    report, _ = audited(draft_of(SHOP, tmp_path))
    finding = next(each for each in report.findings if each.property == "profit")
    capped = SHOP.replace("earns 5", "earns 5, at most 9 times in any 10 days")
    for text, way, edited, share in (
        (SHOP, Way.RATE, "earns 4", 2_000),
        (SHOP, Way.NEW_CAP, "at most 5 per calendar year", 7_500),
        (SHOP, Way.COOL_DOWN, "in any 4 days", 7_500),
        (SHOP, Way.BOUND, "from 40", 5_000),
        (capped, Way.WINDOW, "in any 40", 7_500),
        (
            capped.replace("in any 10 days", "per calendar month"),
            Way.WINDOW,
            "calendar year",
            9_178,
        ),
    ):
        sites = sites_of(draft_of(text, tmp_path), finding)
        (site,) = (site for site in sites if site.way is way)
        edits = [site.edit(n) for n in range(site.steps)]
        lines = [text[each.start - 15 : each.start] + each.text for each in edits]
        (step,) = (n for n, line in enumerate(lines) if line.endswith(edited))
        assert site.share(step) == share
        shares = [site.share(n) for n in range(site.steps)]
        assert shares == sorted(shares)
