"""Lines of one LLVM function: registers, blocks and variables."""

from __future__ import annotations

from collections.abc import Iterable

import attrs


@attrs.define
class Blocks:
    """Collects the instructions of one function. Every value is an `i64`, every test an `i1`."""

    _variables: dict[str, str] = attrs.field(factory=dict)
    _lines: list[str] = attrs.field(factory=list)
    _count: int = 0
    #: Whether the present block has ended: what comes now is never reached.
    ended: bool = False

    def value(self, instruction: str) -> str:
        """Add an instruction; gives the register with what comes of it."""
        register = f"%r{self._next()}"
        self.do(f"{register} = {instruction}")
        return register

    def do(self, instruction: str) -> None:
        """Add an instruction without a value."""
        if not self.ended:
            self._lines.append(f"  {instruction}")

    def label(self) -> str:
        """A name for a block."""
        return f"b{self._next()}"

    def begin(self, label: str) -> None:
        """Begin a block; the one before goes on to it, unless it has ended."""
        self.jump(label)
        self._lines.append(f"{label}:")
        self.ended = False

    def jump(self, label: str) -> None:
        """End the block: go on elsewhere."""
        self.do(f"br label %{label}")
        self.ended = True

    def fork(self, test: str, then: str, otherwise: str) -> None:
        """End the block: go on here or there."""
        self.do(f"br i1 {test}, label %{then}, label %{otherwise}")
        self.ended = True

    def give_back(self, value: str) -> None:
        """End the block and the function."""
        self.do(f"ret i64 {value}")
        self.ended = True

    def variable(self, name: str) -> str:
        """The place of a variable."""
        return self._variables.setdefault(name, f"%v.{name}")

    def knows(self, name: str) -> bool:
        """Whether there is a variable of a name."""
        return name in self._variables

    def temporary(self) -> str:
        """The place of a variable without a name of its own."""
        return self.variable(f".{self._next()}")

    def load(self, place: str) -> str:
        """What a variable holds."""
        return self.value(f"load i64, ptr {place}")

    def store(self, value: str, place: str) -> None:
        """Let a variable hold something."""
        self.do(f"store i64 {value}, ptr {place}")

    def lines(self, given: Iterable[tuple[str, str]]) -> list[str]:
        """All lines of the body.

        Args:
            given: names of variables that are parameters, and their registers.
        """
        self.give_back("0")
        held = dict(given)
        declared = [f"  {place} = alloca i64" for place in self._variables.values()]
        declared += [
            f"  store i64 {held.get(name, '0')}, ptr {place}"
            for name, place in self._variables.items()
        ]
        return ["entry:", *declared, "  br label %start", "start:", *self._lines]

    def _next(self) -> int:
        self._count += 1
        return self._count
