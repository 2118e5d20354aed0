"""Records to text and JSON: diagnostics, statements, outcomes, what a policy says."""
