"""Syntax tree to canonical text: one way to write each thing.

`parse(to_text(tree)).tree == tree` for every well-formed tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from policylang.syntax import nodes as tree
from policylang.syntax.builder import MONTHS

#: How strongly a form binds its parts, loosest first. What is `_PLAIN` may stand before `to`; at
#: `_BRACKETS` nothing stands without them.
_OR, _AND, _NOT, _COMPARE, _RATIO, _SUM, _CAPPED, _PRODUCT, _FACTOR, _ATOM, _PLAIN, _BRACKETS = (
    range(12)
)


def to_text(file: tree.PolicyFile, texts: Mapping[int, str] | None = None) -> str:
    """The whole policy in canonical text: blocks in order, a clause a line, blanks between.

    Args:
        texts: what `clause_texts` says of it, where that is known.
    """
    known = clause_texts(file) if texts is None else texts
    return "\n".join(_block(item, known) for item in file.items)


def clause_texts(file: tree.PolicyFile) -> dict[int, str]:
    """The text of every clause of a policy, by the identity of its node."""
    return {
        id(clause): _clause(clause)
        for item in file.items
        if not isinstance(item, tree.Use)
        for clause in (item.item if isinstance(item, tree.Override) else item).clauses
    }


def clause_text(node: Any) -> str:
    """One line for a clause or an expression: `earns 1 per 2 hours of time`."""
    if isinstance(node, tree.Expr):
        return _expression(node)
    return _clause(node)


def quoted(text: str) -> str:
    """A text between quotes, with what needs it escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- blocks --------------------------------------------------------------------------------


def _block(item: tree.Item, texts: Mapping[int, str]) -> str:
    if isinstance(item, tree.Use):
        return f"use {quoted(item.path.value)}\n"
    if isinstance(item, tree.Override):
        return f"override {_block(item.item, texts)}"
    lines = [f"{_head(item)} {{", *(f"  {texts[id(clause)]}" for clause in item.clauses), "}"]
    return "\n".join(lines) + "\n"


def _head(item: Any) -> str:
    match item:
        case tree.PersonBlock():
            return "person"
        case tree.GradesBlock(score):
            return f"grades of {score.text}"
        case tree.FiguresBlock(standing, label):
            return _labelled(standing, label)
        case tree.GrantBlock(kind, name, label):
            return _labelled(f"{kind} {name.text}", label)
    words = {
        tree.PolicyBlock: "policy",
        tree.ScoreBlock: "score",
        tree.ActionBlock: "action",
        tree.RuleBlock: "rule",
        tree.StatusBlock: "status",
        tree.LimitBlock: "limit",
        tree.TableBlock: "table",
        tree.PeriodBlock: "period",
        tree.RankingBlock: "ranking",
        tree.DefineBlock: "define",
        tree.ClaimBlock: "claim",
    }
    return _labelled(f"{words[type(item)]} {item.name.text}", item.label)


def _labelled(words: str, label: tree.Text | None) -> str:
    return words if label is None else f"{words} {quoted(label.value)}"


# --- clauses -------------------------------------------------------------------------------


def _clause(node: Any) -> str:
    match node:
        case tree.Source(text):
            return f"source {quoted(text.value)}"
        case tree.Assumed(text):
            return f"assumed {quoted(text.value)}"
        case tree.Title(text):
            return f"title {quoted(text.value)}"
        case tree.Version(text):
            return f"version {quoted(text.value)}"
        case tree.Currency(name):
            return f"currency {name.text}"
        case tree.Timezone(text):
            return f"timezone {quoted(text.value)}"
        case tree.InForce(edge, date, judged, past):
            by = f" judged by {judged.text}" if judged else ""
            return f"in force {edge} {_expression(date)}{by}{', also for the past' if past else ''}"
        case tree.ShortMonths(which):
            run = "end on the last day" if which == "last day" else "run to the next day"
            return f"short months {run}"
        case tree.MayBeWithdrawn():
            return "events may be withdrawn"
        case tree.BeginsOn(name):
            return f"begins on {name.text}"
        case tree.ScoredWhile(test):
            return f"scored only while {_expression(test)}"
        case tree.Field():
            return _field(node)
        case tree.Figure(name, value, note):
            return _labelled(f"{name.text} = {_expression(value)}", note)
        case tree.Means(value):
            return f"means {_expression(value)}"
        case tree.GainAtMostCost(length, unit, operator):
            return f"within {length} {unit}, gain from perks {operator} cost of actions"
        case tree.GradeRow(name, None):
            return f"{name.text} below"
        case tree.GradeRow(name, bound):
            return f"{name.text} from {_expression(bound)}"
        case tree.NoBetter(grade, test):
            return f"no better than {grade.text} while {_expression(test)}"
    return _score_clause(node)


