"""The bytes of texts, as Arrow holds them: all one after the other, and where each begins."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from policylang.engine.columnar.arrays import Int64

Bytes = np.ndarray[tuple[int], np.dtype[np.int8]]


def bytes_of(texts: pa.Array) -> tuple[Int64, Bytes]:
    """Where the bytes of each text begin, and those of the one after the last; and the bytes.

    Args:
        texts: of the type string or large_string; one that is null has no bytes that mean anything.
    """
    _, offsets, data = texts.buffers()
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    stops = np.frombuffer(offsets or b"\0" * 8, width)
    begins = stops[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return begins, np.frombuffer(data or b"", np.int8)
