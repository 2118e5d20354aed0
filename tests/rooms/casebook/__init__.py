"""Case files: reading them, running them, and what they reach."""
