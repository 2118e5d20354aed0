"""What is said of somebody who has fallen, held to every history that begins with that fall.

The policies begin on 1 January, have rules that are due on that day, statuses that hold a grade
down, offences that are counted, and rules upon an offence.
"""

from __future__ import annotations

import datetime
from collections import Counter
from random import Random

import attrs
import pytest

from policylang import loads
from policylang.api import Policy
from policylang.auditor.audit import audit
from policylang.auditor.decisions.process import plain_process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import traps, way_back
from policylang.auditor.properties.followed import worst_offences
from policylang.auditor.question import Question, Unfit
from policylang.auditor.solving.closure import never_again
from policylang.auditor.witnesses.replay import Replayer
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.repairs.trials import Closed, Trials, mark_of
from tests.rooms.auditor.every_history import TooMany, go_through

NEW_YEAR = datetime.date(2018, 1, 1).toordinal()
#: A few days, over which every history is gone through.
SOON = NEW_YEAR + 4
HEAD = (
    'policy fallen {\n  title "F"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)


def inquiry_of(policy: Policy, until: int) -> Inquiry:
    question = Question(NEW_YEAR, until)
    return Inquiry(policy.machine, question, Replayer(policy.machine, (), policy.evaluator))


def fallen_policy(random: Random) -> str:
    """A small policy with an offence or two, of which some leave more behind than a score."""
    pick = random.choice
    gain = pick(["", " when count of slip ever >= 1", " when count of slip ever is 0"] + [""] * 5)
    cap = pick(["", ", at most 1 points per calendar day", ", at most 2 points per calendar year"])
    loss_cap = pick(["", "", ", at most 3 points per calendar year"])
    more = pick(["", "", "", "  begins banned\n"])
    dated = pick(["every year on 1 January", "every month on day 1", "every year on 3 January"])
    upon = pick(["", "", "rule upon {\n  on slip\n  begins banned\n}\n",
                 "rule upon {\n  on slip\n  loses 1\n}\n"])  # fmt: skip
    hold = pick(["", "  no better than low while banned\n"])
    return (
        HEAD
        + f"score credit {{\n  starts at {random.randint(3, 7)}\n  stays within 0 to 8\n}}\n"
        + "status banned {\n}\n"
        + f"action work {{\n  by choice\n  costs 1 USD\n  earns {pick([1, 2])}{gain}{cap}\n}}\n"
        + f"action slip {{\n  by chance\n  loses {pick([1, 2, 3])}{loss_cap}\n{more}}}\n"
        + "action crash {\n  n: number from 1 to 4\n  by chance\n  loses 3 when n is 2\n"
        "  loses 1 otherwise\n}\n"
        + f"rule due {{\n  {dated}\n  {pick(['earns', 'loses'])} {pick([1, 2, 3])}{loss_cap}\n}}\n"
        + upon
        + "grades of credit {\n  top from 5\n  middle from 3\n  low below\n"
        + hold
        + "}\n"
    )


def test_what_is_said_after_a_fall_is_so_of_every_history() -> None:
    seen: Counter[str] = Counter()
    for seed in range(1, 400):
        text = fallen_policy(Random(seed))
        inquiry = inquiry_of(loads(text), SOON)
        machine, grading = inquiry.machine, inquiry.machine.gradings[0]
        try:
            process = plain_process_of(machine, inquiry.question, budgeted=True)
        except Unfit:
            continue
        offences = worst_offences(inquiry, process, only=False)
        seen["skipped"] += bool(offences.skipped)
        try:
            for each in way_back._offences(inquiry, offences):
                every = go_through(machine, NEW_YEAR, SOON, before=[each.row])
                idle = inquiry.replay((), until=NEW_YEAR).result
                assert (each.before, each.row[1]) == (idle.score, each.code)
                climb = way_back._climb(inquiry, process, each)
                rank = way_back._grade(inquiry, each.before)
                assert (climb and climb.until) == every.earliest.get(rank), text
                seen["no way back" if climb is None else "way back"] += 1
            for step in traps._steps(inquiry, process, grading):
                rank = step.rank
                fall = traps._fall(inquiry, offences, grading, rank)
                if fall is None:
                    continue
                every = go_through(machine, NEW_YEAR, SOON, before=fall.rows)
                trap = traps._trap(inquiry, process, grading, step, fall)
                assert (trap is not None) == (rank - 1 not in every.earliest), text
                seen["trap" if trap else "no trap"] += 1
        except TooMany:
            continue
        if min(seen[each] for each in ("trap", "no way back", "skipped")) > 8:
            break
    assert min(seen[each] for each in ("trap", "no trap", "way back", "skipped")) > 8, seen


def test_for_ever_after_a_fall_is_also_so_after_the_next_new_year() -> None:
    proved = 0
    for seed in range(1, 60):
        text = fallen_policy(Random(seed))
        inquiry = inquiry_of(loads(text), SOON)
        try:
            process = plain_process_of(inquiry.machine, inquiry.question, budgeted=True)
        except Unfit:
            continue
        offences, grading = (
            worst_offences(inquiry, process, only=False),
            inquiry.machine.gradings[0],
        )
        for step in traps._steps(inquiry, process, grading):
            rank = step.rank
            fall = traps._fall(inquiry, offences, grading, rank)
            trap = traps._trap(inquiry, process, grading, step, fall)
            if fall is None or trap is None or trap.never is None:
                continue
            every = go_through(inquiry.machine, NEW_YEAR, NEW_YEAR + 368, before=fall.rows)
            assert rank - 1 not in every.earliest, text
            proved += 1
        if proved >= 6:
            return
    raise AssertionError(proved)


# --- one by one ----------------------------------------------------------------------------------

WORK = "action work {\n  by choice\n  costs 1 USD\n  earns 5\n}\n"
SLIP = "action slip {\n  by chance\n  loses 30\n}\n"
GRADES = "grades of credit {\n  A from 40\n  B below\n}\n"
HELD = GRADES.replace("below\n", "below\n  no better than B while banned\n")
BANNED = "status banned {\n}\n"


def score(start: int = 50) -> str:
    return HEAD + f"score credit {{\n  starts at {start}\n  stays within 0 to 200\n}}\n"


def asked(
    text: str,
    name: str,
    *,
    since: str = "2018-01-02",
    days: int = 3 * 365,
    hours: int | None = None,
) -> Answer:
    day = datetime.date.fromisoformat(since).toordinal()
    policy = loads(text)
    question = Question(day, day + days, hours_a_year=hours)
    (answer,) = audit(policy.machine, question, properties=[name]).answers
    return answer


def is_open(answer: Answer) -> bool:
    firm = (Evidence.PROVED, Evidence.PROVED_ALWAYS)
    return answer.verdict is not Verdict.HOLDS and answer.evidence not in firm


def test_what_is_due_on_the_first_day_comes_once() -> None:
    text = (
        score(107)
        + WORK.replace("earns 5", "earns 1, at most 6 per calendar year")
        + SLIP.replace("30", "3")
        + "rule decay {\n  every year on 1 January\n  loses 10\n}\n"
        + GRADES.replace("40", "97")
    )
    # 107 less 10 is 97, less 3 is 94, and three times `work` is 97 again.
    (row,) = asked(text, "way back", since="2018-01-01").table[1:]
    assert row == ("slip", "97 to 94 B", "3.00 USD", "2018-01-01")
    assert asked(text, "traps", since="2018-01-01").verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "text",
    [
        # Counted: only who has slipped can work; only who has not can.
        score() + WORK.replace("earns 5", "earns 5 when count of slip ever >= 1") + SLIP + GRADES,
        score() + WORK.replace("earns 5", "earns 5 when count of slip ever is 0") + SLIP + GRADES,
        # Held down, by the offence itself and by a rule upon it.
        score() + BANNED + WORK + SLIP.replace("30\n", "30\n  begins banned\n") + HELD,
        score() + BANNED + WORK + SLIP + "rule upon {\n  on slip\n  begins banned\n}\n" + HELD,
        # Several dates; a cap that is shared.
        score() + WORK + SLIP.replace("  by", "  moments done, final\n  by").replace(
            "30", "30 on final") + GRADES,
        score() + WORK + SLIP + "action other {\n  by choice\n  loses 1\n  earns 1\n}\n"
        "limit l {\n  covers losses of slip, other\n  at most 60 per calendar year\n}\n" + GRADES,
    ],
)  # fmt: skip
def test_an_offence_that_leaves_more_than_a_score_is_named(text: str) -> None:
    answer = asked(text, "traps")
    assert is_open(answer)
    assert "Not looked at: `slip`" in answer.summary
    assert "slip" in answer.left_out
    claimed = asked(text + "claim c {\n  from B to A within 2 years\n}\n", "claims")
    assert is_open(claimed)
    assert "`slip`" in claimed.summary
    if "banned" in text or "moments" in text:  # a search does follow counts and caps
        assert asked(text, "way back", days=20).verdict is not Verdict.HOLDS


