"""Generated policies and histories, over which every engine must say the same."""
