"""Tests of the auditor room."""