def _score_clause(node: Any) -> str:
    match node:
        case tree.StartsAt(value):
            return f"starts at {_expression(value, _SUM)}"
        case tree.StaysWithin(low, None):
            return f"stays at least {_expression(low, _SUM)}"
        case tree.StaysWithin(None, high):
            return f"stays at most {_expression(high, _SUM)}"
        case tree.StaysWithin(low, high):
            return f"stays within {_low(low)} to {_expression(high, _SUM)}"
        case tree.KeepsDecimals(digits):
            return f"keeps {digits} decimals"
        case tree.KeepsLots(order):
            return "keeps lots" + (f", {order}" if order else "")
        case tree.IsFormula(value):
            return f"is {_expression(value, _SUM)}"
    return _action_clause(node)


def _action_clause(node: Any) -> str:
    match node:
        case tree.By(who):
            return f"by {who}"
        case tree.Costs(amount):
            return f"costs {_expression(amount)}"
        case tree.Moments(names):
            return f"moments {_listed(names)}"
        case tree.Derived(name, value):
            return f"{name.text} means {_expression(value)}"
        case tree.RefusedWhen(test, text):
            return _labelled(f"refused when {_expression(test)}", text)
        case tree.Effect():
            return _effect(node)
        case tree.Condition(False, test):
            return f"when {_expression(test)}"
        case tree.Condition(True, None):
            return "otherwise"
        case tree.Condition(True, test):
            return f"otherwise when {_expression(test)}"
        case tree.AtMost(limit, per, times):
            most = f"at most {_limit(limit)}{' times' if times else ''}"
            return " ".join([most, *map(_per_window, per)])
        case tree.OnlyHighest(per):
            return f"only the highest per {per.text}"
        case tree.Lasts():
            return _lasts(node)
    return _change(node)


def _effect(effect: tree.Effect) -> str:
    """The change, its moment and its condition; then, behind commas, its caps and how long it lasts."""
    words = [_clause(effect.change)]
    if effect.moment:
        words.append(f"on {effect.moment.text}")
    if effect.condition:
        words.append(_clause(effect.condition))
    behind = [*effect.caps, *((effect.lasts,) if effect.lasts else ())]
    return ", ".join([" ".join(words), *map(_clause, behind)])


def _change(node: Any) -> str:
    match node:
        case tree.Earns(amount, per, score):
            return f"earns {_expression(amount)}{_to(score)}{_per(per)}"
        case tree.Loses(amount, per, score):
            return f"loses {_expression(amount)}{_to(score)}{_per(per)}"
        case tree.Sets(value, score):
            return f"sets{_to(score)} to {_expression(value)}"
        case tree.Multiplies(factor, rounding, score):
            words = [f"multiplies{_to(score)} by", _factor(factor), rounding]
            return " ".join(filter(None, words))
        case tree.DropsTo(grade, score):
            return f"drops{_to(score)} to grade {grade.text}"
        case tree.Bounds(verb, value, score):
            bound = "least" if verb == "raises" else "most"
            return f"{verb}{_to(score)} to at {bound} {_expression(value)}"
        case tree.Clears(score):
            return f"clears{_to(score)}"
        case tree.Restores(score):
            return f"restores{_to(score)}"
        case tree.Begins(status, length, until):
            end = "" if length is None else f" for {_expression(length, _SUM)}"
            end += "" if until is None else f" until {_expression(until, _SUM)}"
            return f"begins {status.text}{end}"
        case tree.Ends(status):
            return f"ends {status.text}"
    return _grant_clause(node)


def _lasts(node: tree.Lasts) -> str:
    if node.on is not None:
        words = [f"{node.verb} on {_expression(node.on, _SUM)}"]
    else:
        words = [f"{node.verb} after {_expression(node.after, _SUM)}"]
    if node.start is not None:
        words.append(f"from {_expression(node.start, _SUM)}")
    if node.end is not None:
        words.append(f"at the end of the {node.end}")
    if node.unless is not None:
        words.append(f"unless {_expression(node.unless)}")
    if node.held is not None:
        words.append(f"not while {_expression(node.held)}")
    return " ".join(words)


def _grant_clause(node: Any) -> str:
    match node:
        case tree.ForGrades(grades, reach, score):
            words = [f"for {_listed(grades)}"] + ([] if reach == "exactly" else [reach])
            return " ".join(words) + (f" of {score.text}" if score else "")
        case tree.When(test):
            return f"when {_expression(test)}"
        case tree.Worth(verb, amount, per):
            return f"{verb} {_expression(amount)}{_per(per)}"
        case tree.Grants(verb, text):
            return f"{verb} {quoted(text.value)}"
    return _trigger(node)


