"""Readers of histories and people, grouping and batch evaluation, on files good and bad."""
