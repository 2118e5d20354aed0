"""What a policy declares: every block and name, found once, with what is missing or double."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import attrs

from policylang.checker.reporting import Reporter
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.events import COLUMNS
from policylang.syntax import RESERVED
from policylang.syntax import nodes as tree

Clause = TypeVar("Clause")

#: A name that stands for a value: what is declared, and the word for it.
ValueDeclaration = tree.Field | tree.Figure | tree.DefineBlock | tree.ScoreBlock


@attrs.define
class Declarations:
    """The blocks of a policy by what they declare. Of doubles the first counts."""

    policy: tree.PolicyBlock | None = None
    person: tree.PersonBlock | None = None
    score: tree.ScoreBlock | None = None
    grades: tree.GradesBlock | None = None
    actions: dict[str, tree.ActionBlock] = attrs.field(factory=dict)
    attributes: dict[str, tree.Field] = attrs.field(factory=dict)
    figures: dict[str, tuple[tree.FiguresBlock, tree.Figure]] = attrs.field(factory=dict)
    definitions: dict[str, tree.DefineBlock] = attrs.field(factory=dict)
    grants: dict[str, tree.GrantBlock] = attrs.field(factory=dict)
    claims: dict[str, tree.ClaimBlock] = attrs.field(factory=dict)
    #: Every name that stands for a value wherever it is used, with its place: attributes, figures,
    #: definitions and the score.
    value_names: dict[str, tree.Name] = attrs.field(factory=dict)
    #: The first action, and the field there, by name of the field.
    owners: dict[str, tuple[str, tree.Field]] = attrs.field(factory=dict)

    def fields_of(self, action: tree.ActionBlock) -> dict[str, tree.Field]:
        """The fields of an action by name; of doubles the first."""
        fields: dict[str, tree.Field] = {}
        for clause in action.clauses:
            if isinstance(clause, tree.Field):
                fields.setdefault(clause.name.text, clause)
        return fields


def of_type(clauses: Iterable[object], kind: type[Clause]) -> list[Clause]:
    """The clauses of one kind, in order."""
    return [clause for clause in clauses if isinstance(clause, kind)]


def single(
    clauses: Iterable[object],
    kind: type[Clause] | tuple[type[Clause], ...],
    words: str,
    report: Reporter,
) -> Clause | None:
    """The one clause of a kind, or None; a second is reported (PL108) and not used."""
    found = [clause for clause in clauses if isinstance(clause, kind)]
    for repeated in found[1:]:
        report.add(
            codes.DUPLICATE_CLAUSE,
            f"`{words}` is written twice in one block",
            _span(repeated),
            "written again here",
            also=((_span(found[0]), "first written here"),),
            help="keep the one that is meant",
        )
    return found[0] if found else None


def _span(clause: object) -> Span:
    span = getattr(clause, "span", None)
    assert isinstance(span, Span)
    return span


def collect(file: tree.PolicyFile, report: Reporter) -> Declarations:
    """Find every declaration of a policy.

    Reports doubles (PL106, PL107, PL114, PL118), names that are words of the language (PL110),
    fields that hide another name (PL109) and blocks that are missing (PL111).
    """
    return _Collector(report).collect(file)


class _Collector:
    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.found = Declarations()

    def collect(self, file: tree.PolicyFile) -> Declarations:
        for item in file.items:
            self._item(item)
        self._fields()
        if not self.found.policy:
            self._missing(file, "policy", 'policy my_policy {\n  title "..."\n}')
        if not self.found.score:
            self._missing(file, "score", "score points {\n  starts at 1000\n}")
        return self.found

    def _item(self, item: tree.Item) -> None:
        found = self.found
        match item:
            case tree.PolicyBlock():
                found.policy = self._only(found.policy, item, "policy")
            case tree.PersonBlock():
                found.person = self._only(found.person, item, "person")
                self._attributes(item)
            case tree.ScoreBlock():
                self._score(item)
            case tree.GradesBlock():
                found.grades = self._only(found.grades, item, "grades")
            case tree.ActionBlock():
                self._named(found.actions, item.name, item, "action")
            case tree.DefineBlock():
                if self._value_name(item.name):
                    found.definitions[item.name.text] = item
            case tree.FiguresBlock():
                for figure in of_type(item.clauses, tree.Figure):
                    if self._value_name(figure.name):
                        found.figures[figure.name.text] = (item, figure)
            case tree.GrantBlock():
                self._named(found.grants, item.name, item, "perk or sanction")
            case tree.ClaimBlock():
                self._named(found.claims, item.name, item, "claim")
            case tree.Use():
                pass

    def _only(self, first: Clause | None, item: Clause, word: str) -> Clause:
        if first is None:
            return item
        self.report.add(
            codes.DUPLICATE_BLOCK,
            f"a policy has one `{word}` block",
            _span(item),
            "a second one",
            also=((_span(first), "the first one"),),
            help="put what they say into one block",
        )
        return first

    def _score(self, item: tree.ScoreBlock) -> None:
        if self.found.score is None:
            self.found.score = item
            self._value_name(item.name)
            return
        self.report.add(
            codes.SECOND_SCORE,
            "a policy keeps one score for now",
            item.name.span,
            "a second score",
            also=((self.found.score.name.span, "the first score"),),
            help="write one policy for each score",
        )

    def _named(self, known: dict[str, Clause], name: tree.Name, item: Clause, word: str) -> None:
        first = known.setdefault(name.text, item)
        if first is not item:
            self._double(name, getattr(first, "name").span, word)  # noqa: B009 - blocks have names

    def _double(self, name: tree.Name, first: Span, word: str) -> None:
        self.report.add(
            codes.DUPLICATE_NAME,
            f"the {word} `{name.text}` is declared twice",
            name.span,
            "declared again here",
            also=((first, "first declared here"),),
            help="give one of them another name",
        )

    def _value_name(self, name: tree.Name) -> bool:
        """Enter a name that stands for a value everywhere; False if it is taken."""
        self._reserved(name)
        first = self.found.value_names.setdefault(name.text, name)
        if first is not name:
            self._double(name, first.span, "name")
        return first is name

    def _reserved(self, name: tree.Name) -> None:
        if name.text in RESERVED:
            self.report.add(
                codes.RESERVED_NAME,
                f"`{name.text}` is a word of the language and cannot be a name",
                name.span,
                help=f"call it for example `{name.text}_value`",
            )

    def _column(self, name: tree.Name) -> None:
        """Histories have columns of their own, which no field can share."""
        if name.text in COLUMNS:
            self.report.add(
                codes.RESERVED_NAME,
                f"`{name.text}` is a column of every history and cannot be a name",
                name.span,
                help=f"call it for example `{name.text}_value`",
            )

    def _attributes(self, block: tree.PersonBlock) -> None:
        for field in of_type(block.clauses, tree.Field):
            self._column(field.name)
            if self._value_name(field.name):
                self.found.attributes[field.name.text] = field

    def _fields(self) -> None:
        for action in self.found.actions.values():
            seen: dict[str, tree.Field] = {}
            for field in of_type(action.clauses, tree.Field):
                self._field(action, field, seen)

    def _field(
        self, action: tree.ActionBlock, field: tree.Field, seen: dict[str, tree.Field]
    ) -> None:
        name = field.name
        self._reserved(name)
        self._column(name)
        self.found.owners.setdefault(name.text, (action.name.text, field))
        first = seen.setdefault(name.text, field)
        if first is not field:
            self.report.add(
                codes.DUPLICATE_FIELD,
                f"`{action.name.text}` has two fields called `{name.text}`",
                name.span,
                "declared again here",
                also=((first.name.span, "first declared here"),),
                help="give one of them another name",
            )
        elif hidden := self.found.value_names.get(name.text):
            self.report.add(
                codes.HIDDEN_NAME,
                f"the field `{name.text}` has the name of something else in this policy",
                name.span,
                "a rule could mean either",
                also=((hidden.span, f"`{name.text}` is declared here too"),),
                help="give one of them another name",
            )

    def _missing(self, file: tree.PolicyFile, word: str, sample: str) -> None:
        span = file.span.source.span(file.span.start, file.span.start)
        self.report.add(
            codes.MISSING_BLOCK,
            f"the policy has no `{word}` block",
            span,
            help="add one, for example `" + " ".join(sample.split()) + "`",
        )
