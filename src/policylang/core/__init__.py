"""The ground floor: source text, diagnostics, errors, suggestions, limits and shipped data."""
