"""The attributes of one person out of a people file."""

from __future__ import annotations

from pathlib import Path

import pytest

import policylang
from policylang.core.errors import HistoryError
from policylang.engine.person_file import read_attributes
from tests.tools.running import RONGCHENG

ENCODER = policylang.load(RONGCHENG).encoder
DRIVING = policylang.loads("""
policy driving {
  title "D"
}
person {
  class: one of {learner, full} = learner, may change
}
score s {
  starts at 0
  stays within 0 to 9
}
action a {
  earns 1 when class is full
}
""").encoder


def people(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_of_one_person_the_file_is_enough(tmp_path: Path) -> None:
    file = people(tmp_path, "person,loan\nada,20000 USD\n")
    assert read_attributes(ENCODER, str(file)) == {"loan": "20000 USD"}


def test_yaml_is_read_as_well(tmp_path: Path) -> None:
    file = people(tmp_path, "- {person: ada, loan: 5 USD}\n", "ada.yaml")
    assert read_attributes(ENCODER, str(file)) == {"loan": "5 USD"}


def test_of_several_one_is_chosen(tmp_path: Path) -> None:
    file = people(tmp_path, "person,loan\nada,1\nb#c,2\nben,\n")
    assert read_attributes(ENCODER, f"{file}#ada") == {"loan": "1"}
    assert read_attributes(ENCODER, f"{file}#ben") == {}


def test_a_file_of_that_very_name_comes_first(tmp_path: Path) -> None:
    people(tmp_path, "person,loan\nada,1\n", "a.csv")
    whole = people(tmp_path, "person,loan\nben,2\n", "a.csv#ada.csv")
    assert read_attributes(ENCODER, str(whole)) == {"loan": "2"}


@pytest.mark.parametrize(
    ("text", "person", "code", "said"),
    [
        ("person,loan\nada,1\nben,2\n", "", "PL424", "several persons: `ada`, `ben`"),
        ("person,loan\n", "", "PL424", "nobody in"),
        ("person,loan\nada,1\nben,2\n", "#ad", "PL424", "nobody called `ad`"),
        ("person,loan\nada,1\nada,2\n", "", "PL414", "several rows"),
        ("person,lone\nada,1\n", "", "PL423", "lone"),
        ("person,loan\n,1\n", "", "PL403", "person"),
    ],
)
def test_what_is_unclear_is_refused(
    text: str, person: str, code: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(HistoryError) as refused:
        read_attributes(ENCODER, f"{people(tmp_path, text)}{person}")
    assert refused.value.diagnostics[0].code.number == code
    assert said in str(refused.value)


def test_attributes_that_change_are_refused(tmp_path: Path) -> None:
    file = people(tmp_path, "person,from,class\nada,2018-01-01,full\n")
    with pytest.raises(HistoryError, match="holds from a day on"):
        read_attributes(DRIVING, str(file))


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_attributes(ENCODER, str(tmp_path / "none.csv#ada"))
