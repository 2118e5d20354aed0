"""Histories and people in databases, and results into them.

`address.py` says which table of which database is meant; a module for each kind of database reads
and writes it, and is the only one that imports its driver; `reading.py` and `writing.py` are what
the rest of the engine sees.
"""
