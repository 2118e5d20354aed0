from __future__ import annotations

import pytest

from policylang.syntax import RESERVED
from policylang.syntax import nodes as tree
from policylang.syntax.nodes import Comparison, Field, Name
from policylang.syntax.words import BLOCKS, CLAUSES, blocks_with, kind_of_block
from tests.rooms.syntax.reading import clause, clauses, expression, problems, read

#: Words that mean something only where the grammar looks for them.
FREE = ("day", "year", "amount", "points", "title", "score", "last", "calendar", "December", "perk")


@pytest.mark.parametrize("word", FREE)
def test_most_words_of_the_language_can_be_names(word: str) -> None:
    found = clauses("action", f"{word}: yes or no earns 1 when {word} is yes")
    assert isinstance(found[0], Field)
    assert found[0].name == Name(word)
    assert found[1].condition.test == Comparison("is", Name(word), tree.YesNo(True))


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_can_be_declared_so_that_the_checker_can_say_why_not(word: str) -> None:
    assert clause("action", f"{word}: yes or no").name == Name(word)
    if word != "ever":  # `count of late ever = 5` compares
        assert clause("assumed", f"{word} = 5").name == Name(word)


@pytest.mark.parametrize("word", sorted(RESERVED - {"yes", "no"}))
def test_a_reserved_word_is_never_read_as_a_value(word: str) -> None:
    problems(f"define d {{ means x + {word} }}")


def test_a_word_that_only_begins_like_a_keyword_is_a_name() -> None:
    assert expression("notable and orange") == tree.And((Name("notable"), Name("orange")))
    assert expression("counting") == Name("counting")
    assert expression("x is note") == Comparison("is", Name("x"), Name("note"))


def test_a_unit_after_a_number_is_not_the_name_of_the_next_field() -> None:
    found = clauses("action", 'a: number from 0 to 5 hours "Time": yes or no points: yes or no')
    assert [each.name.text for each in found] == ["a", "hours", "points"]


def test_every_clause_of_the_word_list_can_be_written_as_its_example_says() -> None:
    for kind, examples in CLAUSES.items():
        block = "assumed" if kind == "figures" else kind
        for word, example in examples.items():
            assert example.split()[0] == word
            clause(block, example)


def test_every_block_of_the_word_list_can_be_written_as_its_example_says() -> None:
    for word, example in BLOCKS.items():
        text = f"{example} }}" if example.endswith("{") else example
        (block,) = read(text).items
        assert example.startswith(word)
        assert block.span.text == text


def test_figures_are_opened_by_how_they_are_known() -> None:
    assert [kind_of_block(word) for word in ("assumed", "reported", "perk")] == [
        "figures",
        "figures",
        "perk",
    ]


def test_the_blocks_that_may_hold_a_clause_are_known() -> None:
    assert blocks_with("starts") == ["score"]
    assert blocks_with("costs") == ["action", "sanction"]
    assert blocks_with("nothing") == []
