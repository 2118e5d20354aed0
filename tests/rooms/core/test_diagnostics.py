from __future__ import annotations

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic, Label, in_order
from policylang.core.errors import HistoryError, PolicyError, PolicyLangError
from policylang.core.source import SourceFile

SOURCE = SourceFile("a.policy", "\n" * 1000)


def error(place: int, message: str = "wrong") -> Diagnostic:
    return Diagnostic(codes.UNEXPECTED, message, (Label(SOURCE.span(place, place + 1)),))


def warning(place: int) -> Diagnostic:
    return Diagnostic(codes.NAME_UNUSED, "odd", (Label(SOURCE.span(place, place + 1)),))


def test_they_are_sorted_by_file_and_place() -> None:
    other = Diagnostic(codes.UNEXPECTED, "x", (Label(SourceFile("Z.policy", "a").span(0, 1)),))
    nowhere = Diagnostic(codes.UNEXPECTED, "no place")
    found = in_order([error(5), other, warning(2), nowhere, error(3)])
    assert found == (nowhere, other, warning(2), error(3), error(5))


def test_those_of_one_place_stay_in_the_order_found_and_repeats_are_dropped() -> None:
    first, second = error(4, "b"), error(4, "a")
    assert in_order([first, second, first]) == (first, second)


def test_as_many_as_the_limit_are_all_kept() -> None:
    found = [warning(place) for place in range(limits.DIAGNOSTICS)]
    assert in_order(reversed(found)) == tuple(found)


def test_beyond_the_limit_the_first_are_kept() -> None:
    found = [error(place) for place in range(limits.DIAGNOSTICS + 1)]
    assert in_order(found) == tuple(found[:-1])


def test_beyond_the_limit_a_warning_makes_room_for_an_error() -> None:
    warnings = [warning(place) for place in range(limits.DIAGNOSTICS + 1)]
    last = error(900)
    assert in_order([*warnings, last]) == (*warnings[: limits.DIAGNOSTICS - 1], last)


def test_one_is_shown_with_its_place_and_code() -> None:
    assert str(error(2)) == "a.policy:3:1: error[PL001]: wrong"
    assert str(Diagnostic(codes.NAME_UNUSED, "odd")) == "warning[PL313]: odd"


def test_only_an_error_stops_a_policy() -> None:
    assert error(1).is_error
    assert not warning(1).is_error


def test_an_exception_says_what_its_diagnostics_say() -> None:
    advised = Diagnostic(codes.UNEXPECTED, "wrong", (), "write it right")
    raised = PolicyError([advised, error(0)])
    assert raised.diagnostics == (advised, error(0))
    assert str(raised).splitlines() == [
        "error[PL001]: wrong",
        "  help: write it right",
        "a.policy:1:1: error[PL001]: wrong",
    ]


def test_callers_can_catch_every_error_as_one_kind_or_as_a_bad_value() -> None:
    for kind in (PolicyError, HistoryError):
        assert issubclass(kind, PolicyLangError)
        assert issubclass(kind, ValueError)