def test_an_offence_by_a_rule_alone_is_looked_at() -> None:
    bare = "action slip {\n  by chance\n}\nrule upon {\n  on slip\n  loses 30\n}\n"
    answer = asked(score() + bare + GRADES, "way back")
    assert [row[1] for row in answer.table[1:]] == ["50 to 20 B"]


def test_the_worst_event_is_found_between_the_ends_of_a_field() -> None:
    middle = SLIP.replace("  by", "  n: number from 1 to 9\n  by").replace("30", "30 when n is 3")
    answer = asked(score() + middle + GRADES, "way back")
    assert [row[1] for row in answer.table[1:]] == ["50 to 20 B"]
    assert answer.verdict is Verdict.BROKEN


def test_more_offences_than_are_searched_are_named() -> None:
    slips = "".join(
        f"action f{n} {{\n  by chance\n  loses {n}\n}}\n" for n in range(1, 15)
    )  # fmt: skip
    refusing = WORK.replace("  earns 5", '  refused when banned "no"\n  earns 1, at most 14 ever')
    answer = asked(score() + BANNED + refusing + slips + GRADES.replace("40", "50"), "way back")
    assert is_open(answer)
    assert answer.left_out == ("`f13`", "`f14`")
    assert "Not looked at: `f13`; `f14`." in answer.summary


