"""The columnar engine gives what the evaluator of one person gives, for whole crowds at once.

Kernels are run as plain Python, which shows the same meaning in a thousandth of the time; some are
compiled as well. All of it twice: as kernels are written, and with every constant and every cell
that can be read by number. The loops that run bytecode are compiled once for all policies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import strategies as st

from policylang.compiler import Evaluator
from policylang.compiler.bytecode.bytecode import bytecode_of
from policylang.compiler.bytecode.loop_text import loops
from policylang.compiler.columnar.kernel import Kernel, kernel_of
from policylang.compiler.columnar.reach import why_no_kernel, why_not
from policylang.compiler.loading import load_kernel
from policylang.engine.columnar import by_bytecode
from policylang.engine.columnar.arrays import Crowd, Scored, run
from policylang.engine.columnar.kernels import Compilable
from policylang.engine.columnar.loops import Loop
from policylang.engine.columnar.names import NameNumbers
from policylang.model.grading import ranks_of
from policylang.model.machine import Machine, Slot
from policylang.model.result import Result
from policylang.model.units import Kind
from tests.agreement.everywhere import hold_everywhere
from tests.agreement.histories import Case
from tests.agreement.people import Village, board_villages, sample, scheme_villages, villages
from tests.agreement.profile import HISTORIES

POLICIES, SCHEMES, COMPILED = 160, 300, 25
#: How a kernel is written, for `kernel_of`.
FORMS = {"as written": {}, "by number": {"most_variables": 0, "from_rows": True}}


class _Bounded:
    """An array that is only read and written where it is; numpy counts from its end below 0."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array, self.shape, self.size = array, array.shape, array.size

    def _within(self, place: Any) -> Any:
        places = place if isinstance(place, tuple) else (place,)
        within = all(0 <= at < size for at, size in zip(places, self.shape, strict=True))
        assert within, f"{places} of {self.shape}"
        return place

    def __getitem__(self, place: Any) -> int:
        return self.array[self._within(place)].item()

    def __setitem__(self, place: Any, value: int) -> None:
        self.array[self._within(place)] = value


def plain(kernel: Compilable) -> Callable[..., Any]:
    function: Callable[..., Any] = load_kernel(kernel.text, "kernel").evaluate

    def call(*given: Any) -> Any:
        return function(*(_Bounded(e) if isinstance(e, np.ndarray) else e for e in given))

    return call


def _by_llvm(kernel: Kernel) -> Callable[..., Any]:
    """Not `kernels.compiled`: no kernel of a flat policy is left to numba."""
    return Loop(kernel.text, kernel.entry)


def _crowd(machine: Machine, people: list[Case]) -> Crowd:
    histories = [person.history for person in people]
    numbers = NameNumbers()

    def held(value: int, slots: tuple[Slot, ...], place: int) -> int:
        named = place < len(slots) and slots[place].domain.kind is Kind.NAME
        return numbers.number(value) if named else value

    def column(place: int) -> list[int]:
        return [
            held(value, machine.actions[code].fields, place)
            for each in histories
            for code, value in zip(each.codes, each.columns[place], strict=True)
        ]

    fields = np.array([column(place) for place in range(machine.width)], np.int64)
    attributes = [
        [held(value, machine.attributes, place) for place, value in enumerate(person.attributes)]
        for person in people
    ]
    return Crowd(
        np.cumsum([0, *map(len, histories)]).astype(np.int64),
        np.array([day for each in histories for day in each.days], np.int32),
        np.array([code for each in histories for code in each.codes], np.int32),
        fields.reshape(machine.width, sum(map(len, histories))),
        np.array(attributes, np.int64).T.copy(),
    )


def _expected(machine: Machine, result: Result) -> tuple[object, ...]:
    sides = []
    for kind in ("perk", "sanction"):
        given = [a for a in result.awards if machine.grants[a.grant].kind == kind]
        sides += [len(given), sum(a.worth for a in given)]
    return (result.score, *sides, result.held)


def _rank(machine: Machine, result: Result, as_of: int) -> int:
    """As kernels give it."""
    if not result.scored:
        return -1
    return (*ranks_of(machine, result.scores, result.ranks, as_of), 0)[0]


def _found(scored: Scored, person: int) -> tuple[object, ...]:
    sides = [int(row[side, person]) for side in (0, 1) for row in (scored.counts, scored.money)]
    held = tuple(
        number for place, number in enumerate(scored.untriggered) if scored.held[place, person]
    )
    return (int(scored.scores[person]), *sides, held)


