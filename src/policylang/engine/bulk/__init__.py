"""Files larger than memory: read in parts, each evaluated by itself, and put together again."""
