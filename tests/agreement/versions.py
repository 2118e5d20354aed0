"""A policy as it would read if only one version of each of its blocks had ever been written."""

from __future__ import annotations

import attrs

from policylang.syntax import nodes as tree


def as_of(policy: tree.PolicyFile, day: int) -> tree.PolicyFile:
    """What the policy comes to for whoever asks about a day.

    A version that also holds for the past has taken the place of those before it once it is in
    force. Before a version is in force there is none but those before it.
    """
    items: list[tree.Item] = []
    for item in policy.items:
        if not isinstance(item, tree.ActionBlock | tree.GradesBlock | tree.RuleBlock):
            items.append(item)
            continue
        opens = _opening(item)
        if opens is None:
            items.append(item)
        elif opens.date.value.toordinal() > day and (earlier := _earlier(items, item)) is not None:
            items[earlier] = _for_good(items[earlier])
        elif opens.past and opens.date.value.toordinal() <= day:
            _put_in_place(items, item)
        else:
            items.append(item)
    return tree.PolicyFile(tuple(items))


def _put_in_place(
    items: list[tree.Item], item: tree.ActionBlock | tree.GradesBlock | tree.RuleBlock
) -> None:
    earlier = _earlier(items, item)
    if earlier is None:
        items.append(_for_good(item))
        return
    before = items[earlier]
    if isinstance(before, tree.ActionBlock) and isinstance(item, tree.ActionBlock):
        # a later version leaves out the fields, which stay
        own = tree.Effect | tree.RefusedWhen
        kept = tuple(each for each in before.clauses if not isinstance(each, own))
        new = tuple(each for each in item.clauses if isinstance(each, own))
        item = attrs.evolve(before, clauses=(*kept, *new))
    items[earlier] = _for_good(item)


def _opening(block: tree.ActionBlock | tree.GradesBlock | tree.RuleBlock) -> tree.InForce | None:
    edges = (each for each in block.clauses if isinstance(each, tree.InForce))
    return next((edge for edge in edges if edge.edge == "from"), None)


def _earlier(
    items: list[tree.Item], later: tree.ActionBlock | tree.GradesBlock | tree.RuleBlock
) -> int | None:
    for place, item in enumerate(items):
        if type(item) is type(later) and _name(item) == _name(later):
            return place
    return None


def _name(item: tree.Item) -> tree.Name | None:
    return item.score if isinstance(item, tree.GradesBlock) else getattr(item, "name", None)


def _for_good(item: tree.Item) -> tree.Item:
    assert isinstance(item, tree.ActionBlock | tree.GradesBlock | tree.RuleBlock)
    clauses = tuple(each for each in item.clauses if not isinstance(each, tree.InForce))
    return attrs.evolve(item, clauses=clauses)
