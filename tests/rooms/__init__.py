"""Tests of one room each, named after it."""
