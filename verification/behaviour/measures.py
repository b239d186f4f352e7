"""What is measured of one fight: pure functions from its tables to the samples that it gives.

A measure returns one number a fight, or one a case (a company whose advance was stopped), or none where the fight is
no case of what is asked (the loss of defenders who held, where they did not). `inf` stands for what never came.
"""

from __future__ import annotations

from math import inf

import numpy as np

from khasan import arrays as a
from verification.behaviour.tables import Fight, Flags

STILL_S = 300.0
"""An advance has stopped when for so long no metre was won."""
LAST_S = 300.0
"""Suppression is that of the last five minutes of the shelling."""
AT_HAND = ("close_combat", "pursuit")
BULLETS = ("rifle", "machine gun")


# -- how it ended ---------------------------------------------------------------------------------------------


def taken(fight: Fight) -> bool:
    """Did the attackers take the place at any time, in whatever way?"""
    return bool(fight.course.taken.any())


def success(fight: Fight) -> list[float]:
    """1 where the place was taken, 0 where it was not."""
    return [float(taken(fight))]


def loss(fight: Fight, *, attacker: bool) -> float:
    """Killed, wounded, missing and captured of a side by the end, in per cent of its men at the start."""
    side = fight.units.of(attacker=attacker)
    return 100.0 * float(fight.course.lost[-1, side].sum() / fight.units.men[side].sum())


def attacker_loss(fight: Fight) -> list[float]:
    """Of the attackers, however it ended."""
    return [loss(fight, attacker=True)]


def defender_loss(fight: Fight) -> list[float]:
    """Of the defenders, however it ended."""
    return [loss(fight, attacker=False)]


def loss_of_failed_attack(fight: Fight) -> list[float]:
    """Of the attackers, where the place was not taken."""
    return [] if taken(fight) else attacker_loss(fight)


def loss_of_success(fight: Fight) -> list[float]:
    """Of the attackers, where the place was taken."""
    return attacker_loss(fight) if taken(fight) else []


def loss_where_taken(fight: Fight) -> list[float]:
    """Of the defenders, where the place was taken."""
    return defender_loss(fight) if taken(fight) else []


def loss_where_held(fight: Fight) -> list[float]:
    """Of the defenders, where the place was not taken."""
    return [] if taken(fight) else defender_loss(fight)


def loss_of_both(fight: Fight) -> list[float]:
    """Of both sides together."""
    return [100.0 * float(fight.course.lost[-1].sum() / fight.units.men.sum())]


GAVE_UP = "gave_up_position"
THROWN_OUT = ("driven_out", "broke", "destroyed", "surrendered")
"""Endings that nobody decided: they count as caused by losses."""


def _company(fight: Fight) -> Flags:
    return fight.units.of(attacker=False, branch="infantry")


def _first_ending(fight: Fight) -> tuple[str, int] | None:
    """How the defending company's stand ended: the first event that ends it, and its value; None if none did."""
    events, company = fight.events, _company(fight)
    rows = [int(k) for kind in (GAVE_UP, *THROWN_OUT) for k in events.of(kind, company)]
    return (events.kind[min(rows)], int(events.value[min(rows)])) if rows else None


def loss_where_withdrew(fight: Fight) -> list[float]:
    """Of the defenders, where their company gave up its position before anybody threw it out."""
    ending = _first_ending(fight)
    return defender_loss(fight) if ending is not None and ending[0] == GAVE_UP else []


def ended_by_losses(fight: Fight) -> list[float]:
    """Of each side whose fight ended, 1 if losses ended it: the last stop of the attack, the first end of the stand."""
    found = []
    if not taken(fight):
        stops = fight.events.of("attack_stopped", fight.units.attacker)
        found += [float(fight.events.value[stops[-1]] == a.BY_LOSSES)] if stops.size else []
    ending = _first_ending(fight)
    if ending is not None:
        kind, cause = ending
        found.append(float(kind in THROWN_OUT or cause == a.BY_LOSSES))
    return found


def attempts(fight: Fight) -> list[float]:
    """Attacks that the attackers mounted."""
    return [float(fight.events.of("attack_mounted", fight.units.attacker).size)]


# -- fire -----------------------------------------------------------------------------------------------------


def bout(fight: Fight) -> tuple[int, int]:
    """First step in which somebody was hit by fire, and the last of the fight: before then nobody fired to effect."""
    hit = fight.losses.by() & (fight.losses.hits > 0)
    return (int(fight.losses.step[hit].min()) if hit.any() else fight.steps), fight.steps


def _within(fight: Fight, chosen: Flags) -> Flags:
    first, ends = bout(fight)
    inside: Flags = chosen & (fight.losses.step >= first) & (fight.losses.step < ends)
    return inside


def _fell_to_defenders(fight: Fight, arms: tuple[str, ...]) -> int:
    """Attackers hit in the bout by these arms of the defenders."""
    attacker = fight.units.attacker
    losses = fight.losses
    theirs = losses.by(arms=arms) & attacker[losses.target] & (losses.shooter >= 0) & ~attacker[losses.shooter]
    return int(losses.hits[_within(fight, theirs)].sum())


def hits_per_rifle(fight: Fight) -> list[float]:
    """Attackers hit by rifles over the rifles of the defenders."""
    rifles = fight.units.rifles[~fight.units.attacker].sum()
    return [_fell_to_defenders(fight, ("rifle",)) / float(rifles)]


def hits_per_machine_gun(fight: Fight) -> list[float]:
    """Attackers hit by machine guns, light and heavy, over the machine guns of the defenders."""
    guns = fight.units.machine_guns[~fight.units.attacker].sum()
    return [_fell_to_defenders(fight, ("machine gun",)) / float(guns)]


