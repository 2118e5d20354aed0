"""Many people at once: histories and people from files, grouping by person, batch evaluation."""
