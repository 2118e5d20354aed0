"""What people read: diagnostics, statements, outcomes, what a policy says."""
