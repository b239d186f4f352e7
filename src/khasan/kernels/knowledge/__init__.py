"""Lines of sight, who has whom in view, and which enemies each side knows of."""
