"""Who there is: the attributes of many people as arrays, by name."""

from __future__ import annotations

from typing import NoReturn

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policylang.core import codes
from policylang.engine.columnar import passes
from policylang.engine.columnar.arrays import Flags, Int32, Int64
from policylang.engine.columnar.grouping import Whose
from policylang.engine.columnar.held import held_field
from policylang.engine.columnar.names import NameNumbers
from policylang.engine.columnar.roll import Roll
from policylang.engine.columnar.tables import row_of
from policylang.engine.columns import PERSON
from policylang.engine.encoding import person_of
from policylang.engine.excerpt import shortened
from policylang.engine.people_file import People
from policylang.model.history import Encoder
from policylang.model.units import Kind
from policylang.model.values import InputProblem


@attrs.frozen(eq=False)
class Roster:
    """Attributes in held integers: a row for each attribute, a column for each person."""

    encoder: Encoder
    names: pa.Array
    values: Int64
    #: The numbers of names among the attributes.
    named: NameNumbers = attrs.field(factory=NameNumbers)
    #: People whose attributes are in doubt.
    doubtful: frozenset[str] = frozenset()
    #: The same people, by their texts; None: it has yet to be made.
    roll: Roll | None = None

    def attributes_of(self, names: pa.Array) -> Int64:
        """The attributes of some people, by default those of somebody unknown.

        Raises:
            InputProblem: somebody's are in doubt, or not given and without default (PL413).
        """
        if self.doubtful and not self.doubtful.isdisjoint(names.to_pylist()):
            raise InputProblem(codes.ATTRIBUTE_MISSING, "the attributes of a person are in doubt")
        known = self.values
        places = self._places(names)
        if (places < 0).any():  # somebody who has events and no row: the last column
            default = np.array([self.encoder.attributes({})], np.int64)
            known = np.concatenate((known, default.reshape(-1, 1)), 1)
        return np.ascontiguousarray(known[:, places])

    def others(self, names: pa.Array) -> Int64:
        """The places of whoever is not among the names."""
        idle: Flags = np.ones(len(self.names), np.bool_)
        places = self._places(names)
        idle[places[places >= 0]] = False
        return np.flatnonzero(idle)

    def _places(self, names: pa.Array) -> Int32:
        """Where some people stand; -1 for those who do not."""
        if self.roll is None and len(names) < passes.WORTH:
            found = pc.index_in(names, value_set=self.names)
            return np.asarray(found.fill_null(-1).to_numpy(), np.int32)
        if names.equals(self.names):  # as where both files are in the same order
            return np.arange(len(names), dtype=np.int32)
        roll = self.roll
        if roll is None:
            roll = Roll(len(self.names))
            roll.numbers(self.names)
        return roll.places(names)


def roster_of_nobody(encoder: Encoder) -> Roster:
    """Where no table of people is given: everybody has the defaults."""
    slots = encoder.machine.attributes
    return Roster(encoder, pa.array([], pa.string()), np.zeros((len(slots), 0), np.int64))


def roster_of_people(encoder: Encoder, people: People) -> Roster:
    """People who were read one by one."""
    slots, named = encoder.machine.attributes, NameNumbers()
    values = np.zeros((len(slots), len(people.attributes)), np.int64)
    for place, slot in enumerate(slots):
        held = [each[place] for each in people.attributes.values()]
        values[place] = named.numbers(held) if slot.domain.kind is Kind.NAME else held
    names = pa.array(people.attributes, pa.string())
    return Roster(encoder, names, values, named, frozenset(people.refused))


def roster_of_table(encoder: Encoder, people: pa.Table) -> Roster:
    """A table with a row for each person.

    Raises:
        InputProblem: a row does not fit the policy; the message says which, counted from 1.
    """
    slots = encoder.machine.attributes
    persons = Whose(people.num_rows, people.num_rows)
    persons.take(people.column(PERSON))
    found, places = persons_of(persons, "person")
    if len(found) < people.num_rows:
        _repeated(found, places)
    known, named = np.zeros((len(slots), len(found)), np.int64), NameNumbers()
    for number, slot in enumerate(slots):
        if slot.name in people.column_names:
            column = people.column(slot.name)
        else:
            column = pa.chunked_array([pa.nulls(people.num_rows)])
        held = held_field(column, slot, encoder.machine.denomination, named)
        if held.bad.any():
            row = int(held.bad.argmax())
            try:
                given = row_of(people, row)
                encoder.attributes({n: v for n, v in given.items() if n != PERSON})
            except InputProblem as problem:
                raise in_row(row, problem, "person") from None
        known[number] = held.values
    roll = persons.roll if persons.roll is not None and persons.roll.has_texts else None
    return Roster(encoder, found, known, named, roll=roll)


def persons_of(persons: Whose, noun: str) -> tuple[pa.Array, Int32]:
    """Who there is, as text, in order of appearance, and whose the rows are.

    Raises:
        InputProblem: a row has no person, or one with a name that is none.
    """
    if persons.nobody is not None:
        problem = InputProblem(codes.FIELD_MISSING, "`person` is not given")
        raise in_row(persons.nobody, problem, noun)
    found, places = persons.found()
    names = found.cast(pa.string())
    plain = pc.and_(pc.utf8_is_printable(names), pc.less_equal(pc.utf8_length(names), 200))
    plain = pc.and_(plain, pc.not_equal(names, ""))
    for number in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        try:
            person_of({PERSON: names[int(number)].as_py()})
        except InputProblem as problem:
            raise in_row(int((places == number).argmax()), problem, noun) from None
    return names, places


def in_row(row: int, problem: InputProblem, noun: str) -> InputProblem:
    """A problem of one row of a table, whose rows are counted from 0."""
    return InputProblem(problem.code, f"{noun} {row + 1:,}: {problem.message}", problem.help)


def _repeated(found: pa.Array, places: Int32) -> NoReturn:
    seen = np.zeros(len(found), np.bool_)
    for row, place in enumerate(places):
        if seen[place]:
            name = shortened(found[int(place)].as_py())
            message = f"`{name}` stands in the table twice"
            problem = InputProblem(codes.PERSON_REPEATED, message, "keep one of the two rows")
            raise in_row(row, problem, "person")
        seen[place] = True
    raise AssertionError("nobody stands there twice")
