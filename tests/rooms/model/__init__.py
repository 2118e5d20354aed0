"""What a policy means: units, calendar, values, expressions, histories, outcomes."""