def _trigger(node: Any) -> str:
    match node:
        case tree.EveryYear(day, month):
            return f"every year on {day} {MONTHS[month - 1]}"
        case tree.EveryMonth(None):
            return "every month on the last day"
        case tree.EveryMonth(day):
            return f"every month on day {day}"
        case tree.OnceOn(date):
            return f"once on {_expression(date, _SUM)}"
        case tree.EveryLength(length, unit, start):
            return f"every {length} {unit} from {_expression(start, _SUM)}"
        case tree.AtEndOf(period):
            return f"at the end of every {period}"
        case tree.AfterQuiet():
            return _quiet(node)
        case tree.Reaches(what, verb, level):
            return f"when {_expression(what, _SUM)} {verb} {_expression(level, _SUM)}"
        case tree.AsSoonAs(test):
            return f"as soon as {_expression(test)}"
        case tree.Upon(what):
            return f"on {_occasion(what)}"
    return _shared_clause(node)


def _quiet(node: tree.AfterQuiet) -> str:
    words = f"after {'every ' if node.repeats else ''}{_expression(node.length, _SUM)}"
    words += f" without {' or '.join(map(_occasion, node.without))}"
    if node.since:
        words += f" since {' or '.join(map(_occasion, node.since))}"
    if node.start is not None:
        words += f" counting from {_expression(node.start, _SUM)}"
    return words


def _shared_clause(node: Any) -> str:
    match node:
        case tree.Covers(which, actions, score):
            return f"covers {which} of {_listed(actions)}" + (f" in {score.text}" if score else "")
        case tree.TableBy(keys):
            return f"by {', '.join(map(_field, keys))}"
        case tree.TableRow(keys, value):
            words = ", ".join(map(_row_key, keys)) if keys else "otherwise"
            return f"{words}: {_expression(value)}"
        case tree.Stretch(first, last):
            return f"from {_expression(first)} to {_expression(last)}"
        case tree.Season(day, month, last_day, last_month):
            first, last = MONTHS[month - 1], MONTHS[last_month - 1]
            return f"every year from {day} {first} to {last_day} {last}"
        case tree.RankBy(value, order, then):
            return f"{'then' if then else 'by'} {_expression(value)}, {order}"
    raise TypeError(f"not a clause: {type(node).__name__}")


def _row_key(key: tree.RowKey) -> str:
    match key:
        case tree.RowKey(None, None):
            return "any"
        case tree.RowKey(low, None):
            return f"from {_expression(low)}"
        case tree.RowKey(None, high):
            return f"below {_expression(high)}"
        case tree.RowKey(low, high):
            return _expression(low) if low == high else f"{_expression(low)} to {_expression(high)}"


def _field(field: tree.Field) -> str:
    name = _labelled(field.name.text, field.label)
    default = "" if field.default is None else f" = {_expression(field.default)}"
    changes = ", may change" if field.may_change else ""
    return f"{name}: {_type(field.type)}{default}{changes}"


def _type(node: tree.QuantityType | tree.ChoiceType | tree.YesNoType | tree.NameType) -> str:
    match node:
        case tree.QuantityType(unit, None):
            return unit
        case tree.QuantityType(unit, tree.Range(low, high)):
            return f"{unit} from {_expression(low)} to {_expression(high)}"
        case tree.ChoiceType(choices):
            return "one of {" + _listed(choices) + "}"
        case tree.NameType():
            return "name"
        case _:
            return "yes or no"


def _listed(names: Iterable[tree.Name]) -> str:
    return ", ".join(name.text for name in names)


def _to(score: tree.Name | None) -> str:
    """Which score is meant, behind a verb or an amount, where it is said."""
    return "" if score is None else f" {score.text}"


def _per(per: tree.Per | None) -> str:
    if per is None:
        return ""
    started = "started " if per.started else ""
    return f" per {started}{_expression(per.step)} of {_expression(per.of)}"


def _limit(limit: Any) -> str:
    """The limit of a cap: a value as written, else in brackets."""
    simple = isinstance(limit, tree.Quantity | tree.Name | tree.DateLiteral)
    return _expression(limit, _OR if simple else _BRACKETS)


def _per_window(per: Any) -> str:
    match per:
        case tree.AnyDays(length, unit):
            return f"in any {length} {unit}"
        case tree.CalendarWindow(period):
            return f"per calendar {period}"
        case tree.YearFrom():
            return f"per {_year_from(per)}"
        case tree.PerField(name):
            return f"per {name.text}"
        case _:
            return "ever"


