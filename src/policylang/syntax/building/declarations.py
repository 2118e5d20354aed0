"""The header, persons, scores, actions, definitions and figures."""

from __future__ import annotations

from typing import Any

from policylang.syntax import nodes as tree
from policylang.syntax.building.base import Base
from policylang.syntax.building.words import Words, after, nodes_of, plural, single_spaced, token_of


class Declarations(Base):
    """Blocks that declare, with their clauses."""

    def start(self, words: Words) -> tree.PolicyFile:
        return tree.PolicyFile(tuple(words), self._span(words))

    def cited(self, words: Words) -> tree.Source:
        return tree.Source(self._text(words), self._span(words))

    def assumed(self, words: Words) -> tree.Assumed:
        return tree.Assumed(self._text(words), self._span(words))

    def policy(self, words: Words) -> Any:
        return self._block(tree.PolicyBlock, words)

    def title(self, words: Words) -> tree.Title:
        return tree.Title(self._text(words), self._span(words))

    def version(self, words: Words) -> tree.Version:
        return tree.Version(self._text(words), self._span(words))

    def currency(self, words: Words) -> tree.Currency:
        return tree.Currency(self._name(words[1]), self._span(words))

    def timezone(self, words: Words) -> tree.Timezone:
        return tree.Timezone(self._text(words), self._span(words))

    def in_force(self, words: Words) -> tree.InForce:
        judged = after(words, "BY")
        return tree.InForce(
            "from" if words[2] == "from" else "until",
            words[3],
            None if judged is None else self._name(judged),
            token_of(words, "PAST") is not None,
            self._span(words),
        )

    def short_months(self, words: Words) -> tree.ShortMonths:
        which: Any = "last day" if words[2].startswith("end") else "next day"
        return tree.ShortMonths(which, self._span(words))

    def withdrawn(self, words: Words) -> tree.MayBeWithdrawn:
        return tree.MayBeWithdrawn(self._span(words))

    def override(self, words: Words) -> tree.Override:
        return tree.Override(words[1], self._span(words))

    def use(self, words: Words) -> tree.Use:
        return tree.Use(self._text(words), self._span(words))

    def person(self, words: Words) -> tree.PersonBlock:
        return tree.PersonBlock(tuple(nodes_of(words)), self._span(words))

    def field(self, words: Words) -> tree.Field:
        nodes = nodes_of(words)
        name = self._name(words[0])
        default = nodes[1] if len(nodes) > 1 else None
        changes = token_of(words, "CHANGE") is not None
        return tree.Field(name, self._text(words), nodes[0], default, changes, self._span(words))

    def begins_on(self, words: Words) -> tree.BeginsOn:
        return tree.BeginsOn(self._name(words[2]), self._span(words))

    def scored_while(self, words: Words) -> tree.ScoredWhile:
        return tree.ScoredWhile(words[-1], self._span(words))

    def quantity_type(self, words: Words) -> tree.QuantityType:
        unit: Any = str(words[0])
        return tree.QuantityType(unit, words[1], self._span(words))

    def range(self, words: Words) -> tree.Range:
        low, high = nodes_of(words)
        return tree.Range(low, high, self._span(words))

    def choice_type(self, words: Words) -> tree.ChoiceType:
        return tree.ChoiceType(self._names(words), self._span(words))

    def yes_no_type(self, words: Words) -> tree.YesNoType:
        return tree.YesNoType(self._span(words))

    def name_type(self, words: Words) -> tree.NameType:
        return tree.NameType(self._span(words))

    def score(self, words: Words) -> Any:
        return self._block(tree.ScoreBlock, words)

    def starts(self, words: Words) -> tree.StartsAt:
        return tree.StartsAt(words[-1], self._span(words))

    def stays_within(self, words: Words) -> tree.StaysWithin:
        low, high = nodes_of(words)
        return tree.StaysWithin(low, high, self._span(words))

    def stays_at_least(self, words: Words) -> tree.StaysWithin:
        return tree.StaysWithin(words[-1], None, self._span(words))

    def stays_at_most(self, words: Words) -> tree.StaysWithin:
        return tree.StaysWithin(None, words[-1], self._span(words))

    def keeps(self, words: Words) -> tree.KeepsDecimals:
        return tree.KeepsDecimals(self._count(words[1]), self._span(words))

    def lots(self, words: Words) -> tree.KeepsLots:
        order: Any = single_spaced(token_of(words, "SPENDING"))
        return tree.KeepsLots(order, self._span(words))

    def formula(self, words: Words) -> tree.IsFormula:
        return tree.IsFormula(words[1], self._span(words))

    def action(self, words: Words) -> Any:
        return self._block(tree.ActionBlock, words)

    def by(self, words: Words) -> tree.By:
        who: Any = str(words[1])
        return tree.By(who, self._span(words))

    def costs(self, words: Words) -> tree.Costs:
        return tree.Costs(words[1], self._span(words))

    def moments(self, words: Words) -> tree.Moments:
        return tree.Moments(self._names(words), self._span(words))

    def derived(self, words: Words) -> tree.Derived:
        return tree.Derived(self._name(words[0]), words[2], self._span(words))

    def refused(self, words: Words) -> tree.RefusedWhen:
        return tree.RefusedWhen(words[2], self._text(words), self._span(words))

    def rule(self, words: Words) -> Any:
        return self._block(tree.RuleBlock, words)

    def status(self, words: Words) -> Any:
        return self._block(tree.StatusBlock, words)

    def define(self, words: Words) -> Any:
        return self._block(tree.DefineBlock, words)

    def means(self, words: Words) -> tree.Means:
        return tree.Means(words[1], self._span(words))

    def figures(self, words: Words) -> tree.FiguresBlock:
        standing: Any = str(words[0])
        label = self._text(words[:2])
        return tree.FiguresBlock(standing, label, tuple(nodes_of(words)), self._span(words))

    def figure(self, words: Words) -> tree.Figure:
        return tree.Figure(self._name(words[0]), words[2], self._text(words), self._span(words))

    def claim(self, words: Words) -> Any:
        return self._block(tree.ClaimBlock, words)

    def whole(self, words: Words) -> tree.SplittingNeverPays:
        return tree.SplittingNeverPays(self._name(words[1]), self._span(words))

    def spend(self, words: Words) -> tree.Spend:
        return tree.Spend(words[0], words[1] is not None, self._span(words))

    def climb(self, words: Words) -> tree.GradeToGrade:
        start, goal, *spends = nodes_of(words)
        length = self._count(token_of(words, "NUMBER"))
        unit: Any = plural(token_of(words, "LENGTH"))
        return tree.GradeToGrade(start, goal, length, unit, tuple(spends), self._span(words))

    def gain(self, words: Words) -> tree.GainAtMostCost:
        operator: Any = str(token_of(words, "LESS_OR_SAME"))
        length, unit = self._count(words[1]), plural(words[2])
        return tree.GainAtMostCost(length, unit, operator, self._span(words))
