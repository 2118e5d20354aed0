"""What may be relied on of a machine: the contract between the checker and every engine.

- `invariants`: of its rules, caps, scores and statuses;
- `expressions`: of what they read, where they stand.

It reads machines only, and nothing of the checker reads it: it is how tests hold the checker to it.
"""