def _occasion(of: tree.Occasion) -> str:
    if of.edge:
        return f"the {of.edge} of {of.name.text}"
    return f"{of.moment.text} of {of.name.text}" if of.moment else of.name.text


# --- expressions ---------------------------------------------------------------------------


def _expression(node: Any, level: int = _OR) -> str:
    """An expression where at least `level` of binding is needed, in brackets if it binds less."""
    own, text = _bound_text(node)
    return text if own >= level else f"({text})"


def _factor(node: Any) -> str:
    """A factor of `multiplies`, whose rounding must not be taken for that of a share."""
    return f"({_expression(node)})" if _takes_rounding(node) else _expression(node)


def _takes_rounding(node: Any) -> bool:
    """Whether a rounding written behind it would be read as that of a share at its end."""
    match node:
        case tree.ShareOf(_, _, None):
            return True
        case tree.Negative(part) | tree.Not(part) | tree.Comparison(_, _, part):
            return _takes_rounding(part)
        case tree.UpTo(_, part) | tree.Ratio(_, part):
            return _takes_rounding(part)
        case tree.Sum((*_, (_, part))):
            return _takes_rounding(part)
        case tree.Product((*_, part)) | tree.And((*_, part)) | tree.Or((*_, part)):
            return _takes_rounding(part)
    return False


def _bound_text(node: Any) -> tuple[int, str]:
    match node:
        case tree.Or(parts):
            return _OR, _joined(" or ", parts, _AND)
        case tree.And(parts):
            return _AND, _joined(" and ", parts, _NOT)
        case tree.Not(part):
            return _NOT, f"not {_expression(part, _NOT)}"
        case tree.Comparison(operator, left, right):
            return _COMPARE, f"{_expression(left, _RATIO)} {operator} {_expression(right, _RATIO)}"
        case tree.IsIn(day, period, negated):
            return _COMPARE, f"{_expression(day, _RATIO)} is {_not(negated)}in {period.text}"
        case tree.IsGiven(name, negated):
            return _COMPARE, f"{name.text} is {_not(negated)}given"
        case tree.IsTied(name):
            return _COMPARE, f"{name.text} is tied"
        case tree.Ratio(part, whole):
            return _RATIO, f"{_expression(part, _SUM)} out of {_expression(whole, _SUM)}"
        case tree.Sum(parts):
            return _SUM, _sum(parts, _CAPPED)
        case tree.UpTo(part, most):
            return _CAPPED, f"{_expression(part, _CAPPED)} up to {_expression(most, _FACTOR)}"
        case tree.RoundedTo(part, rounding, digits):
            level = _BRACKETS if _takes_rounding(part) else _CAPPED
            return _CAPPED, f"{_expression(part, level)} {rounding} to {digits} decimals"
        case tree.Product(parts):
            return _PRODUCT, _joined(" * ", parts, _FACTOR)
        case tree.Negative(part):
            return _FACTOR, _negative(part)
        case tree.ShareOf(share, whole, rounding):
            level = _BRACKETS if rounding and _takes_rounding(whole) else _FACTOR
            words = [_expression(share, _ATOM), "of", _expression(whole, level), rounding]
            return _FACTOR, " ".join(filter(None, words))
        case tree.Quantity(value):
            return (_PLAIN if value >= 0 else _FACTOR), _quantity(node)
        case tree.Elapsed():
            return _ATOM, _elapsed(node)
    return _PLAIN, _plain(node)


def _joined(word: str, parts: Iterable[Any], level: int) -> str:
    return word.join(_expression(part, level) for part in parts)


def _not(negated: bool) -> str:
    return "not " if negated else ""


def _sum(parts: tuple[tuple[int, Any], ...], level: int) -> str:
    text = _expression(parts[0][1], level)
    for sign, part in parts[1:]:
        text += f" {'+' if sign > 0 else '-'} {_expression(part, level)}"
    return text


def _low(node: Any) -> str:
    """What stands before `to`: a sum of plain values, or a written number."""
    if isinstance(node, tree.Sum):
        return _sum(node.parts, _PLAIN)
    return _value(node)


def _value(node: Any) -> str:
    """A written number, also one below zero, or a plain value."""
    return _expression(node, _FACTOR if isinstance(node, tree.Quantity) else _PLAIN)


def _elapsed(node: tree.Elapsed) -> str:
    full = "" if node.unit == "days" else "full "
    until = "" if node.until is None else f" to {_expression(node.until, _PLAIN)}"
    return f"{full}{node.unit} since {_expression(node.since, _PLAIN)}{until}"


