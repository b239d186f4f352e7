"""The record in pictures: incidents on the map and in time, and the events of the frontier."""