def rounds_a_casualty(fight: Fight) -> list[float]:
    """Rounds that both sides fired over men that they hit with them; only where all arms are small arms."""
    first, ends = bout(fight)
    rounds = float((fight.course.rounds[ends] - fight.course.rounds[min(first, ends)]).sum())
    hits = int(fight.losses.hits[_within(fight, fight.losses.by(arms=BULLETS))].sum())
    return [rounds / hits] if hits else [inf]


def loss_in_bout(fight: Fight) -> list[float]:
    """Loss of the attackers in the bout, in per cent of their men."""
    side = fight.units.of(attacker=True)
    first, ends = bout(fight)
    lost = fight.course.lost[ends, side].sum() - fight.course.lost[min(first, ends), side].sum()
    return [100.0 * float(lost / fight.units.men[side].sum())]


def minutes_to_stop(fight: Fight) -> list[float]:
    """Of each rifle company of the attackers that was hit: minutes from its first hit to five minutes without advance.

    An advance is a hex nearer to the place than ever before. The minutes are those to the beginning of the five.
    A company that goes on until the place has fallen, or stands in it, never stopped.
    """
    first_taken = np.flatnonzero(fight.course.taken)
    ends = int(first_taken[0]) if first_taken.size else fight.steps
    losses, found = fight.losses, []
    hit = losses.by() & (losses.hits > 0)
    still = round(STILL_S / fight.step_s)
    for unit in np.flatnonzero(fight.units.of(attacker=True, branch="infantry")):
        own = losses.step[hit & (losses.target == unit)]
        if not own.size or own.min() >= ends:
            continue
        begins = int(own.min())
        nearest = np.minimum.accumulate(fight.course.metres[:, unit])
        stops = (k for k in range(begins, ends - still + 1) if nearest[k] > 0 and nearest[k + still] > nearest[k] - 1.0)
        stop = next(stops, None)
        found.append(inf if stop is None else (stop - begins) * fight.step_s / 60.0)
    return found


# -- shells ---------------------------------------------------------------------------------------------------


def _shells(fight: Fight) -> float:
    guns = fight.units.of(attacker=True, branch="artillery")
    return float(fight.course.rounds[-1, guns].sum())


def _hits_by_shells(fight: Fight) -> int:
    losses = fight.losses
    ours = losses.by(arms=("shell",)) & (losses.shooter >= 0) & fight.units.attacker[losses.shooter]
    guns = np.array(fight.units.branch)[losses.shooter] == "artillery"
    return int(losses.hits[ours & guns].sum())


def shells_a_casualty(fight: Fight) -> list[float]:
    """Shells that the attackers' guns fired over men that they hit with them."""
    hits = _hits_by_shells(fight)
    return [_shells(fight) / hits] if hits else [inf]


def loss_by_shells(fight: Fight) -> list[float]:
    """Defenders hit by shells of the attackers' guns, in per cent of the defenders."""
    men = fight.units.men[fight.units.of(attacker=False)].sum()
    return [100.0 * _hits_by_shells(fight) / float(men)]


def suppression_at_assault(fight: Fight) -> list[float]:
    """Mean suppression of the defenders, weighted by men, over the last five minutes in which shells were fired."""
    guns, side = fight.units.of(attacker=True, branch="artillery"), fight.units.of(attacker=False)
    fired = np.flatnonzero(np.diff(fight.course.rounds[:, guns].sum(axis=1)) > 0)
    if not fired.size:
        return []
    last = int(fired[-1]) + 1
    rows = slice(max(0, last + 1 - max(1, round(LAST_S / fight.step_s))), last + 1)
    men = fight.course.men[rows, side].astype(float)
    here = men.sum(axis=1) > 0
    if not here.any():
        return []
    mean = (men * fight.course.suppression[rows, side]).sum(axis=1)[here] / men.sum(axis=1)[here]
    return [float(mean.mean())]


def share_by_bullets(fight: Fight) -> list[float]:
    """Of all men hit by fire on both sides, the share hit by rifles and machine guns."""
    every = int(fight.losses.hits[fight.losses.by()].sum())
    bullets = int(fight.losses.hits[fight.losses.by(arms=BULLETS)].sum())
    return [bullets / every] if every else []


def share_at_close_quarters(fight: Fight) -> list[float]:
    """Of all men hit on both sides, the share hit hand to hand or as they were thrown out."""
    every = int(fight.losses.hits.sum())
    at_hand = np.array([cause in AT_HAND for cause in fight.losses.cause], dtype=bool)
    return [int(fight.losses.hits[at_hand].sum()) / every] if every else []


# -- tanks ----------------------------------------------------------------------------------------------------


def first_attack_ends(fight: Fight) -> int:
    """Step in which the first attack is over: the place falls, or the attackers break off."""
    ends = [fight.steps, *np.flatnonzero(fight.course.taken)[:1]]
    ends += [fight.events.step[k] for k in fight.events.of("attack_stopped", fight.units.attacker)[:1]]
    return int(min(ends))


def tanks_lost(fight: Fight) -> list[float]:
    """Tanks of the attackers burnt, knocked out or abandoned in one attack, in per cent."""
    side = fight.units.of(attacker=True, branch="tank")
    first, _ = bout(fight)
    ends = max(first_attack_ends(fight), min(first, fight.steps))
    lost = fight.course.vehicles_lost[ends, side].sum() - fight.course.vehicles_lost[min(first, ends), side].sum()
    return [100.0 * float(lost / fight.units.vehicles[side].sum())]
