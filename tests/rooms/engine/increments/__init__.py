"""Tests of batches of new events against a store."""
