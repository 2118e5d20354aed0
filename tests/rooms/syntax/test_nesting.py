"""Deep texts: refused with a message, and never a crash, however the depth is written."""

from __future__ import annotations

import pytest

from policylang.checker.check import check
from policylang.core import codes, limits
from policylang.syntax.printer import to_text
from tests.rooms.syntax.reading import problems, read

MOST = limits.NESTING
#: Ways of putting one expression into another; each is one level.
WRAPS = {
    "brackets": ("(", "x", ")"),
    "not": ("not ", "x", ""),
    "minus": ("-", "x", ""),
    "minus with spaces": ("- ", "x", ""),
    "a share": ("1% of ", "x", " rounded down"),
    "a share of a name": ("x of ", "x", ""),
    "the smaller": ("the smaller of ", "x", " and x"),
    "the larger": ("the larger of x and ", "x", ""),
    "a filter": ("count of a where ", "x", " ever"),
    "a filter of a sum": ("sum of f of a where ", "x", " in the last 3 days"),
    "what there is if none": ("the most f of a ever if none ", "x", ""),
    "a window": ("count of a from x to ", "x", ""),
    "what stands before to": ("count of a from ", "x", " to x"),
    "a day of a month": ("the first day of the month of ", "x", ""),
    "the day after": ("the day after ", "x", ""),
    "what still counts": ("x still counting on ", "x", ""),
    "otherwise": ("(x when y otherwise ", "x", ")"),
    "a chain of otherwise": ("x when y otherwise ", "x", ""),
    "when": ("(x when ", "x", " otherwise y)"),
    "a length": ("(", "x", ") days"),
    "a later part of a length": ("1 years (", "x", ") days"),
    "days since": ("days since (", "x", ")"),
    "days to": ("days since x to (", "x", ")"),
    "a table": ("t of (x, ", "x", ")"),
    "up to": ("", "x", " up to y"),
    "up to the most": ("x up to (", "x", ")"),
    "decimals": ("", "x", " rounded down to 2 decimals"),
    "out of": ("(", "x", " out of y)"),
    "a period": ("(", "x", " is in y)"),
}


def wrapped(wrap: tuple[str, str, str], depth: int) -> str:
    before, inner, after = wrap
    value = f"{before * depth}{inner}{after * depth}"
    return (
        f"define d {{ means {f'({value})' if wrap == WRAPS['a chain of otherwise'] else value} }}"
    )


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_as_deep_as_the_limit_is_fine(wrap: tuple[str, str, str]) -> None:
    tree = read(wrapped(wrap, MOST))
    assert read(to_text(tree)) == tree
    check(tree)


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("depth", [MOST + 1, 10_000])
def test_deeper_is_refused(wrap: tuple[str, str, str], depth: int) -> None:
    (found,) = problems(wrapped(wrap, min(depth, 60_000 // len(wrap[0] + wrap[2]))))
    assert found.code is codes.NESTED_TOO_DEEPLY
    assert found.message.endswith(f"nested more than {MOST} deep")
    assert found.help == "give a part of it a name with `define`"


def test_all_ways_count_together() -> None:
    unbracketed = [wrap for wrap in WRAPS.values() if "(" not in wrap[0] and wrap[0]][:9]
    before = "".join(before for before, _, _ in unbracketed)
    after = "".join(after for _, _, after in reversed(unbracketed))
    mixed = (f"({before}", "x", f"{after})")
    ways = len(unbracketed)  # brackets are counted by themselves
    levels, rest = divmod(MOST, ways)
    read(wrapped(mixed, levels))
    before, _, after = mixed
    read(wrapped((f"({'not ' * rest}{before * levels}", "x", f"{after * levels})"), 1))
    (found,) = problems(
        wrapped((f"({'not ' * (rest + 1)}{before * levels}", "x", f"{after * levels})"), 1)
    )
    assert found.code is codes.NESTED_TOO_DEEPLY


#: `or`, `and`, a comparison, a sum and a product: five levels at a time.
LADDER = ("x or x and x > x + x * (", "x", ")")


def test_operators_count_as_well() -> None:
    read(wrapped(LADDER, MOST // 5))
    (found,) = problems(wrapped(LADDER, MOST // 5 + 1))
    assert found.code is codes.NESTED_TOO_DEEPLY


def test_expressions_beside_each_other_do_not_add_up() -> None:
    deep = "not " * MOST + "x"
    read(f"define d {{ means {' and '.join(f'x > {number}' for number in range(2000))} }}")
    read("\n".join(f"define d{number} {{ means {deep} }}" for number in range(20)))


def test_each_deep_expression_is_reported() -> None:
    deep = "not " * (MOST + 5) + "x"
    text = f"define a {{ means {deep} }}\ndefine b {{ means x }}\ndefine c {{ means {deep} }}"
    assert [each.span.line for each in problems(text) if each.span] == [1, 3]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        ")" * 10_000,
        "{" * 10_000,
        "}" * 10_000,
        "define d { means " + "(" * 10_000,
        "define d { means " + "not " * 10_000,
        "define d { means " + "(" * 41 + ")" * 10_000 + " }",
        "action a { " * 10_000,
        "action a { x: one of " + "{" * 10_000 + " }",
        '"' * 10_000,
        "'" * 10_000,
        "\\" * 10_001,
        "-" * 10_000,
        "use " * 10_000,
        "define d { means x" + " or x" * 1_000 + " or }",
        "define d { means " + "(x when y otherwise " * 10_000,
        "define d { means (" + "x when y otherwise " * 10_000,
        "define d { means " + "the day after " * 10_000,
        "define d { means " + "1 years " * 10_000 + "1",
        "define d { means " + "x years " * 10_000 + "(",
        "define d { means x of (" + "x, " * 10_000,
        "define d { means x" + " up to x" * 10_000 + " up",
        "rule r { after 1 years without a" + " or a" * 10_000 + " or }",
        "rule r { " + "every " * 10_000,
        "rule r { on a " + "earns 1, " * 10_000,
        "table t { " + "1 to " * 10_000,
        "table t { " + "1, " * 10_000,
        "table t { by " + "a: number, " * 10_000,
        "table t { " + "from 1 " * 10_000,
        "limit l { covers " + "a, " * 10_000,
        "override " * 10_000,
        "override action a { " * 10_000,
        "action a { earns 1, expires after 1 days " + "unless x " * 10_000,
    ],
    ids=lambda text: f"{text[:24]}...",
)
def test_what_is_deep_and_broken_is_reported_without_a_crash(text: str) -> None:
    found = problems(text)
    assert 1 <= len(found) <= limits.DIAGNOSTICS
    assert all(len(each.message) < 200 for each in found)
