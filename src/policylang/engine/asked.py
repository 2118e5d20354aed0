"""What is asked about a file of histories: which files, as of when, and how they are to be read."""

from __future__ import annotations

import datetime

import attrs

from policylang.engine.readers import Source, located


@attrs.frozen
class Asked:
    """Everybody in a history file as of a day, or one of them, or their order.

    `history` is the path of the history, or an open binary stream (then `format` must be given);
    `people` is the same of the people file, if there is one. Each may be a table of a database, as
    an address or as its text.
    """

    history: Source = attrs.field(converter=located)
    people: Source | None = attrs.field(default=None, converter=attrs.converters.optional(located))
    #: The day asked about, the same for everybody; later events are left out. Default: the latest
    #: day any accepted event gives, whichever of its moments it is of.
    as_of: datetime.date | None = None
    #: First day of everybody's timeline; earlier events are rejected (PL417).
    since: datetime.date | None = None
    #: What became known later is left out: events and withdrawals. Default: `as_of` where it is
    #: given, else everything is known.
    known: datetime.date | None = None
    #: Put each person's events in order of day instead of rejecting those out of order.
    sort: bool = False
    #: `csv`, `jsonl` or `yaml`; by default told from the end of the file's name.
    format: str | None = None
    people_format: str | None = None