def test_another_score_that_is_read_after_a_rank_counts() -> None:
    text = (
        score(20)
        + "score other {\n  starts at 0\n  stays within 0 to 100\n}\n"
        + "action build {\n  by choice\n  earns 10 other\n}\n"
        + "action help {\n  by choice\n"
        "  earns 5 credit when grade of credit is B and other >= 10\n}\n"
        + SLIP.replace("30", "30 credit")
        + GRADES
    )
    for each in (text, text.replace("grade of credit is B and other >= 10",
                                    "other >= 10 and grade of credit is B")):  # fmt: skip
        assert not any("for ever" in f.title for f in asked(each, "traps").findings)
        assert "never" not in "".join(map("".join, asked(each, "traps").table))


@pytest.mark.parametrize(("hours", "named"), [(3 * 3600, True), (0, True), (None, False)])
def test_for_ever_names_the_hours_it_rests_on(hours: int | None, named: bool) -> None:
    # Five points an hour, and seven are lost in a year: three hours a year are 15, less 16.
    text = (
        score()
        + WORK.replace("1 USD", "1 hours")
        + SLIP
        + "rule decay {\n  every year on 1 July\n  loses 16\n}\n"
        + GRADES
    )
    answer = asked(text, "traps", hours=hours)
    told = [f.title for f in answer.findings]
    assert bool(told) == named
    assert all("for ever, with at most" in title for title in told), told


def test_losses_that_are_used_up_prove_nothing_of_later_years() -> None:
    text = (
        score()
        + WORK.replace("earns 5", "earns 1, at most 1 points per calendar year")
        + "rule decay {\n  every year on 1 July\n  loses 10, at most 10 points ever\n}\n"
        + GRADES
    )
    inquiry = inquiry_of(loads(text.replace("starts at 50", "starts at 39")), NEW_YEAR + 300)
    process = plain_process_of(inquiry.machine, inquiry.question)
    assert never_again(process, 0, 45) is None
    once = text.replace("points ever", "points per calendar year").replace("at 50", "at 39")
    inquiry = inquiry_of(loads(once), NEW_YEAR + 300)
    process = plain_process_of(inquiry.machine, inquiry.question)
    assert never_again(process, 0, 45) is not None


def test_a_repair_is_not_proved_by_what_leaves_something_out() -> None:
    # Counting an offence keeps the exact process from following it; it does not close the trap.
    text = score() + SLIP + GRADES
    (finding,) = asked(text, "traps").findings
    counted = text.replace("loses 30", "loses 30 when count of slip ever < 9")
    waited = counted + WORK.replace("earns 5", "earns 5 when count of slip ever >= 9")
    answer = asked(waited, "traps")
    assert answer.left_out == ("slip",)
    mark = mark_of(finding)
    for proof, closed in ((False, Closed.SEARCHED), (True, Closed.UNDECIDED)):
        trials = Trials(None, None, {mark}, proof, 1)  # type: ignore[arg-type]
        assert trials._closed(answer, mark) is closed
        # Also where it is broken by another finding, that was there before.
        broken = attrs.evolve(answer, verdict=Verdict.BROKEN, evidence=Evidence.PROVED)
        assert trials._closed(broken, mark) is closed
        assert trials._closed(attrs.evolve(broken, left_out=()), mark) is Closed.PROVED
