"""What withdrawals changed: the history is run once more with each event that is gone."""

from __future__ import annotations

from policylang.engine.batch import Runs
from policylang.model.difference import Difference, difference_of
from policylang.model.history import History
from policylang.model.machine import Machine
from policylang.model.outcome import Outcome, outcome_of

#: So many withdrawals are looked at; each takes a run over the whole history.
MOST = 100


def differences(
    evaluator: Runs,
    machine: Machine,
    history: History,
    attributes: tuple[int, ...],
    *,
    since: int | None,
    as_of: int,
    known: int | None = None,
) -> tuple[Difference, ...]:
    """What each withdrawal known on a day changed, in order of the events; at most `MOST`.

    Args:
        history: as it was read, not settled.
        known: ordinal; by default `as_of`.
    """

    def outcome(given: History) -> Outcome:
        settled = given.until(as_of, known)
        result = evaluator.run(settled, attributes, since=since, as_of=as_of)
        return outcome_of(machine, result, as_of=as_of, history=settled)

    after = outcome(history)
    gone = history.until(as_of, known).withdrawn[:MOST]
    return tuple(
        difference_of(told, outcome(history.keeping(each)), after)
        for each, told in zip(gone, after.withdrawn, strict=False)
    )
