"""What a run leaves, and what it says: tables, the run folder, the after-action report, the story."""
