"""Machines to the text of a kernel: one function that scores many people from arrays."""
