"""One history of the frontier, day by day: incidents, what each brings, what fights leave, what capitals decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from khasan.frontier.aftermath import answers, reports
from khasan.frontier.calendar import YEAR_DAYS, Stretch, at, day_of, stretches
from khasan.frontier.climb import Begun, Climbed, climb, top_allowed
from khasan.frontier.day_chances import Daring, Weather, World
from khasan.frontier.declarations import SIDES, TOP, Choice
from khasan.frontier.draws import stream
from khasan.frontier.episodes import Decision, EpisodeTold, History, State
from khasan.frontier.fighttable import FightTable
from khasan.frontier.process import FIGHT
from khasan.frontier.setting import Setting
from khasan.frontier.side_counts import count_years
from khasan.frontier.space import Floats, Space
from khasan.frontier.start import Start

TOLD = 2
"""From this rung on an episode is told; those below are counted."""


@dataclass
class _Bound:
    """A combined fight that is under way, and whom its end favours."""

    until: float = -1.0
    favour: str = ""
    sector: str = ""


@dataclass
class _Play:
    """A history as it is played."""

    world: World
    start: Start
    last: date
    seed: int
    history: History
    table: FightTable
    daring: Daring = field(init=False)
    bound: _Bound = field(default_factory=_Bound)
    pact: bool = False
    number: int = 0

    def rng(self, purpose: str) -> np.random.Generator:
        return stream(self.seed, self.history.replication, purpose)


def play(
    space: Space,
    draws: Floats,
    setting: Setting,
    start: Start,
    last: date,
    table: FightTable,
    *,
    seed: int,
    replication: int,
) -> History:
    """The history of a replication: the same whatever runs beside it.

    draws: f8[draws, parameters], of which it takes one; ``start`` holds the daring of each of them on the first day.
    """
    chosen = drawn(seed, replication, len(draws))
    world = World(space, draws[chosen], setting)
    one = _Play(world, start, last, seed, History(replication, chosen, start.day), table)
    one.daring = Daring(world, start, chosen, one.rng("daring"))
    one.daring.moment = at(start.day)
    one.pact = one.history.pact = start.pact
    _note_state(one, at(start.day))
    if start.episode is not None:
        _go_on(one)
    choices = {
        event.day: event.choice for event in setting.library.outside if event.choice and event.id not in setting.dropped
    }
    rng = one.rng("episodes")
    for stretch in stretches(start.day, last, setting.edges()):
        if one.history.war is not None:
            break
        choice = choices.get(stretch.first)
        if choice is not None:
            _choose(one, choice, stretch)
        if one.history.war is None:
            _live(one, stretch, rng)
    end = one.history.war or last
    if one.history.war is not None:
        _cut(one.history, end)
    count_years(one.history, world, start.day, end, one.rng("counts"))
    return one.history


def drawn(seed: int, replication: int, draws: int) -> int:
    """Which of so many draws a history lives under."""
    return int(stream(seed, replication, "draw").integers(draws))


def _cut(history: History, war: date) -> None:
    """War overtakes whatever else was under way: nothing more is decided or answered on the frontier."""
    history.decisions = [one for one in history.decisions if one.day <= war]
    history.answers = [one for one in history.answers if one.day <= war]
    for episode in history.episodes:
        episode.last = min(episode.last, war)


def _live(play: _Play, stretch: Stretch, rng: np.random.Generator) -> None:
    """The episodes of a stretch in order of time; those with local help climb, one after the other."""
    weather = play.world.weather(stretch, pact=play.pact)
    count = int(rng.poisson(weather.a_year * stretch.length))
    moments = np.sort(rng.uniform(stretch.start, stretch.end, count))
    places = rng.choice(len(weather.sectors), count, p=weather.shares)
    low = np.stack([weather.steps[sector].low[0] for sector in weather.sectors])[places]
    first, second = rng.random((2, count))
    rungs = np.where(first >= low[:, 0], 0, np.where(second >= low[:, 1], 1, TOLD))
    lived = count
    for index in np.flatnonzero(rungs == TOLD):
        sector = weather.sectors[places[index]]
        _told(play, weather, Begun(play.number, float(moments[index]), sector, TOLD))
        if play.history.war is not None:
            lived = int(index)
            break
    for rung in range(TOLD):
        _count(play.history, stretch.year, rung, int((rungs[:lived] == rung).sum()))
    if play.history.war is None:
        _settle(play, stretch.end)


def _told(play: _Play, weather: Weather, begun: Begun, found_at: int = 0) -> None:
    """An episode that local help has reached: how high it climbs, what it costs, what follows.

    ``found_at``: how high one stood that the record has under way.
    """
    play.number += 1
    _settle(play, begun.moment)
    if play.daring.until(begun.moment):
        _note_state(play, begun.moment)
    rng = play.rng(f"episode {begun.number}")
    top = max(top_allowed(play.bound.until > begun.moment), begun.rung)
    climbed = climb(play.world, weather, begun, play.daring.levels, top, rng)
    month, raised_by = day_of(begun.moment).month, _raiser(play.world, climbed, rng)
    fight = play.table.fight(play.world, rng, climbed.rung, begun.sector, month, raised_by)
    end = climbed.moment + (fight.hours or 12) / 24 / YEAR_DAYS
    if climbed.rung >= FIGHT:
        size = "combined" if climbed.rung == FIGHT else "great"
        end = max(end, begun.moment + rng.exponential(play.world.value(f"length_{size}")) / YEAR_DAYS)
    days = day_of(begun.moment), day_of(end)
    episode = EpisodeTold(begun.number, *days, begun.sector, climbed.rung, fight.favour, found_at, climbed.chances)
    episode.stopped_by, episode.raised_by = climbed.stopped_by, raised_by
    episode.men_japan, episode.men_soviet = fight.men_japan, fight.men_soviet
    episode.killed_japan, episode.killed_soviet = fight.killed_japan, fight.killed_soviet
    episode.hours, episode.cost = fight.hours, fight.origin
    history = play.history
    history.episodes.append(episode)
    post = _post(play.world, episode, rng)
    if episode.rung <= TOLD and rng.random() >= play.world.value("dead_at_fire"):
        _stand_off(episode)
    history.decisions += [post, *climbed.decisions]
    _count(history, episode.first.year, climbed.rung)
    history.answers += answers(play.world, episode, rng)
    history.reports += reports(play.world, episode, rng)
    if climbed.rung == TOP:
        history.war, history.war_by = climbed.decisions[-1].day, "ladder"
    elif climbed.rung >= FIGHT:
        play.bound = _Bound(end, fight.favour, begun.sector)
        _note_state(play, begun.moment)


def _post(world: World, episode: EpisodeTold, rng: np.random.Generator) -> Decision:
    """What the Soviet post does under its standing order. What that does to the ladder is not identified: nothing."""
    post = world.setting.library.who("soviet", 1, episode.sector)
    act = "holds fire" if rng.random() < world.value("soviet_holds_fire") else "answers fire"
    return Decision(episode.first, episode.number, 1, post.id, act, "none needed", "", 0.0)


def _raiser(world: World, climbed: Climbed, rng: np.random.Generator) -> str:
    """The side that raised the fight to where it is; by a coin where posts did, since who moved first is not known."""
    coin = SIDES[int(rng.random() < 0.5)]
    raised = [one.actor for one in climbed.decisions if one.act == "raises" and one.rung == climbed.rung]
    return world.setting.library.actors[raised[-1]].side if raised else coin


def _stand_off(episode: EpisodeTold) -> None:
    """Help came, and it never came to a fight: as often as the record has no dead."""
    episode.killed_japan = episode.killed_soviet = 0
    episode.favour, episode.hours, episode.cost = "", None, "none"


def _go_on(play: _Play) -> None:
    """The episode that the record has under way when the history begins climbs on from where it stands."""
    assert play.start.episode is not None
    stretch = stretches(play.start.day, play.last, play.world.setting.edges())[0]
    weather = play.world.weather(stretch, pact=play.pact)
    if play.start.episode.sector in weather.steps:
        rung = play.start.rung
        _told(play, weather, Begun(play.number, at(play.start.day), play.start.episode.sector, rung), rung)


def _settle(play: _Play, moment: float) -> None:
    """If the fight under way is over by a moment, its end moves what both sides dare."""
    if 0 <= play.bound.until <= moment:
        over, favour = play.bound.until, play.bound.favour
        play.daring.until(over)
        play.daring.after(favour)
        play.bound = _Bound()
        _note_state(play, over)


def _choose(play: _Play, choice: Choice, stretch: Stretch) -> None:
    """A capital decides on its day."""
    _settle(play, stretch.start)
    if play.daring.until(stretch.start):
        _note_state(play, stretch.start)
    chance = play.world.value(choice.chance.id)
    if choice.if_daring_low is not None and play.daring.levels[0] == 0:
        odds = np.log(chance / (1 - chance)) + play.world.value(choice.if_daring_low.id)
        chance = float(1 / (1 + np.exp(-odds)))
    taken = bool(play.rng(f"choice {choice.chance.id}").random() < chance)
    words = {"pact": ("signs", "does not sign"), "war": ("goes to war", "does not go to war")}[choice.of]
    history = play.history
    act = words[0] if taken else words[1]
    history.decisions.append(
        Decision(stretch.first, -1, TOP if choice.of == "war" else 0, choice.actor, act, "none needed", "", 0.0)
    )
    if taken and choice.of == "war":
        history.war, history.war_by = stretch.first, choice.actor
    elif taken:
        play.pact = history.pact = True
        _note_state(play, stretch.start)


def _count(history: History, year: int, rung: int, many: int = 1) -> None:
    history.by_rung[year, rung] = history.by_rung.get((year, rung), 0) + many


def _note_state(play: _Play, moment: float) -> None:
    levels = play.daring.levels
    day = max(play.start.day, day_of(moment))
    play.history.states.append(State(day, levels[0] - 1, levels[1] - 1, play.bound.sector, play.pact))
