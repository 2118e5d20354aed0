"""Tests, by purpose: rooms, agreement, cases, docs, tools, packaging."""
