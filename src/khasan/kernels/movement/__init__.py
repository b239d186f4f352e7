"""How fast units get over the ground, and where each is at the end of a step."""
