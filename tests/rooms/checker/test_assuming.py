"""Assumptions put into a policy mean what the same words mean when they stand in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import policylang
from policylang.auditor.asking import Misasked
from policylang.checker.laws.invariants import violations
from policylang.core.errors import AssumptionError, HistoryError
from policylang.model.calendar import Period
from policylang.model.machine import EndOf, Machine
from policylang.report.assumptions_template import assumptions_template

TEXT = """\
policy cups {
  title "Cups"
  currency USD
  timezone "UTC"
  in force from 2018-01-01
}
assumed "Guesses" {
  rate = 10  "nobody knows"
}
score credit {
  starts at 0
  stays within 0 to 100
}
action cup {
  cups: number from 0 to 1,000
  time: hours from 0 to 10
  by choice
  earns 1 per rate of cups
}
action give {
  amount: money from 0 USD to 100 USD
  by choice
  costs amount
  earns 1 per 10 USD of amount
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
perk feast {
  for gold
  every year on 24 December
  grants "a feast"
}
"""


def under(folder: Path, assumed: str, text: str = TEXT) -> Machine:
    file = folder / "assumed.yaml"
    file.write_text(f"assumptions: 1\n{assumed}", encoding="utf-8")
    machine = policylang.loads(text).assuming(file).machine
    assert violations(machine) == ()
    return machine


def same(one: Machine, text: str) -> bool:
    """Whether a machine is that of a text, but for places in the file."""
    return one == policylang.loads(text).machine


def test_a_figure_is_as_if_written_so(tmp_path: Path) -> None:
    found = under(tmp_path, "figures:\n  rate: 5\n")
    assert same(found, TEXT.replace("rate = 10", "rate = 5"))


def test_a_cost_is_as_if_written_so(tmp_path: Path) -> None:
    found = under(tmp_path, "costs:\n  cup: [2 USD * cups, time]\n  give: 7 USD\n")
    clause = "costs 2 USD * cups\n  costs time\n"
    text = TEXT.replace("1 per rate of cups\n", f"1 per rate of cups\n  {clause}")
    text = text.replace("  costs amount\n", "").replace("of amount\n", "of amount\n  costs 7 USD\n")
    assert same(found, text)


def test_a_worth_is_as_if_written_so(tmp_path: Path) -> None:
    found = under(tmp_path, "perks:\n  bike: 40 USD a year\n  feast: 9 USD\n  prize: 1 USD\n")
    text = TEXT.replace('bicycle"\n}', 'bicycle"\n  at the end of every year\n  pays 40 USD\n}')
    text = text.replace('feast"\n}', 'feast"\n  pays 9 USD\n}')
    text = text.replace("pays 50 USD", "pays 1 USD")
    assert same(found, text)
    assert found.grants[1].trigger == EndOf(Period.YEAR)


def test_every_version_of_a_thing_is_meant(tmp_path: Path) -> None:
    old, new = (
        f'perk feast {{\n  in force {days}\n  every year on {day} December\n  grants "{what}"\n}}\n'
        for days, day, what in [("until 2019-12-31", 24, "old"), ("from 2020-01-01", 26, "new")]
    )
    text = TEXT[: TEXT.index("perk feast")] + old + new
    found = under(tmp_path, "perks:\n  feast: 9 USD\n", text)
    assert same(found, re.sub('(grants "(old|new)"\n)', r"\1  pays 9 USD\n", text))


def test_what_overrides_is_meant_too(tmp_path: Path) -> None:
    (tmp_path / "cups.policy").write_text(TEXT, encoding="utf-8")
    mine = tmp_path / "mine.policy"
    mine.write_text('use "cups.policy"\noverride assumed "Mine" {\n  rate = 20 "so"\n}\n', "utf-8")
    file = tmp_path / "assumed.yaml"
    file.write_text("assumptions: 1\nfigures:\n  rate: 5\n", encoding="utf-8")
    found = policylang.load(mine).assuming(file).machine
    assert found.figures[0].value == "5"


def test_it_is_another_policy_and_says_what_it_assumes(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text("assumptions: 1\nperks:\n  bike: 40 USD a month\n", encoding="utf-8")
    policy = policylang.loads(TEXT)
    report = policy.audit(assume=file, properties=["free points"])
    assert f"The perk `bike` is taken to be worth 40 USD a month ({file}:3)." in report.assumptions
    assert report.fingerprint != policy.machine.header.fingerprint
    assert policy.assuming(file).assumptions is not None


def test_an_audit_under_assumptions_is_asked_as_any_other(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text("assumptions: 1\n", encoding="utf-8")
    with pytest.raises(Misasked, match="memory"):
        policylang.loads(TEXT).audit(assume=file, memory="1 kB")


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        ("policy: bins\n", "is about the policy `bins`, not about `cups`"),
        ("perks:\n  bikes: 1 USD\n", "assumed.yaml:3: the policy has no perk `bikes`"),
        ("costs:\n  cub: 1 USD\n", "did you mean `cup`?"),
        ("figures:\n  rat: 1\n", "did you mean `rate`?"),
        ("perks:\n  bike: 1 USD\n", "has no dates"),
        ("perks:\n  prize: 1 USD a year\n", "has dates of its own"),
        ("costs:\n  cup: a lot of money\n", "is not read as a cost"),
        ("costs:\n  cup: 1 USD } action x {\n", "is not read as a cost"),
        ("costs:\n  cup: 1 USD loses 3\n", "is not read as a cost"),
        ("costs:\n  cup: '1 USD # loses'\n", "is not read as a cost"),
        ("figures:\n  rate: 3 other = 4\n", "is not read as a figure"),
        ("perks:\n  feast: 3 USD for poor\n", "is not read as a perk"),
        ("perks:\n  bike: 3 USD grants x a year\n", "is not read as a perk"),
    ],
)
def test_what_does_not_fit_is_refused(assumed: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(AssumptionError) as refused:
        under(tmp_path, assumed)
    assert said in f"{refused.value} {refused.value.help}"


@pytest.mark.parametrize(
    ("assumed", "code"),
    [
        ("costs:\n  cup: 3 points\n", "PL201"),
        ("costs:\n  cup: 3\n", "PL204"),
        ("costs:\n  cup: 3 USD * weight\n", "PL101"),
        ("perks:\n  feast: 0 USD - 3 USD\n", "PL2"),
        ("figures:\n  rate: 5 USD\n", "PL2"),
        ("figures:\n  rate: 0\n", "PL2"),
    ],
)
def test_what_would_be_no_policy_is_refused_at_its_line(
    assumed: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(HistoryError) as refused:
        under(tmp_path, assumed)
    first = refused.value.diagnostics[0]
    assert first.code.number.startswith(code)


@pytest.mark.parametrize(
    ("assumed", "line", "marked"),
    [
        ("costs:\n  cup: -5 USD\n", 3, "-5 USD"),
        ("costs:\n  cup: [1 USD, 1 USD, cups * 1 USD - 5 USD]\n", 3, "cups * 1 USD - 5 USD"),
        ("\nperks:\n\n  bike: -40 USD a year # less\n", 5, "-40 USD"),
        ('perks:\n  bike: "-40 USD a year"\n', 3, "-40 USD"),
        ('costs:\n  cup: "-5 \\x55SD"\n', 3, '"-5 \\x55SD"'),
        ("costs:\n  cup: >\n    -5\n    USD\n", 3, ">"),
        ("costs:\n  cup: 3 points\n", 3, "3 points"),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands_in_the_file(
    assumed: str, line: int, marked: str, tmp_path: Path
) -> None:
    with pytest.raises(HistoryError) as refused:
        under(tmp_path, assumed)
    (label,) = refused.value.diagnostics[0].labels
    source, span = label.span.source, label.span
    assert Path(source.name).name == "assumed.yaml"
    written = (tmp_path / "assumed.yaml").read_text("utf-8").split("\n")[line - 1]
    assert (source.place(span.start)[0], source.line(line)) == (line, written)
    (first, end) = (source.place(offset)[1] - 1 for offset in (span.start, span.end))
    assert written[first:end] == marked


def test_an_error_of_the_policy_says_under_what_it_has_one(tmp_path: Path) -> None:
    with pytest.raises(HistoryError) as refused:
        under(tmp_path, "figures:\n  rate: 0\n")
    (found,) = refused.value.diagnostics
    assert found.labels[0].span.text == "rate"
    assert (found.help or "").endswith(f"not under what `{tmp_path / 'assumed.yaml'}` assumes")


def test_a_policy_that_was_changed_already_is_not_changed_again(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text("assumptions: 1\n", encoding="utf-8")
    once = policylang.loads(TEXT).assuming(file)
    with pytest.raises(AssumptionError, match="not there any more"):
        once.assuming(file)


def test_the_template_assumes_nothing_and_can_be_filled_in(tmp_path: Path) -> None:
    machine = policylang.loads(TEXT).machine
    template = assumptions_template(machine)
    file = tmp_path / "assumed.yaml"
    file.write_text(template, encoding="utf-8")
    policy = policylang.loads(TEXT).assuming(file)
    assert policy.machine == machine
    assert policy.assumptions is not None
    assert policy.assumptions.items == ()
    lines = ["  # bike: 0 USD a year", "  # feast: 0 USD", "  # cup: 0 USD", "  # rate: 10"]
    assert [
        line for line in lines if not any(x.startswith(line) for x in template.split("\n"))
    ] == []
    filled = template.replace("\n  # ", "\n  ")
    file.write_text(filled, encoding="utf-8")
    full = policylang.loads(TEXT).assuming(file)
    assert full.assumptions is not None
    assert [each.name for each in full.assumptions.items] == ["bike", "feast", "cup", "rate"]
