from __future__ import annotations

from collections.abc import Iterator

import pytest

from policylang.core.errors import HistoryError
from policylang.engine.asked import Asked
from policylang.engine.batch import Batch, evaluate
from policylang.engine.people_file import People, nobody, read_people
from policylang.engine.rows import Reject
from policylang.model.values import InputProblem
from tests.rooms.engine.files import POLICY, STRICT, Recorder, encoder, stream

HISTORY = """person,date,action
ann,2018-01-01,ticket
bob,2018-01-02,ticket
ann,2018-01-03,ticket
"""
WRITTEN = {
    "csv": "person,loan,class\nann,250,learner\nbob,,\n cem , 12.50 USD,full\n",
    "jsonl": '{"person": "ann", "loan": 250, "class": "learner"}\n{"person": "bob"}\n'
    '{"person": "cem", "loan": 12.50, "class": null}\n',
    "yaml": "- {person: ann, loan: 250 USD, class: learner}\n- {person: bob, loan: }\n"
    "- person: cem\n  loan: 12.50\n",
}


def read(text: str, format: str = "csv", of: str = POLICY) -> tuple[People, list[Reject]]:
    rejects: list[Reject] = []
    people = read_people(encoder(of), stream(text), format=format, on_reject=rejects.append)
    assert people.rejected == len(rejects)
    return people, rejects


def problem_of(people: People, person: str) -> tuple[str, str]:
    with pytest.raises(InputProblem) as caught:
        people.attributes_of(person)
    return caught.value.code.number, caught.value.message


def run(people: str, history: str = HISTORY, of: str = POLICY) -> tuple[Batch, Recorder]:
    recorder = Recorder()
    done = evaluate(
        recorder,
        encoder(of),
        Asked(stream(history), stream(people), format="csv", people_format="csv"),
    )
    return done, recorder


@pytest.mark.parametrize("format", WRITTEN)
def test_attributes_are_read_in_every_format(format: str) -> None:
    people, rejects = read(WRITTEN[format], format)
    assert rejects == []
    assert people.attributes == {"ann": (25_000, 0), "bob": (0, 1), "cem": (1_250, 1)}


def test_columns_of_attributes_with_a_default_may_be_left_out() -> None:
    people, _ = read("person\nann\n")
    assert people.attributes == {"ann": (0, 1)}


def test_whoever_is_not_in_the_file_has_the_defaults() -> None:
    people, _ = read("person,loan\nann,5\n")
    assert people.attributes_of("bob") == (0, 1)
    assert nobody(encoder()).attributes_of("bob") == (0, 1)


def test_without_a_file_every_attribute_needs_a_default() -> None:
    with pytest.raises(HistoryError) as caught:
        nobody(encoder(STRICT))
    assert [each.code.number for each in caught.value.diagnostics] == ["PL413"]


def test_rows_of_whoever_is_not_in_the_file_are_rejected_where_a_default_lacks() -> None:
    done, recorder = run("person,born\nann,2000-02-29\n", of=STRICT)
    assert [each.person for each in done.people] == ["ann"]
    assert done.summary.reasons == {"PL413": 1}
    assert (done.summary.affected, done.summary.not_evaluated) == (1, 1)
    assert recorder.seen[0][1][0] > 700_000


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("ann,1001,full", "PL405"),
        ("ann,-1,full", "PL405"),
        ("ann,0.001,full", "PL408"),
        ("ann,5,half", "PL408"),
        ("ann,5", "PL421"),
        ("ann,5,full,", "PL421"),
        ('ann,"5,full', "PL418"),
    ],
)
def test_a_wrong_row_is_rejected_and_its_person_is_not_evaluated(row: str, code: str) -> None:
    people, rejects = read(f"person,loan,class\n{row}\nbob,7,full\n")
    assert [(each.line, each.code.number) for each in rejects] == [(2, code)]
    assert people.attributes == {"bob": (700, 1)}


@pytest.mark.parametrize("row", ["ann,5", "ann,5,full,"])
def test_a_person_whose_row_is_torn_is_in_doubt(row: str) -> None:
    people, _ = read(f"person,loan,class\n{row}\n")
    code, message = problem_of(people, "ann")
    assert code == "PL421"
    assert message.startswith("the attributes of the person are in doubt (<stream>:2): the row has")


