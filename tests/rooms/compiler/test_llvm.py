"""A little Python as machine code: whatever is written in it means what Python means."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policylang.compiler.llvm import objects
from policylang.compiler.llvm.kinds import BeyondError
from policylang.compiler.loading import load_kernel
from policylang.engine.columnar.loops import Loop

_NAMES = ("a", "b", "c")
_RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
#: A function that is called, so that arrays and numbers are handed on.
_HELPERS = """\
def at(values, place):
    if place < 0:
        return -1
    return values[place % values.size]


def put(values, place, value):
    if place >= 0:
        values[place % values.size] = value


def most(table, low):
    found = low
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            found = max(found, table[row, column])
    return found


"""


def _leaf() -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(-9, 9).map(lambda n: f"({n})" if n < 0 else str(n)),
        st.sampled_from(_NAMES),
        st.sampled_from(("True", "False", "values.size", "table.size", "table.shape[1]")),
    )


def _larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    divisor = st.sampled_from(("1", "2", "7", "(-1)", "(-3)"))
    return st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-*&|^"), part),
        st.builds("({} {} {})".format, part, st.sampled_from(("//", "%")), divisor),
        st.builds("({} {} {})".format, part, st.sampled_from(("<<", ">>")), st.integers(0, 4)),
        st.builds("({}{})".format, st.sampled_from(("-", "~", "+", "not ")), part),
        st.builds("({} {} {})".format, part, st.sampled_from(_RELATIONS), part),
        st.builds(
            "({} {} {} {} {})".format, part, st.sampled_from(_RELATIONS), part,
            st.sampled_from(_RELATIONS), part,
        ),
        st.builds("({} {} {})".format, part, st.sampled_from(("and", "or")), part),
        st.builds("({} and {} or {})".format, part, part, part),
        st.builds("({} if {} else {})".format, part, part, part),
        st.builds("{}({}, {})".format, st.sampled_from(("min", "max")), part, part),
        st.builds("{}({})".format, st.sampled_from(("int", "bool")), part),
        st.builds("values[{} % values.size]".format, part),
        st.builds("table[{} % 2, {} % 3]".format, part, part),
        st.builds("at(values, {})".format, part),
        st.builds("most(table, {})".format, part),
    )  # fmt: skip


#: Deep enough for every pair of constructs, and too small for its values to leave 64 bits.
_EXPRESSIONS = st.recursive(_leaf(), _larger, max_leaves=5)


@st.composite
def _statements(draw: st.DrawFn, depth: int = 3, *, in_loop: bool = False) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines.extend(draw(_statement(depth, in_loop=in_loop)))
    return lines


@st.composite
def _statement(draw: st.DrawFn, depth: int, *, in_loop: bool) -> list[str]:
    def block(*, in_loop: bool = in_loop) -> Iterator[str]:
        yield from (f"    {line}" for line in draw(_statements(depth - 1, in_loop=in_loop)))

    value = f"{draw(_EXPRESSIONS)} % 97 - 40"
    name = draw(st.sampled_from(_NAMES))
    kinds = ["name", "name", "two", "add", "values", "table", "few", "put"]
    kinds += ["if", "for", "while"] if depth else []
    kinds += ["break", "continue"] if in_loop else []
    match draw(st.sampled_from(kinds)):
        case "name":
            return [f"{name} = {value}"]
        case "two":
            return [f"{name}, values[{draw(_EXPRESSIONS)} % values.size] = {value}, {name} + 1"]
        case "add":
            return [f"{name} {draw(st.sampled_from(('+', '-', '&', '//')))}= 3"]
        case "values":
            return [f"values[{draw(_EXPRESSIONS)} % values.size] += {value}"]
        case "put":
            return [f"put(values, {draw(_EXPRESSIONS)}, {value})"]
        case "table":
            return [f"table[{draw(_EXPRESSIONS)} % 2, {draw(_EXPRESSIONS)} % 3] = {value}"]
        case "few":
            return [f"few[{draw(_EXPRESSIONS)} % few.size] = {draw(_EXPRESSIONS)} % 2 == 0"]
        case "if":
            lines = [f"if {draw(_EXPRESSIONS)}:", *block()]
            if draw(st.booleans()):
                lines += [f"elif {draw(_EXPRESSIONS)}:", *block()]
            return [*lines, "else:", *block()] if draw(st.booleans()) else lines
        case "for":
            bounds = draw(st.sampled_from(("3", "-1, 2", "a, b % 5", "5, -2, -2", "0, b % 7, 3")))
            return [f"for {name} in range({bounds}):", *block(in_loop=True)]
        case "while":
            count = f"n{depth}"
            return [
                f"{count} = 0", f"while {count} < 3 and {draw(_EXPRESSIONS)}:", f"    {count} += 1",
                *block(in_loop=True),
            ]  # fmt: skip
        case word:
            return [f"if {draw(_EXPRESSIONS)}:", f"    {word}"]


def _program(lines: list[str], given: str = "a, b, c, values, table, few") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{_HELPERS}def evaluate({given}):\n{body}"


def _plain(text: str) -> Callable[..., Any]:
    function: Callable[..., Any] = load_kernel(text, "kernel").evaluate
    return function


class _Read:
    """An array whose elements are read as numbers of Python: numpy's have smaller ranges, and
    its truths no sums."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array, self.size, self.shape = array, array.size, array.shape

    def __getitem__(self, place: Any) -> int:
        return int(self.array[place])

    def __setitem__(self, place: Any, value: int) -> None:
        self.array[place] = value


