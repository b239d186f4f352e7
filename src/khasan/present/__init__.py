"""What people look at: pages of runs, experiments and the frontier, the replay, scenarios, the record in pictures."""
