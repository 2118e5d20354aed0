"""Conditions that can hold and can fail, as far as their bounds say."""

from __future__ import annotations

from typing import Final

from policylang.model.units import Kind
from policylang.syntax import nodes as tree
from tests.agreement.quantities import QUARTER_HOUR, quantity, varying
from tests.agreement.terms import Term, decided
from tests.agreement.world import TURNS, Sight, Slot, World

_OPERATORS: Final = (">=", "<=", ">", "<", "is", "is not")
_MIRRORED: Final = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "is": "is", "is not": "is not"}
_TRUTH: Final = (0, 1)


def condition(world: World, sight: Sight, depth: int) -> Term | None:
    """A condition; None where nothing in sight varies."""
    choose = world.choose
    if depth > 0 and choose.chance(35):
        form = choose.weighted(both=35, either=35, negated=20, judged=10)
        parts = [condition(world, sight, depth - 1) for _ in range(_PARTS[form])]
        if form in ("both", "either") and choose.chance(15):
            parts.append(condition(world, sight, 0))
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            return _joined(world, form, known)
    for _ in range(3):
        found = _simple(world, sight)
        if found is not None:
            return found
    return None


_PARTS: Final = {"both": 2, "either": 2, "negated": 1, "judged": 1}


def _joined(world: World, form: str, parts: list[Term]) -> Term:
    nodes = tuple(part.node for part in parts)
    if form == "both":
        return _truth(tree.And(nodes))
    if form == "either":
        return _truth(tree.Or(nodes))
    if form == "negated":
        return _truth(tree.Not(nodes[0]))
    operator = world.choose.among(("is", "is not"))
    return _truth(tree.Comparison(operator, nodes[0], tree.YesNo(world.choose.chance(50))))


def _truth(node: tree.Expr) -> Term:
    return Term(node, Kind.YES_NO, _TRUTH, _TRUTH)


# --- one comparison ------------------------------------------------------------------------


def _simple(world: World, sight: Sight) -> Term | None:
    slots = [slot for slot in (*sight.fields, *world.attributes) if slot.term.varies]
    form = world.choose.weighted(amount=50, slot=25, grade=15, date=10, defined=10)
    if form == "defined" and sight.state:
        return _defined(world)
    if form == "grade" and sight.state:
        return _grade(world)
    if form == "date":
        return compared(world, Kind.DATE, sight)
    words = [slot for slot in slots if slot.kind in (Kind.CHOICE, Kind.YES_NO)]
    if words and form == "slot":
        return _word(world, words, world.choose.among(words))
    kinds = {slot.kind for slot in slots if slot.kind in world.kinds}
    if sight.state:
        kinds |= {Kind.NUMBER, Kind.POINTS}
    if not kinds:
        return _word(world, words, world.choose.among(words)) if words else None
    return compared(world, world.choose.among(sorted(kinds)), sight)


def _defined(world: World) -> Term | None:
    known = [
        meaning
        for meaning, subjects in world.definitions
        if meaning.kind is Kind.YES_NO and not subjects & world.settled
    ]
    if not known:
        return None
    chosen = world.choose.among(known)
    subjects = next(subjects for meaning, subjects in world.definitions if meaning is chosen)
    world.settled |= subjects
    return chosen


def _grade(world: World) -> Term | None:
    if len(world.grades) < 2 or not _untouched(world, world.score.node):
        return None
    rank = world.choose.number(0, len(world.grades) - 1)
    reaches = ["exactly", "not"]
    reaches += ["or better"] if rank < len(world.grades) - 1 else []
    reaches += ["or worse"] if rank > 0 else []
    name = tree.Name(world.grades[rank][0])
    return _truth(tree.GradeTest(name, world.choose.among(reaches)))


