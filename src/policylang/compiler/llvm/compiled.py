"""Machine code of a loop, made once and kept.

What is kept is code that will be run. It lies in a folder of the user's own, under a hash of the
text, of what the loop is called with, and of the processor and the LLVM it was made for; what
others may have written is not taken (see `core.kept`).
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from policylang.compiler.llvm.functions import module_of
from policylang.compiler.llvm.kinds import Array, Kind
from policylang.compiler.llvm.objects import function_of, machine_code, processor
from policylang.core.kept import keep, kept

#: Changes when other code is made of the same text.
_EDITION: Final = "1"
#: More than the code of any kernel; nothing larger is read.
_MOST_BYTES: Final = 16 * 1024 * 1024


def function_for(text: str, entry: str, kinds: Sequence[Kind]) -> Callable[..., int]:
    """A function of a text, compiled for what it is called with.

    An array is given as its address and its dimensions. While it runs no lock of Python is held.

    Args:
        text, entry, kinds: as for `module_of`.

    Raises:
        BeyondError: see `module_of`.
    """
    name = f"kernel-{_digest(text, entry, kinds)}.code"
    code = kept(name, _MOST_BYTES)
    if code is None:
        code = machine_code(module_of(text, entry, kinds))
        keep(name, code)
    function: Callable[..., int] = function_of(code, entry, _types(kinds))
    return function


def _types(kinds: Sequence[Kind]) -> list[Any]:
    types: list[Any] = []
    for kind in kinds:
        if isinstance(kind, Array):
            types += [ctypes.c_void_p, *([ctypes.c_int64] * kind.dimensions)]
        else:
            types.append(ctypes.c_int64)
    return types


def _digest(text: str, entry: str, kinds: Sequence[Kind]) -> str:
    whole = "\n".join((_EDITION, processor(), entry, repr(tuple(kinds)), text))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
