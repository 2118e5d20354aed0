"""What is said of somebody who has fallen, held to every history that begins with that fall.

The policies begin on 1 January, have rules that are due on that day, statuses that hold a grade
down or bar from what earns, limits that count net, offences that are counted, points that come
back, and rules upon an offence.
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
from policylang.auditor.decisions import fallen, life
from policylang.auditor.decisions.lived import Lived
from policylang.auditor.decisions.process import plain_process_of
from policylang.auditor.inquiry import Inquiry
from policylang.auditor.properties import way_back
from policylang.auditor.properties.falling.ground import Ground
from policylang.auditor.properties.falling.offences import falls, worst_offences
from policylang.auditor.properties.traps.answer import shortest, trap_of
from policylang.auditor.question import Question
from policylang.auditor.solving.closure import never_again
from policylang.auditor.witnesses.replay import Disagreement, Replayer
from policylang.model.finding import Answer, Evidence, Verdict
from policylang.repairs.reaudits import Closed, Reaudits, mark_of
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
    lots = random.random() < 0.2
    gain = pick(["", " when count of slip ever >= 1", " when count of slip ever is 0",
                 " when not banned", *[""] * 4])  # fmt: skip
    cap = pick(["", ", at most 1 points per calendar day", ", at most 2 points per calendar year"])
    loss_cap = pick(["", "", ", at most 3 points per calendar year"])
    banned = pick([f"for {pick([1, 2, 3, 30])} days", "until 2018-01-03", ""])
    more = pick(["", "", f"  begins banned {banned}\n"])
    back = f", comes back after {pick([2, 3])} days" if lots and not loss_cap else ""
    refused = pick(["", "", "", '  refused when banned "no"\n', '  refused when credit < 2 "no"\n'])
    dated = pick(["every year on 1 January", "every month on day 1", "every year on 3 January",
                  "at the end of every day", "after 2 days without slip"])  # fmt: skip
    upon = pick(["", "", f"rule upon {{\n  on slip\n  begins banned {banned}\n}}\n",
                 "rule upon {\n  on slip\n  loses 1\n}\n",
                 f"rule upon {{\n  when credit falls to 0\n  begins banned {banned}\n}}\n",
                 "rule upon {\n  on the end of banned\n  earns 1\n}\n"])  # fmt: skip
    hold = pick(["", "  no better than low while banned\n"])
    net = "limit net {\n  covers gains and losses of work, slip\n  at most 2 per calendar year\n}\n"
    due_cap = "" if "end of every" in dated else loss_cap
    return (
        HEAD
        + f"score credit {{\n  starts at {random.randint(3, 7)}\n  stays within 0 to 8\n"
        + ("  keeps lots\n" if lots else "")
        + "}\nstatus banned {\n}\n"
        + f"action work {{\n  by choice\n  costs 1 USD\n{refused}"
        + f"  earns {pick([1, 2])}{gain}{cap}\n}}\n"
        + f"action slip {{\n  by chance\n  loses {pick([1, 2, 3])}{loss_cap}{back}\n{more}}}\n"
        + "action crash {\n  n: number from 1 to 4\n  by chance\n  loses 3 when n is 2\n"
        f"  {pick(['loses 1 otherwise', 'begins banned for 2 days when n is 3'])}\n}}\n"
        + f"rule due {{\n  {dated}\n  {pick(['earns', 'loses'])} {pick([1, 2])}{due_cap}\n}}\n"
        + (net if random.random() < 0.15 else "")
        + upon
        + "grades of credit {\n  top from 5\n  middle from 3\n  low below\n"
        + hold
        + "}\n"
    )


def said_and_so(text: str, seen: Counter[str]) -> list[tuple[str, object, object]]:
    """What is said of each fall, and what every history says, each with what it is about.

    Raises:
        TooMany: there are more than are gone through.
    """
    inquiry = inquiry_of(loads(text), SOON)
    machine = inquiry.machine
    found: list[tuple[str, object, object]] = []
    idle = inquiry.replay((), until=NEW_YEAR).result
    ground = Ground(inquiry, {0: idle.score})
    offences = worst_offences(ground, only=False)
    seen["skipped"] += bool(offences.skipped)
    for each in worst_offences(ground, only=True).followed:
        offence = way_back._offence(inquiry, each.row)
        if not offence.fallen:
            continue
        climb = way_back._climb(ground, offence)
        every = go_through(machine, NEW_YEAR, SOON, before=[each.row])
        assert offence.ranks is not None
        found.append(
            (f"way back {each.row}", climb and climb.until, every.earliest.get(offence.ranks[0]))
        )
        seen["no way back" if climb is None else "way back"] += 1
    every_fall = [fall for worst in offences.followed for fall in falls(ground, worst)]
    for rank in (1, 2):
        if rank <= ground.rank(ground.process, 0):
            continue
        for fall in shortest(ground, every_fall, 0, rank):
            every = go_through(machine, NEW_YEAR, SOON, before=fall.rows)
            trap = trap_of(ground, 0, rank, None, fall)
            told = f"trap {rank} {fall.rows}"
            found.append((told, trap is not None, rank - 1 not in every.earliest))
            seen["trap" if trap else "no trap"] += 1
            seen["lived"] += isinstance(fall.process, Lived)
            seen["banned"] += isinstance(fall.process, Lived) and bool(fall.process.start[2])
            seen["lots"] += "keeps lots" in text
            seen["net"] += "limit net" in text
    return found


def test_what_is_said_after_a_fall_is_so_of_every_history() -> None:
    seen: Counter[str] = Counter()
    kinds = ("trap", "no trap", "way back", "no way back", "lived", "banned", "lots", "net")
    for seed in range(1, 1000):
        text = fallen_policy(Random(seed))
        try:
            for what, said, so in said_and_so(text, seen):
                assert said == so, f"{seed} {what}\n{text}"
        except TooMany:
            continue
        if min(seen[each] for each in kinds) > 12:
            break
    assert min(seen[each] for each in kinds) > 12, seen
    assert not seen["skipped"]


@pytest.mark.parametrize("broken", ["ends", "cut", "kept"])
def test_what_a_fall_leaves_behind_is_not_forgotten(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the day on which a status ends, or without the status, some answer is wrong."""
    if broken == "ends":
        monkeypatch.setattr(fallen, "_ends", lambda _: ())
    elif broken == "cut":
        monkeypatch.setattr(fallen, "_cut", lambda stages, _: (stages[0], *stages[2:]))
    else:
        taken = life.Life.taken
        monkeypatch.setattr(
            life.Life, "taken", lambda self: (*taken(self)[:2], (), *taken(self)[3:])
        )
    for seed in range(1, 400):
        text = fallen_policy(Random(seed))
        try:
            if any(said != so for _, said, so in said_and_so(text, Counter())):
                return
        except Disagreement:  # a replay has noticed
            return
        except TooMany:
            continue
    raise AssertionError(broken)


