"""Read one person's history out of a file of many, to explain it."""

from __future__ import annotations

import attrs

from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.suggest import suggest
from policylang.engine.asked import Asked
from policylang.engine.excerpt import shortened
from policylang.engine.groups import Group
from policylang.engine.intake import Intake, take_in
from policylang.engine.readers import Progress
from policylang.engine.rows import Reject
from policylang.model.history import EVERYTHING_KNOWN, Encoder, History

#: Among so many of the names of the files a near one is looked for.
_SUGGESTED_FROM = 20_000


@attrs.frozen
class PersonHistory:
    """One person's events and attributes, as an engine takes them.

    Run with `evaluator.run(history, attributes, since=since, as_of=as_of, ledger=True)` and put
    in words with `outcome_of(machine, result, as_of=as_of, person=person, history=history)`:
    the same numbers as in a batch over the same files.
    """

    person: str
    #: Settled, and as it was before that (see `withdrawn.differences`).
    history: History
    given: History
    attributes: tuple[int, ...]
    #: Ordinals.
    since: int | None
    as_of: int
    #: Line of the file each event given stands on.
    lines: list[int]
    #: This person's rejected rows (at most `limits.DIAGNOSTICS` of them), and how many there are.
    rejects: tuple[Reject, ...]
    rejected: int
    #: Good rows of what happened or became known after `as_of`, which are left out.
    later: int
    #: Rows of events that were withdrawn, with the withdrawals.
    withdrawn: int


def read_person(
    encoder: Encoder,
    asked: Asked,
    person: str,
    *,
    progress: Progress | None = None,
) -> PersonHistory:
    """Read the events of one person; arguments as for `batch.evaluate`.

    The whole file is looked at, because the day asked about is by default the latest that
    anybody's events give.

    Raises:
        HistoryError: nobody of that name is in the files (PL424), everything of theirs is
            rejected (the codes say why), or a file cannot be read (as for `batch.evaluate`).
        OSError: a file cannot be opened or read.
    """
    rejects: list[Reject] = []

    def keep(reject: Reject) -> None:
        if reject.person == person and len(rejects) < limits.DIAGNOSTICS:
            rejects.append(reject)

    intake = take_in(
        encoder,
        asked,
        progress=progress,
        only=person,
        on_reject=keep,
    )
    group = intake.grouping.groups.get(person, Group())
    attributes = group.attributes if group.accepted else intake.people.attributes.get(person)
    if attributes is None or intake.as_of is None:
        if rejects:
            raise HistoryError([reject.diagnostic for reject in rejects])
        raise _unknown(person, intake)
    changes = intake.people.changes_of(person, intake.as_of)
    given = group.history(encoder.width, changes)
    return PersonHistory(
        person=person,
        history=given.until(intake.as_of, EVERYTHING_KNOWN),
        given=given,
        attributes=attributes,
        since=intake.since,
        as_of=intake.as_of,
        lines=group.lines,
        rejects=tuple(rejects),
        rejected=group.rejected,
        later=group.later,
        withdrawn=group.withdrawn,
    )


def _unknown(person: str, intake: Intake) -> HistoryError:
    known = [*intake.grouping.groups, *intake.people.attributes][:_SUGGESTED_FROM]
    message = f"there is nobody called `{shortened(person)}` in the files"
    help = suggest(person, known, otherwise="names are compared letter by letter")
    return HistoryError([Diagnostic(codes.NO_SUCH_PERSON, message, (), help)])
