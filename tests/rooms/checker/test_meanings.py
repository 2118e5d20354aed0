from __future__ import annotations

import pytest

from policylang.core import limits
from tests.rooms.checker.policies import codes, diagnostics, machine, visit


def define(**meanings: str) -> str:
    return "".join(f"define {name} {{\n  means {text}\n}}\n" for name, text in meanings.items())


def figures(**values: str) -> str:
    return "assumed {\n" + "".join(f"  {n} = {text}\n" for n, text in values.items()) + "}\n"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (define(a="b", b="s > 5"), []),
        (define(a="a"), ["PL113"]),
        (define(a="b", b="a"), ["PL113"]),
        (define(a="b", b="c", c="b"), ["PL113"]),
        (define(a="not (s > 5 or a)"), ["PL113"]),
        (define(a="s > 1 * (2 + the larger of 3 and b)", b="the smaller of a and 1"), ["PL113"]),
        (define(a="s > 5") + define(b="a") + define(c="a and b"), []),
        (figures(a="b + 1", b="c * 2", c="5"), []),
        (figures(a="a"), ["PL113"]),
        (figures(a="b", b="a"), ["PL113"]),
        (figures(a="b", b="-(a + 1)"), ["PL113"]),
        (figures(a="d") + define(d="s > 5"), ["PL216"]),
        (figures(a="1% of b rounded down", b="50"), []),
    ],
)
def test_meanings_build_on_each_other_but_not_in_a_circle(blocks: str, expected: list[str]) -> None:
    assert codes(visit("loses 1"), blocks) == expected


PERSON = "person {\n  born: date\n  novice: yes or no\n}\n"


@pytest.mark.parametrize(
    ("meaning", "use", "expected"),
    [
        ("(50 when novice otherwise 100)", "score t {\n  starts at m\n}\n", []),
        ("s", "score t {\n  starts at m\n}\n", ["PL117"]),
        ("born + 18 years", "rule r {\n  once on the day after m\n  earns 1 s\n}\n", []),
        ("the date + 1 days", "rule r {\n  once on m\n  earns 1 s\n}\n", ["PL117"]),
        ("born + 18 years", "rule r {\n  every 1 years from m\n  earns 1 s\n}\n", []),
        ("born + 1 years", "define w {\n  means count of visit this year from m\n}\n", []),
        ("novice", "define w {\n  means count of visit where paid is m ever\n}\n", []),
        ("s > 5", "define w {\n  means count of visit where paid is m ever\n}\n", ["PL117"]),
        ("5", "define w {\n  means count of visit where size > m ever\n}\n", []),
        ("s > 5", "rule r {\n  as soon as m\n  earns 1 s\n}\n", []),
        ("count of visit ever > 5", "rule r {\n  as soon as m\n  earns 1 s\n}\n", ["PL117"]),
        ("5", "score t {\n  starts at 0\n  stays within 0 to m\n}\n", []),
        ("5", "assumed {\n  f = m\n}\n", ["PL216"]),
    ],
)
def test_a_definition_may_be_used_where_what_it_reads_may_be(
    meaning: str, use: str, expected: list[str]
) -> None:
    assert codes(visit("loses 1 s"), PERSON, use, define(m=meaning)) == expected


def test_a_definition_in_a_person_says_who_is_scored() -> None:
    person = PERSON.replace("\n}", "\n  scored only while grown_up\n}", 1)
    assert codes(visit("loses 1"), person, define(grown_up="not novice")) == []
    (found,) = diagnostics(visit("loses 1"), person, define(grown_up="s > 5"))
    assert found.labels[0].text == "`grown_up` depends on how the person stands"


def test_definitions_in_filters_are_found_in_order_and_not_in_circles() -> None:
    later = "count of visit where number > b ever"
    assert codes(visit("loses 1"), define(a=later, b="c + 1", c="2")) == []
    assert codes(visit("loses 1"), define(b=later)) == ["PL113"]
    # a field of what is counted is meant before a definition of its name
    assert codes(visit("loses 1"), define(deed="count of visit where size > 5 ever")) == []


def test_a_circle_is_shown_with_the_names_on_the_way() -> None:
    (found,) = diagnostics(visit("loses 1"), define(x="a", a="b", b="c", c="a"))
    assert found.labels[0].text == "`a` -> `b` -> `c` -> `a`"
    assert found.labels[0].span.text == "a"


