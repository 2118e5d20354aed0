"""The shipped schemes: every history with a known outcome comes out as it is known."""

from __future__ import annotations

from pathlib import Path

import pytest

import policylang
from policylang.casebook.reading import SUFFIX
from policylang.casebook.suite import coverage_of, run_files

POLICIES = Path(__file__).parents[2] / "policies"
SCHEMES = sorted(POLICIES.glob("*.policy"))

#: Files that add to another or override it: the cases of that one reach what they take over.
BUILT_ON_OTHERS = ("rongcheng_2021", "rongcheng_dongdao_liujia", "stack_overflow_gross")

#: What the histories are called whose outcome was known before the schemes were written.
KNOWN = {
    "rongcheng": {"R1", "R2", "R3", "R4", "R5"},
    "rongcheng_measures": {"R1", "R2", "R3a", "R4a", "R5"},
    "rongcheng_2021": {"R8"},
    "rongcheng_dongdao_liujia": {"R7"},
    "suining": {"R6"},
    "france_licence": {"F1", "F1b", "F2", "F3", "F3b", "F4", "F5", "F6", "F6b", "F7"},
    "uk_totting": {
        "U1", "U1b", "U1c", "U2", "U2b", "U3", "U3b", "U3c", "U4", "U4b", "U4c", "U4d", "U5", "U6",
    },
    "germany_flensburg": {
        "G1", "G2", "G2b", "G3", "G3b", "G3c", "G3d", "G4", "G4b", "G4c", "G4d", "G5", "G6", "G7",
    },
    "stack_overflow": {"S1", "S2a", "S2b", "S2c", "S3", "S4", "S5", "S6", "S7", "S8"},
    "stack_overflow_gross": {"S1", "S2a", "S2b", "S2c"},
    "france_bonus_malus": {"C1", "C2", "C3", "C3b", "C3c", "C4", "C5", "C6", "C7"},
    "healthy_choice": {"P1", "P2", "P3", "P4", "P5"},
    "healthy_choice_pooled": {"P4"},
    "us_mint": {"M1", "M2"},
}  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.stem)
def test_every_history_of_a_scheme_comes_out_as_it_is_known(scheme: Path) -> None:
    (report,) = run_files([scheme.with_suffix("").with_suffix(SUFFIX)], jobs=1)
    wrong = [each for verdict in report.verdicts for each in (*verdict.misses, *verdict.problems)]
    assert not report.problems
    assert not wrong
    begun = {verdict.case.name.split()[0].rstrip(":") for verdict in report.verdicts}
    assert KNOWN[scheme.stem] <= begun


def test_every_scheme_is_known_here() -> None:
    assert {scheme.stem for scheme in SCHEMES} == set(KNOWN)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_has_no_loose_ends(scheme: Path) -> None:
    assert policylang.load(scheme).warnings == ()


@pytest.mark.parametrize(
    "scheme",
    [scheme for scheme in SCHEMES if scheme.stem not in BUILT_ON_OTHERS],
    ids=lambda path: path.stem,
)
def test_the_cases_reach_every_part_of_a_scheme(scheme: Path) -> None:
    file = scheme.with_suffix("").with_suffix(SUFFIX)
    (coverage,) = coverage_of(run_files([file], jobs=1, coverage=True))
    assert coverage.percent >= 97
