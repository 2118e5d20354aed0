"""Assumptions files: their form, their limits, and what is hostile in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from policylang.core.errors import AssumptionError, HistoryError
from policylang.engine.assumptions_file import MOST, MOST_BYTES, read_assumptions
from policylang.model.assumptions import Assumption


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "a.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_everything_is_text_with_its_line(tmp_path: Path) -> None:
    text = (
        "# remarks\nassumptions: 1\npolicy: cups\nfigures:\n  rate: 5 USD\ncosts:\n"
        "  cup: [1 USD, 0:30]\n  work: no\nperks:\n"
    )
    found = read_assumptions(written(tmp_path, text))
    assert found.policy == "cups"
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()
    assert found.items == (
        Assumption("figure", "rate", "5 USD", 5),
        Assumption("cost", "cup", "1 USD", 7),
        Assumption("cost", "cup", "0:30", 7),
        Assumption("cost", "work", "no", 8),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("perks:\n  a: 1 USD\n", "assumptions: 1"),
        ("assumptions: 2\n", "assumptions: 1"),
        ("- a\n", "names with values"),
        ("", "names with values"),
        ("assumptions: 1\nperk:\n  a: 1\n", "a.yaml:2: there is no part `perk`"),
        ("assumptions: 1\nperks:\n  a: 1\n  a: 2\n", "a.yaml:4: `a` stands there twice"),
        ("assumptions: 1\nperks: {}\nperks: {}\n", "`perks` stands in the file twice"),
        ("assumptions: 1\nperks: 7\n", "`perks` holds names with values"),
        ("assumptions: 1\nperks:\n  a:\n", "`a` has no value"),
        ("assumptions: 1\nperks:\n  a: {b: c}\n", "`a` has no value, or more than one"),
        ("assumptions: 1\nperks:\n  a: [[1]]\n", "`a` has no value, or more than one"),
        ("assumptions: 1\nperks:\n  [a]: 1\n", "a name is a single word"),
        ("assumptions: 1\nperks:\n  a: " + "1" * 201 + "\n", "no short text on one line"),
        ('assumptions: 1\nperks:\n  a: "1\\n2"\n', "no short text on one line"),
        (
            "assumptions: 1\nperks:\n" + "".join(f"  a{n}: 1\n" for n in range(MOST + 1)),
            "more than 1,000 things",
        ),
        ("#" * (MOST_BYTES + 1), "longer than"),
    ],
)
def test_another_form_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(AssumptionError) as refused:
        read_assumptions(written(tmp_path, text))
    assert said in str(refused.value) or said in refused.value.help


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "PL415"),
        ("a: !!python/name:os.system 1\n", "PL415"),
        ("assumptions: 1\nperks:\n  a: [1\n", "PL418"),
        ("assumptions: 1\n---\na: 1\n", "PL418"),
        (b"\xff\xfe\x00", "PL410"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str | bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(HistoryError) as refused:
        read_assumptions(written(tmp_path, text))
    assert refused.value.diagnostics[0].code.number == code
