"""An update changes the values that were wrong and nothing else."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policylang.casebook.suite import run_files
from policylang.casebook.update import changes_of
from tests.rooms.casebook.books import CASE, HEAD, complaints, shelf


def updated(file: Path) -> str:
    """The text of a case file after its update; nothing is written."""
    found = changes_of(run_files([file]))
    return found[0].after if found else file.read_bytes().decode()


def test_only_values_change(tmp_path: Path) -> None:
    wrong = HEAD + CASE.replace(
        "{score: 98, grade: fair}", "{ score:  -5 , grade: 'good' }   # by hand"
    )
    file = shelf(tmp_path, wrong)
    right = wrong.replace("-5", "98").replace("'good'", "fair")
    assert updated(file) == right


def test_what_is_as_expected_is_not_touched(tmp_path: Path) -> None:
    assert changes_of(run_files([shelf(tmp_path, HEAD + CASE)])) == []


def test_a_list_over_several_lines_is_left_to_be_changed_by_hand(tmp_path: Path) -> None:
    expect = "\n        score: 1\n        perks:\n          - voucher  # why\n"
    text = HEAD + CASE.replace(" {score: 98, grade: fair}\n", expect)
    file = shelf(tmp_path, text)
    (change,) = changes_of(run_files([file]))
    assert change.after == text.replace("score: 1\n", "score: 98\n")
    assert [miss.what for miss in change.left] == ["perks"]


def test_lists_on_one_line_are_rewritten(tmp_path: Path) -> None:
    text = HEAD + CASE.replace("score: 98, grade: fair", "perks: [voucher], holds: [shelf]")
    assert "{perks: none, holds: none}" in updated(shelf(tmp_path, text))


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    file = shelf(tmp_path, "")
    text = "\ufeff" + (HEAD + CASE).replace("98", "7").replace("\n", "\r\n")
    file.write_bytes(text.encode())
    assert updated(file) == text.replace("7,", "98,")


def test_characters_beyond_ascii_do_not_shift_anything(tmp_path: Path) -> None:
    text = HEAD + CASE.replace("eight days", "\u516b\u5929 \U0001f4da").replace("98", "7")
    assert updated(shelf(tmp_path, text)) == text.replace("score: 7", "score: 98")


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = shelf(tmp_path, HEAD + CASE.replace("98", "7"))
    reports = run_files([file])
    file.write_text(f"# new\n{file.read_text('utf-8')}", encoding="utf-8")
    (change,) = changes_of(reports)
    assert (change.before, change.values, len(change.left)) == (change.after, 0, 1)


def test_the_difference_is_a_unified_one(tmp_path: Path) -> None:
    (change,) = changes_of(run_files([shelf(tmp_path, HEAD + CASE.replace("98", "7"))]))
    lines = change.diff().splitlines()
    assert [line for line in lines[3:] if line[0] in "+-"] == [
        "-      2018-02-01: {score: 7, grade: fair}",
        "+      2018-02-01: {score: 98, grade: fair}",
    ]


DAYS = st.integers(1, 28).map("2018-02-{:02}".format)
EVENTS = st.lists(
    st.tuples(DAYS, st.sampled_from(["help", "late, days 8", "late, days 40"])), max_size=5
).map(lambda events: [f"{day} {action}" for day, action in sorted(events)])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "score": st.integers(0, 120).map(str),
        "grade": st.sampled_from(["good", "fair", "poor", "none"]),
        "perks": st.sampled_from(["none", "[voucher]", "{voucher: 2}"]),
        "holds": st.sampled_from(["none", "shelf", "[shelf]"]),
        "perk money": st.integers(0, 9999).map("{} EUR".format),
        "gain": st.integers(-99, 9999).map("at most {} EUR".format),
    },
).filter(bool)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=EVENTS, expect=st.dictionaries(DAYS, VALUES, min_size=1))
def test_after_an_update_everything_is_as_expected(
    tmp_path: Path, events: list[str], expect: dict[str, dict[str, str]]
) -> None:
    lines = ["  - name: a  # a remark", "    events:", *(f"      - {each}" for each in events)]
    if not events:
        lines[1] = "    events: []"
    lines.append("    expect:")
    for day, values in expect.items():
        inside = ", ".join(f"{key}: {value}" for key, value in values.items())
        lines.append(f"      {day}: {{{inside}}}  # {day}")
    file = shelf(tmp_path, HEAD + "\n".join(lines) + "\n")
    after = updated(file)
    before = file.read_text("utf-8")
    assert [each.partition("#")[2] for each in after.splitlines()] == [
        each.partition("#")[2] for each in before.splitlines()
    ]
    file.write_text(after, encoding="utf-8")
    (report,) = run_files([file])
    assert complaints(report) == []
    assert yaml.safe_load(after)["histories"][0]["name"] == "a"
