"""Syntax trees of any shape a text can have, without regard to what they mean.

They go where typed policies do not: every operator inside every other, any unit anywhere, texts
and names of all scripts, `use`. Only what no text can say is left out: a minus before a written
number (that is a negative number), a share that is itself worked out, names that are words.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from policylang.syntax import RESERVED
from policylang.syntax import nodes as tree
from tests.agreement.policies import policy_files
from tests.agreement.texts import TEXTS
from tests.agreement.world import NAMES

_UNITS: Final = (None, "points", "hours", "minutes", "%", "USD", "JPY")
_NAME: Final = re.compile(r"[^\W\d_]\w*")
_LETTERS: Final = st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0xFFFF)

names: Final = st.one_of(
    st.sampled_from(NAMES),
    st.text(_LETTERS, min_size=1, max_size=8)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: text not in RESERVED and _NAME.fullmatch(text)),
).map(tree.Name)
occasions: Final = st.one_of(
    st.builds(tree.Occasion, names, st.one_of(st.none(), names)),
    st.builds(tree.Occasion, names, st.none(), st.sampled_from(("start", "end"))),
)
texts: Final = st.one_of(
    st.sampled_from(TEXTS),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    ),
).map(tree.Text)
dates: Final = st.dates(datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)).map(
    tree.DateLiteral
)
amounts: Final = st.builds(
    tree.Quantity,
    st.decimals(0, 10**9, places=3).map(lambda value: Decimal(f"{value:f}")),
    st.sampled_from(_UNITS),
)
windows: Final = st.one_of(
    st.builds(tree.SlidingWindow, st.integers(1, 99), st.sampled_from(("days", "weeks"))),
    st.builds(tree.CalendarWindow, st.sampled_from(tree.PERIODS)),
    st.just(tree.Ever()),
)


def _negative(value: tree.Quantity) -> tree.Quantity:
    return tree.Quantity(-value.value if value.value else value.value, value.unit)


atoms: Final = st.one_of(
    names,
    amounts,
    amounts.map(_negative),
    dates,
    st.builds(tree.YesNo, st.booleans()),
    st.just(tree.TheDate()),
    st.builds(tree.GradeTest, names, st.sampled_from(("exactly", "not", "or better", "or worse"))),
    st.builds(tree.CountOf, occasions, st.none(), windows),
)


def _larger(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    signed = st.lists(st.tuples(st.sampled_from((1, -1)), parts), min_size=1, max_size=2)
    return st.one_of(
        st.builds(tree.And, several),
        st.builds(tree.Or, several),
        st.builds(tree.Not, parts),
        st.builds(tree.Product, several),
        st.builds(lambda first, rest: tree.Sum(((1, first), *rest)), parts, signed),
        st.builds(tree.Negative, parts.filter(_not_a_number)),
        _shares(parts),
        _shares(_shares(parts)),  # where a rounding could go astray
        st.builds(tree.Extreme, st.sampled_from(("smaller", "larger")), parts, parts),
        st.builds(
            tree.Comparison,
            st.sampled_from((">=", "<=", ">", "<", "is", "is not")),
            parts,
            parts,
        ),
        st.builds(tree.CountOf, occasions, parts, windows),
        st.builds(tree.SumOf, names, occasions, st.one_of(st.none(), parts), windows),
    )


def _shares(whole: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    roundings = st.sampled_from((None, *tree.ROUNDINGS))
    return st.builds(tree.ShareOf, st.one_of(names, amounts), whole, roundings)


def _not_a_number(part: tree.Expr) -> bool:
    return not (isinstance(part, tree.Quantity) and part.value >= 0)


expressions: Final = st.recursive(atoms, _larger, max_leaves=12)


@st.composite
def loose_files(draw: Any) -> tree.PolicyFile:
    """A few blocks that hold any expression, beside blocks of a typed policy."""
    items: list[tree.Item] = list(draw(policy_files()).items)
    value = draw(expressions)
    notes = draw(st.lists(st.one_of(st.builds(tree.Source, texts), st.builds(tree.Assumed, texts))))
    name, label = draw(names), draw(st.one_of(st.none(), texts))
    items.append(tree.DefineBlock(name, label, (*notes, tree.Means(value))))
    items.append(tree.ActionBlock(name, label, (tree.Effect(*_effect(draw)), *notes)))
    if draw(st.booleans()):
        items.insert(0, tree.Use(draw(texts)))
    return tree.PolicyFile(tuple(items))


def _effect(draw: Any) -> tuple[Any, ...]:
    value, test = draw(expressions), draw(expressions)
    change = draw(
        st.sampled_from(
            (
                tree.Earns(value),
                tree.Loses(value, tree.Per(draw(amounts), test, draw(st.booleans()))),
                tree.Sets(value),
                tree.Multiplies(value, draw(st.sampled_from((None, *tree.ROUNDINGS)))),
            )
        )
    )
    return change, draw(st.sampled_from((None, tree.Condition(False, test)))), ()
