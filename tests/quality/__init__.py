"""Planted loopholes and sound policies: what the auditor finds, how exactly, and how soon."""
