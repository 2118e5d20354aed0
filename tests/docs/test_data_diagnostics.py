"""The pages about data: their repaired histories are evaluated, and the runner sees faults."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policylang.tools.cli import command as cli
from tests.docs.data_pages import command_of, messages_of, run, save
from tests.docs.diagnostic_pages import faulty, is_about_data, read_pages, repaired
from tests.docs.pages import Section, read_page

PAGES = {code: page for code, page in read_pages().items() if is_about_data(page)}

#: The pages whose data go through a command, not through lines of Python.
COMMANDED = [
    code for code, page in PAGES.items() if "python" not in {block.kind for block in page.blocks}
]

POLICY = """
policy garden {
  title "A garden"
}
person {
  plots: points from 1 to 3 = 1
}
score trust {
  starts at 10
  stays within 0 to 20
}
action visit {
  earns plots
}
"""
VISITS = "person,date,action\nada,2018-05-01,visit\nben,2018-05-02,visit\n"


def section(tmp_path: Path, **blocks: str) -> Section:
    """A section with these blocks, `_` in a kind standing for a space."""
    fences = [f"```{kind.replace('_', ' ')}\n{text}\n```\n" for kind, text in blocks.items()]
    path = tmp_path / "page.md"
    path.write_text("## Shown\n\n" + "\n".join(fences), encoding="utf-8")
    return read_page(path).sections[0]


def commanded(shown: Section, folder: Path) -> Result:
    """What the command line itself does with what a section shows."""
    names = save(shown, folder)
    with chdir(folder):
        return CliRunner().invoke(cli, command_of(shown, names)[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "empty"
    path.mkdir()
    return path


@pytest.mark.parametrize("code", PAGES)
def test_every_row_of_a_repaired_history_is_evaluated(code: str, folder: Path) -> None:
    shown = repaired(PAGES[code])
    ran = run(shown, folder)
    assert ran.evaluated == ran.rows
    assert (ran.rows > 0) is not bool(shown.blocks_of("python"))


@pytest.mark.parametrize("code", COMMANDED)
def test_the_command_line_refuses_a_faulty_history_with_the_code_of_its_page(
    code: str, folder: Path
) -> None:
    done = commanded(faulty(PAGES[code]), folder)
    failed = code == "PL460"  # a finding, not a file that cannot be used
    assert done.exit_code == (1 if failed else 2)
    assert f"error[{code}]" in (done.stdout if failed else done.stderr)


@pytest.mark.parametrize("code", COMMANDED)
def test_the_command_line_takes_a_repaired_history(code: str, folder: Path) -> None:
    done = commanded(repaired(PAGES[code]), folder)
    assert done.exit_code == 0
    assert done.stdout
    assert "error" not in done.stderr


def test_a_good_history_gives_no_message_and_counts_its_events(
    tmp_path: Path, folder: Path
) -> None:
    ran = run(section(tmp_path, policy=POLICY, csv=VISITS), folder)
    assert (ran.messages, ran.rows, ran.evaluated) == ([], 2, 2)


def test_warnings_of_the_policy_are_told_before_the_faults_of_the_data(
    tmp_path: Path, folder: Path
) -> None:
    unused = POLICY.replace("earns plots", "earns 1")
    said = messages_of(section(tmp_path, policy=unused, csv=f"{VISITS}ada,2018,visit"), folder)
    assert said[0].startswith("warning[PL308] 6:3 ")
    assert said[2].startswith("error[PL406] 4:1 ")


def test_a_people_file_is_read_without_being_asked_for_and_named_in_messages(
    tmp_path: Path, folder: Path
) -> None:
    shown = section(tmp_path, policy=POLICY, csv=VISITS, people_csv="person,plots\nada,9")
    assert messages_of(shown, folder)[0].startswith("error[PL405] people.csv:2:1 ")


def test_a_command_says_for_which_day_everybody_is_evaluated(tmp_path: Path, folder: Path) -> None:
    command = "policylang eval main.policy history.csv --as-of 2018-05-01"
    ran = run(section(tmp_path, policy=POLICY, csv=VISITS, command=command), folder)
    assert (ran.rows, ran.evaluated) == (2, 1)


def test_a_command_says_who_is_explained(tmp_path: Path, folder: Path) -> None:
    command = "policylang explain main.policy history.csv --person ben"
    ran = run(section(tmp_path, policy=POLICY, csv=VISITS, command=command), folder)
    assert (ran.rows, ran.evaluated) == (1, 1)


@pytest.mark.parametrize(
    "command",
    [
        "policylang explain main.policy history.csv",
        "policylang eval main.policy history.csv --person ben",
        "polis eval main.policy history.csv",
    ],
)
def test_a_command_that_is_none_is_a_fault_of_the_page(
    tmp_path: Path, folder: Path, command: str
) -> None:
    with pytest.raises(ValueError, match="no command of these pages"):
        run(section(tmp_path, policy=POLICY, csv=VISITS, command=command), folder)


def test_a_section_without_data_is_a_fault_of_the_page(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ValueError, match="nothing to evaluate"):
        run(section(tmp_path, policy=POLICY), folder)


def test_python_lines_give_the_messages_of_the_error_they_end_with(
    tmp_path: Path, folder: Path
) -> None:
    lines = 'policy.evaluate([("2018-05-01", "visit"), ("2018-04-01", "visit")])'
    (said, advice) = messages_of(section(tmp_path, policy=POLICY, python=lines), folder)
    assert said.startswith("error[PL401] event 2: ")
    assert advice.startswith("  help: ")


def test_python_lines_that_fail_in_another_way_are_a_fault_of_the_page(
    tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(ZeroDivisionError):
        run(section(tmp_path, policy=POLICY, python="1 / 0"), folder)


def test_a_policy_with_errors_is_a_fault_of_a_page_about_data(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ValueError, match="PL102"):
        run(section(tmp_path, policy=POLICY + "define d { means count of x ever > 1 }"), folder)
