"""Syntax tree to machine, with every problem on the way reported as a diagnostic.

`check.py` is the whole of it, step by step. The packages below it, each of which imports those that
stand under it only:

- `proofs`, `lints`: what is proved of, and what looks wrong with, the rules as a set;
- `rules`: what is done, and when;
- `blocks`: what every other block of a policy declares;
- `expressions`: from text to a value whose bounds are known;
- `declared`: what there is in a policy, and what is known of it so far;
- `values`: values with a unit and bounds, before anything has a name.

`laws` stands apart: what may be relied on of a machine that comes out.
"""
