"""What a name in an expression stands for: field, attribute, figure, definition, score, status."""

from __future__ import annotations

import datetime
from itertools import chain
from typing import Final

import attrs

from policylang.checker.declared.book import Book, KnownScore
from policylang.checker.declared.known import (
    action,
    find_score,
    grade,
    grading,
    moment,
    occurrence,
    period,
    score,
    score_bounds,
    status,
)
from policylang.checker.declared.scope import Reads, Scope, reads_of
from policylang.checker.values import bounded
from policylang.checker.values.typed import Typed, broken
from policylang.core import codes, limits
from policylang.core.source import Span
from policylang.model.expressions import Balance, EventDay, InStatus, every_part
from policylang.model.units import Kind
from policylang.syntax import nodes as tree

__all__ = [
    "DATES",
    "action",
    "grade",
    "grading",
    "known",
    "moment",
    "occurrence",
    "period",
    "report_out_of_place",
    "resolve",
    "score",
    "score_bounds",
    "status",
    "this_field",
]

#: First and last day a date may lie on (ordinals).
DATES: Final = (
    datetime.date(limits.FIRST_YEAR, 1, 1).toordinal(),
    datetime.date(limits.LAST_YEAR, 12, 31).toordinal(),
)
#: Numbers in words, from 1 on.
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Names of things that are said with other words here.
_OTHERWISE_SAID: Final = {
    "grade": "ask for a grade like this: `grade is A`, `grade is B or better`",
    "true": "write `yes`",
    "false": "write `no`",
    "today": "write `the date`",
    "now": "write `the date`",
    **{word: f"write `{number}`" for number, word in enumerate(_NUMBERS, 1)},
}


def known(name: tree.Name, scope: Scope, book: Book) -> Typed | None:
    """The field, attribute or definition of this name, without marking it as used."""
    text = name.text
    return scope.fields.get(text) or book.values.get(text) or book.definitions.get(text)


def resolve(name: tree.Name, scope: Scope, book: Book) -> Typed:
    """What a name stands for in a scope. Reports PL101, PL117 and PL216."""
    text = name.text
    if text in scope.fields:
        return _field(name, scope, book)
    if text in book.values:
        return _value(name, scope, book)
    if text in book.declared.attributes:  # asked for where constants are, before persons
        return _refuse(name, scope, book, "depends on the person")
    if text in book.declared.figures:  # one that leads back to itself, which is reported
        return broken(name.span)
    if text in book.declared.definitions:
        return _defined(name, scope, book)
    known_score = find_score(text, book)
    if known_score is not None:
        return _score(name, scope, known_score, book)
    if text in book.statuses:
        return _status(name, scope, book)
    _unknown(name, scope, book)
    return broken(name.span)


