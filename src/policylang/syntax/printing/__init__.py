"""Syntax trees to text, a kind of nodes in each module."""
