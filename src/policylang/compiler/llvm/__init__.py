"""Loops over arrays of whole numbers, from a little Python to machine code by LLVM."""