def test_for_ever_after_a_fall_is_also_so_after_the_next_new_year() -> None:
    proved = 0
    for seed in range(1, 400):
        text = fallen_policy(Random(seed))
        if 'banned"' in text or "keeps lots" in text or "without slip" in text:
            continue  # nothing is said for ever of these by the form of the rules
        inquiry = inquiry_of(loads(text), SOON)
        ground = Ground(inquiry)
        offences = worst_offences(ground, only=False)
        every_fall = [fall for worst in offences.followed for fall in falls(ground, worst)]
        for rank in (1, 2):
            if rank <= ground.rank(ground.process, 0):
                continue
            for fall in shortest(ground, every_fall, 0, rank):
                trap = trap_of(ground, 0, rank, None, fall)
                if trap is None or trap.never is None:
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


NO_WORK = WORK.replace("  earns 5", '  refused when banned "no"\n  earns 5')
DATED = SLIP.replace("  by", "  moments done, final\n  by").replace("30", "30 on final")


@pytest.mark.parametrize(
    ("text", "trapped"),
    [
        # Counted: only who has slipped can work; only who has not can.
        (WORK.replace("earns 5", "earns 5 when count of slip ever >= 1") + SLIP + GRADES, False),
        (WORK.replace("earns 5", "earns 5 when count of slip ever is 0") + SLIP + GRADES, True),
        # Held down, by the offence itself and by a rule upon it; for a time.
        (BANNED + WORK + SLIP.replace("30\n", "30\n  begins banned\n") + HELD, True),
        (BANNED + WORK + SLIP + "rule upon {\n  on slip\n  begins banned\n}\n" + HELD, True),
        (BANNED + WORK + SLIP.replace("30\n", "30\n  begins banned for 60 days\n") + HELD, False),
        # Barred from what would make up for it.
        (BANNED + NO_WORK + SLIP.replace("30\n", "30\n  begins banned\n") + GRADES, True),
        (BANNED + NO_WORK + SLIP.replace("30\n", "30\n  begins banned for 9 days\n") + GRADES,
         False),
        # A cap that is shared, and one that counts net.
        (WORK + SLIP + "action other {\n  by choice\n  loses 1\n  earns 1\n}\n"
         "limit l {\n  covers losses of slip, other\n  at most 60 per calendar year\n}\n" + GRADES,
         False),
        (WORK + SLIP + "limit l {\n  covers gains and losses of slip, work\n"
         "  at most 0 per calendar year\n}\n" + GRADES, False),
        (WORK + SLIP + "limit l {\n  covers gains and losses of work\n"
         "  at most 4 ever\n}\n" + GRADES, True),
    ],
)  # fmt: skip
def test_an_offence_that_leaves_more_than_a_score_is_followed(text: str, trapped: bool) -> None:
    answer = asked(score() + text, "traps", days=200)
    assert answer.verdict is (Verdict.BROKEN if trapped else Verdict.HOLDS)
    assert answer.evidence in (Evidence.PROVED, Evidence.PROVED_ALWAYS)
    claimed = asked(score() + text + "claim c {\n  from B to A within 3 months\n}\n", "claims")
    if (
        "nobody was found to fall" not in claimed.summary
    ):  # who begins there has no way, who falls has
        assert claimed.verdict is (Verdict.BROKEN if trapped else Verdict.HOLDS), claimed.summary
    back = asked(score() + text, "way back", days=200)
    assert back.verdict is (Verdict.BROKEN if trapped else Verdict.HOLDS)