def _asked_alike(village: Village) -> Iterator[tuple[tuple[int | None, int], list[Case]]]:
    """People by the days that are asked about, and everybody together for the latest of them."""
    groups = defaultdict(list)
    # Attributes that change are left to the evaluator of one person.
    people = [
        attrs.evolve(person, history=attrs.evolve(person.history, changes=()))
        for person in village.people
    ]
    for person in people:
        groups[person.since, person.as_of].append(person)
    groups[None, max(person.as_of for person in people)] = people
    yield from groups.items()


def agree(village: Village, form: str, function_of: Callable[[Kernel], Callable[..., Any]]) -> None:
    machine = village.machine
    if why_no_kernel(machine) is not None:
        return
    kernel, evaluator = kernel_of(machine, **FORMS[form]), Evaluator(machine)
    function = function_of(kernel)
    for (since, as_of), people in _asked_alike(village):
        crowd = _crowd(machine, people)
        scored = run(kernel, function, machine, crowd, since=since, as_of=as_of)
        assert scored is not None
        for number, person in enumerate(people):
            result = evaluator.run(person.history, person.attributes, since=since, as_of=as_of)
            assert _found(scored, number) == _expected(machine, result), kernel.text
            if scored.ranks is not None:
                assert scored.ranks[number] == _rank(machine, result, as_of), kernel.text


def agree_by_bytecode(
    village: Village, function: Callable[..., Any], rooms: tuple[int | None, ...]
) -> None:
    """Bytecode runs policies of every kind, also those with a kernel of their own.

    Args:
        rooms: for how long lists there is room; whoever needs more is evaluated alone.
    """
    machine = village.machine
    if why_not(machine) is not None:
        return
    bytecode, evaluator = bytecode_of(machine), Evaluator(machine)
    for (since, as_of), people in _asked_alike(village):
        crowd = _crowd(machine, people)
        results = [
            evaluator.run(person.history, person.attributes, since=since, as_of=as_of)
            for person in people
        ]
        for room in rooms:
            scored = by_bytecode.run(
                bytecode, function, evaluator, crowd, since=since, as_of=as_of, room=room
            )
            assert scored is not None
            assert scored.ranks is not None
            for number, result in enumerate(results):
                assert _found(scored, number) == _expected(machine, result), machine
                assert scored.ranks[number] == _rank(machine, result, as_of), machine


@pytest.mark.parametrize("people", [villages(), board_villages()], ids=["policies", "boards"])
@pytest.mark.parametrize("form", FORMS)
def test_plain_kernels_agree_with_the_evaluator(
    form: str, people: st.SearchStrategy[Village]
) -> None:
    def law(village: Village) -> None:
        agree(village, form, plain)

    assert hold_everywhere(law, POLICIES, people) >= POLICIES * HISTORIES


@pytest.mark.parametrize("form", FORMS)
def test_compiled_kernels_agree_with_the_evaluator(form: str) -> None:
    for village in sample(COMPILED, villages()) + sample(COMPILED, board_villages()):
        agree(village, form, _by_llvm)


@pytest.mark.parametrize(
    ("people", "policies"),
    [(villages(), COMPILED), (scheme_villages(), SCHEMES), (board_villages(), 3 * COMPILED)],
    ids=["policies", "schemes", "boards"],
)
def test_compiled_bytecode_agrees_with_the_evaluator(
    people: st.SearchStrategy[Village], policies: int
) -> None:
    function = Loop(loops().text, loops().entry)

    def law(village: Village) -> None:
        agree_by_bytecode(village, function, (None, 2))

    assert hold_everywhere(law, policies, people) >= policies * HISTORIES


@pytest.mark.parametrize(
    ("people", "policies"),
    [(villages(), COMPILED), (scheme_villages(), 2 * COMPILED), (board_villages(), COMPILED)],
    ids=["policies", "schemes", "boards"],
)
def test_plain_bytecode_agrees_and_keeps_to_its_arrays(
    people: st.SearchStrategy[Village], policies: int
) -> None:
    function = plain(loops())
    for village in sample(policies, people):
        agree_by_bytecode(village, function, (None, 1))


def test_every_generated_policy_is_within_reach() -> None:
    for people in (villages(), scheme_villages(), board_villages()):
        reasons = [why_not(village.machine) for village in sample(60, people)]
        assert reasons.count(None) == len(reasons)


@pytest.mark.parametrize(
    ("people", "least"), [(villages(), 30), (board_villages(), 55)], ids=["policies", "boards"]
)
def test_most_flat_policies_have_a_kernel(people: st.SearchStrategy[Village], least: int) -> None:
    reasons = [why_no_kernel(village.machine) for village in sample(60, people)]
    assert reasons.count(None) >= least, reasons
