"""Suppression and cohesion: losses applied, who breaks, and who rallies."""
