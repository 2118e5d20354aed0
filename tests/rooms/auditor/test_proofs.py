"""Certificates of proofs: true ones are accepted; lies, damage and hostile ones are refused."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.asking import question_of
from policylang.auditor.audit import audit
from policylang.auditor.decisions.effects import State
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import proving
from policylang.auditor.question import Question, Unfit
from policylang.auditor.solving.cycles import best_cycle, potential
from policylang.auditor.solving.forever import endless_of
from policylang.auditor.solving.graph import graph_of
from policylang.auditor.witnesses.certificate import digest_of
from policylang.auditor.witnesses.proofs import form
from policylang.auditor.witnesses.proofs.amounts import every_way
from policylang.auditor.witnesses.proofs.checking import verify_proof
from policylang.auditor.witnesses.proofs.fragment import Relevant
from policylang.auditor.witnesses.proofs.steps import Steps
from policylang.auditor.witnesses.proofs.writing import Stated
from policylang.auditor.witnesses.refusal import Refused
from policylang.auditor.witnesses.replay import Replayer
from policylang.auditor.witnesses.verifying import headline, verify_certificate
from policylang.core.errors import PolicyError
from policylang.model.finding import Answer, AuditReport, Evidence, Verdict
from tests.quality.corpus import SOUND, Sound
from tests.rooms.auditor.small_policies import small_policy

FIRST = datetime.date(2018, 1, 29).toordinal()

_TEXT = (
    'policy proved {\n  title "Proved"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
    "score credit {\n  starts at 0\n  stays within 0 to 10\n}\n"
    "grades of credit {\n  gold from 5\n  plain below\n}\n"
    "perk prize {\n  for gold\n  every year on 1 December\n  pays 30 USD\n}\n"
    "action give {\n  by choice\n  costs 31 USD\n  earns 5, at most 5 points per calendar year\n}\n"
    "action work {\n  time: hours from 0 to 1,000\n  by choice\n  costs time\n"
    "  earns 1 per 4 hours of time, at most 5 points per calendar year\n}\n"
    "rule fade {\n  at the end of every year\n  loses 5\n}\n"
)
POLICY = loads(_TEXT)
_PERK = "perk prize {\n  for gold\n  every year on 1 December\n  pays 30 USD\n}\n"
#: A closed set is not about perks: days on which they are due need not be edges in it.
_UNPERKED = _TEXT.replace(_PERK, "")


def report_of(policy: Policy, *names: str, hour: str = "0", horizon: str = "3 years") -> tuple[
    AuditReport, Question
]:  # fmt: skip
    question = question_of(policy.machine, policy.encoder, horizon=horizon, value_of_hour=hour)
    chosen = {"properties": names} if names else {}
    return audit(policy.machine, question, evaluator=policy.evaluator, **chosen), question


def proofs(policy: Policy, *names: str, **asked: str) -> dict[str, Any]:
    report, question = report_of(policy, *names, **asked)
    found = proving.proofs_of(report, policy.machine, question, policy.evaluator)
    return {about.said: value for about, value in found}


FOREVER: dict[str, Any] = proofs(POLICY, "for ever", hour="2 USD")["for ever"]


def sealed(value: dict[str, Any], **changes: Any) -> bytes:
    """As somebody writes it who knows how digests are made."""
    value = {**value, **changes}
    return json.dumps({**value, "digest": digest_of(value)}).encode()


# --- true ones ---------------------------------------------------------------------------------


def test_a_proof_for_ever_is_true_and_says_what_it_rests_on() -> None:
    claim, *rest = verify_certificate(json.dumps(FOREVER).encode(), POLICY.machine)
    assert claim == (
        "from 2018-01-01 on, up to any day, nobody gains more by what they choose to do than doing "
        "nothing"
    )
    assert "supposed: an hour is worth 2 USD" in rest
    assert not any(line.startswith("taken on trust") for line in rest)
    assert headline((claim, *rest)) == "the certificate is true"
    trusting = (claim, "taken on trust: a theorem")
    assert headline(trusting) == "the certificate is true, if what is taken on trust below is so"


@pytest.mark.parametrize("sound", SOUND, ids=lambda each: each.name)
def test_sound_policies_have_true_proofs(sound: Sound) -> None:
    if sound.name == "a moving window":
        return
    found = proofs(loads(sound.text), "profit", "claims", hour=sound.hour)
    for value in found.values():
        assert isinstance(value, dict), value


def test_proofs_of_small_policies_are_true() -> None:
    seen: Counter[str] = Counter()
    seed = 0
    while seen["for ever"] < 4 or seen["profit"] < 8:
        seed += 1
        try:
            policy = loads(small_policy(Random(seed)))
        except PolicyError:
            continue
        question = Question(FIRST, FIRST + 7)
        report = audit(
            policy.machine,
            question,
            properties=("profit", "for ever"),
            evaluator=policy.evaluator,
        )
        for about, value in proving.proofs_of(report, policy.machine, question, policy.evaluator):
            if isinstance(value, str):
                words = ("moves with the day", "more than scores and caps")
                assert any(each in value for each in words), f"seed {seed}: {value}"
            else:
                seen[about.said] += 1


def closed_set(
    inquiry: Inquiry,
    report: AuditReport,
    grade: int,
    *,
    start: State,
    before: Sequence[tuple[str, Mapping[str, str]]],
) -> dict[str, object]:
    """The certificate that a grade (by place) is never reached, from a state on the first day.

    Args:
        start: the state after the events `before`; nothing is due on the first day.
    """
    machine, question = inquiry.machine, inquiry.question
    graph = graph_of(
        endless_of(machine, question), inquiry.pricing(), baseline=False, merged=False, start=start
    )
    view = graph.endless.process.view
    for layer in graph.layers:
        for state in layer.states:
            view.scores = state
            if view.rank(0) <= grade:
                raise Unfit("the grade can be reached")
    stated = Stated(
        "way back", question.since, None, question.attributes, question.hour,
        baseline=False, sanctions=False, never=machine.gradings[0].grades[grade].name,
        before=before,
    )  # fmt: skip
    tables = [dict.fromkeys(layer.states, 0) for layer in graph.layers]
    return proving.proof_with(stated, report, inquiry, graph, tables)


def test_a_grade_that_is_never_reached_has_a_closed_set() -> None:
    text = _UNPERKED.replace("earns 5,", "earns 2,").replace(
        "at most 5 points per", "at most 2 points per"
    )
    policy = loads(text)
    inquiry = inquiry_of(policy)
    report, _ = report_of(policy, "free points")
    start = inquiry.process.start
    value = closed_set(inquiry, report, 0, start=start, before=())
    claim, *_ = verify_proof(json.dumps(value).encode(), policy.machine)
    assert claim.endswith("nothing that a person chooses brings grade gold")
    with pytest.raises(Refused, match="`copper`"):
        verify_proof(sealed(value, never="copper"), policy.machine)
    with pytest.raises(Refused, match="has grade"):
        verify_proof(sealed(value, never="plain"), policy.machine)
    with pytest.raises(Unfit, match="can be reached"):
        closed_set(inquiry_of(loads(_UNPERKED)), report, 0, start=start, before=())


def test_a_trap_begins_with_what_happened() -> None:
    """After the offence nothing brings gold: 4 points are lost, and only 4 are to be had."""
    text = (
        _UNPERKED.replace("starts at 0", "starts at 4").replace("loses 5", "earns 0")
        .replace("at most 5 points per calendar year", "at most 2 points ever")
        + "action offence {\n  by chance\n  loses 4\n}\n"
    )  # fmt: skip
    policy = loads(text)
    inquiry = inquiry_of(policy)
    report, _ = report_of(policy, "free points")
    start = (0, *inquiry.process.start[1:])
    value = closed_set(inquiry, report, 0, start=start, before=[("offence", {})])
    claim, *rest = verify_proof(json.dumps(value).encode(), policy.machine)
    assert claim.startswith("from 2018-01-01 on, up to any day, nothing")
    assert "supposed: it begins with `offence`" in rest
    with pytest.raises(Refused, match="first day is not in it"):
        verify_proof(sealed(value, before=[]), policy.machine)


def inquiry_of(policy: Policy, first: int = 0) -> Inquiry:
    first = first or datetime.date(2018, 1, 1).toordinal()
    question = Question(first, first + 400)
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


# --- lies --------------------------------------------------------------------------------------


def stages(change: Any) -> list[dict[str, Any]]:
    """The stages of the certificate, changed."""
    found = json.loads(json.dumps(FOREVER["stages"]))
    change(found)
    return found


def test_every_bound_is_needed() -> None:
    """The potential is the least there is: a lower bound anywhere that can be lower is a lie."""
    refused = accepted = 0
    for number, stage in enumerate(FOREVER["stages"]):
        for place, bound in enumerate(stage["bounds"][::9]):

            def lower(found: list[dict[str, Any]], at: int = number, of: int = 9 * place) -> None:
                found[at]["bounds"][of] -= 1

            try:
                verify_proof(sealed(FOREVER, stages=stages(lower)), POLICY.machine)
                accepted += 1
            except Refused:
                refused += 1
            assert bound >= 0
    assert accepted == 0
    assert refused > 9


def test_every_state_is_needed_but_those_that_nothing_leads_to() -> None:
    def drop(found: list[dict[str, Any]]) -> None:
        del found[1]["states"][0], found[1]["bounds"][0]

    with pytest.raises(Refused, match="out of its states"):
        verify_proof(sealed(FOREVER, stages=stages(drop)), POLICY.machine)


@pytest.mark.parametrize(
    ("old", "new"),
    [("31 USD", "29 USD"), ("pays 30 USD", "pays 32 USD"), ("loses 5\n", "loses 4\n"),
     ("starts at 0", "starts at 4"), ("1 per 4 hours", "1 per 2 hours")],
)  # fmt: skip
def test_the_proof_of_a_sound_policy_is_none_of_a_flawed_one(old: str, new: str) -> None:
    other = loads(_TEXT.replace(old, new))
    with pytest.raises(Refused, match="another text"):
        verify_proof(json.dumps(FOREVER).encode(), other.machine)
    with pytest.raises(Refused):
        verify_proof(sealed(FOREVER, fingerprint=other.machine.header.fingerprint), other.machine)


def test_no_table_proves_what_is_not_so() -> None:
    """Where a profit is possible, a table with a first bound of nothing is refused."""
    tried = 0
    for seed in range(1, 800):
        try:
            policy = loads(small_policy(Random(seed)))
            inquiry = inquiry_of(policy, FIRST)
            endless = endless_of(policy.machine, inquiry.question)
            graph = graph_of(endless, inquiry.pricing(), merged=False)
        except (PolicyError, Unfit):
            continue
        cycle = best_cycle(graph)
        if cycle is not None and cycle.gain > 0:
            bounds = [[0] * len(layer.states) for layer in graph.layers]
        else:
            bounds = potential(graph)
        most = max(bounds[0][0] + graph.begun, 0)
        if not most and not (cycle is not None and cycle.gain > 0):
            continue
        report, question = report_of(policy, "free points")
        for least in (-(10**30), 0):
            tables = [
                {s: max(b - most, least) for s, b in zip(layer.states, of, strict=True)}
                for layer, of in zip(graph.layers, bounds, strict=True)
            ]
            stated = Stated("for ever", FIRST, None, (), question.hour)
            value = proving.proof_with(stated, report, inquiry, graph, tables)
            with pytest.raises(Refused):
                verify_proof(json.dumps(value).encode(), policy.machine)
        tried += 1
        if tried == 12:
            return
    raise AssertionError


def test_a_list_of_amounts_is_a_hint_and_no_more() -> None:
    """A table that is closed only because its list has a cent and nothing else proves nothing."""
    few = sealed(FOREVER, ways={"work": [[1]]})
    assert headline(verify_proof(few, POLICY.machine)) == "the certificate is true"
    for other in (
        _TEXT,
        _TEXT.replace("pays 30 USD", "pays 300 USD"),
        _TEXT.replace("earns 5, at", "earns 0, at"),
    ):
        policy = loads(other)
        stages = [{**each, "states": [[0, 0, 0]], "bounds": [0]} for each in FOREVER["stages"]]
        forged = sealed(
            FOREVER,
            ways={"work": [[1]]},
            stages=stages,
            fingerprint=policy.machine.header.fingerprint,
        )
        with pytest.raises(Refused, match="out of its states"):
            verify_proof(forged, policy.machine)


@pytest.mark.parametrize(
    "rule",
    [
        "earns 1 per 3 hours of time",
        "earns 1 per started 7 hours of time, at most 4 points per calendar year",
        "earns 2 when time >= 250 hours\n  earns 1 otherwise when time >= 17 hours",
        "earns 3 when time < 20 hours and credit <= 4\n  loses 1 when time > 299 hours",
        "earns (1 when time is 31 hours otherwise 0) + (2 when credit > 3 otherwise 1)",
        "earns level of time, at most 2 times per calendar year",
    ],
)
@pytest.mark.parametrize("hint", [[(0,)], [(60 * 17,)], [(1,), (60 * 250,), (60 * 300,)]])
def test_the_ways_that_are_tried_stand_for_every_amount(
    rule: str, hint: list[tuple[int, ...]]
) -> None:
    text = _TEXT.partition("action work")[0] + (
        "action work {\n  time: hours from 0 to 300\n  by choice\n  costs time\n"
        f"  {rule}\n}}\n"
        "table level {\n  by time: hours from 0 to 300\n  0 hours to 9 hours: 0 points\n"
        "  10 hours to 99 hours: 3 points\n  otherwise: 1 points\n}\n"
    )
    policy = loads(text)
    machine = policy.machine
    of = Relevant((1,), (), (), machine.caps, frozenset())
    proof = form.read_proof(
        sealed(FOREVER, caps=[cap.slot for cap in machine.caps], tops=[None], stages=[
            {**each, "states": [[0] * (1 + len(machine.caps))], "bounds": [0]}
            for each in FOREVER["stages"]
        ])
    )  # fmt: skip
    action = machine.actions[1]
    steps = Steps(proof, machine, (), of)
    ways = [steps._way(1, each) for each in every_way(proof, machine, (), action, hint)]
    low, high = action.fields[0].domain.low, action.fields[0].domain.high
    amounts = [steps._way(1, (value,)) for value in range(low, high + 1, (high - low) // 300)]
    counted = [0] * len(machine.caps)
    for score in range(11):
        state = (score, *counted)
        least: dict[tuple[int, ...], int] = {}
        for way in ways:
            after = steps._event(FIRST, state, way)
            least[after] = min(least.get(after, way.price), way.price)
        for way in amounts:
            assert least[steps._event(FIRST, state, way)] <= way.price


@pytest.mark.parametrize(
    "change",
    [
        {"hour": "0/1"},
        {"hour": "1/0"},
        {"assumed": "a file"},
        {"hour": "-1"},
        {"hour": "1" * 50},
        {"since": "2018-01-02"},
        {"since": "2017-01-01"},
        {"since": "never"},
        {"until": "2030-12-31"},
        {"loop": None},
        {"loop": 0},
        {"loop": 99},
        {"loop": True},
        {"loop": 1},
        {"ways": {}},
        {"ways": {"work": [[-1]]}},
        {"ways": {"work": [[10**15]]}},
        {"ways": {"work": [[1, 2]]}},
        {"ways": {"work": "all"}},
        {"ways": {"work": [[True]]}},
        {"left out": ["give"]},
        {"left out": ["fly"]},
        {"left out": [1]},
        {"caps": []},
        {"caps": [0, 1, 2]},
        {"caps": [1, 0]},
        {"caps": [0, 0]},
        {"tops": []},
        {"tops": [4]},
        {"tops": [None, None]},
        {"baseline": False},
        {"before": [{"action": "work", "fields": {"time": "20 hours"}}]},
        {"before": [{"action": "fly", "fields": {}}]},
        {"before": [1]},
        {"never": "gold"},
        {"method": "closed set", "never": "gold"},
        {"method": "faith"},
        {"person": {"nobody": "1"}},
        {"stages": []},
        {"stages": [1]},
        {"stages": FOREVER["stages"][:-1]},
        {"stages": FOREVER["stages"][1:]},
        {"stages": [*FOREVER["stages"], *FOREVER["stages"]]},
        {"stages": [{**FOREVER["stages"][0], "states": [["0"]], "bounds": [0]}]},
        {"stages": [{**FOREVER["stages"][0], "states": [[0, 0, 0]], "bounds": [0.5]}]},
        {"stages": [{**FOREVER["stages"][0], "states": [[0, 0, 0]] * 2, "bounds": [0, 0]}]},
        {"stages": FOREVER["stages"] * (form.MOST_STAGES // 3)},
        {"version": 1},
        {"kind": "diploma"},
    ],
    ids=range(49),
)  # fmt: skip
def test_a_changed_certificate_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        verify_proof(sealed(FOREVER, **change), POLICY.machine)


def test_an_altered_one_is_noticed_by_its_digest() -> None:
    with pytest.raises(Refused, match="altered"):
        verify_proof(json.dumps({**FOREVER, "property": "all is well"}).encode(), POLICY.machine)


def test_damaged_ones_are_refused() -> None:
    whole = json.dumps(FOREVER).encode()
    for data in (
        b"", b"\xff" + whole, b"[" * 200_000, whole[: len(whole) // 2], whole[:-1],
        b" " * (form.MOST_BYTES + 1), b"9" * 200_000, b"{}", whole.replace(b"[0, ", b"[1e400, "),
        whole.replace(b"[0, ", b"[NaN, "), whole.replace(b"[0, ", b"[" + b"9" * 5000 + b", "),
    ):  # fmt: skip
        with pytest.raises(Refused):
            verify_proof(data, POLICY.machine)
    mark = b'"policylang certificate of a proof"'
    with pytest.raises(Refused):
        verify_certificate(mark + b"[" * 100_000, POLICY.machine)


def test_a_check_that_would_take_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policylang.auditor.witnesses.proofs.checking.MOST_STEPS", 10)
    with pytest.raises(Refused, match="more than 10"):
        verify_proof(json.dumps(FOREVER).encode(), POLICY.machine)
    monkeypatch.setattr(form, "MOST_STATES", 5)
    with pytest.raises(Refused, match="states"):
        verify_proof(json.dumps(FOREVER).encode(), POLICY.machine)


def test_a_policy_beyond_the_check_is_named() -> None:
    for text in (
        _TEXT.replace("per calendar year\n}\naction work", "in any 30 days\n}\naction work"),
        _TEXT.replace("costs 31 USD", "costs 31 USD\n  earns 1 when count of give ever >= 2"),
    ):
        other = loads(text)
        with pytest.raises(Refused, match="more than this check can follow"):
            verify_proof(
                sealed(FOREVER, fingerprint=other.machine.header.fingerprint), other.machine
            )


def test_an_answer_that_does_not_hold_has_no_proof() -> None:
    answer = Answer("for ever", Verdict.BROKEN, Evidence.PROVED_ALWAYS, "")
    report, _ = report_of(POLICY, "free points")
    assert proving.proof_of(answer, report, inquiry_of(POLICY)) is None


@pytest.mark.parametrize(
    "person", [{"loan": [1]}, {"loan": {}}, {"loan": "-1 USD"}, {"loan": "9.99.9"}]
)
def test_a_person_that_cannot_be_is_refused(person: dict[str, Any]) -> None:
    other = loads("person {\n  loan: money from 0 USD to 9 USD = 0 USD\n}\n" + _TEXT)
    value = sealed(FOREVER, person=person, fingerprint=other.machine.header.fingerprint)
    with pytest.raises(Refused, match="does not fit"):
        verify_proof(value, other.machine)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-31", "9998-01-01"])
def test_days_at_the_ends_of_the_calendar_are_refused(day: str) -> None:
    other = loads(_TEXT.replace("  in force from 2018-01-01\n", ""))
    table = {**FOREVER["stages"][0], "first": day, "last": day}
    for changes in ({"loop": 0}, {"loop": None}, {"loop": None, "until": day}):
        value = sealed(
            FOREVER,
            since=day,
            stages=[table],
            fingerprint=other.machine.header.fingerprint,
            **changes,
        )
        with pytest.raises(Refused, match="far away"):
            verify_proof(value, other.machine)


def year_in_one() -> list[dict[str, Any]]:
    """The first two stages as one: the day of the prize is inside it."""
    first, second, *rest = FOREVER["stages"]
    return [{**first, "last": second["last"]}, *rest]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"left out": ["give"]}, "may be worth doing"),
        ({"tops": [4]}, "may differ"),
        ({"tops": [5]}, "may differ"),
        ({"stages": year_in_one()}, "comes due inside"),
        ({"loop": len(FOREVER["stages"]) - 1}, "do not repeat by the calendar"),
    ],
)
def test_each_condition_is_looked_at(change: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        verify_proof(sealed(FOREVER, **change), POLICY.machine)


def test_a_limit_that_begins_anew_inside_a_stage_is_noticed() -> None:
    head, _, rest = _TEXT.partition("perk prize")
    other = loads(head + "action" + rest.partition("action")[2].partition("rule fade")[0])
    value = sealed(
        FOREVER,
        fingerprint=other.machine.header.fingerprint,
        stages=[{**FOREVER["stages"][0], "last": "2019-06-30"}],
        loop=0,
    )
    with pytest.raises(Refused, match="begins anew inside"):
        verify_proof(value, other.machine)


def test_a_gain_that_is_taken_back_the_next_day_is_a_gain() -> None:
    """Whoever stops on 31 December keeps the prize: no table may forget that."""
    text = _TEXT.replace("every year on 1 December", "at the end of every year").replace(
        "31 USD", "10 USD"
    )
    text = text.replace("loses 5", "earns 0")
    policy = loads(
        text + "sanction tax {\n  for gold\n  every year on 1 January\n  costs 90 USD\n}\n"
    )
    inquiry = inquiry_of(policy)
    endless = endless_of(policy.machine, inquiry.question)
    graph = graph_of(endless, inquiry.pricing(), merged=False)
    assert graph.begun + potential(graph)[0][0] > 0
    report, _ = report_of(policy, "free points")
    bounds = [[0] * len(layer.states) for layer in graph.layers]
    tables = [
        dict(zip(layer.states, of, strict=True))
        for layer, of in zip(graph.layers, bounds, strict=True)
    ]
    stated = Stated("for ever", inquiry.question.since, None, (), inquiry.question.hour)
    value = proving.proof_with(stated, report, inquiry, graph, tables)
    with pytest.raises(Refused, match=r"brings more than its bound$"):
        verify_proof(json.dumps(value).encode(), policy.machine)
