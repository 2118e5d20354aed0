"""What the form of the rules says of harm is so: of a policy that harms nobody, and of spirals."""

from __future__ import annotations

from random import Random

import pytest

from policylang import loads
from policylang.auditor.decisions.readings import View
from policylang.auditor.deeds.harm import harms_nobody
from policylang.auditor.deeds.valued import good_ways
from policylang.auditor.properties import spirals
from policylang.auditor.properties.small_histories import SmallHistories
from policylang.core.errors import PolicyError
from policylang.model.finding import Evidence, Verdict
from policylang.model.machine import Machine
from tests.rooms.auditor.small_policies import small_policy
from tests.rooms.auditor.small_schemes import small_scheme
from tests.rooms.auditor.test_every_history import FIRST, LAST, inquiry_of

HEAD = (
    'policy club {\n  title "Club"\n  currency USD\n  timezone "UTC"\n'
    "  in force from 2018-01-01\n}\n"
)
PLAIN = (
    HEAD + "score credit { starts at 0 stays within 0 to 9 }\n"
    "action browse { by choice }\n"
    "action give { by choice costs 5 USD earns 1 credit when credit < 5 }\n"
    "grades of credit { gold from 6 plain below }\n"
)
SUFFERED = "sanction fee { %s costs 5 USD }\n"


def harmless(machine: Machine) -> bool:
    return harms_nobody(machine, good_ways(machine, ()), View(machine, ()))


@pytest.mark.parametrize(
    "more",
    [
        "",
        "action help { by authority earns 1, at most 3 points ever, expires after 9 days }\n",
        "rule fade { every year on 1 December loses 1 credit }\n",
        "rule more { after every 6 months without give earns 1 }\n",
        SUFFERED % "for plain every month on day 1",
    ],
)
def test_where_nothing_takes_there_is_nothing_to_make_up_for(more: str) -> None:
    text = PLAIN.replace("0 to 9 }", "0 to 9 keeps lots }") if "expires" in more else PLAIN
    policy = loads(text + more)
    assert harmless(policy.machine)
    answer = spirals.answer(inquiry_of(policy))
    assert (answer.verdict, answer.evidence) == (Verdict.HOLDS, Evidence.PROVED_ALWAYS)
    assert answer.summary.startswith("No event takes points away")


@pytest.mark.parametrize(
    "more",
    [
        "action sin { by chance loses 1 credit }\n",
        "action sin { by chance begins banned }\nstatus banned {}\n",
        "action sin { by chance drops credit to grade plain }\n",
        "rule fade { on browse loses 1 credit }\n",
        "rule fade { after every 6 months without give loses 1 credit }\n",
        "rule fade { when credit reaches 3 loses 1 credit }\n",
        "rule fade { every month on day 1 loses 1 when count of browse ever >= 1 }\n",
        SUFFERED % "on browse",
        SUFFERED % "for gold every month on day 1",
        SUFFERED % "when count of browse ever >= 2 every month on day 1",
        "score other { starts at 0 }\naction sin { by chance earns 1 other }\n"
        + SUFFERED % "when other >= 1 every month on day 1",
        (
            "score total { is credit - other stays within 0 to 9 }\nscore other { starts at 0 }\n"
            "grades of total { good from 1 bad below }\naction sin { by chance earns 1 other }\n"
        ),
    ],
)
def test_where_something_may_take_nothing_is_said_by_form(more: str) -> None:
    policy = loads(PLAIN + more)
    assert not harmless(policy.machine)
    assert "No event takes" not in spirals.answer(inquiry_of(policy)).summary


def test_an_event_of_a_policy_that_harms_nobody_never_takes_anything() -> None:
    tried = 0
    for seed in range(4_000):
        text = small_policy(Random(seed)) if seed % 2 else small_scheme(seed)[0]
        try:
            policy = loads(text)
        except PolicyError:
            continue
        if not harmless(policy.machine):
            continue
        random, trials = Random(seed), SmallHistories(inquiry_of(policy))
        events = [*trials.events(chosen=False)]
        rows = sorted(random.choice(events).on(random.randint(FIRST, LAST)) for _ in range(6))
        for number in range(len(rows)):
            day = rows[number][0]
            before, after = (trials.result(rows[: number + n], day) for n in (0, 1))
            if before is None or after is None:
                break
            assert all(b <= a for b, a in zip(before.scores, after.scores, strict=True)), text
            assert trials.worth(before) <= trials.worth(after), text
            tried += 1
    assert tried >= 200
