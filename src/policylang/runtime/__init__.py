"""One person at a time: the interpreter (the oracle), the tracker, and what generated code calls."""
