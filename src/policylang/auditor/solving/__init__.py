"""The best history of a decision process (`solver.py`), and its events (`plans.py`); what is closed (`closure.py`)."""
