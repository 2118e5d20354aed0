"""Text to tree and back: good policies, broken ones and hostile ones."""
