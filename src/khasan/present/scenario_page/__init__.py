"""A scenario to read: in words, in short, and as a map with its units."""
