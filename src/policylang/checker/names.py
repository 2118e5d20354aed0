"""What a name in an expression stands for: field, attribute, figure, definition or the score."""

from __future__ import annotations

import datetime
from itertools import chain, islice
from typing import Final

import attrs

from policylang.checker import bounded
from policylang.checker.book import Book, Bracket
from policylang.checker.scope import Scope
from policylang.checker.typed import Typed, broken
from policylang.core import codes, limits
from policylang.model.expressions import Balance
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

#: First and last day a date may lie on (ordinals).
DATES: Final = (
    datetime.date(limits.FIRST_YEAR, 1, 1).toordinal(),
    datetime.date(limits.LAST_YEAR, 12, 31).toordinal(),
)

#: Names of things that are said with other words here.
_OTHERWISE_SAID: Final = {
    "grade": "ask for a grade like this: `grade is A`, `grade is B or better`",
    "true": "write `yes`",
    "false": "write `no`",
    "today": "write `the date`",
    "now": "write `the date`",
}


def known(name: tree.Name, scope: Scope, book: Book) -> Typed | None:
    """The field or attribute of this name, without marking it as used."""
    return scope.fields.get(name.text) or book.values.get(name.text)


def resolve(name: tree.Name, scope: Scope, book: Book) -> Typed:
    """What a name stands for in a scope. Reports PL101, PL117 and PL216."""
    text = name.text
    if text in scope.fields:
        book.used.add((scope.action, text))
        return attrs.evolve(scope.fields[text], span=name.span)
    if text in book.values:
        return _value(name, scope, book)
    if text in book.declared.attributes:  # asked for where constants are, before persons
        return _refuse(name, scope, book, "depends on the person")
    if text in book.declared.figures:  # one that leads back to itself, which is reported
        return broken(name.span)
    if text in book.declared.definitions:
        return _defined(name, scope, book)
    score = book.declared.score
    if score is not None and text == score.name.text:
        return _score(name, scope, score, book)
    _unknown(name, scope, book)
    return broken(name.span)


def _value(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add(name.text)
    typed = attrs.evolve(book.values[name.text], span=name.span)
    if scope.constants_only and not typed.broken and typed.value.constant is None:
        return _refuse(name, scope, book, "depends on the person")
    return typed


def _score(name: tree.Name, scope: Scope, score: tree.ScoreBlock, book: Book) -> Typed:
    if not scope.state:
        return _refuse(name, scope, book, "changes with every event")
    value = bounded.Bounded(Balance(), *book.score_bounds)
    return Typed(Kind.POINTS, value, name.span, declared=score.name.span)


def _defined(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add(name.text)
    if not scope.state:
        return _refuse(name, scope, book, "is a definition")
    meaning = book.definitions.get(name.text)
    if meaning is None:  # it says nothing, or leads back to itself: reported there
        return broken(name.span)
    room = limits.POLICY_PARTS - book.put_in
    book.put_in += meaning.value.size
    if meaning.value.size <= room:
        return attrs.evolve(meaning, span=name.span)
    if room >= 0:  # once is enough
        book.report.add(
            codes.EXPRESSION_TOO_LARGE,
            "the policy is too long once its definitions are put in",
            name.span,
            f"definitions have added more than {limits.POLICY_PARTS:,} parts by here",
            help="use long definitions in fewer places",
        )
    return broken(name.span)


def _refuse(name: tree.Name, scope: Scope, book: Book, why: str) -> Typed:
    code = codes.NOT_A_FIGURE if scope.constants_only else codes.FIELD_OUT_OF_PLACE
    message = f"`{name.text}` cannot be used in {scope.place}"
    if scope.constants_only:
        message = f"`{name.text}` {why}, and a fixed value is needed here"
    book.report.add(code, message, name.span, f"`{name.text}` {why}", help=scope.advice)
    return broken(name.span)


def _unknown(name: tree.Name, scope: Scope, book: Book) -> None:
    owner = book.declared.owners.get(name.text)
    if owner is not None:
        action, field = owner
        book.report.add(
            codes.NOT_A_FIGURE if scope.constants_only else codes.FIELD_OUT_OF_PLACE,
            f"`{name.text}` is a field of `{action}`, and a fixed value is needed here"
            if scope.constants_only
            else f"`{name.text}` is a field of `{action}` and cannot be used in {scope.place}",
            name.span,
            "there is no such event in sight here",
            also=((field.type.span, "declared here"),),
            help=scope.advice
            if scope.constants_only
            else f"look at past events: `sum of {name.text} of {action} in the last 365 days`",
        )
        return
    hint = "declare it, as a figure (`assumed { ... }`) or with `define`"
    near = None
    if name.text in book.action_codes:
        hint = f"count its events: `count of {name.text} in the last 365 days`"
    elif name.text in _OTHERWISE_SAID:
        hint = _OTHERWISE_SAID[name.text]
    else:
        near = book.report.suggest(name.text, chain(scope.fields, book.declared.value_names))
    book.report.add(
        codes.UNKNOWN_NAME,
        f"unknown name `{name.text}`",
        name.span,
        "not declared in this policy",
        help=near or hint,
    )


def action_code(name: tree.Name, book: Book) -> int | None:
    """Code of the action that is meant; None, and PL102, where there is none."""
    code = book.action_codes.get(name.text)
    if code is None:
        book.report.add(
            codes.UNKNOWN_ACTION,
            f"unknown action `{name.text}`",
            name.span,
            "not declared in this policy",
            help=book.report.suggest(
                name.text, book.action_codes, otherwise=f"declare it with `action {name.text} {{`"
            ),
        )
    else:
        book.counted.add(name.text)
    return code


def grade(name: tree.Name, book: Book) -> Bracket | None:
    """The grade that is meant; None, and PL103, where there is none."""
    bracket = book.brackets.get(name.text)
    if bracket is None:
        score = book.declared.score
        listed = ", ".join(f"`{grade}`" for grade in islice(book.brackets, 12))
        book.report.add(
            codes.UNKNOWN_GRADE,
            f"unknown grade `{name.text}`",
            name.span,
            f"the grades are {listed}" if listed else "this policy declares no grades",
            help=book.report.suggest(name.text, book.brackets)
            if listed
            else f"declare them with `grades of {score.name.text if score else 'SCORE'} {{ ... }}`",
        )
    return bracket
