"""The page about data: every file on it is read, every table looked at."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import attrs
import pytest

import policylang
from policylang.core import limits
from policylang.core.codes import CATALOGUE
from policylang.core.data import data_dir
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate
from policylang.engine.intake import Intake, take_in
from policylang.engine.rows import Reject
from policylang.model.units import Denomination, Domain, Kind
from policylang.model.values import read_value
from policylang.tools.commands.eval import command
from tests.docs.pages import Page, read_page
from tests.rooms.model.machines import day

DOCS = data_dir("diagnostics").parent


@pytest.fixture(scope="module")
def page() -> Page:
    return read_page(DOCS / "data.md")


@pytest.fixture(scope="module")
def library(page: Page) -> policylang.Policy:
    (block,) = [each for each in page.blocks if each.kind == "policy"]
    return policylang.loads(block.text)


@attrs.frozen
class Ran:
    batch: Batch
    rejects: str


@pytest.fixture
def run(page: Page, library: policylang.Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)

    def run(kind: str, *, people: str | None = None) -> Ran:
        suffix = kind.split(maxsplit=1)[0]
        name = f"history.{suffix}"
        Path(name).write_text(text_of(page, kind), encoding="utf-8")
        if people is not None:
            Path("people.csv").write_text(text_of(page, people), encoding="utf-8")
        rejects = io.StringIO()
        batch = evaluate(
            library.evaluator,
            library.encoder,
            Asked(name, "people.csv" if people else None),
            rejects=rejects,
        )
        return Ran(batch, rejects.getvalue())

    return run


def text_of(page: Page, kind: str) -> str:
    (block,) = [each for each in page.blocks if each.kind == kind]
    return block.text


def tables(page: Page, title: str) -> list[list[str]]:
    """The rows of the tables of a section, without their heads."""
    lines = [line for line in page.section(title).text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return rows[2:]


def test_the_policy_has_no_faults(library: policylang.Policy) -> None:
    assert library.warnings == ()


def test_the_three_formats_say_the_same(run) -> None:  # type: ignore[no-untyped-def]
    seen = []
    for kind in ("csv", "jsonl", "yaml"):
        batch = run(kind).batch
        assert batch.first_rejects == ()
        assert batch.summary.rows == 3
        seen.append([(each.person, each.result) for each in batch.people])
    assert seen[0] == seen[1] == seen[2]
    assert [(each.person, each.score) for each in batch.people] == [("ada", 102), ("ben", 106)]


def test_the_people_file_fits_the_history(run) -> None:  # type: ignore[no-untyped-def]
    batch = run("csv", people="people csv").batch
    assert batch.first_rejects == ()
    assert [(each.person, each.events) for each in batch.people] == [
        ("ada", 2),
        ("ben", 1),
        ("cem", 0),
    ]


def test_the_rejects_are_those_of_the_page(page: Page, run) -> None:  # type: ignore[no-untyped-def]
    assert run("csv with rejects").rejects == text_of(page, "rejects")


def test_the_accounts_are_those_of_the_page(page: Page, run) -> None:  # type: ignore[no-untyped-def]
    total = run("csv with rejects").batch.summary
    assert text_of(page, "accounts") == (
        f"rows {total.rows}, evaluated {total.evaluated}, rejected {total.rejected}, "
        f"later {total.later}, withdrawn {total.withdrawn}\n"
        f"people {total.people}, affected {total.affected}, not evaluated {total.not_evaluated}\n"
    )


def test_every_value_of_the_table_can_be_read(page: Page) -> None:
    euros = Denomination("EUR", 0)
    rows = tables(page, "Values")
    assert len(rows) == 8
    for kind, written in rows:
        values = re.findall(r"`([^`]+)`", written)
        assert values
        held = [read_value(each, Domain(Kind(kind), 0, 10**12), euros) for each in values]
        assert all(each > 0 for each in held) or kind == "yes or no"


#: What the examples of moments, withdrawals and changes need beside the policy of the page.
WIDER = """
action offence {
  moments committed, final
  loses 3 on final
}
"""


@pytest.fixture
def wider(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    text = text_of(page, "policy").replace(
        "staff: yes or no = no", "staff: yes or no = no, may change"
    )
    text = text.replace('"Europe/Berlin"', '"Europe/Berlin"\n  events may be withdrawn') + WIDER
    policy = policylang.loads(text)

    def run(kind: str, people: str | None = None) -> Intake:
        Path("history.csv").write_text(text_of(page, kind), encoding="utf-8")
        if people is not None:
            Path("people.csv").write_text(text_of(page, people), encoding="utf-8")
        refused: list[Reject] = []
        intake = take_in(
            policy.encoder,
            Asked("history.csv", "people.csv" if people else None),
            on_reject=refused.append,
        )
        assert refused == []
        return intake

    return run


def test_events_of_the_page_have_several_dates(wider) -> None:  # type: ignore[no-untyped-def]
    group = wider("late csv").grouping.groups["dan"]
    assert [held[:2] for _, held in group.deeds] == [
        (day("2018-03-01"), day("2018-05-12")),
        (day("2018-06-20"), 0),
    ]


def test_the_withdrawal_of_the_page_takes_an_event_out(wider) -> None:  # type: ignore[no-untyped-def]
    grouping = wider("void csv").grouping
    assert (grouping.rows, grouping.evaluated, grouping.withdrawn) == (3, 1, 2)


def test_people_of_the_page_change(wider) -> None:  # type: ignore[no-untyped-def]
    people = wider("csv", "changing csv").people
    assert people.attributes["ada"] == (0,)
    assert people.changes["ada"] == ((day("2018-09-01"), 0, 1),)


@pytest.mark.parametrize("title", ["Rejected rows", "What stops the run"])
def test_every_code_of_the_tables_is_one_of_data(page: Page, title: str) -> None:
    found = [code for row in tables(page, title) for code in row[-1].split(", ")]
    assert len(found) > 8
    assert {CATALOGUE[code].number[:3] for code in found} == {"PL4"}
    if title == "Rejected rows":
        assert found == sorted(set(found))


def test_the_numbers_of_the_page_are_the_limits(page: Page) -> None:
    text = " ".join(" ".join(page.lines).split())
    assert f"longer than {limits.DATA_LINE_BYTES:,} bytes" in text
    assert f"more than {limits.EVENTS_PER_PERSON:,} events" in text
    assert f"{limits.YAML_BYTES // 2**20} MiB" in text
    assert f"depth of {limits.DATA_NESTING}" in text


def test_the_rejects_of_the_page_are_a_csv_file(page: Page) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(page, "rejects"))))
    assert [row["code"] for row in rows] == ["PL402", "PL406", "PL405"]


def test_every_option_of_the_page_is_one_of_the_command(page: Page) -> None:
    named = set(re.findall(r"`?(--[a-z][a-z-]*)", "\n".join(page.lines)))
    assert named >= {"--people", "--rejects", "--as-of", "--since", "--sort", "--input-format"}
    assert named <= {option for each in command.params for option in each.opts}
