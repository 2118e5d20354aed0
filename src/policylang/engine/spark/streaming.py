"""Structured streaming: each micro-batch goes into a store as one batch."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol

from policylang.engine.increments.entry import Increment
from policylang.engine.spark.frame import in_order

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class Takes(Protocol):
    """A policy that keeps a store up to date: `policylang.Policy`."""

    def evaluate_increment(
        self, store: str | PathLike[str], events: Any, *, batch: str
    ) -> Increment:
        """Put a batch into a store."""


def increments(
    policy: Takes,
    store: str | PathLike[str],
    name: str,
    *,
    order: str | None = None,
    then: Callable[[Increment], None] = lambda _: None,
) -> Callable[[DataFrame, int], None]:
    """What `DataStreamWriter.foreachBatch` takes, to keep a store up to date.

    Spark gives a micro-batch again after a failure, under the same number; the store knows it and
    changes nothing. The rows of one micro-batch come to the driver, which has the store.

    Args:
        policy, store: as for `Policy.evaluate_increment`.
        name: of the query: with the number of the micro-batch it names the batch.
        order: a column that tells the order of events of one day inside a micro-batch; it is no
            field. Without it, what differs and happens to one person on one day is refused.
        then: called with what each batch came to.
    """

    def take(frame: DataFrame, number: int) -> None:
        # In an order that is the same when it comes again.
        rows = in_order(frame.toArrow(), order)
        then(policy.evaluate_increment(store, rows, batch=f"{name} {number}"))

    return take
