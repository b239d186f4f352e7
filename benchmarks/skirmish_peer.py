"""The common skirmish on Mesa 3 and AgentPy, each as its users write it; run by the Python that has them.

    python benchmarks/skirmish_peer.py mesa-discrete-space|mesa-multigrid|agentpy AGENTS STEPS

Prints JSON. It imports nothing of khasan.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from skirmish import CELLS_AN_AGENT, HIT, REACH, Played


def starts(agents: int, side: int) -> list[tuple[int, int]]:
    """A cell for each agent: even ones on the western half, odd ones on the eastern."""
    chance = random.Random(1)
    cells = [(x, y) for x in range(side) for y in range(side)]
    chance.shuffle(cells)
    west = [cell for cell in cells if cell[0] < side // 2]
    east = [cell for cell in cells if cell[0] >= side // 2]
    return [(west if k % 2 == 0 else east)[k // 2] for k in range(agents)]


def discrete_space(agents: int, steps: int) -> Played:
    """Mesa's cells: agents know their cell, cells remember who is near."""
    from mesa import Model
    from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

    side = round((agents * CELLS_AN_AGENT) ** 0.5)
    model = Model(seed=1)
    grid = OrthogonalMooreGrid((side, side), torus=False, random=model.random)
    chance = model.random

    class Soldier(CellAgent):
        """One rifleman."""

        def __init__(self, side: int, cell: Any) -> None:
            super().__init__(model)
            self.side, self.cell, self.hit = side, cell, False
            self.ahead = (1, 0) if side == 0 else (-1, 0)

        def step(self) -> None:
            """Find, shoot or move."""
            near = self.cell.get_neighborhood(radius=REACH, include_center=True)
            for other in near.agents:
                if other.side != self.side:
                    if chance.random() < HIT:
                        other.hit = True
                    return
            there = self.cell.connections.get(self.ahead)
            if there is not None and there.is_empty:
                self.cell = there

    for k, cell in enumerate(starts(agents, side)):
        Soldier(k % 2, grid[cell])
    return timed(model, steps, lambda soldier: soldier.remove())


def multigrid(agents: int, steps: int) -> Played:
    """Mesa's older grid, asked for neighbours."""
    from mesa import Agent, Model
    from mesa.space import MultiGrid

    side = round((agents * CELLS_AN_AGENT) ** 0.5)
    model = Model(seed=1)
    grid = MultiGrid(side, side, torus=False)
    chance = model.random

    class Soldier(Agent):
        """One rifleman."""

        def __init__(self, side: int) -> None:
            super().__init__(model)
            self.side, self.hit = side, False

        def step(self) -> None:
            """Find, shoot or move."""
            for other in grid.iter_neighbors(self.pos, moore=True, include_center=True, radius=REACH):
                if other.side != self.side:
                    if chance.random() < HIT:
                        other.hit = True
                    return
            there = (self.pos[0] + (1 if self.side == 0 else -1), self.pos[1])
            if 0 <= there[0] < side and grid.is_cell_empty(there):
                grid.move_agent(self, there)

    for k, cell in enumerate(starts(agents, side)):
        grid.place_agent(Soldier(k % 2), cell)

    def remove(soldier: Any) -> None:
        grid.remove_agent(soldier)
        soldier.remove()

    return timed(model, steps, remove)


def timed(model: Any, steps: int, remove: Any) -> Played:
    """The steps of a Mesa model, those hit taken away after each."""
    first, alive = len(model.agents), 0
    start = time.perf_counter()
    for _ in range(steps):
        alive += len(model.agents)
        model.agents.shuffle_do("step")
        for soldier in [one for one in model.agents if one.hit]:
            remove(soldier)
    seconds = time.perf_counter() - start
    return Played(alive, seconds, 1.0 - len(model.agents) / first)


def agentpy(agents: int, steps: int) -> Played:
    """AgentPy's grid."""
    import agentpy as ap

    side = round((agents * CELLS_AN_AGENT) ** 0.5)
    chance = random.Random(1)
    model = ap.Model()
    grid = ap.Grid(model, (side, side), track_empty=True)
    soldiers = ap.AgentList(model, agents)
    for k, soldier in enumerate(soldiers):
        soldier.side, soldier.hit = k % 2, False
    grid.add_agents(soldiers, positions=starts(agents, side))
    ahead = ((1, 0), (-1, 0))

    def step(soldier: Any) -> None:
        for other in grid.neighbors(soldier, distance=REACH):
            if other.side != soldier.side:
                if chance.random() < HIT:
                    other.hit = True
                return
        x, y = grid.positions[soldier]
        there = (x + ahead[soldier.side][0], y)
        if there in grid.empty:
            grid.move_to(soldier, there)

    left, alive = list(soldiers), 0
    start = time.perf_counter()
    for _ in range(steps):
        alive += len(left)
        chance.shuffle(left)
        for soldier in left:
            step(soldier)
        fallen = [soldier for soldier in left if soldier.hit]
        if fallen:
            grid.remove_agents(fallen)
            left = [soldier for soldier in left if not soldier.hit]
    seconds = time.perf_counter() - start
    return Played(alive, seconds, 1.0 - len(left) / agents)


ENGINES = {"mesa-discrete-space": discrete_space, "mesa-multigrid": multigrid, "agentpy": agentpy}


if __name__ == "__main__":
    engine, agents, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    played = ENGINES[engine](agents, steps)
    print(json.dumps({"agent_steps": played.agent_steps, "seconds": played.seconds, "fallen": played.fallen}))
