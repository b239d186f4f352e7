"""Random numbers by address, and what is drawn before a replication starts."""
