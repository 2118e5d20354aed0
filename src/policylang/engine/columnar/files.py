"""Files of columns: a Parquet or Arrow file, several named by a pattern, or a folder of them.

A folder may be partitioned: a part `action=donate/` of a path is a column then, unless the policy
knows none of that name.
"""

from __future__ import annotations

import glob
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from os import PathLike
from pathlib import Path
from typing import Final

import attrs
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError
from policylang.engine.columnar.kinds import values_of
from policylang.engine.columns import PERSON
from policylang.model.events import ID

#: What pyarrow calls the formats, by the end of a file's name.
SUFFIXES: Final = {".parquet": "parquet", ".arrow": "ipc", ".feather": "ipc"}
#: Ends of names of files of rows, which `policylang eval` reads.
_ROWS: Final = frozenset({".csv", ".jsonl", ".ndjson", ".yaml", ".yml"})
_PATTERN: Final = frozenset("*?[")
#: Rows that are looked at together.
BATCH: Final = 65_536


@attrs.frozen(eq=False)
class TableFile:
    """A file of columns, or several that are one table, in order of their names."""

    name: str
    dataset: ds.Dataset
    rows: int
    #: What it consists of, in order.
    files: tuple[Path, ...]

    def columns(self, known: frozenset[str]) -> list[str]:
        """Its columns, without those of the path that are not among the known."""
        inside = self.dataset.schema.names
        parts = _parts(self.dataset)
        return [name for name in inside if name not in parts or name in known]

    def table(self, columns: list[str]) -> pa.Table:
        """All of it.

        Raises:
            HistoryError: a file is damaged (PL418).
        """
        with telling(self.name):
            return self.dataset.to_table(columns=columns)

    def batches(
        self, columns: list[str], size: int = BATCH, start: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """The same batch by batch, in order, with no more in memory than that takes.

        Args:
            start: so many rows are passed over.

        Raises:
            HistoryError: a file is damaged (PL418). It may come after some batches.
        """
        with telling(self.name):
            for fragment in self.dataset.get_fragments():
                if start:
                    rows = fragment.count_rows()
                    if rows <= start:
                        start -= rows
                        continue
                yield from _batches(fragment, self.dataset.schema, columns, size, start)
                start = 0


def _batches(
    fragment: ds.Fragment, schema: pa.Schema, columns: list[str], size: int, start: int
) -> Iterator[pa.RecordBatch]:
    inside = [name for name in columns if name in fragment.physical_schema.names]
    fixed = ds.get_partition_keys(fragment.partition_expression)
    with closing(_parts_of(fragment, inside, size, start)) as parts:
        for batch in parts:
            rows = batch.num_rows
            arrays = [
                _cast(batch.column(name), schema.field(name).type)
                if name in inside
                else _repeated(fixed.get(name), rows, schema.field(name).type)
                for name in columns
            ]
            yield pa.record_batch(arrays, columns)


def _parts_of(
    fragment: ds.Fragment, columns: list[str], size: int, start: int
) -> Generator[pa.RecordBatch]:
    """Batches of one file. A scanner would hold a whole row group of a Parquet file."""
    if not isinstance(fragment, ds.ParquetFileFragment):
        yield from _from(_arrow(fragment, columns, size), start)
        return
    texts = _texts(fragment.physical_schema)
    with pq.ParquetFile(fragment.path, read_dictionary=texts, pre_buffer=False) as file:
        groups = list(range(file.num_row_groups))
        while groups and file.metadata.row_group(groups[0]).num_rows <= start:
            start -= file.metadata.row_group(groups.pop(0)).num_rows
        yield from _from(file.iter_batches(size, groups, columns), start)


def _arrow(fragment: ds.Fragment, columns: list[str], size: int) -> Iterator[pa.RecordBatch]:
    """The same of an Arrow file, of which a scanner would read much ahead."""
    fields = [fragment.physical_schema.get_field_index(name) for name in columns]
    options = pa.ipc.IpcReadOptions(included_fields=fields)
    with (
        pa.OSFile(fragment.path) as raw,
        pa.ipc.open_file(raw, options=options) as file,
    ):
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            for begin in range(0, batch.num_rows, size):
                yield batch.slice(begin, size)


def _from(batches: Iterable[pa.RecordBatch], start: int) -> Iterator[pa.RecordBatch]:
    """Batches without so many rows at the beginning."""
    for batch in batches:
        rest = batch.slice(start)
        start -= batch.num_rows - rest.num_rows
        if rest.num_rows:
            yield rest


def _cast(array: pa.Array, kind: pa.DataType) -> pa.Array:
    if array.type == kind or (
        pa.types.is_dictionary(array.type) and not pa.types.is_dictionary(kind)
    ):
        return array
    return array.cast(kind)


def _repeated(value: object, rows: int, kind: pa.DataType) -> pa.Array:
    """A column of one value, or of none."""
    return pa.repeat(pa.scalar(value, values_of(kind)), rows)


def refuse_rows(source: object) -> None:
    """Refuse the path of a file whose name says that it holds rows, for whom only columns will do.

    Raises:
        HistoryError: it does (PL422).
        OSError: there is no such file.
    """
    if isinstance(source, str | PathLike) and Path(source).suffix.lower() in _ROWS:
        Path(source).open("rb").close()  # the system's own words where there is none
        message = f"{source}: a file of rows, where one of columns is wanted"
        help = "run `policylang eval` on it, or write it as Parquet"
        raise HistoryError([Diagnostic(codes.UNKNOWN_FORMAT, message, (), help)])


def open_table_file(path: Path) -> TableFile:
    """Open what a path names, and look at what columns there are.

    Raises:
        HistoryError: it cannot be read as a table (PL418).
        OSError: there is no such file.
    """
    name = str(path)
    files = _files(path)
    kind = SUFFIXES.get(files[0].suffix.lower(), "parquet")
    with telling(name):
        form = _parquet(files[0]) if kind == "parquet" else ds.IpcFileFormat()
        names = [str(file) for file in files]
        base = name if path.is_dir() else None
        hive = ds.partitioning(flavor="hive")
        found = ds.dataset(names, format=form, partitioning=hive, partition_base_dir=base)
        if len(files) > 1:
            found = found.replace_schema(_common_schema(found, name))
        return TableFile(name, found, found.count_rows(), tuple(files))


def _common_schema(dataset: ds.Dataset, name: str) -> pa.Schema:
    """The columns of all files: a column may lack in some, and is of one type in the others.

    pyarrow itself looks at the first file only, and passes over what others have besides.

    Raises:
        HistoryError: a column is of several types (PL418).
    """
    found = {field.name: field for field in dataset.schema}
    for fragment in dataset.get_fragments():
        for field in fragment.physical_schema:
            known = found.setdefault(field.name, field)
            one, other = values_of(known.type), values_of(field.type)
            if pa.types.is_null(one):
                found[field.name] = field
            elif not pa.types.is_null(other) and one != other:
                message = (
                    f"{name}: the column `{field.name}` is of the type {one} in one file, "
                    f"and {other} in {Path(fragment.path).name}"
                )
                help = "write all files with the same types"
                raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message, (), help)])
    return pa.schema(found.values())


