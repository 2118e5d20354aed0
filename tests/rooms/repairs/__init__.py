"""The ground floor: texts and places, diagnostics, codes, suggestions, shipped files."""
