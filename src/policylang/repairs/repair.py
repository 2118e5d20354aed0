"""The least change of each place that closes a finding.

From mild to harsh the first edit that closes is looked for: first in growing steps, then by halves.
That it closes is audited, never assumed; that nothing milder does is so wherever a harsher edit of
a place closes whatever a milder one does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from policylang.auditor.audit import NAMES
from policylang.auditor.question import Question
from policylang.model.finding import AuditReport, Evidence, Finding
from policylang.model.repairs import Edit, Mark, Repair, Repaired, Way
from policylang.repairs.burden import Histories
from policylang.repairs.draft import Draft
from policylang.repairs.reaudits import WATCHED, Closed, Reaudits, mark_of
from policylang.repairs.sites import Site, sites_of

#: Audits that are made at most, where the caller does not say.
MOST_TRIALS: Final = 400
#: How an answer stands that may only be repaired with a proof.
PROOFS: Final = (Evidence.PROVED, Evidence.PROVED_ALWAYS)
#: Repairs of a finding that are audited whole and shown.
_SHOWN: Final = 6


@attrs.frozen
class _Closing:
    site: Site
    edit: Edit
    share: int
    proved: bool


def repair(
    draft: Draft,
    question: Question,
    finding: Finding,
    report: AuditReport,
    *,
    histories: Histories | None = None,
    most: int = MOST_TRIALS,
    tell: Callable[[int], None] = lambda _: None,
) -> Repaired:
    """The smallest changes that close a finding, each audited once more.

    Args:
        report: a whole audit of the policy as it stands, with this finding.
        histories: people whose burden is worked out for each repair.
        most: audits to make.
        tell: is called with the number of each audit before it is made.
    """
    marks = {mark_of(each) for each in report.findings}
    answer = next(each for each in report.answers if finding in each.findings)
    trials = Reaudits(draft, question, marks, answer.evidence in PROOFS, most, tell)
    closing = []
    for site in sites_of(draft, finding):
        if trials.spent:
            break
        step = _least(site, trials, finding)
        if step is not None:
            edit = site.edit(step)
            proved = trials.closed(finding, edit) is Closed.PROVED
            closing.append(_Closing(site, edit, site.share(step), proved))
    unfinished = trials.spent
    closing.sort(key=lambda each: (each.share, list(Way).index(each.site.way)))
    watched = {mark for mark in marks if mark[0] in WATCHED or mark[0] not in NAMES}
    repairs = [_whole(each, draft, trials, watched, histories) for each in closing[:_SHOWN]]
    repairs.sort(key=_weight)
    return Repaired(finding, tuple(repairs), trials.done, unfinished)


def apply(draft: Draft, repair: Repair) -> str:
    """The text of the policy with a repair made."""
    return draft.with_edit(repair.edit).source.text


def _weight(repair: Repair) -> tuple[int, int, int]:
    """What is proved and opens nothing comes first, then what burdens few, then what is small."""
    return (
        len(repair.opens) + (not repair.proved),
        0 if repair.burden is None else repair.burden.worse,
        repair.share,
    )


def _least(site: Site, trials: Reaudits, finding: Finding) -> int | None:
    """The mildest edit of a place that closes a finding, or None.

    A place is given up as soon as an audit there cannot decide: the next would be as slow.
    """

    def closed(step: int) -> Closed | None:
        return trials.closed(finding, site.edit(step))

    def closes(step: int) -> bool:
        return closed(step) in (Closed.SEARCHED, Closed.PROVED)

    before, step = -1, 0
    while not trials.spent:
        match closed(step):
            case Closed.SEARCHED | Closed.PROVED:
                return _first(before, step, closes, trials)
            case None:  # too harsh to be a policy: the harshest that is one is the last hope
                last = _first(before, step, lambda each: closed(each) is None, trials) - 1
                if last <= before or not closes(last):
                    return None
                return _first(before, last, closes, trials)
            case Closed.UNDECIDED:
                return None
        if step == site.steps - 1:
            return None
        before, step = step, min(2 * step + 1, site.steps - 1)
    return None


def _first(low: int, high: int, holds: Callable[[int], bool], trials: Reaudits) -> int:
    """The first number above `low` for which something holds, as it does for `high`."""
    while high - low > 1 and not trials.spent:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _whole(
    closing: _Closing,
    draft: Draft,
    trials: Reaudits,
    known: set[Mark],
    histories: Histories | None,
) -> Repair:
    """A closing edit with what else it does."""
    after = trials.findings_after(closing.edit)
    assert after is not None
    changed = draft.with_edit(closing.edit)
    line = draft.source.place(closing.edit.start)[0]
    return Repair(
        way=closing.site.way,
        line=line,
        before=draft.source.line(line).strip(),
        after=changed.source.line(line).strip(),
        edit=closing.edit,
        share=closing.share,
        proved=closing.proved,
        opens=frozenset(after - known),
        also_closes=frozenset(known - after),
        burden=None if histories is None else histories.burden_of(changed.machine),
    )
