"""What a policy means: units, calendar, the machine, histories and outcomes."""
