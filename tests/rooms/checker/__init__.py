"""Tree to machine: every check, on both sides of where it begins to bite."""
