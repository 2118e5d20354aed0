"""How a run ends that does not end well."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policylang.tools import failures
from tests.tools.running import PEOPLE, RONGCHENG, SAMPLE, environment, run


def failing(error: BaseException) -> Any:
    """A function that always fails in one way."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_our_own_fault_says_how_to_report_it(monkeypatch: pytest.MonkeyPatch, policy: Path) -> None:
    monkeypatch.setattr("policylang.api.load", failing(RuntimeError("secret detail")))
    result = run("show", policy)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "policylang itself failed (RuntimeError in test_failures.py, line " in result.stderr
    assert "POLICYLANG_TRACEBACK=1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret detail" not in result.stderr


def test_a_traceback_is_shown_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, policy: Path
) -> None:
    monkeypatch.setattr("policylang.api.load", failing(RuntimeError("detail")))
    result = run("show", policy, env={"POLICYLANG_TRACEBACK": "1"})
    assert result.exit_code == 3
    assert "Traceback" in result.stderr
    assert "RuntimeError: detail" in result.stderr


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), AssertionError(), OSError()])
def test_any_other_failure_is_our_fault(
    monkeypatch: pytest.MonkeyPatch, policy: Path, error: Exception
) -> None:
    monkeypatch.setattr("policylang.api.load", failing(error))
    assert run("show", policy).exit_code == 3


def test_an_interrupt_has_its_own_code(monkeypatch: pytest.MonkeyPatch, policy: Path) -> None:
    monkeypatch.setattr("policylang.api.load", failing(KeyboardInterrupt()))
    result = run("show", policy)
    assert result.exit_code == 130
    assert "interrupted" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_that_goes_away_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, policy: Path
) -> None:
    monkeypatch.setattr("policylang.api.load", failing(BrokenPipeError(32, "Broken pipe")))
    result = run("show", policy)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "", "a.csv"), "there is no file `a.csv`"),
        (FileNotFoundError(2, "", "a-*.parquet"), "there is no file that fits `a-*.parquet`"),
        (FileNotFoundError(2, "", "."), "there is no Parquet or Arrow file in the folder `.`"),
        (IsADirectoryError(21, "", "a"), "`a` is a folder, not a file"),
        (PermissionError(13, "", "a.csv"), "there is no permission to use `a.csv`"),
        (NotADirectoryError(20, "Not a directory", "a/b"), "`a/b` cannot be used: not a directory"),
        (OSError(28, "No space left on device"), "the output cannot be used: no space left on"),
        (OSError(5, None, b"a.csv"), "`a.csv` cannot be used: unknown reason"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, policy: Path, error: OSError, sentence: str
) -> None:
    assert failures.describe(error).startswith(sentence)
    monkeypatch.setattr("policylang.api.load", failing(error))
    result = run("show", policy)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {sentence}")


def test_a_name_that_would_move_the_cursor_is_spelled_out() -> None:
    result = run("show", "\x1b[2J.policy")
    assert result.exit_code == 2
    assert "\\x1b[2J.policy" in result.stderr
    assert "\x1b" not in result.stderr


# --- as processes --------------------------------------------------------------------------

COMMAND = [sys.executable, "-m", "policylang"]


def test_a_pipe_that_is_closed_is_handled_quietly() -> None:
    arguments = [*COMMAND, "eval", RONGCHENG, SAMPLE, "--people", PEOPLE, "--format", "json"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        talk = running.stderr.read()
    assert running.returncode == 0
    assert "Traceback" not in talk
    assert "BrokenPipe" not in talk


@pytest.mark.parametrize("argument", ["help", "--help", "--version", "check --help", "--nonsense"])
def test_a_small_answer_into_a_closed_pipe_is_handled_quietly(argument: str) -> None:
    with subprocess.Popen(
        [*COMMAND, *argument.split()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        talk = running.stderr.read()
    if argument == "--nonsense":
        assert running.returncode == 2
        assert b"No such option" in talk
    else:
        assert (running.returncode, talk) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk")
@pytest.mark.parametrize("argument", ["help", "--help", "demo"])
def test_a_full_disk_is_told_in_one_sentence(argument: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, argument],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
            text=True,
        )
    assert done.returncode == 2
    assert done.stderr == "error: the output cannot be used: no space left on device\n"


@pytest.mark.skipif(shutil.which("sh") is None, reason="a shell closes the streams")
def test_closed_streams_are_no_fault(policy: Path) -> None:
    program = f"'{sys.executable}' -m policylang"
    for command, code in ((f"{program} help >&-", 0), (f"{program} check '{policy}x' 2>&-", 2)):
        done = subprocess.run(["sh", "-c", command], env=environment(), check=False)
        assert done.returncode == code


#: A shell may start the tests with interrupts ignored, which processes inherit.
INTERRUPTIBLE = (
    "import signal\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from policylang.tools.cli import main\n"
    "main()\n"
)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_interrupted_run_leaves_nothing_half_written(policy: Path, tmp_path: Path) -> None:
    history = tmp_path / "events.csv"
    os.mkfifo(history)
    output, rejects = tmp_path / "scores.csv", tmp_path / "rejects.csv"
    output.write_text("older", encoding="utf-8")
    arguments = ["eval", policy, history, "--output", output, "--rejects", rejects]
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    with running, history.open("w", encoding="utf-8") as events:  # waits until it is being read
        events.write("person,date,action\n")
        events.flush()
        running.send_signal(signal.SIGINT)
        shown, talk = running.communicate()
    assert (running.returncode, shown) == (130, "")
    assert "interrupted" in talk
    assert "Traceback" not in talk
    assert output.read_text("utf-8") == "older"
    assert sorted(tmp_path.iterdir()) == sorted([policy, history, output])
