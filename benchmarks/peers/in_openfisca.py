"""OpenFisca: persons as an entity, and a month for each event of theirs. All have as many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.crowds_by_hand import Found, Way
from benchmarks.workload import AS_OF, FIRST
from policylang.engine.columnar.arrays import Crowd

_PERSON: Final = Entity("person", "persons", "Person", "")
_EPOCH: Final = 719_163
#: Whole numbers of OpenFisca have 32 bits.
_FIRST: Final = {"day": FIRST.toordinal() - 1, "score": 1000}

Formula = Callable[[Any, Any], Any]


def _month(rank: int) -> Period:
    return Period((DateUnit.MONTH, Instant((2000, 1, 1)), 1)).offset(rank)


def _before(person: Any, name: str, period: Any) -> Any:
    return person(name, period.last_month)


def _dates(day: Any) -> Any:
    return (day - _EPOCH).astype("datetime64[D]")


def _years(day: Any) -> Any:
    return _dates(day).astype("datetime64[Y]").astype(int)


def _due(day: Any, of_month: int) -> Any:
    """How many times such a day of December has come up to a day."""
    years = _years(day)
    first = (years + 1).astype("datetime64[Y]").astype("datetime64[D]") - (32 - of_month)
    return years + (_dates(day) >= first)


# --- formulas ----------------------------------------------------------------------------------


def _used(person: Any, period: Any, name: str) -> Any:
    """What of a limit was used this year before the event."""
    same = _years(person("day", period)) == _years(_before(person, "day", period))
    return np.where(same, _before(person, name, period), 0)


def _gained(person: Any, period: Any, name: str, action: int, step: int, most: int) -> Any:
    points = np.minimum(person("value", period) // step, most - _used(person, period, name))
    return np.where(person("code", period) == action, points, 0)


def _donated(person: Any, period: Any) -> Any:
    return _used(person, period, "donated") + _gained(person, period, "donated", 3, 5000, 15)


def _volunteered(person: Any, period: Any) -> Any:
    gained = _gained(person, period, "volunteered", 4, 7200, 10)
    return _used(person, period, "volunteered") + gained


def _late_1(person: Any, period: Any) -> Any:
    before = _before(person, "late_1", period)
    return np.where(person("code", period) == 5, person("day", period), before)


def _late_2(person: Any, period: Any) -> Any:
    before = _before(person, "late_2", period)
    return np.where(person("code", period) == 5, _before(person, "late_1", period), before)


def _score(person: Any, period: Any) -> Any:
    action = person("code", period)
    heavier = _before(person, "late_2", period) > person("day", period) - 365
    changed = _before(person, "score", period) + np.array([-5, 30, 5, 0, 0, 0, 0])[action]
    changed = changed + _gained(person, period, "donated", 3, 5000, 15)
    changed = changed + _gained(person, period, "volunteered", 4, 7200, 10)
    changed = changed - np.where(action == 5, np.where(heavier, 20, 10), 0)
    changed = np.where(action == 6, np.minimum(changed, 849), changed)
    return np.clip(changed, 0, 1300)


def _awards(person: Any, period: Any, of_month: int) -> Any:
    since, now = _before(person, "day", period), person("day", period)
    top = _before(person, "score", period) >= 1050
    return top * (_due(now, of_month) - _due(since, of_month))


def _discounts(person: Any, period: Any) -> Any:
    return _before(person, "discounts", period) + _awards(person, period, 1)


def _terms(person: Any, period: Any) -> Any:
    return _before(person, "terms", period) + _awards(person, period, 31)


_FORMULAS: Final[dict[str, Formula | None]] = {
    "day": None, "code": None, "value": None, "donated": _donated, "volunteered": _volunteered,
    "late_1": _late_1, "late_2": _late_2, "score": _score, "discounts": _discounts, "terms": _terms,
}  # fmt: skip


def _variable(name: str, formula: Formula | None) -> type[Variable]:
    declared = {"value_type": int, "entity": _PERSON, "definition_period": DateUnit.MONTH}
    if formula is not None:
        declared["formula"] = formula
    return type(name, (Variable,), declared)


def way() -> Way:
    """The function, for one system of rules."""
    system = TaxBenefitSystem([_PERSON])
    system.add_variables(*(_variable(*each) for each in _FORMULAS.items()))

    def run(crowd: Crowd) -> Found:
        people = len(crowd)
        shape = (people, crowd.days.size // max(people, 1))
        simulation = SimulationBuilder().build_default_simulation(system, people)
        for name in _FORMULAS:
            first = np.full(people, _FIRST.get(name, 0), np.int32)
            simulation.set_input(name, _month(-1), first)
        given = {"day": crowd.days, "code": crowd.codes, "value": crowd.fields[0]}
        for name, column in given.items():
            by_rank = np.ascontiguousarray(column.reshape(shape).T.astype(np.int32))
            for rank in range(shape[1]):
                simulation.set_input(name, _month(rank), by_rank[rank])
        last = _month(shape[1])  # no event, only the day asked about
        simulation.set_input("day", last, np.full(people, AS_OF.toordinal(), np.int32))
        for rank in range(shape[1]):
            for name in ("score", "discounts", "terms"):
                simulation.calculate(name, _month(rank))
        scores = simulation.calculate("score", _month(shape[1] - 1)).astype(np.int64)
        times = simulation.calculate("discounts", last).astype(np.int64)
        better = simulation.calculate("terms", last).astype(np.int64)
        money = 5000 * times + crowd.attributes[0] // 100 * better
        return scores, times + better, money

    return run
