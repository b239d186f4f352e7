"""What people look at: the report, its figures and replay, and the map of a scenario."""
