"""Digging, wire, bridges and repair; who holds which place."""
