"""LLVM itself: a module to machine code for this processor, and machine code to functions.

The only file with llvmlite.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import llvmlite
import llvmlite.binding as llvm

#: LLVM is asked one thing at a time.
_ASKING: Final = Lock()
#: What holds the code of functions that were handed out; it lives as long as the process.
_ENGINES: Final[list[Any]] = []


@lru_cache(maxsize=1)
def _target() -> tuple[Any, str]:
    """LLVM for this processor, and what it is called."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    try:
        name, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    except RuntimeError:  # on some systems a processor does not tell what it can do
        name, features = "", ""
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=name, features=features, opt=3, reloc="default", codemodel="jitdefault", jit=True
    )
    return target, f"{llvmlite.__version__} {name} {features}"


def processor() -> str:
    """The processor and the LLVM that machine code is for."""
    with _ASKING:
        return _target()[1]


def machine_code(module: str) -> bytes:
    """Machine code of an LLVM module, as an object file."""
    with _ASKING:
        target, _ = _target()
        parsed = llvm.parse_assembly(module)
        parsed.triple = target.triple
        parsed.data_layout = str(target.target_data)
        parsed.verify()
        options = llvm.create_pipeline_tuning_options(speed_level=3)
        options.loop_vectorization = True
        options.slp_vectorization = True
        passes = llvm.create_pass_builder(target, options)
        passes.getModulePassManager().run(parsed, passes)
        code: bytes = target.emit_object(parsed)
    return code


def function_of(code: bytes, name: str, arguments: list[Any]) -> Any:
    """A function of an object file.

    Args:
        arguments: their types, of `ctypes`.
    """
    with _ASKING:
        target, _ = _target()
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        address = engine.get_function_address(name)
        _ENGINES.append(engine)
    return ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(address)
