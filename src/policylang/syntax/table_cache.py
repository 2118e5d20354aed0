"""Keeps the parse table on disk, as plain data that cannot run and that nobody else can write.

Lark would keep it as a pickle, and loading a pickle runs what is in it. Here it is JSON, under a
checksum of its own, in a folder that belongs to the user and that nobody else can write to.
A file that is not exactly what was written is passed over, and the table is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

from policylang.core.cache import cache_folder, only_ours

#: More than any table of the grammar needs; nothing larger is read.
_MOST_BYTES: Final = 4 * 1024 * 1024
_DIGEST: Final = hashlib.sha256().digest_size

#: What Lark writes out: the table, and the rules and terminals it refers to by number.
Data = dict[str, Any]
Memo = dict[int, Any]


def read(key: str) -> tuple[Data, Memo] | None:
    """The table kept under a key, or None where there is none that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with _place(folder, key).open("rb") as file:
            if not only_ours(os.fstat(file.fileno())):
                return None
            content = file.read(_MOST_BYTES)
        digest, text = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(text).digest() != digest:
            return None
        return _unpacked(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write(key: str, data: Data, memo: Memo) -> None:
    """Keep a table, in one step, so that a reader never sees half of it."""
    folder = cache_folder()
    if folder is None:
        return
    text = json.dumps(_packed(data, memo), separators=(",", ":")).encode()
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".grammar-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(text).digest() + text)
        Path(name).replace(_place(folder, key))
    except OSError:  # a full disk, a folder that is gone: it is only a cache
        return


# --- where -----------------------------------------------------------------------------------


def _place(folder: Path, key: str) -> Path:
    return folder / f"grammar-{key}.table"


# --- JSON has no numbers as keys -------------------------------------------------------------


def _packed(data: Data, memo: Memo) -> list[Any]:
    """A table with lists in place of dicts whose keys are numbers.

    A state becomes [word, action, argument, word, ...]; the argument of a reduction, a
    reference to a rule, becomes the number of the rule.
    """
    table = data["parser"]["parser"]
    tokens = [table["tokens"][number] for number in range(len(table["tokens"]))]
    states = [_packed_state(table["states"][number]) for number in range(len(table["states"]))]
    plain = {**data, "parser": {**data["parser"], "parser": {**table, "tokens": [], "states": []}}}
    return [plain, [memo[number] for number in range(len(memo))], tokens, states]


def _packed_state(actions: dict[int, tuple[int, Any]]) -> list[int]:
    return [
        number
        for word, (action, argument) in actions.items()
        for number in (word, action, argument["@"] if action else argument)
    ]


def _unpacked(packed: list[Any]) -> tuple[Data, Memo]:
    data, memo, tokens, states = packed
    table = data["parser"]["parser"]
    table["tokens"] = dict(enumerate(tokens))
    table["states"] = {number: _unpacked_state(state) for number, state in enumerate(states)}
    return data, dict(enumerate(memo))


def _unpacked_state(state: list[int]) -> dict[int, tuple[int, Any]]:
    triples = zip(state[::3], state[1::3], state[2::3], strict=True)
    return {word: (action, {"@": arg} if action else arg) for word, action, arg in triples}
