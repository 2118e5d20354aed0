"""Where persons of a store stand on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policylang.compiler import Evaluator
from policylang.engine.increments.person import Follower, Step
from policylang.engine.increments.store import Store
from policylang.model.history import EVERYTHING_KNOWN, check_window
from policylang.model.outcome import Outcome, outcome_of

if TYPE_CHECKING:
    import pyarrow as pa

_ENGINE: Final = "followed event by event"


def follower_of(store: Store, evaluator: Evaluator) -> Follower:
    """Brings the persons of a store up to a day."""
    return Follower(evaluator, first_day_of(store))


def first_day_of(store: Store) -> int | None:
    """The first day of everybody's time (ordinal), where the store has one."""
    since = store.about("since")
    return None if since is None else int(since)


def known_by(asked: int | None) -> int:
    """The day things have to be known by, as for `Policy.evaluate`."""
    return EVERYTHING_KNOWN if asked is None else asked


def day_of(follower: Follower, asked: int | None, latest: int) -> int | None:
    """The day results are for, by default the latest any event gives; None where there is none."""
    if asked is None and not latest and follower.machine.header.opens is None:
        return None
    return check_window(follower.machine, [latest] if latest else [], None, asked)[1]


def outcome_in(follower: Follower, person: str, step: Step, as_of: int) -> Outcome:
    """The result of a person in words."""
    return outcome_of(
        follower.machine, step.result, as_of=as_of, person=person, history=step.history
    )


def table_of(follower: Follower, outcomes: list[Outcome], as_of: int | None) -> pa.Table:
    """Outcomes in the schema of `Policy.evaluate_many`."""
    from policylang.engine.columnar import results

    return results.from_outcomes(follower.machine, outcomes, as_of=as_of or 1, reason=_ENGINE)


def together(tables: list[pa.Table]) -> pa.Table:
    """Tables one after the other."""
    import pyarrow as pa

    return pa.concat_tables(tables)


def everybody(
    store: Store, evaluator: Evaluator, asked: int | None
) -> Iterator[tuple[int, list[Outcome]]]:
    """Where everybody in a store stands at the end of a day (ordinal), page by page, by name.

    Changes nothing.

    Raises:
        HistoryError: the day does not fit (PL420), or a snapshot is damaged (PL419).
    """
    follower = follower_of(store, evaluator)
    as_of = day_of(follower, asked, int(store.about("latest") or 0))
    if as_of is None:
        return
    with store.transaction():
        for page in store.due(as_of=as_of, goes_on=follower.goes_on, everybody=True):
            steps = [
                (each.person, follower.follow(each.life, as_of, known_by(asked))) for each in page
            ]
            yield as_of, [outcome_in(follower, person, step, as_of) for person, step in steps]


def evaluate_store(store: Store, evaluator: Evaluator, asked: int | None) -> pa.Table:
    """The same as a table."""
    follower = follower_of(store, evaluator)
    tables = [
        table_of(follower, outcomes, as_of)
        for as_of, outcomes in everybody(store, evaluator, asked)
    ]
    return together(tables) if tables else table_of(follower, [], asked)
