"""From what is written to a value whose unit and bounds are known.

`lowering` takes an expression of the tree apart and asks, for each form,

- for numbers: `quantities`, `arithmetic`, `lookups` in tables;
- for tests: `comparisons`, `standing`; and what is known where one holds (`holding`);
- for time: `timing`, `lengths`;
- for what has been: `recall`, over `windows`; and what an event shows of itself (`presented`).

What is said of those that do not fit: `kinds`, `excess`, `advice`.
"""
