"""Many people at once: events as columns, and a kernel compiled for the policy."""
