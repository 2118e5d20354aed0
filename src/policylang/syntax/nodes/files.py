"""A whole file: its blocks, what it uses, and what it puts in place of what it uses."""

from __future__ import annotations

from policylang.core.record import Record, record
from policylang.core.source import Span
from policylang.syntax.nodes.actions import ActionBlock
from policylang.syntax.nodes.claims import ClaimBlock
from policylang.syntax.nodes.definitions import DefineBlock, FiguresBlock
from policylang.syntax.nodes.grades import GradesBlock
from policylang.syntax.nodes.grants import GrantBlock, RuleBlock, StatusBlock
from policylang.syntax.nodes.header import PolicyBlock
from policylang.syntax.nodes.limits import LimitBlock
from policylang.syntax.nodes.periods import PeriodBlock
from policylang.syntax.nodes.persons import PersonBlock
from policylang.syntax.nodes.rankings import RankingBlock
from policylang.syntax.nodes.scores import ScoreBlock
from policylang.syntax.nodes.tables import TableBlock
from policylang.syntax.nodes.unplaced import unplaced
from policylang.syntax.nodes.words import Text


@record
class Use(Record):
    """`use "common.policy"`: the declarations of another file of the same folder."""

    path: Text
    span: Span = unplaced()


Block = (
    PolicyBlock
    | PersonBlock
    | ScoreBlock
    | ActionBlock
    | DefineBlock
    | FiguresBlock
    | GradesBlock
    | GrantBlock
    | RuleBlock
    | StatusBlock
    | LimitBlock
    | TableBlock
    | PeriodBlock
    | RankingBlock
    | ClaimBlock
)


@record
class Override(Record):
    """`override action donate { ... }`: in place of the block of that name in a used file."""

    item: Block
    span: Span = unplaced()


Item = Block | Override | Use


@record
class PolicyFile(Record):
    """A whole file: its blocks in the order written."""

    items: tuple[Item, ...]
    span: Span = unplaced()
