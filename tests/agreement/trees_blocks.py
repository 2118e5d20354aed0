"""Blocks of any shape: every clause in every block that may hold it, whatever it would mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from policylang.syntax import nodes as tree
from tests.agreement import trees_words as words
from tests.agreement.chooser import Chooser
from tests.agreement.trees import expression
from tests.agreement.trees_words import among, count, maybe, name, own_name, some, text

Make = Callable[[Chooser], Any]

_VERBS: Final = ("reaches", "falls to", "falls below", "exceeds")
_ORDERS: Final = (None, "oldest first", "newest first", "soonest to expire first")


def file(choose: Chooser) -> tree.PolicyFile:
    """A file of every kind of block, some twice, some in place of others."""
    blocks = list(_BLOCKS)
    items = [_item(among(choose, blocks)(choose), choose) for _ in range(8)]
    items += [_item(make(choose), choose) for make in blocks]
    if choose.chance(50):
        items.insert(0, tree.Use(text(choose)))
    return tree.PolicyFile(tuple(items))


def _item(block: Any, choose: Chooser) -> tree.Item:
    return tree.Override(block) if choose.chance(25) else block


# --- clauses of several blocks -------------------------------------------------------------


def _bound(choose: Chooser) -> Any:
    """A constant as ranges and steps have them."""
    return among(choose, (words.signed, words.date, own_name))(choose)


def _version(choose: Chooser) -> tree.InForce:
    edge = among(choose, ("from", "until"))
    return tree.InForce(edge, words.date(choose), maybe(choose, name), choose.chance(30))


def _per(choose: Chooser) -> tree.Per:
    return tree.Per(_bound(choose), expression(choose), choose.chance(40))


def _type(choose: Chooser) -> Any:
    match choose.weighted(quantity=40, choice=25, yes_no=15, name=20):
        case "choice":
            return tree.ChoiceType(some(choose, name))
        case "yes_no":
            return tree.YesNoType()
        case "name":
            return tree.NameType()
    unit = among(choose, ("number", "money", "hours", "points", "percent", "date"))
    bounds = maybe(choose, lambda choose: tree.Range(_bound(choose), _bound(choose)))
    return tree.QuantityType(unit, bounds)


def _field(choose: Chooser) -> tree.Field:
    default = maybe(choose, expression, 30)
    return tree.Field(name(choose), maybe(choose, text, 30), _type(choose), default)


def _key(choose: Chooser) -> tree.Field:
    """The key of a table: it has no default."""
    return tree.Field(name(choose), maybe(choose, text, 30), _type(choose), None)


def _attribute(choose: Chooser) -> tree.Field:
    field = _field(choose)
    return tree.Field(field.name, field.label, field.type, field.default, choose.chance(50))


def _effect(choose: Chooser) -> tree.Effect:
    effect = _dateless(choose)
    moment = maybe(choose, name, 30)
    return tree.Effect(effect.change, effect.condition, effect.caps, moment, effect.lasts)


def _dateless(choose: Chooser) -> tree.Effect:
    """An effect without a moment, as rules have them."""
    caps = tuple(_cap(choose) for _ in range(choose.how_many(50, 30, 20)))
    condition = maybe(choose, _condition)
    return tree.Effect(
        among(choose, _CHANGES)(choose), condition, caps, None, maybe(choose, _lasts)
    )


def _condition(choose: Chooser) -> tree.Condition:
    otherwise = choose.chance(50)
    plain = otherwise and choose.chance(50)
    return tree.Condition(otherwise, None if plain else expression(choose))


def _cap(choose: Chooser) -> Any:
    if choose.chance(25):
        return tree.OnlyHighest(name(choose))
    limit = expression(choose) if choose.chance(30) else _bound(choose)
    return tree.AtMost(limit, some(choose, _stretch_of_cap), choose.chance(40))


def _stretch_of_cap(choose: Chooser) -> Any:
    return among(
        choose,
        (
            lambda choose: tree.CalendarWindow(among(choose, tree.PERIODS)),
            lambda choose: tree.AnyDays(count(choose), among(choose, words.TIMES)),
            words.year_from,
            lambda choose: tree.PerField(own_name(choose)),
            lambda _: tree.Ever(),
        ),
    )(choose)


def _lasts(choose: Chooser) -> tree.Lasts:
    verb = among(choose, ("expires", "comes back"))
    unless, held = maybe(choose, expression, 30), maybe(choose, expression, 30)
    if choose.chance(40):
        return tree.Lasts(verb, on=expression(choose), unless=unless, held=held)
    end = among(choose, tree.PERIODS) if choose.chance(40) else None
    start = maybe(choose, expression, 40)
    return tree.Lasts(verb, expression(choose), start, end, None, unless, held)


def _rounding(choose: Chooser) -> Any:
    return among(choose, tree.ROUNDINGS)


def _score(choose: Chooser) -> Any:
    return maybe(choose, own_name, 40)


_CHANGES: Final[tuple[Make, ...]] = (
    lambda choose: tree.Earns(expression(choose), maybe(choose, _per), _score(choose)),
    lambda choose: tree.Loses(expression(choose), maybe(choose, _per), _score(choose)),
    lambda choose: tree.Sets(expression(choose), _score(choose)),
    lambda choose: tree.Multiplies(expression(choose), maybe(choose, _rounding), _score(choose)),
    lambda choose: tree.DropsTo(words.grade(choose), _score(choose)),
    lambda choose: tree.Bounds(
        among(choose, ("raises", "lowers")), expression(choose), _score(choose)
    ),
    lambda choose: tree.Clears(_score(choose)),
    lambda choose: tree.Restores(_score(choose)),
    lambda choose: tree.Begins(name(choose)),
    lambda choose: tree.Begins(name(choose), expression(choose)),
    lambda choose: tree.Begins(name(choose), None, expression(choose)),
    lambda choose: tree.Ends(name(choose)),
)

_TRIGGERS: Final[tuple[Make, ...]] = (
    lambda choose: tree.EveryYear(count(choose), choose.number(1, 12)),
    lambda choose: tree.EveryMonth(maybe(choose, count)),
    lambda choose: tree.EveryLength(count(choose), among(choose, words.TIMES), expression(choose)),
    lambda choose: tree.OnceOn(expression(choose)),
    lambda choose: tree.AtEndOf(among(choose, tree.PERIODS)),
    lambda choose: tree.AfterQuiet(
        expression(choose),
        some(choose, words.occasion),
        some(choose, words.occasion) if choose.chance(50) else (),
        maybe(choose, expression),
        choose.chance(50),
    ),
    lambda choose: tree.AsSoonAs(expression(choose)),
    lambda choose: tree.Upon(words.occasion(choose)),
)


def _reaches(choose: Chooser) -> tree.Reaches:
    return tree.Reaches(expression(choose), among(choose, _VERBS), expression(choose))


# --- blocks --------------------------------------------------------------------------------


def _clauses(choose: Chooser, kinds: Sequence[Make], most: int = 6) -> tuple[Any, ...]:
    """Some clauses of these kinds, with notes among them."""
    found = [among(choose, kinds)(choose) for _ in range(choose.number(1, most))]
    for note in words.notes(choose):
        found.insert(choose.number(0, len(found)), note)
    return tuple(found)


def _named(node: Any, *kinds: Make) -> Make:
    def make(choose: Chooser) -> Any:
        label = maybe(choose, text, 40)
        return node(name(choose), label, _clauses(choose, kinds) if kinds else _notes(choose))

    return make


def _notes(choose: Chooser) -> tuple[Any, ...]:
    """The clauses of a block that holds nothing else."""
    return tuple(words.notes(choose))


def _rule(choose: Chooser) -> tree.RuleBlock:
    """A trigger with `when` only stands before the first effect: after one it is a condition."""
    head = _clauses(choose, (*_TRIGGERS, _reaches, _version), 2)
    rest = _clauses(choose, (*[_dateless] * 6, *_TRIGGERS, _version), 4)
    return tree.RuleBlock(name(choose), maybe(choose, text), head + rest)


def _grant(choose: Chooser) -> tree.GrantBlock:
    perk = choose.chance(50)
    verbs = ("pays", "saves") if perk else ("costs",)
    kinds: list[Make] = [
        lambda choose: tree.ForGrades(
            some(choose, words.grade),
            among(choose, ("exactly", "or better", "or worse")),
            _score(choose),
        ),
        lambda choose: tree.When(expression(choose)),
        lambda choose: tree.Worth(among(choose, verbs), expression(choose), maybe(choose, _per)),
        lambda choose: tree.Grants("grants" if perk else "imposes", text(choose)),
        _version,
        _reaches,
        *_TRIGGERS,
    ]
    label = maybe(choose, text)
    kind: Any = "perk" if perk else "sanction"
    return tree.GrantBlock(kind, name(choose), label, _clauses(choose, kinds))


def _row_bound(choose: Chooser) -> Any:
    return among(choose, (words.signed, words.date, own_name))(choose)


def _row_keys(choose: Chooser) -> tree.RowKey:
    others = tuple(_row_key(choose) for _ in range(among(choose, (0, 0, 0, 1, 2))))
    return attrs.evolve(_row_key(choose), others=others)


def _row_key(choose: Chooser) -> tree.RowKey:
    match choose.number(0, 4):
        case 0:
            return tree.RowKey(None, None)
        case 1:
            return tree.RowKey(_row_bound(choose), None)
        case 2:
            return tree.RowKey(None, _row_bound(choose), True)
        case 3:
            value = tree.YesNo(choose.chance(50)) if choose.chance(20) else _row_bound(choose)
            return tree.RowKey(value, value)
        case _:
            return tree.RowKey(_row_bound(choose), _row_bound(choose))


def _row(choose: Chooser) -> tree.TableRow:
    keys = some(choose, _row_keys) if choose.chance(85) else ()
    return tree.TableRow(keys, expression(choose))


def _grades(choose: Chooser) -> tree.GradesBlock:
    def row(choose: Chooser) -> tree.GradeRow:
        units: Any = among(choose, (None, "points"))
        bound = words.signed(choose)
        written = among(choose, (None, tree.Quantity(bound.value, units), own_name(choose)))
        return tree.GradeRow(words.grade(choose), written)

    def hold(choose: Chooser) -> tree.NoBetter:
        return tree.NoBetter(words.grade(choose), expression(choose))

    return tree.GradesBlock(name(choose), _clauses(choose, (row, row, hold, _version)))


def _figures(choose: Chooser) -> tree.FiguresBlock:
    def clause(choose: Chooser) -> Any:
        if choose.chance(25):
            return tree.Source(text(choose))
        return tree.Figure(own_name(choose), expression(choose), maybe(choose, text))

    some_ = tuple(clause(choose) for _ in range(choose.number(0, 4)))
    return tree.FiguresBlock(among(choose, ("assumed", "reported")), maybe(choose, text), some_)


def _stays(choose: Chooser) -> tree.StaysWithin:
    low, high = expression(choose), expression(choose)
    return tree.StaysWithin(*among(choose, ((low, high), (low, None), (None, high))))


_BLOCKS: Final[tuple[Make, ...]] = (
    _named(
        tree.PolicyBlock,
        lambda choose: tree.Title(text(choose)),
        lambda choose: tree.Version(text(choose)),
        lambda choose: tree.Currency(name(choose)),
        lambda choose: tree.Timezone(text(choose)),
        lambda choose: tree.InForce(among(choose, ("from", "until")), words.date(choose)),
        lambda choose: tree.ShortMonths(among(choose, ("last day", "next day"))),
        lambda _: tree.MayBeWithdrawn(),
    ),
    lambda choose: tree.PersonBlock(
        _clauses(
            choose,
            (
                _attribute,
                _attribute,
                lambda choose: tree.BeginsOn(name(choose)),
                lambda choose: tree.ScoredWhile(expression(choose)),
            ),
        )
    ),
    _named(
        tree.ScoreBlock,
        lambda choose: tree.StartsAt(expression(choose)),
        _stays,
        lambda choose: tree.KeepsDecimals(count(choose)),
        lambda choose: tree.KeepsLots(among(choose, _ORDERS)),
        lambda choose: tree.IsFormula(expression(choose)),
    ),
    _named(
        tree.ActionBlock,
        _field,
        _effect,
        _effect,
        _effect,
        _version,
        lambda choose: tree.Moments(some(choose, name)),
        lambda choose: tree.Derived(own_name(choose), expression(choose)),
        lambda choose: tree.RefusedWhen(expression(choose), maybe(choose, text)),
        lambda choose: tree.By(among(choose, ("choice", "chance", "authority"))),
        lambda choose: tree.Costs(expression(choose)),
    ),
    _rule,
    _rule,
    _named(tree.StatusBlock),
    _named(
        tree.LimitBlock,
        _cap,
        lambda choose: tree.Covers(
            among(choose, ("gains", "losses", "gains and losses")),
            some(choose, name),
            _score(choose),
        ),
    ),
    _named(tree.TableBlock, lambda choose: tree.TableBy(some(choose, _key)), _row, _row, _row),
    _named(
        tree.PeriodBlock,
        lambda choose: tree.Stretch(words.date(choose), words.date(choose)),
        lambda choose: tree.Season(
            count(choose), choose.number(1, 12), count(choose), choose.number(1, 12)
        ),
    ),
    _named(
        tree.RankingBlock,
        lambda choose: tree.RankBy(
            expression(choose), among(choose, ("highest first", "lowest first")), choose.chance(50)
        ),
    ),
    _named(tree.DefineBlock, lambda choose: tree.Means(expression(choose))),
    _figures,
    _grades,
    _grant,
    _grant,
    _named(
        tree.ClaimBlock,
        lambda choose: tree.GainAtMostCost(
            count(choose),
            among(choose, ("days", "months", "years")),
            among(choose, ("<=", "<")),
        ),
        lambda choose: tree.SplittingNeverPays(name(choose)),
        lambda choose: tree.GradeToGrade(
            words.grade(choose),
            words.grade(choose),
            count(choose),
            among(choose, ("days", "months", "years")),
            tuple(
                tree.Spend(words.amount(choose), choose.chance(50))
                for _ in range(choose.number(0, 2))
            ),
        ),
    ),
)
