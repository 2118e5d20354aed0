"""What is asked of a policy, a module each: the property stated, and what answers it."""
