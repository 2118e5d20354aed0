"""Files of columns: a Parquet or Arrow file, several named by a pattern, or a folder of them.

A folder may be partitioned: a part `action=donate/` of a path is a column then, unless the policy
knows none of that name.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from policylang.core import codes
from policylang.core.diagnostics import Diagnostic
from policylang.core.errors import HistoryError

#: What pyarrow calls the formats, by the end of a file's name.
SUFFIXES: Final = {".parquet": "parquet", ".arrow": "ipc", ".feather": "ipc"}
_PATTERN: Final = frozenset("*?[")
#: Rows that are looked at together.
BATCH: Final = 65_536


@attrs.frozen(eq=False)
class TableFile:
    """A file of columns, or several that are one table, in order of their names."""

    name: str
    dataset: ds.Dataset
    rows: int

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

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The same batch by batch, in order.

        Raises:
            HistoryError: a file is damaged (PL418). It may come after some batches.
        """
        with telling(self.name):
            yield from self.dataset.to_batches(
                columns=columns, batch_size=BATCH, batch_readahead=2, fragment_readahead=1
            )


def is_table_file(path: Path) -> bool:
    """Whether a path names a file of columns, a pattern for such, or a folder."""
    return path.suffix.lower() in SUFFIXES or path.is_dir()


def open_table_file(path: Path) -> TableFile:
    """Open what a path names, and look at what columns there are.

    Raises:
        HistoryError: it cannot be read as a table (PL418).
        OSError: there is no such file.
    """
    name = str(path)
    files = _files(path)
    kind = SUFFIXES[files[0].suffix.lower()]
    with telling(name):
        form = _parquet(files[0]) if kind == "parquet" else ds.IpcFileFormat()
        found = ds.dataset(
            [str(file) for file in files],
            format=form,
            partitioning=ds.partitioning(flavor="hive"),
            partition_base_dir=name if path.is_dir() else None,
        )
        return TableFile(name, found, found.count_rows())


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
    texts = [field.name for field in pq.read_schema(first) if pa.types.is_string(field.type)]
    return ds.ParquetFileFormat(dictionary_columns=texts)


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
    except pa.ArrowException as error:
        problem = str(error).splitlines()[0][:300]
        message = f"{name}: it cannot be read as a table: {problem}"
        raise HistoryError([Diagnostic(codes.MALFORMED_DATA, message)]) from None