def _arrays() -> list[np.ndarray[Any, Any]]:
    return [
        np.array([5, -3, 0, 7, 11], np.int64),
        np.array([[1, -2, 3], [40, 0, -6]], np.int32),
        np.array([True, False, True], np.bool_),
    ]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(_statements(), _EXPRESSIONS, st.lists(st.integers(-50, 50), min_size=3, max_size=3))
def test_whatever_is_written_means_what_python_means(
    lines: list[str], last: str, numbers: list[int]
) -> None:
    text = _program([*lines, f"return {last}"])
    plain, compiled = _arrays(), _arrays()
    expected = _plain(text)(*numbers, *(_Read(each) for each in plain))
    assert Loop(text, "evaluate")(*numbers, *compiled) == expected, text
    for mine, theirs in zip(compiled, plain, strict=True):
        assert np.array_equal(mine, theirs), text


@pytest.mark.parametrize(
    "kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "bool"]
)
def test_elements_of_every_size_are_read_and_written(kind: str) -> None:
    ends = [0, 1] if kind == "bool" else [np.iinfo(kind).min, -1 % 100, np.iinfo(kind).max]
    values = np.array(ends, kind)
    found, wide = np.zeros_like(values), np.zeros(values.size, np.int64)
    text = (
        "def evaluate(values, found, wide):\n"
        "    for row in range(values.size):\n"
        "        found[row] = values[row]\n"
        "        wide[row] = values[row]\n"
    )
    assert Loop(text, "evaluate")(values, found, wide) == 0
    assert found.tolist() == values.tolist()
    assert wide.tolist() == ends


@pytest.mark.parametrize("value", [-(2**63), -(2**62), -1, 0, 1, 2**62, 2**63 - 1])
@pytest.mark.parametrize("by", [1, 2, 5_000, -7])
def test_division_is_rounded_down(value: int, by: int) -> None:
    for operator in ("//", "%"):
        text = f"def evaluate(value, by):\n    return value {operator} by\n"
        assert Loop(text, "evaluate")(value, by) == _plain(text)(value, by)


