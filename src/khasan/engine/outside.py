"""The door for an outside player: advance to the next decision, give orders.

An outside player commands formations of one or both sides: a person, another program, a learning agent. He sees what
his side knows (:func:`khasan.engine.side_view`), and his orders take as long to arrive as any commander's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.compiler.world import with_ways
from khasan.engine.battle import Battle, fight_on
from khasan.errors import InputError, input_error, nearest
from khasan.kernels.command.messages import pass_down
from khasan.kernels.state import tables as t

Units = NDArray[np.bool_]
"""bool[U]: which units are meant."""
AT_LATEST_S = 3600.0
"""An outside player is asked at least this often, news or no news."""


@dataclass(frozen=True)
class Stop:
    """Where :func:`advance` stopped, and why."""

    step: int
    time: datetime
    ended: bool
    news: tuple[str, ...]
    """What the outside player's sides have learned since the last stop; empty if none, or nobody plays from outside."""


def advance(battle: Battle, until: int | datetime | None = None) -> Stop:
    """Fight on until a step, a moment, or the end of the scenario; with an outside player to his next decision.

    His decision points are the steps at which commanders look at their plans: the first before which something new
    has come, or an hour has passed. New is: a contact gained or lost by his side, a place taken or lost as far as it
    knows, a unit of his that arrived, broke, rallied or is gone. InputError for a moment that is past.

    >>> import khasan
    >>> from khasan.engine import begin
    >>> compiled = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    >>> advance(begin(compiled, seed=7, replication=0), until=100).step
    100
    """
    last = _step_of(battle, until)
    if not battle.outside:
        fight_on(battle, last)
        return Stop(battle.step, battle.time, battle.ended, ())
    every = battle.decide_every
    latest = battle.step + max(every, round(AT_LATEST_S / battle.compiled.step_s))
    before = _knowledge(battle)
    news: tuple[str, ...] = ()
    while battle.step < last:
        fight_on(battle, min(last, (battle.step // every + 1) * every))
        now = _knowledge(battle)
        news = tuple(what for what, known in now.items() if not np.array_equal(known, before[what]))
        if battle.step % every == 0 and (news or battle.step >= latest):
            break
    return Stop(battle.step, battle.time, battle.ended, news)


def _step_of(battle: Battle, until: int | datetime | None) -> int:
    compiled = battle.compiled
    if until is None:
        return compiled.steps
    if isinstance(until, datetime):
        if until.tzinfo is None:
            raise input_error("until", until.isoformat(), "add the offset from UTC, such as +09:00", file="advance")
        step = int(np.ceil((until.astimezone(UTC) - compiled.start_utc).total_seconds() / compiled.step_s))
    else:
        step = until
    if step < battle.step:
        raise input_error("until", until, f"it is past: the battle stands at step {battle.step}", file="advance")
    return min(step, compiled.steps)


def _knowledge(battle: Battle) -> dict[str, NDArray[Any]]:
    """What an outside player's sides know that may call for a decision, by the words that tell of it."""
    counts, side_of = battle.state.counts, battle.tables.units[t.SIDE]
    ours = outside_units(battle)
    known: dict[str, NDArray[Any]] = {}
    for side in np.unique(side_of[ours]).tolist():
        theirs = counts[:, side_of != side]
        name = battle.compiled.labels.sides[side]
        known[f"{name}: contacts"] = theirs[a.CONTACT_AGE] < a.UNSEEN
        known[f"{name}: places"] = battle.state.places[t.KNOWN_0 + side].copy()
        known[f"{name}: units"] = counts[a.STATUS, ours & (side_of == side)]
    return known


def outside_units(battle: Battle) -> Units:
    """bool[U]: the units that outside players command."""
    found: Units = np.logical_or.reduce([units_below(battle, name) for name in battle.outside])
    return found


def units_below(battle: Battle, name: str) -> Units:
    """bool[U]: the units of a formation, whatever stands between; a unit has itself."""
    nodes, above = battle.compiled.nodes, battle.orders.nodes[t.N_ABOVE]
    wanted = nodes.index(name)
    below = np.zeros(len(nodes), dtype=bool)
    for node in range(len(nodes)):
        link = node
        while link >= 0 and link != wanted:
            link = int(above[link])
        below[node] = link == wanted
    return below[len(nodes) - len(battle.compiled.labels.units) :]


def give(battle: Battle, formation: str, verb: str, place: str) -> None:
    """Order a formation or unit that is commanded from outside; the order goes down to its units link by link.

    It starts from the outside player's formation at or nearest above, and takes as long as that commander's own
    orders would. The last order given counts. Units that arrive later take up what was last ordered to the formation
    whose plan they would follow. InputError for a formation that is not commanded from outside, an unknown verb
    (those of plans: hold, move, attack, withdraw, bombard, support) or a place that the scenario does not name.

    >>> import khasan
    >>> from khasan.engine import begin
    >>> compiled = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    >>> battle = begin(compiled, seed=7, replication=0, outside=["soviet-horsemen"])
    >>> give(battle, "soviet-horsemen", "attack", "meeting-point")
    """
    compiled, labels = battle.compiled, battle.compiled.labels
    problems: list[InputError] = []

    def check(field: str, value: str, known: tuple[str, ...]) -> None:
        if value not in known:
            problems.append(input_error(field, value, nearest(value, known), file="order"))

    check("formation", formation, compiled.nodes)
    check("verb", verb, a.ORDER_NAMES[1:])
    check("place", place, labels.places)
    giver = _giver(battle, formation) if formation in compiled.nodes else None
    if formation in compiled.nodes and giver is None:
        remedy = f"it is not commanded from outside: that is {', '.join(battle.outside) or 'nobody'}"
        problems.append(input_error("formation", formation, remedy, file="order"))
    if problems:
        raise InputError([problem for error in problems for problem in error.problems])
    assert giver is not None
    units = units_below(battle, formation)
    order, goal = a.ORDER_NAMES.index(verb), labels.places.index(place)
    _open_ways(battle, goal, units)
    _remember(battle, units, order, goal)
    pass_down(
        np.flatnonzero(units).astype(np.int32), giver, np.int32(order), np.int32(goal), battle.step, battle.tables,
        battle.orders, battle.state, compiled.scale,
    )  # fmt: skip


def _giver(battle: Battle, formation: str) -> int | None:
    """The node of the outside player's formation at or nearest above; None if there is none."""
    nodes, above = battle.compiled.nodes, battle.orders.nodes[t.N_ABOVE]
    node = nodes.index(formation)
    while node >= 0 and nodes[node] not in battle.outside:
        node = int(above[node])
    return node if node >= 0 else None


def _open_ways(battle: Battle, place: int, units: Units) -> None:
    """Work out the ways that the plans of the scenario had no use for."""
    classes = np.unique(battle.tables.units[t.MOBILITY, units]).tolist()
    wanted = [(place, mobility) for mobility in classes if battle.world.way_of[place, mobility] < 0]
    battle.world = with_ways(battle.world, battle.prepared.ground, battle.compiled.world_plan, wanted)
    battle.ways = (*battle.ways, *wanted)


def _remember(battle: Battle, units: Units, order: int, place: int) -> None:
    """Commanders all of whose units are meant hold the order for those that arrive later."""
    for commander in range(battle.orders.node_of.size):
        first, last = battle.orders.first[commander : commander + 2]
        if units[battle.orders.members[first:last]].all():
            battle.state.commanders[[t.C_ORDER, t.C_PLACE], commander] = order, place
