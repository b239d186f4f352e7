"""The common skirmish: what each engine plays, and what comes of it.

Two sides stand at random on the two halves of a square grid, ten cells to an agent. In each step every living agent
finds the enemies within five cells; if there is one, it shoots at one of them and hits with a small chance, else it
moves one cell towards the enemy's edge if that is free. Who is hit is dead from the next step on.
"""

from __future__ import annotations

from dataclasses import dataclass

CELLS_AN_AGENT = 10
REACH = 5
HIT = 0.001
"""Of a shot, for engines that have no fire of their own: about what rifles come to in khasan."""


@dataclass(frozen=True)
class Played:
    """Living agents summed over the steps, seconds, and the share that fell."""

    agent_steps: int
    seconds: float
    fallen: float

    @property
    def rate(self) -> float:
        """Living agent-steps a second."""
        return self.agent_steps / self.seconds
