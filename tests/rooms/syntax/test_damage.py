"""A good policy, damaged at random: whatever happens, it is reported, and in good words."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from policylang.checker.check import check
from policylang.checker.laws.invariants import violations
from policylang.core import limits
from policylang.core.data import data_dir
from policylang.core.diagnostics import Diagnostic
from policylang.core.source import SourceFile
from policylang.syntax import parse
from policylang.syntax.blocks import WORD
from policylang.syntax.table import parser

TEXT = (data_dir("policies") / "rongcheng.policy").read_text(encoding="utf-8")
#: One block of every kind, and most clauses. It uses names that it does not declare.
SCHEME = Path(__file__).with_name("scheme.policy").read_text(encoding="utf-8")
_WORDS = """
    } { ( ) when not per of or and , = : - * 5 50 1.5 0 % # <= == ; / $5 1,00 é foo A+++ the grade
    date otherwise in at earns source action use 2018-02-30 rule table override every on until
    expires unless begins from to this any reaches since is none days
"""
_PHRASES = (
    "if none",
    "2 years",
    "the latest",
    "expires after",
    "out of",
    "0 to 5:",
    "on final",
    "at most",
    "50 USD",
    "count of donate",
    "1% of",
    'source "x"',
    '"',
    "\\",
    "\n",
)
#: What is put in: of this language, of others, and of none.
STRANGE = (*_WORDS.split(), *_PHRASES)
RUNS = 10
#: Damaged texts of one run. Each has three damages or one.
TEXTS = 60


def damaged(chance: random.Random) -> str:
    text = chance.choice([TEXT, SCHEME])
    for _ in range(chance.choice([1, 3, 3])):
        words = [match.span() for match in WORD.finditer(text)]
        if len(words) < 2:
            break
        (start, end), (other, last) = sorted(chance.sample(words, 2))
        match chance.randrange(8):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = f"{text[:end]} {text[start:end]}{text[end:]}"
            case 2:
                text = (
                    text[:start]
                    + text[other:last]
                    + text[end:other]
                    + text[start:end]
                    + text[last:]
                )
            case 3:
                text = f"{text[:start]}{chance.choice(STRANGE)} {text[start:]}"
            case 4:
                text = text[:start] + chance.choice(STRANGE) + text[end:]
            case 5:
                text = text[:start] + text[start + chance.randrange(1, 40) :]
            case 6:
                text = text[:start] + text[end:other] + text[last:]
            case 7:
                text = text[: chance.randrange(len(text))]
    return text


def found_in(text: str) -> tuple[Diagnostic, ...]:
    """What is said of a text: by the parser, else by the checker."""
    parsed = parse(SourceFile("damaged.policy", text))
    if parsed.tree is None:
        assert parsed.diagnostics
        return parsed.diagnostics
    assert not parsed.diagnostics
    checked = check(parsed.tree)
    if checked.machine is None:
        assert any(each.is_error for each in checked.diagnostics)
    else:
        assert violations(checked.machine) == ()
    return checked.diagnostics


@pytest.mark.parametrize("run", range(RUNS))
def test_a_damaged_policy_is_reported_in_good_words_and_places(run: int) -> None:
    chance = random.Random(run)
    for _ in range(TEXTS):
        text = damaged(chance)
        diagnostics = found_in(text)
        assert len(diagnostics) <= limits.DIAGNOSTICS
        for diagnostic in diagnostics:
            assert_well_placed(diagnostic)
            assert_well_said(diagnostic)


def assert_well_placed(diagnostic: Diagnostic) -> None:
    assert diagnostic.labels
    for label in diagnostic.labels:
        assert 0 <= label.span.start <= label.span.end <= len(label.span.source.text)
        assert label.span.source.name == "damaged.policy"


def assert_well_said(diagnostic: Diagnostic) -> None:
    message, own = diagnostic.message, re.sub("`[^`]*`", "``", diagnostic.message)
    assert message[0].islower() or message[0] == "`"
    assert not message.endswith(".")
    for text in (message, diagnostic.help or "", *(label.text for label in diagnostic.labels)):
        assert text.isprintable()
        assert len(text) < 260
        assert own.count("`") % 2 == 0
        assert names_of_the_grammar(re.sub("`[^`]*`", "``", text)) == set()
    quoted = set(re.findall("`([^`]*)`", message))
    said = {name for text in quoted for name in names_of_the_grammar(text)}
    assert said <= names_of_the_grammar(diagnostic.labels[0].span.source.text)


def names_of_the_grammar(text: str) -> set[str]:
    """Names that the grammar, and nobody else, has for kinds of words."""
    known = {terminal.name for terminal in parser()[0].lexer.terminals} | {"$END", "END"}
    return {word for word in re.findall(r"\b_*[A-Z][A-Z_0-9]+\b|\$END", text) if word in known}


def test_names_of_the_grammar_would_be_noticed() -> None:
    assert names_of_the_grammar("expected RBRACE or IS_IN, not $END") == {"RBRACE", "IS_IN", "$END"}
    assert names_of_the_grammar("50 USD of A") == set()


def test_the_undamaged_policy_is_good() -> None:
    assert found_in(TEXT) == ()


@pytest.mark.parametrize("run", range(3))
def test_a_file_that_is_cut_anywhere_is_reported(run: int) -> None:
    chance = random.Random(run)
    for _ in range(20):
        end = chance.randrange(len(TEXT) - 2)
        assert found_in(TEXT[:end])


def test_noise_is_reported() -> None:
    chance = random.Random(0)
    for _ in range(60):
        noise = "".join(chance.choices('ab {}()"\\#,:=<>+-*%/19.\n é\u200b走', k=200))
        assert found_in(noise)
