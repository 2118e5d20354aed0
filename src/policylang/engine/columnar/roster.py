"""Who there is: the attributes of many people as arrays, by name."""

from __future__ import annotations

from typing import NoReturn

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.engine.columnar.arrays import Flags, Int64
from policylang.engine.columnar.grouping import Stretches, stretches_of
from policylang.engine.columnar.held import held_field
from policylang.engine.columnar.tables import row_of
from policylang.engine.columns import PERSON
from policylang.engine.encoding import person_of
from policylang.engine.excerpt import shortened
from policylang.engine.people_file import People
from policylang.model.history import Encoder
from policylang.model.values import InputProblem


@attrs.frozen(eq=False)
class Roster:
    """Attributes in held integers: a row for each attribute, a column for each person."""

    encoder: Encoder
    names: pa.Array
    values: Int64
    #: People whose attributes are in doubt.
    doubtful: frozenset[str] = frozenset()

    def attributes_of(self, names: pa.Array) -> Int64:
        """The attributes of some people, by default those of somebody unknown.

        Raises:
            InputProblem: somebody's are in doubt, or not given and without default (PL413).
        """
        if self.doubtful and not self.doubtful.isdisjoint(names.to_pylist()):
            raise InputProblem(codes.ATTRIBUTE_MISSING, "the attributes of a person are in doubt")
        known = self.values
        at = self._places(names)
        if at.null_count:  # somebody who has events and no row
            default = np.array([self.encoder.attributes({})], np.int64)
            known = np.concatenate((known, default.reshape(-1, 1)), 1)
        rows: Int64 = at.fill_null(len(self.names)).to_numpy().astype(np.int64)
        return np.ascontiguousarray(known[:, rows])

    def others(self, names: pa.Array) -> Int64:
        """The places of whoever is not among the names."""
        idle: Flags = np.ones(len(self.names), np.bool_)
        idle[self._places(names).drop_null().to_numpy()] = False
        return np.flatnonzero(idle)

    def _places(self, names: pa.Array) -> pa.Array:
        return pc.index_in(names, value_set=self.names)


def roster_of_nobody(encoder: Encoder) -> Roster:
    """Where no table of people is given: everybody has the defaults."""
    slots = encoder.machine.attributes
    return Roster(encoder, pa.array([], pa.string()), np.zeros((len(slots), 0), np.int64))


def roster_of_people(encoder: Encoder, people: People) -> Roster:
    """People who were read one by one."""
    width = len(encoder.machine.attributes)
    values = np.array(list(people.attributes.values()), np.int64).reshape(-1, width)
    names = pa.array(people.attributes, pa.string())
    return Roster(encoder, names, np.ascontiguousarray(values.T), frozenset(people.refused))


def roster_of_table(encoder: Encoder, people: pa.Table) -> Roster:
    """A table with a row for each person.

    Raises:
        InputProblem: a row does not fit the policy; the message says which, counted from 1.
    """
    slots = encoder.machine.attributes
    found, stretches = persons_of(people.column(PERSON), "person")
    if len(found) < people.num_rows:
        _repeated(found, stretches.spread(people.num_rows))
    known = np.zeros((len(slots), len(found)), np.int64)
    for number, slot in enumerate(slots):
        if slot.name in people.column_names:
            column = people.column(slot.name)
        else:
            column = pa.chunked_array([pa.nulls(people.num_rows)])
        held = held_field(column, slot, encoder.machine.denomination)
        if held.bad.any():
            row = int(held.bad.argmax())
            try:
                given = row_of(people, row)
                encoder.attributes({n: v for n, v in given.items() if n != PERSON})
            except InputProblem as problem:
                raise in_row(row, problem, "person") from None
        known[number] = held.values
    return Roster(encoder, found, known)


def persons_of(column: pa.ChunkedArray, noun: str) -> tuple[pa.Array, Stretches]:
    """Who there is, as text, in order of appearance, and whose the rows are.

    Raises:
        InputProblem: a row has no person, or one with a name that is none.
    """
    if column.null_count:
        row = pc.index(column.is_null(), pa.scalar(True)).as_py()
        raise in_row(row, InputProblem(codes.FIELD_MISSING, "`person` is not given"), noun)
    found, stretches = stretches_of(column)
    names = found.cast(pa.string())
    plain = pc.and_(pc.utf8_is_printable(names), pc.less_equal(pc.utf8_length(names), 200))
    plain = pc.and_(plain, pc.not_equal(names, ""))
    for number in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        try:
            person_of({PERSON: names[int(number)].as_py()})
        except InputProblem as problem:
            row = int(stretches.starts[(stretches.places == number).argmax()])
            raise in_row(row, problem, noun) from None
    return names, stretches


def in_row(row: int, problem: InputProblem, noun: str) -> InputProblem:
    """A problem of one row of a table, whose rows are counted from 0."""
    return InputProblem(problem.code, f"{noun} {row + 1:,}: {problem.message}", problem.help)


def _repeated(found: pa.Array, places: Int64) -> NoReturn:
    seen = np.zeros(len(found), np.bool_)
    for row, place in enumerate(places):
        if seen[place]:
            name = shortened(found[int(place)].as_py())
            message = f"`{name}` stands in the table twice"
            problem = InputProblem(codes.PERSON_REPEATED, message, "keep one of the two rows")
            raise in_row(row, problem, "person")
        seen[place] = True
    raise AssertionError("nobody stands there twice")
