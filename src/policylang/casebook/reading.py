"""Case files: from the text to cases. `docs/testing.md` describes the form.

What needs the policy to be understood, names of scores and grades for example, is left as it is
written: `expected` reads that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

from policylang.casebook.case import Case, Casebook, CaseEvent, Expectation, Person
from policylang.casebook.events import read_event, repeated
from policylang.casebook.repeats import Repeats, in_their_places
from policylang.casebook.tree import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    problem,
    read_tree,
    refused,
)
from policylang.casebook.words import a_date, a_mapping, a_sequence, a_text
from policylang.core import codes, limits
from policylang.core.diagnostics import Diagnostic, in_order
from policylang.core.errors import HistoryError
from policylang.core.named_files import inside
from policylang.core.source import Span
from policylang.engine.excerpt import file_error
from policylang.engine.yaml_events import read_text
from policylang.model.values import InputProblem, read_date, shortened

#: The version of the form that this module reads. What has another is refused.
FORMAT: Final = "1"
#: How the name of every case file ends.
SUFFIX: Final = ".cases.yaml"

#: What may stand at the head of a file, and in a history.
OF_FILE: Final = ("cases", "policy", "source", "note", "person", "since", "histories")
OF_CASE: Final = ("name", "source", "note", "person", "since", "events", "persons", "expect")
OF_PERSON: Final = ("person", "events")

Read = TypeVar("Read")


def read_casebook(file: Path) -> Casebook:
    """Read a case file, without its policy.

    Raises:
        HistoryError: it is no case file; all that is wrong with it is reported (PL410, PL411,
            PL415, PL418, PL425, PL450 to PL455, PL458).
        OSError: it cannot be read.
    """
    if file.stat().st_size > limits.CASE_FILE_BYTES:
        message = f"the file is larger than {limits.CASE_FILE_BYTES:,} bytes, the most it may have"
        help = "divide the cases among several files; each names its policy"
        raise file_error(str(file), InputProblem(codes.DATA_TOO_LARGE, message, help))
    with file.open("rb") as stream:
        text = read_text(stream, str(file))
    return _casebook(read_tree(text, str(file)), file)


def _casebook(root: MappingNode, file: Path) -> Casebook:
    _check_format(root)
    root.only(OF_FILE, "a case file")
    named = root.get("policy")
    shared = _Shared(root)
    histories = root.get("histories")
    if histories is None:
        help = "list them: `histories:`, and under it `- name: ...` for each"
        raise refused(root, codes.CASE_KEY_MISSING, "there are no `histories`", help)
    listed = a_sequence(histories, "histories")
    cases = _all(listed.items, shared.case)
    if not cases:
        raise refused(histories, codes.CASE_EXPECTS_NOTHING, "the list of histories is empty")
    _distinct(cases)
    policy = file.parent / f"{file.name.removesuffix(SUFFIX)}.policy"
    if named is not None:
        policy = _policy_of(named, file.parent)
    return Casebook(file, policy, named.span if named else _start(root), tuple(cases))


def _check_format(root: MappingNode) -> None:
    version = root.get("cases")
    if isinstance(version, ScalarNode) and version.value == FORMAT:
        return
    message = "the file does not say which form of case file it has"
    if version is not None:
        written = shortened(version.value) if isinstance(version, ScalarNode) else "a list"
        message = f"this is no form of case file that is known: `{written}`"
    help = f"begin with `cases: {FORMAT}`, and list the histories under `histories:`"
    raise refused(version or root, codes.CASE_FORMAT, message, help)


def _policy_of(named: Node, folder: Path) -> Path:
    """The policy that is named as seen from the case file, and lies in its folder or below."""
    name = a_text(named, "policy")
    if inside(folder.resolve(), name, folder) is None:
        message = f"`{shortened(name)}` is not inside the folder of the case file"
        help = "put the cases beside the policy, and write for example `policy: library.policy`"
        raise refused(named, codes.CASE_POLICY_MISSING, message, help)
    return folder / name


def _start(root: MappingNode) -> Span:
    return root.pairs[0][0].span


def _all(items: Iterable[Node], read: Callable[[Node], Read]) -> list[Read]:
    """Read every item; what is wrong with any of them is raised together."""
    found: list[Read] = []
    wrong: list[Diagnostic] = []
    for item in items:
        try:
            found.append(read(item))
        except HistoryError as error:
            wrong.extend(error.diagnostics)
    if wrong:
        raise HistoryError(in_order(wrong))
    return found


def _distinct(cases: list[Case]) -> None:
    names: set[str] = set()
    for case in cases:
        if case.name in names:
            message = f"there is another history called `{shortened(case.name)}`"
            raise refused(case.span, codes.CASE_REPEATED, message, "give each a name of its own")
        names.add(case.name)


class _Shared:
    """What the head of the file says for every case of it."""

    def __init__(self, root: MappingNode) -> None:
        for name in ("source", "note"):
            if (remark := root.get(name)) is not None:
                a_text(remark, name)
        self.person = _attributes(root.get("person"))
        self.since = _day(root, "since")
        #: Events there are because others repeat, so far.
        self.repetitions = 0

    def case(self, node: Node) -> Case:
        """One of the histories."""
        fields = a_mapping(node, "a history")
        fields.only(OF_CASE, "a history")
        name = fields.get("name")
        if name is None:
            help = "begin it with `- name:` and a few words that tell it from the others"
            raise refused(node, codes.CASE_KEY_MISSING, "the history has no `name`", help)
        expect = fields.get("expect")
        if expect is None:
            message = "the history has no `expect`, so nothing is tested"
            raise refused(name, codes.CASE_EXPECTS_NOTHING, message, _EXPECT)
        return Case(
            name=a_text(name, "name"),
            since=_day(fields, "since") or self.since,
            people=tuple(self._people(fields, name)),
            expectations=tuple(_expectations(expect)),
            span=name.span,
            source=_remark(fields, "source"),
            note=_remark(fields, "note"),
        )

    def _people(self, fields: MappingNode, name: Node) -> Iterator[Person]:
        """Whom the case is about: the one person, or each of several by name."""
        persons = fields.get("persons")
        if persons is None:
            yield self._person(None, fields, name)
            return
        for other in ("person", "events"):
            if (extra := fields.get(other)) is not None:
                message = f"a history has `persons` or `{other}`, not both"
                help = f"put `{other}` under the name of the person"
                raise refused(extra, codes.CASE_VALUE, message, help)
        named = a_mapping(persons, "persons").pairs
        if not named:
            raise refused(persons, codes.CASE_VALUE, "there are no persons here")
        for key, value in named:
            whole = a_mapping(value, f"`{shortened(key.value)}`")
            whole.only(OF_PERSON, "a person")
            yield self._person(key.value, whole, key)

    def _person(self, name: str | None, fields: MappingNode, named: Node) -> Person:
        events = fields.get("events")
        listed = a_sequence(events, "events").items if events is not None else ()
        described = fields.get("person")
        return Person(
            name,
            {**self.person, **_attributes(described)},
            self._events(listed),
            described or named,
        )

    def _events(self, listed: tuple[Node, ...]) -> tuple[CaseEvent, ...]:
        """What happened; where an event goes on from day to day, in order of days."""
        read = _all(listed, self._repeated)
        events = tuple(chain.from_iterable(several for several, _ in read))
        return in_their_places(events) if any(often.over_days for _, often in read) else events

    def _repeated(self, node: Node) -> tuple[tuple[CaseEvent, ...], Repeats]:
        """An event as often as it happens, as long as there are not too many in the file."""
        event, often = read_event(node)
        self.repetitions += often.times - 1
        if self.repetitions > limits.CASE_REPETITIONS:
            message = f"events that repeat are more than {limits.CASE_REPETITIONS:,} in this file"
            raise refused(node, codes.CASE_VALUE, message, "repeat fewer times")
        return repeated(event, often, node), often


_EXPECT: Final = "write what should be so: `expect: {2018-12-31: {score: 995, grade: A}}`"


def _remark(fields: MappingNode, name: str) -> str | None:
    remark = fields.get(name)
    return None if remark is None else a_text(remark, name)


def _day(fields: MappingNode, name: str) -> datetime.date | None:
    written = fields.get(name)
    return None if written is None else a_date(written)


def _attributes(node: Node | None) -> dict[str, object]:
    if node is None:
        return {}
    return {key.value: _attribute(key, value) for key, value in a_mapping(node, "person").pairs}


def _attribute(key: ScalarNode, value: Node) -> object:
    """One value, or values by the date they hold from: `{start: learner, 2020-05-01: full}`."""
    if isinstance(value, MappingNode):
        return {date.value: a_text(held, key.value) for date, held in value.pairs}
    return a_text(value, key.value)


# --- expectations ----------------------------------------------------------------------------


def _expectations(node: Node) -> Iterator[Expectation]:
    """Days with what is expected: a mapping by day, or a list of which each says its day."""
    if isinstance(node, MappingNode):
        found = [_by_day(key, value) for key, value in node.pairs]
    elif isinstance(node, SequenceNode):
        found = _all(node.items, _listed)
    else:
        raise refused(node, codes.CASE_VALUE, "`expect` gives no days", _EXPECT)
    if not found:
        raise refused(node, codes.CASE_EXPECTS_NOTHING, "nothing is expected", _EXPECT)
    seen: set[tuple[datetime.date, datetime.date | None]] = set()
    for each in found:
        if (each.on, each.known) in seen:
            message = f"{each.on.isoformat()} stands here twice"
            raise refused(each.span, codes.CASE_REPEATED, message, "put it in one place")
        seen.add((each.on, each.known))
    yield from found


def _by_day(day: ScalarNode, value: Node) -> Expectation:
    """`2018-12-31: {...}`, or only the score: `2018-12-31: 995`."""
    try:
        on = read_date(day.value)
    except InputProblem as wrong:
        help = "under `expect` each name is a day: `2018-12-31: {score: 995}`"
        found = problem(day, codes.CASE_VALUE, wrong.message, help)
        raise HistoryError([found]) from None
    if isinstance(value, ScalarNode):
        if value.is_nothing:
            message = f"nothing is expected of {on.isoformat()}"
            raise refused(day, codes.CASE_EXPECTS_NOTHING, message, _EXPECT)
        value = MappingNode(((ScalarNode("score", value.span), value),), value.span)
    return _expectation(on, value, day)


def _listed(node: Node) -> Expectation:
    """`- {on: 2018-12-31, score: 995}`."""
    fields = a_mapping(node, "an expectation")
    on = fields.get("on")
    if on is None:
        help = "write the day: `- {on: 2018-12-31, score: 995}`"
        raise refused(node, codes.CASE_KEY_MISSING, "the expectation has no `on`", help)
    return _expectation(a_date(on), node, on)


def _expectation(on: datetime.date, node: Node, day: Node) -> Expectation:
    fields = a_mapping(node, "an expectation")
    known = _day(fields, "known")
    wants = tuple((key, value) for key, value in fields.pairs if key.value not in ("on", "known"))
    if not wants:
        message = f"nothing is expected of {on.isoformat()}"
        raise refused(day, codes.CASE_EXPECTS_NOTHING, message, _EXPECT)
    return Expectation(on, known, MappingNode(wants, fields.span), day.span)
