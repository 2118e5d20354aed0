"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from importlib import import_module
from pathlib import Path

import pytest

from policylang.tools.failures import Refusal
from policylang.tools.outputs import refuse_overwriting, written_whole


def test_a_file_appears_when_all_of_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with written_whole(target) as file:
        file.write("迟付\n")
        file.flush()
        assert not target.exists()
    assert target.read_text("utf-8") == "迟付\n"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_older_file_stays_when_anything_goes_wrong(
    tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "out.txt"
    target.write_text("older", encoding="utf-8")
    with pytest.raises(error), written_whole(target) as file:  # noqa: PT012 - what goes wrong
        file.write("half")
        raise error
    assert target.read_text("utf-8") == "older"
    assert list(tmp_path.iterdir()) == [target]


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with written_whole(target) as file:
        file.write("a\r\nb\n")
    assert target.read_bytes() == b"a\r\nb\n"


@pytest.mark.skipif(os.name != "posix", reason="rights are those of this system")
def test_the_rights_are_those_of_the_file_before_or_of_a_new_one(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        target = tmp_path / "out.txt"
        for expected in (0o640, 0o604):
            with written_whole(target) as file:
                file.write("x")
            assert stat.S_IMODE(target.stat().st_mode) == expected
            target.chmod(0o604)
    finally:
        os.umask(mask)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("older", encoding="utf-8")
    link.symlink_to(real)
    with written_whole(link) as file:
        file.write("newer")
    assert link.is_symlink()
    assert real.read_text("utf-8") == "newer"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with written_whole(Path(os.devnull)) as file:
        file.write("x")
    assert not Path(os.devnull).is_file()


def test_a_folder_is_refused_under_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught, written_whole(tmp_path):
        pass
    assert caught.value.filename == str(tmp_path)


def test_errors_name_the_file_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "gone" / "out.txt"
    with pytest.raises(FileNotFoundError) as caught, written_whole(target):
        pass
    assert caught.value.filename == str(target)


def test_outputs_that_touch_nothing_are_allowed(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    refuse_overwriting([one, None, two], [tmp_path / "three", None])
    refuse_overwriting([Path(os.devnull), Path(os.devnull)], [Path(os.devnull)])


def test_a_file_that_does_not_exist_yet_is_one_file_all_the_same(tmp_path: Path) -> None:
    new = tmp_path / "new"
    with pytest.raises(Refusal):
        refuse_overwriting([new, tmp_path / "." / "new"], [])
    with pytest.raises(Refusal):
        refuse_overwriting([new], [new])


@pytest.mark.parametrize("option", ["--output", "--out", "-o"])
@pytest.mark.parametrize("command", ["eval", "group", "audit", "repair", "scores", "compile"])
def test_every_command_that_writes_a_file_knows_its_three_names(command: str, option: str) -> None:
    module = import_module(f"policylang.tools.commands.{command}")
    options = {name for each in module.command.params for name in each.opts}
    assert option in options
