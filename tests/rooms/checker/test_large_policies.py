"""The work of reading and checking grows with the policy and no faster, whatever its shape.

Counted in calls of functions: no clock is asked, so the machine does not matter.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.syntax import nodes as tree
from policylang.syntax import parse
from tests.rooms.checker.policies import HEADER, SCORE, codes, visit, whole

N = 60


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C, while something is done."""
    count = 0

    def counting(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def each(template: str) -> Callable[[int], str]:
    """So many copies of a text, `#` standing for the number of each."""
    return lambda count: "".join(template.replace("#", str(n)) for n in range(count))


def inside(head: str, template: str, foot: str = "}\n") -> Callable[[int], str]:
    copies = each(template)
    return lambda count: head + copies(count) + foot


#: Policies that are long in one way each, good ones and bad ones.
SHAPES: dict[str, Callable[[int], str]] = {
    "actions": each("action a# {\n  n: number from 0 to 9\n  loses 5 when n > 3\n}\n"),
    "fields": inside("action a {\n  loses 1\n", "  f#: number from 0 to 9\n"),
    "effects": inside("action a {\n", "  loses 5\n"),
    "effects that cite": inside("action a {\n", '  loses 5\n  source "page #"\n'),
    "arms": inside("action a {\n  n: number from 0 to 999\n  loses 9 when n is 0\n",
                   "  loses 5 otherwise when n is #\n"),
    "arms that never fire": inside("action a {\n  n: number from 0 to 999\n  loses 9 when n > 5\n",
                                   "  loses 5 otherwise when n > 1#\n"),
    "caps": inside("action a {\n  loses 5", ", at most 1# in any 1# days"),
    "figures": inside("assumed {\n", "  f# = #\n"),
    "figures that cite": inside("assumed {\n", '  f# = #\n  source "page #"\n'),
    "a chain of figures": inside("assumed {\n  f0 = 1\n", "  g# = 1\n"),
    "definitions": each("define d# {\n  means s > #\n}\n"),
    "dated rules": each("rule r# {\n  every month on day 1\n  loses 1\n}\n"),
    "thresholds": each("rule r# {\n  when s reaches 1#\n  loses 1\n}\n"),
    "thresholds that go round": each(
        "rule r# {\n  when s reaches 1#\n  sets to 5\n  sets to 150\n}\n"),
    "rules on an action": lambda n: "action a {\n  loses 1\n}\n" + each(
        "rule r# {\n  on a\n  loses 1\n}\n")(n),
    "statuses": each("status t# {\n}\nrule r# {\n  on the end of t#\n  begins t#\n}\n"),
    "scores": each("score t# {\n  starts at 1#\n  stays within 0 to 1,000,000\n}\n"),
    "formulas": each("score t# {\n  is s + #\n}\n"),
    "limits": lambda n: "action a {\n  loses 1\n}\n" + each(
        "limit l# {\n  covers losses of a\n  at most 9 in any 1# days\n}\n")(n),
    "versions": lambda n: "".join(
        f"action a {{\n  loses 1\n  in force from {2000 + k}-01-01\n"
        f"  in force until {2000 + k}-12-31\n}}\n" for k in range(n)),
    "rankings": each("ranking t# {\n  by s, highest first\n}\n"),
    "grades": lambda n: "grades of s {\n" + "".join(
        f"  g{k} from {10**6 - k}\n" for k in range(n)) + "  last below\n}\n",
    "grades that repeat": inside("grades of s {\n", "  A from 5\n", "  B below\n}\n"),
    "perks": each('perk p# {\n  every month on day 3\n  grants "tea"\n}\n'),
    "counts": inside("action a {\n", "  loses 5 when count of a in the last 1# days > 3\n"),
    "a sum": lambda n: f"define d {{\n  means s > {' + '.join(['s'] * n)}\n}}\n",
    "a condition": lambda n: f"define d {{\n  means {' or '.join(['s > 5'] * n)}\n}}\n",
    "choices": lambda n: "person {\n  k: one of {a" + ", b" * n + "}\n}\n",
    "names twice": each("action a {\n  loses 5\n}\n"),
    "clauses twice": inside("perk p {\n", "  pays 5 USD\n"),
    "circles": each("define d# {\n  means d#\n}\n"),
    "text": lambda n: 'claim c "' + "x " * (50 * n) + '" {\n}\n',
    "comments": lambda n: '# a comment " that { holds ( marks\n' * n,
    "lines": each("\n"),
    "sources": inside("policy p2 {\n", '  source "page #"\n'),
}  # fmt: skip


def work_of(shape: str, count: int) -> int:
    text = whole(SHAPES[shape](count))

    def read_and_check() -> None:
        parsed = parse(SourceFile("a", text))
        assert parsed.tree is not None
        check(parsed.tree)

    read_and_check()  # what is made once and kept is made before counting
    return calls(read_and_check)


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_long_is_twice_the_work(shape: str) -> None:
    base, once, twice = (work_of(shape, count) for count in (1, N, 2 * N))
    assert twice - base <= 2.3 * (once - base) + 500


#: Texts that do not parse, each with a fault that is looked at closely.
BROKEN: dict[str, Callable[[int], str]] = {
    "a fault in each line": inside("action a {\n", "  looses 5\n"),
    "a fault in each block": each("action a {\n  looses 5\n}\n"),
    "one fault in a long line": lambda n: "action a { loses 5 5" + " loses 5" * n + " }",
    "one fault in a long block": inside("action a {\n  looses 5\n", "  loses 5\n"),
    "no closing brace": inside("action a {\n", "  loses 5\n", ""),
    "no block": each("loses 5\n"),
    "closing braces": each("}\n"),
    "opening braces": each("{\n"),
    "escaped quotes": lambda n: '"' + '\\"' * n,
    "quotes": lambda n: '"a' * n,
    "heads": each("action\n"),
    "brackets": lambda n: "define d { means " + "(" * min(n, 40) + " + " * n,
    "a list": lambda n: "action a { k: one of {" + "a, " * n + "} }",
    "spaces": lambda n: "action a {" + " " * 50 * n + "5" + " " * 50 * n + "}",
    "numbers": each("1,0.0 "),
}


@pytest.mark.parametrize("shape", BROKEN)
def test_twice_as_broken_is_at_most_twice_the_work(shape: str) -> None:
    def work(count: int) -> int:
        text = BROKEN[shape](count)

        def read() -> None:
            assert parse(SourceFile("a", text)).tree is None

        read()
        return calls(read)

    once, twice = work(4 * N), work(8 * N)
    assert twice <= 2.3 * once + 500


def test_a_policy_of_twice_as_many_actions_has_twice_as_many_nodes() -> None:
    def items(count: int) -> int:
        parsed = parse(SourceFile("a", HEADER + SCORE + SHAPES["actions"](count)))
        assert parsed.tree is not None
        blocks = [each for each in parsed.tree.items if isinstance(each, tree.ActionBlock)]
        return sum(len(block.clauses) for block in blocks)

    assert items(400) == 2 * items(200) == 800


# --- as deep as a policy can be written ----------------------------------------------------

#: A comparison of sums of products, of shares, of brackets: as many calls a level as there can be.
LEVELS = {
    "conditions": ("x or paid and not (", "paid", ")"),
    "numbers": ("1 + 2 * (", "number", ")"),
    "extremes": ("the larger of 1 and (", "number", ")"),
    "shares": ("50% of (", "size", ") rounded down"),
    "filters": ("count of visit where number > (", "number", ") ever"),
}


@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("levels", [12, 19, 39])
def test_a_deep_expression_is_checked_without_a_deep_stack(name: str, levels: int) -> None:
    before, inner, after = LEVELS[name]
    text = before * levels + inner + after * levels
    clause = f"loses 1 when {text}" if name == "conditions" else f"loses 1 when size > {text}"
    parsed = parse(SourceFile("a", whole(visit(clause))))
    if parsed.tree is None:
        assert {each.code.number for each in parsed.diagnostics} == {"PL014"}
    else:
        room = sys.getrecursionlimit()
        sys.setrecursionlimit(stack_depth() + 600)  # some of it belongs to whoever calls
        try:
            check(parsed.tree)
        finally:
            sys.setrecursionlimit(room)


def stack_depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_a_long_history_of_definitions_is_no_deep_expression() -> None:
    chain = "".join(f"define d{n} {{\n  means not d{n + 1}\n}}\n" for n in range(90))
    assert codes(visit("loses 1 when d0"), chain, "define d90 {\n  means s > 5\n}\n") == []