def test_what_builds_on_a_circle_is_not_reported_again() -> None:
    rules = visit("loses 1 when a", "earns b + 5")
    assert codes(rules, define(a="a"), figures(b="b + 1", c="b")) == ["PL113", "PL113"]


def test_a_choice_is_no_use_of_a_definition_with_its_name() -> None:
    blocks = "person {\n  k: one of {a, b}\n}\n", define(a="k is a", b="a is k")
    assert codes(visit("loses 1"), *blocks) == []


def test_a_definition_is_put_in_where_it_is_used() -> None:
    direct = machine(visit("loses 1 when s > 5 and number > 2 * 3 - 1"))
    named = machine(
        visit("loses 1 when high and number > most"),
        define(high="s > 5"),
        figures(most="2 * 3 - 1"),
    )
    assert direct.actions[0].choices[0].arms[0].condition == (
        named.actions[0].choices[0].arms[0].condition
    )


def test_a_definition_that_nothing_uses_is_checked_all_the_same() -> None:
    assert codes(visit("loses 1"), define(a="s > 5 USD")) == ["PL202"]
    assert codes(visit("loses 1"), "define a {\n}\n") == ["PL112"]


@pytest.mark.parametrize("name", ["define", "assumed"])
def test_a_chain_of_very_many_names_is_followed(name: str) -> None:
    count = 1_500
    if name == "define":
        chain = define(**{f"d{n}": f"d{n + 1}" for n in range(count)}, **{f"d{count}": "s > 5"})
        rule = visit("loses 1 when d0")
    else:
        chain = figures(**{f"d{n}": f"d{n + 1}" for n in range(count)}, **{f"d{count}": "5"})
        rule = visit("loses d0")
    assert codes(rule, chain) == []
    closed = chain.replace(
        "s > 5" if name == "define" else " = 5\n", "d0" if name == "define" else " = d0\n"
    )
    assert codes(rule, closed) == ["PL113"]


# --- how large and how deep ----------------------------------------------------------------


def doubling(times: int, leaf: str) -> str:
    """Definitions, each of which holds the one before it twice."""
    meanings = {"d0": leaf}
    meanings |= {f"d{n}": f"d{n - 1} or number0 is {n} or d{n - 1}" for n in range(1, times + 1)}
    return "person {\n  number0: number from 0 to 999\n}\n" + define(**meanings)


def test_an_expression_may_have_as_many_parts_as_the_limit() -> None:
    """Each comparison has 3 parts, and the junction one."""
    most = (limits.EXPRESSION_PARTS - 1) // 3
    assert 3 * most + 2 == limits.EXPRESSION_PARTS
    terms = [f"number is {n % 9}" for n in range(most)]
    assert codes(visit(f"loses 1 when {' or '.join([*terms, 'paid'])}")) == []
    assert codes(visit(f"loses 1 when {' or '.join([*terms, 'paid', 'paid'])}")) == ["PL220"]


def test_definitions_that_double_each_other_are_stopped() -> None:
    assert codes(visit("loses 1 when d6"), doubling(6, "number0 is 999")) == []
    assert set(codes(visit("loses 1 when d40"), doubling(40, "number0 is 999"))) == {"PL220"}


def test_definitions_nest_as_deep_as_the_limit() -> None:
    def nested(levels: int) -> str:
        meanings = {"d0": "the larger of s and 1"}
        meanings |= {f"d{n}": f"the larger of d{n - 1} and {n + 1}" for n in range(1, levels)}
        return define(**meanings)

    # the larger of two values is one level above the deeper of them
    assert codes(visit("loses 1"), nested(limits.EXPRESSION_DEPTH - 1)) == []
    assert codes(visit("loses 1"), nested(limits.EXPRESSION_DEPTH)) == ["PL220"]


def test_deep_definitions_that_build_on_each_other_need_no_deep_stack() -> None:
    """Fifty definitions, each as deep as a policy can be written."""
    deep = {f"d{n}": "not (" * 19 + f"d{n + 1} or paid0" + ")" * 19 for n in range(50)}
    blocks = define(**deep, d50="paid0") + "person {\n  paid0: yes or no\n}\n"
    assert set(codes(visit("loses 1 when d0"), blocks)) <= {"PL220"}