def _files(path: Path) -> list[Path]:
    if _PATTERN & set(path.name) and not path.exists():
        found = sorted(Path(each) for each in glob.glob(str(path)))  # noqa: PTH207 - a whole path
    elif path.is_dir():
        hidden = (".", "_")
        found = sorted(
            each
            for each in path.rglob("*")
            if each.suffix.lower() in SUFFIXES
            and not any(part.startswith(hidden) for part in each.relative_to(path).parts)
        )
    else:
        path.open("rb").close()  # the system's own words where there is none
        return [path]
    if not found:
        raise FileNotFoundError(2, "no Parquet or Arrow file there", str(path))
    return found


def _parquet(first: Path) -> ds.ParquetFileFormat:
    """Texts stay dictionaries, as they lie in the file: most come again and again."""
    return ds.ParquetFileFormat(dictionary_columns=_texts(pq.read_schema(first)))


def _texts(schema: pa.Schema) -> list[str]:
    """Columns of texts, without persons and ids of events.

    In a log each row group has a dictionary of its own of nearly all persons, and to make one of
    these takes far longer than to read the texts. No two events of a person have one id.
    """
    texts = [field.name for field in schema if pa.types.is_string(values_of(field.type))]
    return [name for name in texts if name not in (PERSON, ID)]


def _parts(dataset: ds.Dataset) -> set[str]:
    """Columns that stand in the paths of the files, not in the files."""
    fragment = next(iter(dataset.get_fragments()), None)
    if fragment is None:
        return set()
    return set(dataset.schema.names) - set(fragment.physical_schema.names)


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Say of which file a problem is.

    Raises:
        HistoryError: in place of what pyarrow raises (PL418).
    """
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's own, such as a file that is gone
        problem = str(error).splitlines()[0][:300]
        message = f"{name}: it cannot be read as a table: {problem}"
        raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message)]) from None
