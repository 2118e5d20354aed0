"""Which engine evaluates crowds under a policy: its own kernel, or bytecode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs

from policylang.compiler import Evaluator
from policylang.compiler.bytecode.bytecode import Bytecode, bytecode_of
from policylang.compiler.bytecode.loop_text import loops
from policylang.compiler.columnar.kernel import Kernel, kernel_of
from policylang.compiler.columnar.reach import why_no_kernel
from policylang.engine.columnar import arrays, by_bytecode
from policylang.engine.columnar.arrays import Crowd, Scored
from policylang.engine.columnar.kernels import compiled
from policylang.model.machine import Machine


class Engine(Protocol):
    """Evaluates crowds under one policy."""

    def run(self, crowd: Crowd, *, since: int | None, as_of: int) -> Scored | None:
        """Where everybody stands at the end of a day.

        None where money, points or losses come near the end of 64 bits.

        Args:
            since, as_of: ordinals, as for `Evaluator.run`.
        """


@attrs.frozen
class ByKernel:
    """Evaluates crowds by the kernel of a flat policy."""

    kernel: Kernel
    function: Callable[..., Any]
    machine: Machine

    def run(self, crowd: Crowd, *, since: int | None, as_of: int) -> Scored | None:
        """As `Engine.run`."""
        return arrays.run(self.kernel, self.function, self.machine, crowd, since=since, as_of=as_of)


@attrs.frozen
class ByBytecode:
    """Evaluates crowds by bytecode."""

    bytecode: Bytecode
    function: Callable[..., Any]
    evaluator: Evaluator

    def run(self, crowd: Crowd, *, since: int | None, as_of: int) -> Scored | None:
        """As `Engine.run`."""
        return by_bytecode.run(
            self.bytecode, self.function, self.evaluator, crowd, since=since, as_of=as_of
        )


def engine_for(evaluator: Evaluator) -> Engine:
    """The quickest engine for a policy that `reach.why_not` has nothing against."""
    machine = evaluator.machine
    if why_no_kernel(machine) is None:
        kernel = kernel_of(machine)
        return ByKernel(kernel, compiled(kernel), machine)
    return ByBytecode(bytecode_of(machine), compiled(loops()), evaluator)
