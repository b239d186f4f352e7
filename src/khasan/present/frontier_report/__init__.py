"""The page of a run of the frontier."""
