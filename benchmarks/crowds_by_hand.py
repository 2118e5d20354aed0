"""Rongcheng over columns by hand: in C, in numba, and in numpy event by event of everybody.

Each takes a crowd and gives scores, and numbers of perks and their cents, by person.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from benchmarks.by_hand import CEILING, due_dates
from benchmarks.workload import AS_OF, FIRST
from policylang.engine.columnar.arrays import Crowd
from policylang.runtime.prelude import year_end

Numbers = npt.NDArray[np.int64]
Found = tuple[Numbers, Numbers, Numbers]
Way = Callable[[Crowd], Found]

_BASE = FIRST.toordinal()
_DUE = [(day.toordinal(), what == "loan_terms") for day, what in due_dates(FIRST, AS_OF)]
_DUE_DAYS = np.array([day for day, _ in _DUE], np.int64)
_IS_LOAN = np.array([loan for _, loan in _DUE], np.int64)
_YEAR_ENDS = np.array([year_end(day) for day in range(_BASE, AS_OF.toordinal() + 1)], np.int64)


def _nothing(people: int) -> Found:
    return np.zeros(people, np.int64), np.zeros(people, np.int64), np.zeros(people, np.int64)


#: One person after the other.
_SCALAR = Path(__file__).with_name("scalar.c")


def in_c(source: Path = _SCALAR) -> Way | None:
    """A function in C, compiled for this machine; None where there is no gcc."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "rongcheng.so"
        flags = ["-O3", "-march=native", "-shared", "-fPIC"]
        subprocess.run([gcc, *flags, "-o", str(library), str(source)], check=True)
        function = ctypes.CDLL(str(library)).rongcheng
    function.restype = None

    def run(crowd: Crowd) -> Found:
        found = _nothing(len(crowd))
        arrays = (crowd.offsets, crowd.days, crowd.codes, crowd.fields, crowd.attributes)
        function(
            ctypes.c_int64(len(crowd)), *map(_at, arrays), ctypes.c_int64(len(_DUE)),
            *map(_at, (_DUE_DAYS, _IS_LOAN, _YEAR_ENDS)), ctypes.c_int64(_BASE), *map(_at, found),
        )  # fmt: skip
        return found

    return run


def _at(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def in_numba() -> Way:
    """A loop by hand, compiled."""
    loop = numba.njit(nogil=True, error_model="numpy")(_loop)

    def run(crowd: Crowd) -> Found:
        found = _nothing(len(crowd))
        loop(
            crowd.offsets, crowd.days, crowd.codes, crowd.fields[0], crowd.attributes[0],
            _DUE_DAYS, _IS_LOAN, _YEAR_ENDS, _BASE, *found,
        )  # fmt: skip
        return found

    return run


def _loop(  # type: ignore[no-untyped-def]
    offsets, days, codes, values, loans, due_days, is_loan, year_ends, base, scores, counts, money
):
    for person in range(offsets.size - 1):
        score = 1000
        donated = volunteered = year_ends_on = count = paid = due = 0
        late_1 = late_2 = -1_000_000
        for event in range(offsets[person], offsets[person + 1]):
            day = days[event]
            while due < due_days.size and due_days[due] <= day:
                if score >= 1050:
                    count += 1
                    paid += loans[person] // 100 if is_loan[due] else 5000
                due += 1
            if day >= year_ends_on:
                year_ends_on = year_ends[day - base]
                donated = volunteered = 0
            action = codes[event]
            if action == 0:
                score -= 5
            elif action == 1:
                score += 30
            elif action == 2:
                score += 5
            elif action == 3:
                points = min(values[event] // 5000, 15 - donated)
                donated += points
                score += points
            elif action == 4:
                points = min(values[event] // 7200, 10 - volunteered)
                volunteered += points
                score += points
            elif action == 5:
                score -= 20 if late_2 > day - 365 else 10
                late_2 = late_1
                late_1 = day
            else:
                score = min(score, 849)
            score = max(0, min(1300, score))
        while due < due_days.size:
            if score >= 1050:
                count += 1
                paid += loans[person] // 100 if is_loan[due] else 5000
            due += 1
        scores[person] = score
        counts[person] = count
        money[person] = paid


def by_rank(crowd: Crowd) -> Found:
    """In numpy: the first event of everybody, then the second, and so on. All have as many."""
    people = len(crowd)
    shape = (people, crowd.days.size // max(people, 1))
    days, codes = crowd.days.reshape(shape), crowd.codes.reshape(shape)
    values = crowd.fields.reshape(shape)
    scores, counts, money = _nothing(people)
    scores += 1000
    next_due = np.zeros(people, np.int64)
    year_ends = np.zeros(people, np.int64)
    caps = np.zeros((2, people), np.int64)
    late_1, late_2 = np.full(people, -1_000_000), np.full(people, -1_000_000)
    due_days = np.append(_DUE_DAYS, 2**40)
    steady = np.array([-5, 30, 5, 0, 0, 0, 0])

    def award(day: npt.NDArray[np.int32]) -> None:
        while (some := np.flatnonzero(due_days[next_due] <= day)).size:
            gets = some[scores[some] >= 1050]
            counts[gets] += 1
            money[gets] += np.where(
                _IS_LOAN[next_due[gets]], crowd.attributes[0, gets] // 100, 5000
            )
            next_due[some] += 1

    for rank in range(shape[1]):
        day, code, value = days[:, rank], codes[:, rank], values[:, rank]
        award(day)
        turned = np.flatnonzero(day >= year_ends)
        year_ends[turned] = _YEAR_ENDS[day[turned] - _BASE]
        caps[:, turned] = 0
        scores += steady[code]
        for action, step, most in ((3, 5000, 15), (4, 7200, 10)):
            some = np.flatnonzero(code == action)
            used = caps[action - 3]
            points = np.minimum(value[some] // step, most - used[some])
            used[some] += points
            scores[some] += points
        some = np.flatnonzero(code == 5)
        scores[some] -= np.where(late_2[some] > day[some] - 365, 20, 10)
        late_2[some] = late_1[some]
        late_1[some] = day[some]
        some = np.flatnonzero(code == 6)
        scores[some] = np.minimum(scores[some], 849)
        np.clip(scores, 0, CEILING, out=scores)
    award(np.full(people, AS_OF.toordinal(), np.int32))
    return scores, counts, money
