"""One person at a time: the interpreter, the tracker, and what generated code calls."""
