"""How numba is made to compile the rules, and where what it compiled is kept. No rule is here."""
