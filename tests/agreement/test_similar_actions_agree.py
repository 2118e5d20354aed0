"""Many actions that differ in numbers alone share branches in a kernel, and each does its own.

The policies of `test_columnar_agrees` have few actions, of which few are alike. These have little
else: fixed amounts, steps of a field, limits of a year and for ever, ends to which the score is
brought, and some that do not fit among them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylang import loads
from policylang.compiler.columnar.kernel import kernel_of
from policylang.compiler.columnar.steady import Steady
from policylang.model.machine import Machine
from tests.agreement.chooser import entropy
from tests.agreement.histories import PERSON_BYTES, case_of, landmarks
from tests.agreement.people import Village
from tests.agreement.profile import HISTORIES, examples
from tests.agreement.test_columnar_agrees import FORMS, agree, plain

_POINTS = st.integers(1, 40)
_STEPS = st.one_of(st.integers(1, 60), st.integers(1, 10**6))
_MOST = st.sampled_from((0, 7, 1_000, 10**9, 10**12, 10**15))
_LIMITS = st.sampled_from(
    ("", ", at most {} points per calendar year", ", at most {} points ever",
     ", at most {} points in any 200 days", ", at most {} times per calendar year")
)  # fmt: skip
_SCORES = (
    "starts at 50  stays within 0 to 100", "starts at 50  stays within 0 to 1000",
    "starts at 0  stays within -60 to 300", "starts at 50",
)  # fmt: skip


@st.composite
def _actions(draw: st.DrawFn) -> str:
    verb = draw(st.sampled_from(("earns", "loses")))
    match draw(st.integers(0, 5)):
        case 0:
            return f"{verb} {draw(_POINTS)}"
        case 1:
            return f"{verb} {draw(_POINTS)}{draw(_LIMITS).format(draw(_POINTS))}"
        case 2 | 3:
            field = f"n: number from {draw(st.sampled_from((0, 3)))} to {draw(_MOST) + 3}"
            amount = f"{draw(_POINTS)} per {draw(_STEPS)} of n"
            return f"{field}  {verb} {amount}{draw(_LIMITS).format(draw(_POINTS))}"
        case 4:
            return f"lowers to at most {draw(st.integers(0, 120))}"
        case _:
            return f"raises to at least {draw(st.integers(0, 120))}"


def _machine_of(score: str, actions: list[str]) -> Machine:
    blocks = "".join(f"action a{n} {{ {text} }}\n" for n, text in enumerate(actions))
    perks = "".join(
        f'perk p{n} {{ when trust >= {20 * n}  every year on 1 {month}  grants "x" }}\n'
        for n, month in enumerate(("May", "June", "July"))
    )
    return loads(f"policy alike {{}}\nscore trust {{ {score} }}\n{blocks}{perks}").machine


@pytest.mark.parametrize("form", FORMS)
def test_kernels_of_similar_actions_agree_with_the_evaluator(form: str) -> None:
    @examples(80)
    @given(
        st.sampled_from(_SCORES),
        st.lists(_actions(), min_size=2, max_size=20),
        entropy(HISTORIES * PERSON_BYTES),
    )
    def hold(score: str, actions: list[str], choices: bytes) -> None:
        machine = _machine_of(score, actions)
        edges = landmarks(machine)
        people = [
            case_of(choices[at : at + PERSON_BYTES], edges)
            for at in range(0, len(choices), PERSON_BYTES)
        ]
        agree(Village(machine, tuple(people)), form, plain)

    hold()


def test_text_does_not_grow_with_similar_actions() -> None:
    kinds = ["earns {}", "loses {}", "n: number from 0 to 99  earns 1 per {} of n"]
    few, many = (
        kernel_of(_machine_of(_SCORES[0], [kinds[n % 3].format(n + 1) for n in range(count)]))
        for count in (6, 300)
    )
    assert len(many.text.splitlines()) == len(few.text.splitlines())


@given(st.integers(0, 2**62), st.integers(1, 2**40), st.integers(1, 62), st.data())
def test_a_product_and_a_shift_divide_exactly(
    most: int, step: int, shift: int, data: st.DataObject
) -> None:
    factor = Steady(column=0, most=most, step=step, times=1).factor(shift)
    if factor is not None:
        last = most // step * step
        edges = [0, most, last, last - 1, min(step, most), step - 1]
        for value in [*edges, data.draw(st.integers(0, most))]:
            if 0 <= value <= most:
                assert value * factor < 2**63
                assert value * factor >> shift == value // step


def test_a_product_and_a_shift_divide_exactly_wherever_they_are_taken() -> None:
    taken = 0
    for step in range(1, 40):
        for most in (0, 1, 40, 200):
            for shift in range(1, 16):
                factor = Steady(column=0, most=most, step=step, times=1).factor(shift)
                if factor is not None:
                    taken += 1
                    found = [value * factor >> shift for value in range(most + 1)]
                    assert found == [value // step for value in range(most + 1)]
    assert taken > 1_000
