"""The page of a run: its results beside the record, figures, the replay, and what went in."""