def _negative(part: Any) -> str:
    inner = _expression(part, _FACTOR)
    if isinstance(part, tree.Quantity):  # `-5` would be read as the number
        inner = f"({inner})"
    return f"-{inner}"


def _plain(node: Any) -> str:
    match node:
        case tree.Name(text):
            return text
        case tree.DateLiteral(value):
            return value.isoformat()
        case tree.YesNo(value):
            return "yes" if value else "no"
        case tree.TheDate():
            return "the date"
        case tree.Length(parts):
            return " ".join(f"{_length_part(amount)} {unit}" for amount, unit in parts)
        case tree.ThisField(name):
            return f"this {name.text}"
        case tree.PeriodDay(edge, period, of):
            return f"the {edge} day of the {period} of {_expression(of, _PLAIN)}"
        case tree.DayBeside(which, of):
            return f"the day {which} {_expression(of, _PLAIN)}"
        case tree.StillCounting(score, day):
            return f"{score.text} still counting on {_expression(day, _PLAIN)}"
        case tree.TableOf(table, keys):
            return f"{table.text} of ({_joined(', ', keys, _OR)})"
        case tree.Either():
            return f"({_either(node)})"
        case tree.Extreme(which, left, right):
            return f"(the {which} of {_expression(left, _SUM)} and {_expression(right, _SUM)})"
        case tree.GradeTest(grade, reach, score):
            of = f" of {score.text}" if score else ""
            return f"grade{of} is {_reach(grade.text, reach)}"
    return _history(node)


def _length_part(amount: Any) -> str:
    simple = isinstance(amount, tree.Name) or (
        isinstance(amount, tree.Quantity) and amount.unit is None and amount.value >= 0
    )
    return _expression(amount, _OR if simple else _BRACKETS)


def _either(node: tree.Either) -> str:
    rest = node.otherwise
    otherwise = _either(rest) if isinstance(rest, tree.Either) else _expression(rest)
    return f"{_expression(node.then)} when {_expression(node.test)} otherwise {otherwise}"


def _reach(grade: str, reach: str) -> str:
    return {"exactly": grade, "not": f"not {grade}"}.get(reach, f"{grade} {reach}")


# --- what is counted over a time -----------------------------------------------------------


def _history(node: Any) -> str:
    match node:
        case tree.CountOf(of, where, window):
            return f"count of {_counted(of, where, window)}"
        case tree.SumOf(field, of, where, window):
            return f"sum of {field.text} of {_counted(of, where, window)}"
        case tree.PickOf(which, field, of, where, window, empty):
            counted = _counted(of, where, window)
            return f"the {which} {field.text} of {counted} if none {_value(empty)}"
    raise TypeError(f"not an expression: {type(node).__name__}")


#: What would go on with `since`: `where late > days since fine`.
_BEFORE_SINCE: Final = re.compile(r"(?:^|\W)(?:days|weeks)$")


def _counted(of: tree.Occasion, where: Any, window: tree.Window) -> str:
    if where is None:
        return f"{_occasion(of)} {_window(window)}"
    test = _expression(where)
    if isinstance(window, tree.SinceWindow) and _BEFORE_SINCE.search(test):
        test = f"({test})"
    return f"{_occasion(of)} where {test} {_window(window)}"


def _window(window: tree.Window) -> str:
    match window:
        case tree.SlidingWindow(length, unit, exact):
            return f"within {length} {unit}" if exact else f"in the last {length} {unit}"
        case tree.CalendarWindow(period, previous=previous):
            return f"{_this(previous)} calendar {period}"
        case tree.YearFrom(previous=previous):
            return f"{_this(previous)} {_year_from(window)}"
        case tree.PeriodWindow(period):
            return f"this {period.text}"
        case tree.SinceWindow(what):
            return f"since {_occasion(what)}"
        case tree.BetweenWindow(first, last):
            return f"from {_low(first)} to {_expression(last, _PLAIN)}"
        case _:
            return "ever"


def _this(previous: bool) -> str:
    return "the previous" if previous else "this"


def _year_from(year: tree.YearFrom) -> str:
    if year.anchor is not None:
        return f"year from {year.anchor.text}"
    return f"year from {year.day} {MONTHS[(year.month or 1) - 1]}"


# --- numbers -------------------------------------------------------------------------------


def _quantity(node: tree.Quantity) -> str:
    number = number_text(node.value)
    if node.unit is None:
        return number
    return f"{number}%" if node.unit == "%" else f"{number} {node.unit}"


def number_text(value: Decimal) -> str:
    """Digits as they were written, with thousands separated from five digits on."""
    return f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
