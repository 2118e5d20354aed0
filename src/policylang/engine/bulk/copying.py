"""What cannot be read twice as it was, copied into the folder of a run as a file of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pyarrow as pa

from policylang.engine.bulk.folder import WorkFolder
from policylang.engine.bulk.run import Settings
from policylang.engine.columnar.files import TableFile, open_table_file

_COPY: Final = "copy.arrow"
_RECORD: Final = "copy"


def copy_in(folder: WorkFolder) -> TableFile | None:
    """The copy that was made; None where there is none that is whole."""
    known = folder.recorded(_RECORD)
    if known is None or not folder.is_whole(_COPY, known.get("digest")):
        return None
    return open_table_file(folder.file(_COPY))


def copied(
    folder: WorkFolder,
    settings: Settings,
    schema: pa.Schema,
    batches: Callable[[], Iterator[pa.RecordBatch]],
) -> TableFile:
    """The copy; it is made of these batches unless it is there.

    Raises:
        OSError: it cannot be written.
    """
    known = copy_in(folder)
    if known is not None:
        return known
    with folder.written(_COPY) as file, pa.ipc.new_file(file, schema) as writer:
        for batch in batches():
            writer.write_batch(batch.cast(schema))
    folder.record(_RECORD, {"digest": file.digest})
    settings.on_step("copied")
    return open_table_file(folder.file(_COPY))