def _field(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add((scope.action, name.text))
    typed = attrs.evolve(scope.fields[name.text], span=name.span)
    return typed if typed.broken or typed.value.size == 1 else _put_in(typed, book)


def this_field(node: tree.ThisField, scope: Scope, book: Book) -> Typed:
    """A field of the event being applied, beside the one counted. Reports PL104 and PL125."""
    if not scope.this:
        reason = "no event is applied here" if scope.this is not None else "there is no other"
        book.report.add(
            codes.NOTHING_BESIDE,
            f"`{node.span.shown}` can be used only in a `where` filter of a rule of an action",
            node.span,
            reason,
            help=f"for the event itself write `{node.name.text}`"
            if scope.this is None
            else "compare with a date or a figure, or write the rule in the action",
        )
        return broken(node.span)
    typed = scope.this.get(node.name.text)
    if typed is None:
        book.report.add(
            codes.UNKNOWN_FIELD,
            f"the event being applied has no field `{node.name.text}`",
            node.name.span,
            help=book.report.suggest(node.name.text, scope.this),
        )
        return broken(node.span)
    book.used.add((scope.this_action, node.name.text))
    if any(isinstance(part, EventDay) for part in every_part(typed.value.expression)):
        book.report.add(  # beside the event that is counted there is no other day in sight
            codes.FIELD_OUT_OF_PLACE,
            f"`{node.span.shown}` is worked out from the day of the event, which is not known here",
            node.span,
            also=((typed.declared, "declared here"),) if typed.declared else (),
            help="give the event its `moments`, and work it out from the first of them",
        )
        return broken(node.span)
    return attrs.evolve(typed, span=node.span)


def _value(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add(name.text)
    typed = attrs.evolve(book.values[name.text], span=name.span)
    if typed.broken or scope.allows(reads_of(typed.value.expression)):
        return typed
    return _refuse(name, scope, book, "depends on the person")


def _score(name: tree.Name, scope: Scope, score: KnownScore, book: Book) -> Typed:
    if not scope.allows(Reads.STANDING):
        return _refuse(name, scope, book, "changes with every event")
    value = bounded.Bounded(Balance(score.number), *score.bounds)
    return Typed(Kind.POINTS, value, name.span, declared=score.span)


def _status(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add(name.text)
    if not scope.allows(Reads.STANDING):
        return _refuse(name, scope, book, "changes with time")
    value = bounded.Bounded(InStatus(book.statuses[name.text]), 0, 1)
    return Typed(Kind.YES_NO, value, name.span)


def _defined(name: tree.Name, scope: Scope, book: Book) -> Typed:
    book.used.add(name.text)
    if scope.constants_only or scope.event_day:  # asked for before definitions are known
        return _refuse(name, scope, book, "is a definition")
    meaning = book.definitions.get(name.text)
    if meaning is None or meaning.broken:  # it says nothing, or leads back to itself: reported
        return broken(name.span)
    read = _reads_of(meaning)
    if not scope.allows(read):
        past = read & (Reads.HISTORY | Reads.DATE) & ~scope.reads
        why = "looks at the past or at the date" if past else "depends on how the person stands"
        return _refuse(name, scope, book, why)
    return _put_in(attrs.evolve(meaning, span=name.span), book)


def _reads_of(meaning: Typed) -> Reads:
    """What a meaning looks at; a length is months, too."""
    read = reads_of(meaning.value.expression)
    return read if meaning.months is None else read | reads_of(meaning.months.expression)


def _put_in(meaning: Typed, book: Book) -> Typed:
    """A meaning in place of its name. Reports PL220 where that makes the policy too long."""
    room = limits.POLICY_PARTS - book.put_in
    book.put_in += meaning.value.size
    if meaning.value.size <= room:
        return meaning
    if room >= 0:  # once is enough
        book.report.add(
            codes.EXPRESSION_TOO_LARGE,
            "the policy is too long once its definitions are put in",
            meaning.span,
            f"definitions have added more than {limits.POLICY_PARTS:,} parts by here",
            help="use long definitions in fewer places",
        )
    return broken(meaning.span)


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
            if scope.constants_only or not scope.allows(Reads.HISTORY)
            else f"look at past events: `sum of {name.text} of {action} in the last 365 days`",
        )
        return
    hint = "declare it, as a figure (`assumed { ... }`), with `define`, or as a `status`"
    near = None
    if name.text in book.action_codes:
        hint = f"count its events: `count of {name.text} in the last 365 days`"
    elif chooser := _chooser_of(name.text, scope, book):
        hint = f"it is one of the choices of `{chooser}`: write `{chooser} is {name.text}`"
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


def _chooser_of(choice: str, scope: Scope, book: Book) -> str | None:
    """The field or attribute of which a name is one of the choices, if there is one."""
    known = chain(scope.fields.items(), book.values.items())
    return next((name for name, typed in known if choice in typed.choices), None)


def report_out_of_place(
    what: str, span: Span, scope: Scope, book: Book, help: str | None = None
) -> None:
    """Report what may not be read where it stands (PL117)."""
    book.report.add(
        codes.FIELD_OUT_OF_PLACE,
        f"{what} cannot be used in {scope.place}",
        span,
        help=help or scope.advice,
    )
