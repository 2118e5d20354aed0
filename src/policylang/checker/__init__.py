"""Syntax tree to machine, with every problem on the way reported as a diagnostic."""
