"""Fire on men and vehicles: whom a weapon chooses, how many rounds, and what they do."""
