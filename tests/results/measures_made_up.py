"""Two and a half days of a made-up fight in which no two units, sides, phases or places have one number alike.

The scenario is that of the round trips (tests/compiler/round_trip.py), the replication is drawn by numpy: no rule of
combat made it, and it holds what no fight would, such as guns lost by aircraft, so that every measure has something
to leave out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from compiler.round_trip import START, Content, Country
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.kernels.state import tables as t

BEGINS = datetime.fromisoformat(START)
HOURS = 62.7
CUMULATIVE = (
    a.KILLED, a.WOUNDED, a.MISSING, a.CAPTURED, a.BURNT, a.KNOCKED_OUT, a.ABANDONED, a.REPAIRED, a.WEAPONS_LOST,
    a.ROUNDS_FIRED, a.SORTIES, a.HORSES_LOST, a.TRUCKS_LOST, a.ROUNDS_ISSUED, a.HOURS_CUT_OFF,
)  # fmt: skip


def at(hours: float) -> str:
    return (BEGINS + timedelta(hours=hours)).isoformat()


def _longer(scenario: Content) -> None:
    """It lasts for days; phases begin and end off the hour and leave gaps; one formation reports, one does not."""
    scenario["time"]["end"] = at(HOURS)
    scenario["phases"] = [
        {"id": "first-day", "title": "First day", "start": at(0.0), "end": at(11.3)},
        {"id": "night", "title": "Night", "start": at(13.75), "end": at(22.05)},
        {"id": "rest", "title": "The rest", "start": at(22.05), "end": at(HOURS)},
    ]
    west, east = scenario["forces"][0], scenario["forces"][1]
    inner = {"id": "battalion-one", "name": "I", "echelon": "battalion", "parts": west["parts"][0]["parts"][:2]}
    west["parts"][0]["parts"][:2] = [inner]
    east["echelon"] = "detachment"  # at the top it reports, whatever its size
    del scenario["sides"][1]["supply"]


def compiled(folder: Path) -> Compiled:
    country = Country(folder, change=_longer)
    toes = country.compiled.resolved.toes
    guns = {"garrison": "anti_tank", "riders": "infantry_gun"}  # so that both sides have guns, and three arms
    changed = {name: toes[name].model_copy(update={"branch": branch}) for name, branch in guns.items()}
    return country.compiled_with(toes=toes | changed)


def replication(scenario: Compiled, number: int = 5) -> Replication:
    """Every count grows by steps of its own; who holds what changes now and then."""
    rng = np.random.default_rng([11, number])
    units = len(scenario.labels.units)
    steps = np.append(np.arange(0, scenario.steps, scenario.snapshot_every), scenario.steps).astype(np.int32)
    looks = len(steps)
    counts = np.zeros((looks, a.COUNTS, units), dtype=np.int32)
    for k, row in enumerate(CUMULATIVE):
        rates = rng.uniform(0.5, 3.0, units) * (3 + k)
        counts[1:, row] = rng.poisson(rates, (looks - 1, units)).cumsum(axis=0)
    aviation = [branch == "aviation" for branch in scenario.labels.unit_branch]
    counts[:, a.ABANDONED, aviation] = 0  # aircraft are never left on the field: they have no place on the map
    others = set(range(a.COUNTS)) - {*CUMULATIVE, a.STATUS, a.POSTURE, a.ORDER, a.ORDER_PLACE, a.CONTACT_AGE, a.HEX}
    for row in others:
        counts[:, row] = rng.integers(1, 4000, (looks, units))
    counts[:, a.HEX] = rng.integers(0, 300, (looks, units))
    counts[:, a.POSTURE] = rng.integers(0, len(a.POSTURE_NAMES), (looks, units))
    counts[:, a.ORDER] = rng.integers(0, len(a.ORDER_NAMES), (looks, units))
    counts[:, a.ORDER_PLACE] = rng.integers(-1, len(scenario.labels.places), (looks, units))
    counts[:, a.CONTACT_HEX] = (counts[:, a.HEX] + counts[:, a.CONTACT_HEX]) % 300
    counts[:, a.CONTACT_AGE] = np.where(rng.random((looks, units)) < 0.4, a.UNSEEN, 17)
    counts[:, a.STATUS] = _statuses(scenario, rng, looks)
    holders = rng.integers(-1, 2, (looks, len(scenario.labels.places)))
    one, other = scenario.labels.objectives
    holders[:, one] = [0] * 3 + [-1] * 4 + [1] * 11 + [0] * 9 + [1] * (looks - 27)
    holders[:, other] = [1] * 5 + [0] * 8 + [-1] * 6 + [1] * 14 + [0] * (looks - 33)
    ammunition = rng.uniform(0.05, 1.0, (looks, units))
    depots = rng.uniform(10.0, 999.0, (t.DEPOT_FIELDS, 2))
    depots[t.D_DECLARED] = [1.0, 0.0]
    return Replication(
        replication=number,
        member=scenario.member_of(number),
        parameters=rng.uniform(0.1, 9.0, len(scenario.labels.parameters)),
        snapshot_steps=steps,
        counts=counts,
        reals=rng.random((looks, 3, units)),
        ammunition=ammunition,
        holders=holders.astype(np.int32),
        initial_men=rng.integers(50, 900, units).astype(np.int32),
        initial_vehicles=rng.integers(5, 90, units).astype(np.int32),
        initial_weapons=rng.integers(1, 50, (a.SLOTS, units)).astype(np.int32),
        visibility_m=np.full(scenario.steps, 4000.0),
        stops=rng.permutation(np.arange(1, 2 * a.STOPS + 1)).reshape(a.STOPS, 2).astype(np.int32),
        events=events(scenario, rng),
        losses=losses(scenario, rng),
        factors=rng.uniform(0.1, 5.0, (LOSSES, a.FACTORS)),
        depots=depots,
    )


def _statuses(scenario: Compiled, rng: np.random.Generator, looks: int) -> Any:
    """They come, are active, broken or aboard, and some go; for hours of the second day nobody of the east is there."""
    found = np.empty((looks, len(scenario.labels.units)), dtype=np.int32)
    for unit, branch in enumerate(scenario.labels.unit_branch):
        here = a.AT_AIRFIELD if branch == "aviation" else (a.ACTIVE, a.BROKEN, a.ABOARD)[unit % 3]
        comes, goes = 4 * ((5 * unit) % 14), int(rng.integers(57, 90))
        comes = 3 if branch == "aviation" else comes
        found[:, unit] = here
        found[:comes, unit] = a.EXPECTED
        found[goes:, unit] = a.GONE
        if scenario.labels.unit_side[unit] == 1:
            found[24:28, unit] = a.EXPECTED if comes > 27 else a.GONE
    return found


EVENTS, LOSSES = 3 * len(a.EVENT_NAMES), 40


def events(scenario: Compiled, rng: np.random.Generator) -> Any:
    """Three of every kind."""
    labels = scenario.labels
    found = np.empty((EVENTS, a.EVENT_FIELDS), dtype=np.int32)
    found[:, a.EV_STEP] = np.sort(rng.integers(0, scenario.steps, EVENTS))
    found[:, a.EV_KIND] = rng.permutation(np.arange(EVENTS) % len(a.EVENT_NAMES))
    found[:, a.EV_UNIT] = rng.integers(0, len(labels.units), EVENTS)
    found[:, a.EV_OTHER] = rng.integers(-1, len(labels.units), EVENTS)
    found[:, a.EV_PLACE] = rng.integers(-1, len(labels.places), EVENTS)
    most = {
        a.ORDERED: len(a.ORDER_NAMES), a.RULE_CHOSEN: len(labels.rules), a.OWN_INITIATIVE: len(labels.rules),
        a.ATTACK_STOPPED: len(a.ENDING_NAMES), a.GAVE_UP_POSITION: len(a.ENDING_NAMES),
        a.TOOK_PLACE: 2, a.BROKE: len(a.POSTURE_NAMES), a.CROSSING_CHANGED: len(t.CROSSING_NAMES),
    }  # fmt: skip
    leave = (a.LEAVE_ASKED, a.LEAVE_GRANTED, a.LEAVE_REFUSED, a.WENT_WITHOUT_LEAVE)
    most |= dict.fromkeys(leave, len(labels.leaves))
    for row in found:
        kind = int(row[a.EV_KIND])
        row[a.EV_VALUE] = rng.integers(0, most.get(kind, 50))
        if kind in a.OF_COMMANDERS:
            row[a.EV_UNIT] = rng.integers(0, len(labels.commanders))
        if kind in (a.TOOK_PLACE, a.CROSSING_CHANGED):
            row[a.EV_UNIT] = -1
        if kind in a.AT_A_HEX:
            row[a.EV_PLACE] = rng.integers(0, 300)
    return found


def losses(scenario: Compiled, rng: np.random.Generator) -> Any:
    found = rng.integers(0, 60, (LOSSES, a.LOSS_FIELDS)).astype(np.int32)
    units = len(scenario.labels.units)
    found[:, a.LO_STEP] = np.sort(rng.integers(0, scenario.steps, LOSSES))
    found[:, a.LO_CAUSE] = np.arange(LOSSES) % len(a.CAUSE_NAMES)
    found[:, a.LO_SHOOTER] = rng.integers(-1, units, LOSSES)
    found[:, a.LO_TARGET] = rng.integers(0, units, LOSSES)
    found[:, a.LO_WEAPON] = rng.integers(-1, len(scenario.labels.weapons), LOSSES)
    return found
