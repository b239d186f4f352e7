"""How one episode climbs, rung by rung: each step is decided by somebody, within his authority or against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khasan.frontier.calendar import YEAR_DAYS, day_of
from khasan.frontier.day_chances import Weather, World
from khasan.frontier.declarations import TOP, Actor
from khasan.frontier.episodes import Decision
from khasan.frontier.process import FIGHT
from khasan.frontier.space import Z90


@dataclass
class Climbed:
    """How high an episode rose, when its last decision fell, and who stopped it."""

    rung: int
    moment: float
    chances: list[float]
    stopped_by: str
    decisions: list[Decision]


@dataclass(frozen=True)
class Begun:
    """An episode that local help has reached, or one that the record has under way."""

    number: int
    moment: float
    sector: str
    rung: int


def climb(
    world: World, weather: Weather, begun: Begun, levels: list[int], top: int, rng: np.random.Generator
) -> Climbed:
    """Take the steps above the episode's rung, one decision each, until one is not taken or ``top`` is reached.

    The chance of each step is that of the forward equations; the tree below it says who decided, and with whose leave.
    """
    who = world.setting.library.who
    steps = weather.steps[begun.sector]
    out = Climbed(begun.rung, begun.moment, [float(chance) for chance in steps.low[0]][: begun.rung], "", [])
    out.chances += [1.0] * (begun.rung - len(out.chances))
    while out.rung < top:
        rung = out.rung + 1
        draws = rng.random(6)
        delay_draw = rng.standard_normal(2)
        if rung < 3:
            chance = float(steps.low[0, rung - 1])
            post = who("japan" if draws[0] < 0.5 else "soviet", rung, begun.sector)
            act = _Act(world, begun, rung, post, out.moment)
            raised = draws[1] < chance
            act.write(out, delay_draw[0], "raises" if raised else "holds fire", "none needed")
        else:
            japanese = draws[0] < float(steps.say[0, rung - 3])
            side = steps.japan if japanese else steps.soviet
            chance = float(side[0, levels[0 if japanese else 1], rung - 3])
            actor = who("japan" if japanese else "soviet", rung, begun.sector)
            act = _Act(world, begun, rung, actor, out.moment)
            decide = _own_judgement if actor.obeys == "own judgement" else _under_orders
            raised = decide(act, out, chance, draws[1:], delay_draw)
        out.chances.append(chance)
        if not raised:
            out.stopped_by = out.decisions[-1].actor
            break
        out.rung = rung
    return out


@dataclass
class _Act:
    """A step that somebody is to decide on."""

    world: World
    begun: Begun
    rung: int
    actor: Actor
    cause: float

    def write(self, out: Climbed, z: float, act: str, leave: str, heard: str = "", actor: Actor | None = None) -> None:
        """Put the decision down; the episode's time goes on to it."""
        who = actor or self.actor
        delay = who.delay.median * np.exp(z * np.log(who.delay.high / who.delay.median) / Z90)
        moment = out.moment + min(float(delay), 60.0) / YEAR_DAYS
        days = (moment - self.cause) * YEAR_DAYS
        out.decisions.append(
            Decision(day_of(moment), self.begun.number, self.rung, who.id, act, leave, heard, round(float(days), 2))
        )
        out.moment = moment

    @property
    def gate(self) -> str:
        """How a what-if has changed the way to leave here: ``required``, ``alone``, or nothing."""
        kinds = [
            gate.kind
            for gate in self.world.setting.gates
            if self.begun.sector in gate.sectors and self.rung in gate.rungs
        ]
        return kinds[-1] if kinds else ""


def _own_judgement(act: _Act, out: Climbed, chance: float, u: np.ndarray, z: np.ndarray) -> bool:
    """As Japanese field commands: wishes or does not; asks, or acts before leave comes; is refused, and obeys or not.

    The wish has the chance that makes the whole come out at ``chance``.
    """
    asks, given, obeyed = (act.world.value(id_) for id_ in ("field_asks", "leave_given", "restraint_obeyed"))
    superior = act.world.setting.library.actors.get(act.actor.leave_from or "")
    gate = act.gate
    if superior is None or gate == "alone":
        raised = bool(u[0] < chance)
        act.write(out, z[0], "raises" if raised else "stops", "none needed")
        return raised
    if gate == "required":
        wish = min(1.0, chance / given) if given > 0 else 0.0
        if u[0] >= wish:
            act.write(out, z[0], "stops", "not asked")
            return False
        return _answered(act, out, superior, bool(u[1] < given), z)
    passes = 1 - asks * (1 - given) * obeyed
    wish = min(1.0, chance / passes)
    if chance > passes:  # almost certain steps leave less room for obedience
        obeyed = (1 - chance) / max(asks * (1 - given), 1e-12)
    if u[0] >= wish:
        act.write(out, z[0], "stops", "not asked")
        return False
    if u[1] >= asks:
        act.write(out, z[0], "raises", "not asked")
        return True
    if u[2] < given:
        return _answered(act, out, superior, True, z)
    act.write(out, z[1], "stops", "refused", "", superior)
    if u[3] < obeyed:
        act.write(out, z[0], "stops", "refused", "obeyed")
        return False
    act.write(out, z[0], "raises", "refused", "ignored")
    return True


def _under_orders(act: _Act, out: Climbed, chance: float, u: np.ndarray, z: np.ndarray) -> bool:
    """As on the Soviet side: an army asks, Moscow decides within days, and nobody acts against its word."""
    raised = bool(u[0] < chance)
    superior = act.world.setting.library.actors.get(act.actor.leave_from or "")
    if superior is None:
        act.write(out, z[0], "raises" if raised else "stops", "none needed")
        return raised
    return _answered(act, out, superior, raised, z)


def _answered(act: _Act, out: Climbed, superior: Actor, given: bool, z: np.ndarray) -> bool:
    """The superior gives leave and it is acted on, or refuses and is obeyed."""
    if given:
        act.write(out, z[1], "raises", "given", "", superior)
        act.write(out, z[0], "raises", "given")
    else:
        act.write(out, z[1], "stops", "refused", "obeyed", superior)
    return given


def top_allowed(bound: bool) -> int:
    """While a combined fight binds the forces, no other begins: an episode beside it stops below."""
    return FIGHT - 1 if bound else TOP
