"""Sentences about an audit that its text and its page share."""

from __future__ import annotations

from collections.abc import Iterator

from policylang.core.counting import counted
from policylang.model.cause import Cause
from policylang.model.finding import AuditReport, RuleLine


def compared_in_words(report: AuditReport) -> Iterator[str]:
    """What a baseline makes of the report; nothing where there was none."""
    found = report.compared
    if found is None:
        return
    yield (
        f"Compared with a baseline: {counted(len(report.findings), 'new finding')}; "
        f"{counted(found.known, 'known one')} hidden."
    )
    if found.open:
        yield (
            f"{counted(found.open, 'finding')} of the baseline cannot be compared: what was asked "
            "then was not asked, or not decided, this time."
        )
    for title in found.gone:
        yield f"Gone since the baseline: {title}"


def group_in_words(cause: Cause) -> str:
    """What the findings of one cause share."""
    count = counted(len(cause.findings), "finding")
    if not cause.actions:
        return f"{count} of the same rules"
    return f"{count} by {', '.join(f'`{name}`' for name in cause.actions)} under the same rules"


def rule_in_words(rule: RuleLine) -> str:
    """A rule with its place and its block: `a.policy:57  donate: earns 1 per 50 USD`."""
    block = "" if rule.text == rule.owner else rule.owner.partition(" ")[2]
    return f"{rule.file}:{rule.line}  {f'{block}: ' if block else ''}{rule.text}"
