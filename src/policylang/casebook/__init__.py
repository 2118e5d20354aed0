"""Cases: histories with known outcomes, kept beside a policy, and how far they reach into it."""
