"""The documents, run as tests."""
