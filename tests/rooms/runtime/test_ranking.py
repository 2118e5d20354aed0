"""Places in a ranking: keys that decide one after the other, and those who are level."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policylang.model.history import Encoder
from policylang.runtime.ranking import Placed, Subject, ranked
from tests.rooms.model.machines import day, machine_of

MACHINE = machine_of("""
policy league { }
person {
  agrees: yes or no = yes, may change
  scored only while agrees
}
score points {
  starts at 0
  stays within 0 to 10000
}
action match {
  opponent: name
  scored: number from 0 to 99
  conceded: number from 0 to 99
  earns 3 when scored > conceded
  earns 1 otherwise when scored = conceded
}
ranking table {
  by points, highest first
  then sum of scored of match where opponent is tied ever, highest first
  then sum of conceded of match ever, lowest first
}
""")
ENCODER = Encoder(MACHINE)
LAST = day("2018-12-31")

#: Home, guest, goals of each.
Match = tuple[str, str, int, int]


def subjects(matches: list[Match], names: str = "abcd", **people: object) -> list[Subject]:
    found = []
    for name in names:
        events = []
        for home, guest, one, other in matches:
            if name in (home, guest):
                mine, theirs = (one, other) if name == home else (other, one)
                opponent = guest if name == home else home
                fields = {"opponent": opponent, "scored": mine, "conceded": theirs}
                events.append(("2018-03-01", "match", fields))
        traits = ENCODER.traits({"agrees": people.get(name, True)})
        history = ENCODER.history(events, traits).until(LAST)
        found.append(Subject(name, history, traits.start))
    return found


def table(matches: list[Match], names: str = "abcd", **people: object) -> tuple[Placed, ...]:
    return ranked(MACHINE, MACHINE.rankings[0], subjects(matches, names, **people), as_of=LAST)


def order(placed: tuple[Placed, ...], names: str = "abcd") -> list[tuple[int, str]]:
    return [(each.place, names[each.subject]) for each in placed]


def test_the_first_key_decides_where_it_can() -> None:
    placed = table([("a", "b", 0, 1), ("a", "c", 0, 1), ("b", "c", 1, 0)], "abc")
    assert order(placed, "abc") == [(1, "b"), (2, "c"), (3, "a")]
    # A key that looks at the tied is not needed for somebody who is level with nobody.
    assert [each.keys for each in placed] == [(6, None, 0), (3, None, 1), (0, None, 2)]


def test_only_matches_among_those_who_are_level_count() -> None:
    # a, b and c have three points each; a scored most, but against d.
    matches = [("a", "b", 1, 0), ("b", "c", 2, 0), ("c", "a", 3, 0), ("d", "a", 9, 8)]
    placed = table([*matches, ("d", "b", 1, 0)])
    assert order(placed) == [(1, "d"), (2, "c"), (3, "b"), (4, "a")]
    assert [each.keys[:2] for each in placed] == [(6, None), (3, 3), (3, 2), (3, 1)]


def test_who_is_level_on_every_key_shares_a_place_and_the_next_stays_empty() -> None:
    placed = table([("a", "b", 1, 1), ("c", "d", 2, 1)])
    assert order(placed) == [(1, "c"), (2, "a"), (2, "b"), (4, "d")]


def test_without_events_everybody_is_first() -> None:
    assert order(table([])) == [(1, "a"), (1, "b"), (1, "c"), (1, "d")]
    assert table([], "") == ()


def test_who_has_no_score_has_no_place() -> None:
    placed = table([("a", "b", 1, 0)], b=False)
    assert order(placed) == [(1, "a"), (2, "c"), (2, "d")]


def test_consent_counts_as_it_is_on_the_day() -> None:
    withdrawn = {"start": True, "2018-06-01": False}
    assert "b" not in [name for _, name in order(table([], b=withdrawn))]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("abcd"),
            st.integers(min_value=0, max_value=4),
            st.integers(min_value=0, max_value=4),
        ).filter(lambda match: match[0] != match[1]),
        max_size=10,
    ),
    st.permutations("abcd"),
)
def test_places_do_not_depend_on_the_order_in_which_people_are_given(
    matches: list[Match], names: list[str]
) -> None:
    shuffled = "".join(names)
    placed = table(matches)
    assert sorted(order(placed)) == sorted(order(table(matches, shuffled), shuffled))
    # A place is one more than the number of those who are better.
    places = [each.place for each in placed]
    assert places == [1 + sum(other < place for other in places) for place in places]
