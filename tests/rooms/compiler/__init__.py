"""Tests of the compiler room."""
