"""What follows an episode: protests, an inquiry, bodies, alerts, reinforcement, a cease-fire; and two reports."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from khasan.frontier.day_chances import World
from khasan.frontier.episodes import Answer, EpisodeTold, Report
from khasan.frontier.process import FIGHT

PROTESTERS = {"japan": "tokyo", "soviet": "moscow"}
ALLY_WRITES = 0.5
"""Of the notes of a side about a sector where an ally of it stands, those that the ally writes. Guess, .2 to .8: the
record has notes of both, and no count of either."""


def answers(world: World, episode: EpisodeTold, rng: np.random.Generator) -> list[Answer]:
    """What the sides do about an episode beside fighting, in order of days; never before it began.

    The record cannot tell how often notes were written, so the chances of protests are assumptions.
    """
    u = rng.random(8)
    found = []

    def put(day: date, kind: str, actor: str) -> None:
        found.append(Answer(max(day, episode.first), episode.number, kind, actor))

    chance = world.value("protests_at_0" if episode.rung == 0 else "protests_at_1")
    protested = []
    for number, side in enumerate(PROTESTERS):
        if u[number] < chance:
            protested.append(_writer(world, side, episode.sector, u[number] / chance))
            put(episode.first + timedelta(days=1 + int(4 * u[number + 2])), "protest", protested[-1])
    if protested and u[4] < world.value("inquiry_asked"):
        asker = protested[0 if u[2] < 0.5 else -1]
        put(episode.first + timedelta(days=5), "inquiry asked", asker)
        held = u[5] < world.value("inquiry_held")
        put(episode.first + timedelta(days=20), "inquiry held" if held else "inquiry refused", asker)
    if episode.killed_japan + episode.killed_soviet and u[6] < world.value("bodies_returned"):
        put(episode.last + timedelta(days=3), "bodies returned", "moscow" if episode.killed_japan else "tokyo")
    if episode.rung >= FIGHT:
        put(episode.first + timedelta(days=1), "alert", "pacific-fleet")
        put(episode.first + (episode.last - episode.first) / 2, "reinforcement", "moscow")
        talks = u[7] < world.value("settled_by_talks")
        put(episode.last, "cease-fire by ambassadors" if talks else "fighting fades", "moscow")
    return sorted(found, key=lambda answer: answer.day)


def _writer(world: World, side: str, sector: str, u: float) -> str:
    """Who writes a side's note: its capital, or an ally that stands in the sector."""
    allies = [
        one.id
        for one in world.setting.library.actors.values()
        if one.side == side and one.kind == "ally" and (one.sectors == "all" or sector in one.sectors)
    ]
    if not allies or u >= ALLY_WRITES:
        return PROTESTERS[side]
    return allies[int(u / ALLY_WRITES * len(allies))]


def reports(world: World, episode: EpisodeTold, rng: np.random.Generator) -> list[Report]:
    """What each side says of the episode: its own dead as they were, the other's by its claim factor."""
    kind = "mass fight" if episode.rung >= FIGHT else "armed clash" if episode.rung > 1 else "shooting"
    own = {"japan": episode.killed_japan, "soviet": episode.killed_soviet}
    found = []
    for side, enemy in (("japan", "soviet"), ("soviet", "japan")):
        factor = world.value(f"claim_{side}") * float(np.exp(0.4 * rng.standard_normal()))
        claimed = int(rng.poisson(min(own[enemy] * factor, 1e6)))
        found.append(Report(episode.first, side, kind, episode.sector, episode.number, own[side], claimed))
    return found
