"""What a policy declares: every block and name, found once, with what is missing or double."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import attrs

from policylang.checker.declared import overrides
from policylang.checker.declared.reporting import Reporter
from policylang.core import codes
from policylang.core.source import Span
from policylang.model.events import COLUMNS
from policylang.syntax import RESERVED
from policylang.syntax import nodes as tree

Clause = TypeVar("Clause")
Versioned = TypeVar("Versioned", tree.ActionBlock, tree.RuleBlock, tree.GrantBlock)

#: What stands in an action under a name that its expressions may use.
Named = tree.Field | tree.Derived


@attrs.define
class Declarations:
    """The blocks of a policy by what they declare. Of doubles the first counts.

    An action, a rule, a perk or a sanction may stand in the file several times, as versions of one
    thing: the dictionaries hold the first, `versions_of` all of them. So may the grades of a score.
    """

    policy: tree.PolicyBlock | None = None
    person: tree.PersonBlock | None = None
    scores: dict[str, tree.ScoreBlock] = attrs.field(factory=dict)
    #: Every block of grades, in order of the file: several for one score are versions.
    grades: list[tree.GradesBlock] = attrs.field(factory=list)
    actions: dict[str, tree.ActionBlock] = attrs.field(factory=dict)
    rules: dict[str, tree.RuleBlock] = attrs.field(factory=dict)
    statuses: dict[str, tree.StatusBlock] = attrs.field(factory=dict)
    limits: dict[str, tree.LimitBlock] = attrs.field(factory=dict)
    tables: dict[str, tree.TableBlock] = attrs.field(factory=dict)
    periods: dict[str, tree.PeriodBlock] = attrs.field(factory=dict)
    rankings: dict[str, tree.RankingBlock] = attrs.field(factory=dict)
    attributes: dict[str, tree.Field] = attrs.field(factory=dict)
    figures: dict[str, tuple[tree.FiguresBlock, tree.Figure]] = attrs.field(factory=dict)
    definitions: dict[str, tree.DefineBlock] = attrs.field(factory=dict)
    grants: dict[str, tree.GrantBlock] = attrs.field(factory=dict)
    claims: dict[str, tree.ClaimBlock] = attrs.field(factory=dict)
    #: Rules, perks and sanctions in order of the file, every version: their index is their place.
    placed: list[tree.RuleBlock | tree.GrantBlock] = attrs.field(factory=list)
    #: Every name that stands for a value wherever it is used, with its place: attributes, figures,
    #: definitions, scores and statuses, and the names of tables and periods.
    value_names: dict[str, tree.Name] = attrs.field(factory=dict)
    #: The first action, and the field there, by name of the field.
    owners: dict[str, tuple[str, tree.Field]] = attrs.field(factory=dict)
    #: Later blocks of the same name, by kind of block and name.
    later: dict[tuple[type, str], list[object]] = attrs.field(factory=dict)

    @property
    def score(self) -> tree.ScoreBlock | None:
        """The first score."""
        return next(iter(self.scores.values()), None)

    def versions_of(self, block: Versioned) -> list[Versioned]:
        """A block with those of the same kind and name that follow it."""
        found = [block]
        for each in self.later.get((type(block), block.name.text), ()):
            assert isinstance(each, type(block))
            found.append(each)
        return found

    def fields_of(self, action: tree.ActionBlock) -> dict[str, tree.Field]:
        """The fields of an action by name; of doubles the first."""
        fields: dict[str, tree.Field] = {}
        for clause in action.clauses:
            if isinstance(clause, tree.Field):
                fields.setdefault(clause.name.text, clause)
        return fields

    def moments_of(self, action: tree.ActionBlock) -> tuple[tree.Name, ...]:
        """The names of the dates that the history gives of an event, where it gives several."""
        clause = next((each for each in action.clauses if isinstance(each, tree.Moments)), None)
        return clause.names if clause else ()

    def derived_of(self, action: tree.ActionBlock) -> dict[str, tree.Derived]:
        """The named values of an action that are worked out from its fields."""
        return {each.name.text: each for each in of_type(action.clauses, tree.Derived)}


def of_type(clauses: Iterable[object], kind: type[Clause]) -> list[Clause]:
    """The clauses of one kind, in order."""
    return [clause for clause in clauses if isinstance(clause, kind)]


def single(
    clauses: Iterable[object],
    kind: type[Clause] | tuple[type[Clause], ...],
    words: str,
    report: Reporter,
    message: str = "`{}` is written twice in one block",
) -> Clause | None:
    """The one clause of a kind, or None; a second is reported (PL108) and not used.

    `words` are what is said twice; `message` says so, with a place for them.
    """
    found = [clause for clause in clauses if isinstance(clause, kind)]
    for repeated in found[1:]:
        report.add(
            codes.DUPLICATE_CLAUSE,
            message.format(words),
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
    """Find every declaration of a policy, once its `override`s have taken their places.

    Reports doubles (PL106, PL107, PL118), names that are words of the language (PL110), fields
    that hide another name (PL109), blocks that are missing (PL111) and overrides of nothing.
    """
    return _Collector(report).collect(file)


class _Collector:
    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.found = Declarations()

    def collect(self, file: tree.PolicyFile) -> Declarations:
        for item in overrides.applied(file, self.report):
            self._item(item)
        self._fields()
        if not self.found.policy:
            self._missing(file, "policy", 'policy my_policy {\n  title "..."\n}')
        if not self.found.scores:
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
            case tree.GradesBlock():
                found.grades.append(item)
            case tree.ActionBlock():
                self._occasion(item.name, found.rules)
                self._versioned(found.actions, item, "action")
            case tree.RuleBlock():
                self._occasion(item.name, found.actions)
                found.placed.append(item)
                self._versioned(found.rules, item, "rule")
            case tree.GrantBlock():
                found.placed.append(item)
                self._versioned(found.grants, item, "perk or sanction")
            case tree.FiguresBlock():
                for figure in of_type(item.clauses, tree.Figure):
                    if self._value_name(figure.name):
                        found.figures[figure.name.text] = (item, figure)
            case tree.ClaimBlock():
                self._named(found.claims, item.name, item, "claim")
            case tree.LimitBlock():
                self._named(found.limits, item.name, item, "limit")
            case tree.RankingBlock():
                self._named(found.rankings, item.name, item, "ranking")
            case tree.Use() | tree.Override():
                pass
            case _:
                self._value(item)

    def _value(
        self,
        item: tree.ScoreBlock
        | tree.DefineBlock
        | tree.StatusBlock
        | tree.TableBlock
        | tree.PeriodBlock,
    ) -> None:
        """Enter a block whose name may stand in any expression."""
        if not self._value_name(item.name):
            return
        name, found = item.name.text, self.found
        match item:
            case tree.ScoreBlock():
                found.scores[name] = item
            case tree.DefineBlock():
                found.definitions[name] = item
            case tree.StatusBlock():
                found.statuses[name] = item
            case tree.TableBlock():
                found.tables[name] = item
            case tree.PeriodBlock():
                found.periods[name] = item

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

    def _named(self, known: dict[str, Clause], name: tree.Name, item: Clause, word: str) -> None:
        first = known.setdefault(name.text, item)
        if first is not item:
            self._double(name, getattr(first, "name").span, word)  # noqa: B009 - blocks have names

    def _versioned(self, known: dict[str, Versioned], item: Versioned, word: str) -> None:
        """Enter a block, or a version of one: then both say when they are in force."""
        first = known.setdefault(item.name.text, item)
        if first is item:
            return
        if any(of_type(each.clauses, tree.InForce) for each in (first, item)):
            self.found.later.setdefault((type(item), item.name.text), []).append(item)
        else:
            self._double(item.name, first.name.span, word)

    def _occasion(self, name: tree.Name, others: dict[str, Versioned]) -> None:
        """Actions and rules are counted and waited for under one set of names."""
        if name.text in others:
            self._double(name, others[name.text].name.span, "action or rule")

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
            seen: dict[str, tree.Name] = {}
            for clause in action.clauses:
                match clause:
                    case tree.Field():
                        self._field(action, clause.name, seen)
                        self.found.owners.setdefault(clause.name.text, (action.name.text, clause))
                    case tree.Moments(names):
                        for name in names:
                            self._field(action, name, seen)
                    case tree.Derived(name):
                        self._field(action, name, seen)

    def _field(self, action: tree.ActionBlock, name: tree.Name, seen: dict[str, tree.Name]) -> None:
        self._reserved(name)
        self._column(name)
        first = seen.setdefault(name.text, name)
        if first is not name:
            self.report.add(
                codes.DUPLICATE_FIELD,
                f"`{action.name.text}` has two fields called `{name.text}`",
                name.span,
                "declared again here",
                also=((first.span, "first declared here"),),
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
