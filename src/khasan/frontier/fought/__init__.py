"""Fights up to a battalion, fought by the engine: set-ups, the cells they fill, and the table that histories draw from.

A cell is a sector's ground, forces of a rung, the side that raises the fight, and a season (`cells`). Each becomes a
small scenario (`skirmish`) that the engine fights some hundred times.
"""
