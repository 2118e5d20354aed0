"""A person followed event by event, as a state machine of Hypothesis: one rule for each action.

Whatever else is asserted of it, each life is held to a full replay at its end: the tracker and the
evaluator have to agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from policylang.api import PersonTracker, Policy
from policylang.model.events import Event
from policylang.model.machine import Action
from policylang.model.outcome import Outcome
from policylang.testing.edges import Edges, edges_between
from policylang.testing.strategies import (
    actions_named,
    fields_of,
    later_dates,
    persons,
)

#: Days to wait: to the next, over a week, a month and a year.
_WAITS = (1, 6, 7, 8, 28, 29, 30, 31, 89, 180, 364, 365, 366)


class PersonLife(RuleBasedStateMachine):
    """The life of one person under a policy; `life_of` makes a class of its own for each policy.

    Add laws with `@invariant()` and acts with `@rule()` in a class that extends it.
    """

    policy: ClassVar[Policy]
    edges: ClassVar[Edges]

    def __init__(self) -> None:
        super().__init__()
        #: What happened so far, and the attributes of the person.
        self.events: list[Event] = []
        self.person: dict[str, str] = {}
        self.day = self.edges.first
        self.tracker: PersonTracker

    @property
    def today(self) -> datetime.date:
        """The day that it is now."""
        return datetime.date.fromordinal(self.day)

    @property
    def outcome(self) -> Outcome:
        """Where the person stands at the end of today."""
        return self.tracker.outcome(self.today)

    def do(self, action: str, **fields: object) -> None:
        """Let an event happen today."""
        event = Event(self.today, action, fields)
        self.tracker.apply(event)
        self.events.append(event)

    def wait(self, days: int) -> None:
        """Let some days go by, up to the last day of the policy."""
        self.day = min(self.day + days, self.edges.last)

    def teardown(self) -> None:
        """Hold the tracker to a replay of the whole life."""
        replayed = self.policy.evaluate(self.events, person=self.person, as_of=self.today)
        assert self.outcome == replayed, "the tracker and a full replay come to different outcomes"


def life_of(
    policy: Policy,
    *,
    actions: Iterable[str] | None = None,
    since: datetime.date | str | None = None,
) -> type[PersonLife]:
    """The state machine of a policy: an act for each action, and waiting.

    Args:
        actions: only these, by name; all by default.
        since: first day of the life. Default: the day the policy came into force.

    Raises:
        ValueError: there is no such action.
    """
    edges = edges_between(policy, since, None)
    body: dict[str, Any] = {
        "policy": policy,
        "edges": edges,
        "begin": initialize(person=persons(policy))(_begin),
        "go_by": rule(days=st.sampled_from(_WAITS))(_go_by),
    }
    for action in actions_named(policy, actions):
        body[f"do_{action.name}"] = _act(policy, action, edges)
    return type(f"LifeUnder_{policy.name}", (PersonLife,), body)


def _begin(self: PersonLife, person: dict[str, str]) -> None:
    begins = self.policy.machine.begins
    self.person = person
    if begins is not None:
        self.day = max(self.day, self.policy.encoder.attributes(person)[begins])
    self.tracker = self.policy.start(person)


def _go_by(self: PersonLife, days: int) -> None:
    self.wait(days)


def _act(policy: Policy, action: Action, edges: Edges) -> Callable[..., None]:
    def act(self: PersonLife, fields: dict[str, str], data: st.DataObject) -> None:
        later = data.draw(later_dates(action, self.day))
        self.do(action.name, **fields, **later)

    act.__name__ = f"do_{action.name}"
    return rule(fields=fields_of(policy, action, edges), data=st.data())(act)