def test_an_offence_with_several_dates_is_named() -> None:
    answer = asked(score() + WORK + DATED + GRADES, "traps")
    assert is_open(answer)
    assert "Not looked at: `slip`" in answer.summary
    assert "slip" in answer.left_out
    text = score() + WORK + DATED + GRADES
    claimed = asked(text + "claim c {\n  from B to A within 2 years\n}\n", "claims")
    assert is_open(claimed)
    assert "`slip`" in claimed.summary
    assert asked(text, "way back", days=20).verdict is not Verdict.HOLDS


def test_an_event_that_begins_what_nobody_asks_for_is_no_offence() -> None:
    text = score() + BANNED + WORK + "action leave {\n  by choice\n  begins banned\n}\n" + GRADES
    assert not asked(text, "way back").table
    assert asked(text, "traps").verdict is Verdict.HOLDS


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
    dated = SLIP.replace("  by", "  moments done, final\n  by")
    slips = "".join(
        dated.replace("slip", f"f{n}").replace("loses 30", f"loses {n} on done")
        for n in range(1, 15)
    )
    text = score() + WORK.replace("5", "1, at most 14 ever") + slips + GRADES.replace("40", "50")
    answer = asked(text, "way back", days=20)
    assert is_open(answer)
    assert "Not looked at: " in answer.summary
    assert {"`f13`", "`f14`"} <= set(answer.left_out)


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
    # A second date keeps the exact process from following an offence; it does not close the trap.
    text = score() + SLIP + GRADES
    (finding,) = asked(text, "traps").findings
    waited = score() + WORK + DATED + GRADES
    answer = asked(waited, "traps")
    assert answer.left_out == ("slip",)
    mark = mark_of(finding)
    for proof, closed in ((False, Closed.SEARCHED), (True, Closed.UNDECIDED)):
        trials = Reaudits(None, None, {mark}, proof, 1)  # type: ignore[arg-type]
        assert trials._closed(answer, mark) is closed
        # Also where it is broken by another finding, that was there before.
        broken = attrs.evolve(answer, verdict=Verdict.BROKEN, evidence=Evidence.PROVED)
        assert trials._closed(broken, mark) is closed
        assert trials._closed(attrs.evolve(broken, left_out=()), mark) is Closed.PROVED