def test_somebody_in_doubt_without_any_event_is_counted() -> None:
    done, _ = run("person,loan\nzoe,-1\n")
    assert [each.person for each in done.people] == ["ann", "bob"]
    assert (done.summary.affected, done.summary.not_evaluated) == (1, 1)
    assert (done.summary.rejected, done.summary.people_rejected) == (0, 1)


def test_the_history_of_a_person_whose_attributes_are_in_doubt_is_rejected() -> None:
    done, _ = run("person,loan\nann,1001\nbob,7\n")
    assert [each.person for each in done.people] == ["bob"]
    assert done.summary.people_rejected == 1
    assert (done.summary.rows, done.summary.evaluated, done.summary.rejected) == (3, 1, 2)
    assert (done.summary.affected, done.summary.not_evaluated) == (1, 1)
    assert [(each.line, each.code.number) for each in done.first_rejects] == [
        (2, "PL405"),
        (2, "PL405"),
        (4, "PL405"),
    ]
    assert done.first_rejects[1].message.startswith(
        "the attributes of the person are in doubt (<stream>:2): `loan`: `1001` is outside"
    )


@pytest.mark.parametrize("second", ["ann,5", "ann,6", "ann,1001", " ann ,5"])
def test_of_two_rows_for_one_person_neither_is_used(second: str) -> None:
    people, rejects = read(f"person,loan\nann,5\nbob,7\n{second}\n")
    assert [(each.line, each.code.number) for each in rejects] == [(4, "PL414")]
    assert rejects[0].message == "`ann` stands in the file twice, first on line 2"
    assert people.attributes == {"bob": (700, 1)}
    assert problem_of(people, "ann")[0] == "PL414"


def test_a_third_row_for_one_person_is_rejected_too() -> None:
    people, rejects = read("person,loan\nann,5\nann,5\nann,5\n")
    assert [(each.line, each.code.number) for each in rejects] == [(3, "PL414"), (4, "PL414")]
    assert people.attributes == {}


def test_a_good_row_after_a_wrong_one_does_not_mend_it() -> None:
    people, rejects = read("person,loan\nann,1001\nann,5\n")
    assert [(each.line, each.code.number) for each in rejects] == [(2, "PL405"), (3, "PL414")]
    assert problem_of(people, "ann")[0] == "PL405"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"person": "ann", "lone": 5}', "PL423"),
        ('{"person": "ann", "loan": 5, "loan": 6}', "PL418"),
        ('{"loan": 5}', "PL409"),
        ('{"person": "", "loan": 5}', "PL403"),
    ],
)
def test_wrong_objects_are_rejected(text: str, code: str) -> None:
    _, rejects = read(text + "\n", "jsonl")
    assert [each.code.number for each in rejects] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "PL411"),
        ("name,loan\nann,5\n", "PL409"),
        ("person,loan,loan\nann,5,5\n", "PL418"),
        ("person,lone\nann,5\n", "PL423"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(text: str, code: str) -> None:
    with pytest.raises(HistoryError) as caught:
        read(text)
    assert code in [each.code.number for each in caught.value.diagnostics]


def test_people_without_events_are_evaluated_after_the_others_in_their_order() -> None:
    done, recorder = run("person,loan\nzoe,1\nbob,2\nyan,3\n")
    assert [(each.person, each.events) for each in done.people] == [
        ("ann", 2),
        ("bob", 1),
        ("zoe", 0),
        ("yan", 0),
    ]
    assert [attributes[0] for _, attributes, _, _ in recorder.seen] == [0, 200, 100, 300]


def test_somebody_known_only_from_the_people_file_and_rejected_rows_is_evaluated() -> None:
    history = HISTORY + "zoe,2018-01-01,steal\n"
    done, _ = run("person,loan\nzoe,1\n", history)
    assert [(each.person, each.events, each.rejected) for each in done.people] == [
        ("ann", 2, 0),
        ("bob", 1, 0),
        ("zoe", 0, 1),
    ]
    assert (done.summary.affected, done.summary.not_evaluated) == (1, 0)


def test_a_people_file_of_many_rows_is_read_row_by_row() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"person,loan\n"
        for number in range(3):
            yield b"".join(b"p%d-%d,5\n" % (number, each) for each in range(500))

    from tests.rooms.engine.streams import Made

    people = read_people(encoder(), Made(pieces()), format="csv")  # type: ignore[arg-type]
    assert len(people.attributes) == 1_500
