"""A changed policy, checked and audited once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final

import attrs

from policylang.auditor.audit import CLAIMS, NAMES, audit
from policylang.auditor.properties import forever
from policylang.auditor.question import Question
from policylang.compiler import Evaluator
from policylang.core.errors import PolicyLangError
from policylang.model.cause import actions_of
from policylang.model.finding import Answer, AuditReport, Evidence, Finding, Verdict
from policylang.model.repairs import Edit, Mark
from policylang.repairs.draft import Draft

#: What a whole audit asks of a repair. `for ever` shows one history of many, the quickest: where
#: that is closed another comes in its place, which was there before.
WATCHED: Final = tuple(name for name in NAMES if name != forever.NAME)


#: Memory that an audit of one edit may take: what is not decided by then is given up.
_QUICK: Final = 64 * 2**20


class Closed(IntEnum):
    """Whether a finding is gone, from weak to strong."""

    #: The audit does not decide it: a proof is asked for, and there is none.
    UNDECIDED = -1
    NOT = 0
    #: A bounded search does not find it any more.
    SEARCHED = 1
    PROVED = 2


def mark_of(finding: Finding) -> Mark:
    """What makes a finding the same in two versions of a policy."""
    return finding.property, frozenset(actions_of(finding))


@attrs.define
class Reaudits:
    """Audits of changed versions of one policy, counted. `tell` is called before each."""

    draft: Draft
    question: Question
    #: What an audit finds in the policy as it stands.
    known: set[Mark]
    #: Whether only a proof will do: what a search does not find any more may still be there.
    proof: bool
    most: int
    tell: Callable[[int], None] = lambda _: None
    done: int = 0
    _settled: dict[Edit, Closed | None] = attrs.field(factory=dict, init=False)

    @property
    def spent(self) -> bool:
        """Whether no further audit is allowed."""
        return self.done >= self.most

    def closed(self, finding: Finding, edit: Edit) -> Closed | None:
        """How a finding is closed once an edit is made; None where the edit is no policy."""
        if edit not in self._settled:
            self._settled[edit] = self._tried(finding, edit)
        return self._settled[edit]

    def _tried(self, finding: Finding, edit: Edit) -> Closed | None:
        asked = CLAIMS if finding.property.startswith("claim ") else finding.property
        report = self._audited(edit, [asked])
        if report is None:
            return None
        mine = [each for each in report.answers if each.property == finding.property]
        return min((self._closed(each, mark_of(finding)) for each in mine), default=Closed.NOT)

    def findings_after(self, edit: Edit) -> set[Mark] | None:
        """What a whole audit finds once an edit is made; None where it cannot be made."""
        report = self._audited(edit, WATCHED)
        return None if report is None else {mark_of(each) for each in report.findings}

    def _closed(self, answer: Answer, mark: Mark) -> Closed:
        """Whether an answer has neither this finding nor one in its place, and how surely."""
        left = {mark_of(each) for each in answer.findings}
        if mark in left or not left <= self.known:
            return Closed.NOT
        # What is answered by histories alone says that none was found, not that there is none.
        # So says one that leaves something out: an edit may have put it where nobody looks.
        shown = answer.evidence in (Evidence.REPLAYED, Evidence.SEARCHED) or bool(answer.left_out)
        if answer.verdict is not Verdict.UNKNOWN and not shown:
            return Closed.PROVED
        if answer.evidence is Evidence.NONE:
            return Closed.UNDECIDED
        return Closed.UNDECIDED if self.proof else Closed.SEARCHED

    def _audited(self, edit: Edit, properties: Sequence[str]) -> AuditReport | None:
        self.done += 1
        self.tell(self.done)
        try:
            machine = self.draft.with_edit(edit).machine
        except PolicyLangError:
            return None
        # A whole audit may take its time, as there are few of them.
        memory = self.question.memory
        asked = attrs.evolve(
            self.question, memory=memory if properties is WATCHED else min(memory, _QUICK)
        )
        return audit(machine, asked, properties=properties, evaluator=Evaluator(machine))