def _word(world: World, words: list[Slot], slot: Slot) -> Term | None:
    """A test of a choice or of a yes or no."""
    choose, name = world.choose, tree.Name(slot.name)
    if not _untouched(world, name):
        return None
    operator = choose.among(("is", "is not"))
    others = [w for w in words if (w.kind, w.choices) == (slot.kind, slot.choices) and w != slot]
    if others and choose.chance(30):
        return _truth(tree.Comparison(operator, name, tree.Name(choose.among(others).name)))
    if slot.kind is Kind.CHOICE:
        chosen = tree.Name(choose.among(slot.choices))
        sides = (name, chosen) if choose.chance(85) else (chosen, name)
        return _truth(tree.Comparison(operator, *sides))
    if choose.chance(60):
        return _truth(name)
    return _truth(tree.Comparison(operator, name, tree.YesNo(choose.chance(50))))


def compared(world: World, kind: Kind, sight: Sight) -> Term | None:
    """A comparison of something that varies with a constant near it, or with another term."""
    choose = world.choose
    left = _left(world, kind, sight)
    if left is None:
        return None
    if choose.chance(25):
        right = quantity(world, kind, sight, 1)
        operator = choose.among(_OPERATORS)
        if right.varies and not decided(operator, left, right):
            return _truth(tree.Comparison(operator, left.node, right.node))
    if not _untouched(world, left.node):
        return None
    operator = choose.among(_OPERATORS)
    if choose.chance(15):
        return _between(world, left)
    return against(world, operator, left, threshold(world, left))


def _left(world: World, kind: Kind, sight: Sight) -> Term | None:
    if world.choose.chance(40):
        built = quantity(world, kind, sight, 1)
        if built.varies and not isinstance(built.node, tree.Quantity):
            return built
    return varying(world, kind, sight)


def _between(world: World, left: Term) -> Term | None:
    """`x >= a and x < b`, or its opposite: the two comparisons fit together."""
    low, high = sorted((threshold(world, left), threshold(world, left)))
    first, second = against(world, ">=", left, low), against(world, "<", left, high)
    if low == high or first is None or second is None:
        return first
    if world.choose.chance(70):
        return _truth(tree.And((first.node, second.node)))
    first, second = against(world, "<", left, low), against(world, ">=", left, high)
    return first and second and _truth(tree.Or((first.node, second.node)))


def against(world: World, operator: str, left: Term, held: int) -> Term | None:
    """A comparison with a constant, written either way round; None where bounds decide it."""
    right = world.constant(left.kind, held)
    if decided(operator, left, right):
        return None
    if world.choose.chance(12):
        return _truth(tree.Comparison(_MIRRORED[operator], right.node, left.node))
    return _truth(tree.Comparison(operator, left.node, right.node))


def threshold(world: World, left: Term) -> int:
    """A value (held units) that something will now reach and now not."""
    low, high = left.near
    if left.kind is Kind.DATE:
        turns = [day for day in TURNS if low < day < high]
        if turns and world.choose.chance(60):
            return world.choose.among(turns)
        return world.choose.number(low, high)
    scale = world.denomination.scale(left.kind)
    grid = QUARTER_HOUR if left.kind is Kind.HOURS else 1
    if left.node == world.score.node and world.choose.chance(70):
        return min(max(world.start + world.choose.number(-6, 6) * scale, low), high)
    if left.kind in (Kind.MONEY, Kind.POINTS) and world.choose.chance(70):
        grid = scale if left.kind is Kind.POINTS else max(1, scale // 4)
    first, last = -(-low // grid), max(-(-low // grid), high // grid)
    span = last - first
    place = world.choose.among((0, 1, span // 4, span // 2, span)) + world.choose.number(0, 2)
    return (first + min(place, span)) * grid


def _untouched(world: World, subject: tree.Expr) -> bool:
    """Whether this rule compares the subject with a constant for the first time."""
    if subject in world.settled:
        return False
    world.settled.add(subject)
    return True


def ladder(world: World, sight: Sight, steps: int) -> list[Term]:
    """Conditions for a chain on one amount: `>= 5`, else `>= 3`; empty where none can be made."""
    kinds = (Kind.NUMBER, Kind.POINTS) if sight.state else ()
    left = varying(world, world.choose.among(kinds), sight) if kinds else None
    if left is None or not _untouched(world, left.node):
        return []
    bounds = sorted({threshold(world, left) for _ in range(steps)}, reverse=True)
    found = [against(world, ">=", left, bound) for bound in bounds]
    return [each for each in found if each is not None]