@pytest.mark.parametrize(
    "body",
    [
        "return 1.5", "return 'text'", "return a / 2", "return a ** 2", "return abs(a)",
        "return len(values)", "return sum(values)", "return values", "b = values", "values = 1",
        "a, b = 1, 2, 3", "a, b = values", "(a, b), c = 1, 2",
        "return values[1:]", "return values[a, 0]", "return values.shape[1]",
        "return values.dtype", "while a:\n        a -= 1\n    else:\n        a = 5",
        "for a in values:\n        pass", "for a in range(0, 9, b):\n        pass",
        "return evaluate(a, values)", "return other(a)", "return min(a)", "return max(*values)",
        "return a is None", "return a in values", "return [a]", "del a", "raise ValueError",
        "assert a", "try:\n        a = 1\n    except ValueError:\n        pass", "import os",
        "with a:\n        pass", "return (lambda: a)()", "global b", "print(a)", "values.sort()",
        "a: int = 5", "return (b := 5)", "yield a", "def inner():\n        pass",
        "return nowhere", "a = b + 1", "evaluate(a, values)", "other(a)",
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused(body: str) -> None:
    text = f"def evaluate(a, values):\n    {body}\n"
    with pytest.raises(BeyondError):
        Loop(text, "evaluate")(1, np.arange(3))


@pytest.mark.parametrize("text", ["import os\ndef evaluate(a):\n    return a\n", "evaluate = 5\n"])
def test_a_text_of_more_than_functions_is_refused(text: str) -> None:
    with pytest.raises(BeyondError):
        Loop(text, "evaluate")(1)


@pytest.mark.parametrize(
    "values",
    [
        np.zeros(2),
        np.zeros(2, np.uint64),
        np.zeros((1, 1, 1), np.int64),
        np.array(["x"]),
        np.zeros(2, ">i8" if sys.byteorder == "little" else "<i8"),
    ],
    ids=[
        "binary fractions",
        "64 bits without a sign",
        "three dimensions",
        "texts",
        "bytes turned",
    ],
)
def test_arrays_of_anything_else_are_refused(values: np.ndarray[Any, Any]) -> None:
    with pytest.raises(BeyondError):
        Loop("def evaluate(values):\n    return values.size\n", "evaluate")(values)


@pytest.mark.parametrize("value", [1.0, "1", None, 2**63, -(2**63) - 1, np.uint64(2**63)])
def test_numbers_that_are_not_whole_or_too_large_are_refused(value: Any) -> None:
    with pytest.raises(BeyondError):
        Loop("def evaluate(value):\n    return value\n", "evaluate")(value)


_COPY = (
    "def evaluate(values, found):\n    for n in range(found.size):\n        found[n] = values[n]\n"
)


def test_what_is_written_to_must_lie_apart() -> None:
    whole = np.arange(10)
    with pytest.raises(ValueError, match="overlap"):
        Loop(_COPY, "evaluate")(whole[:6], whole[4:])
    Loop(_COPY, "evaluate")(whole[:5], whole[5:])
    assert whole.tolist() == [0, 1, 2, 3, 4] * 2
    read = "def evaluate(one, other):\n    return one[1] + other[1]\n"
    assert Loop(read, "evaluate")(whole, whole) == 2


def test_what_is_read_may_lie_anyhow_and_what_is_written_to_may_not() -> None:
    values = np.arange(20)
    found = np.zeros(5, np.int64)
    Loop(_COPY, "evaluate")(values[::-4], found)
    assert found.tolist() == [19, 15, 11, 7, 3]
    with pytest.raises(ValueError, match="written"):
        Loop(_COPY, "evaluate")(values, np.zeros(10, np.int64)[::2])
    crooked = np.frombuffer(bytearray(8 * 6), np.uint8)[1:-7].view(np.int64)
    assert not crooked.flags.aligned
    with pytest.raises(ValueError, match="written"):
        Loop(_COPY, "evaluate")(values, crooked)
    crooked[:] = [5, 6, 7, 8, 9]
    Loop(_COPY, "evaluate")(crooked, found)
    assert found.tolist() == [5, 6, 7, 8, 9]
    found.flags.writeable = False
    with pytest.raises(ValueError, match="written"):
        Loop(_COPY, "evaluate")(values, found)


def test_a_loop_is_compiled_for_each_kind_of_arguments() -> None:
    loop = Loop("def evaluate(values):\n    return values[1] - 1\n", "evaluate")
    for kind in ("int8", "int64", "uint16"):
        assert loop(np.array([7, 9], kind)) == 8
    assert loop(np.array([False, True])) == 0


def test_a_processor_that_does_not_tell_what_it_can_do_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown() -> None:
        raise RuntimeError("not on this system")

    monkeypatch.setenv("POLICYLANG_CACHE_DIR", "")
    monkeypatch.setattr(objects.llvm, "get_host_cpu_features", unknown)
    objects._target.cache_clear()
    try:
        assert Loop("def evaluate(value):\n    return value // 7\n", "evaluate")(-1) == -1
    finally:
        objects._target.cache_clear()
