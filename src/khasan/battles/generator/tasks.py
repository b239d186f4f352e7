"""What each unit is told, as a plan of rules: tasks alone. When to stop, to leave and to try again is doctrine.

The attackers' first line goes for the place opposite, the second passes through; who stands before the middle goes on
to the objective in the defenders' second line. Defenders hold, strike back, give ground or leave by their posture
and scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from khasan.battles.generator.layout import Layout, Post, schemes_of
from khasan.battles.generator.scale import Scale
from khasan.battles.row import BattleRow

OBJECTIVE = "objective"
REARS = {"attacker": "attacker-rear", "defender": "defender-rear"}
Rules = list[dict[str, Any]]
EFFORT = {"penetration": 0.4, "feint": 0.5, "frontal": 1.0}
"""Share of the front on which the first line attacks, by scheme; the rest fixes the enemy by fire."""
GOING_ON = 0.5
"""Share of the front whose attackers go on to the objective."""
NEAR_M = {"platoon": 200.0, "company": 400.0, "battalion": 600.0}
"""How near the enemy comes before those give ground who fight for time."""
LEAST_MAIN_UNITS = 2
"""Of a front of few units so many at least are its main effort."""


def rules_of(row: BattleRow, scale: Scale, layout: Layout, prepared_until: str | None) -> dict[str, Rules]:
    """The rules of every unit, by its id; prepared_until: when guns have prepared the assault, if they do."""
    defend = _defender(row, scale, layout)
    attack = _attacker(row, scale, layout, prepared_until)
    return {post.body.id: attack(post) for post in layout.attackers} | {
        post.body.id: defend(post) for post in layout.defenders
    }


def _attacker(row: BattleRow, scale: Scale, layout: Layout, until: str | None) -> Callable[[Post], Rules]:
    first, second = _line(layout.defenders, "first"), _line(layout.defenders, "second")
    effort = min((EFFORT.get(one, 1.0) for one in schemes_of(row)), default=1.0)
    leading = _line(layout.attackers, "first")
    main = _middle(leading, effort * scale.front_m)
    going_on = _middle(leading, GOING_ON * scale.front_m)

    def rules(post: Post) -> Rules:
        opposite = _nearest(post, first)
        behind = _nearest(post, second) if second else OBJECTIVE
        here = _do("wait at the start", hold=post.spot)
        if post.line == "airfield":
            return [_do("strike the middle of the enemy's line", strike=_middle_of(first))]
        if post.line == "guns":
            shells = [_do("prepare the assault", {"before": until}, bombard=opposite)] if until else []
            return [*shells, _do("support the assault", support=opposite)]
        wait = [{**here, "when": {"before": until}}] if until else []
        last = _do("hold the objective", {"held": [OBJECTIVE]}, hold=OBJECTIVE)
        if post.line == "flank":
            turned = {"held": [behind]}
            return [
                *wait,
                last,
                _do("go on to the objective", turned, attack=OBJECTIVE),
                _do("go round", attack=behind),
            ]
        taken = {"held": [opposite]}
        if post.line == "second":
            return [*wait, _do("pass through", taken, attack=behind if behind != OBJECTIVE else OBJECTIVE), here]
        if post not in main:
            return [here]
        then = (
            [last, _do("go on to the objective", taken, attack=OBJECTIVE)]
            if post in going_on
            else [_do("hold what was taken", taken, hold=opposite)]
        )
        return [*wait, *then, _do("assault", attack=opposite)]

    return rules


def _defender(row: BattleRow, scale: Scale, layout: Layout) -> Callable[[Post], Rules]:
    first = _line(layout.defenders, "first")
    attackers = _line(layout.attackers, "first")
    strikes_back = row.defender.scheme == "defensive-offensive"

    def rules(post: Post) -> Rules:
        if post.line == "airfield":
            return [_do("strike the attackers", strike=_middle_of(attackers))]
        if post.line == "guns":
            return [_do("fire before the line", support=_nearest(post, first))]
        hold = _do("lie in ambush", ambush=post.spot) if row.surprise < 0 else _do("hold", hold=post.spot)
        if row.posture == "withdrawal" and post.line == "second":
            return [_do("leave", withdraw=REARS["defender"])]
        if row.posture in ("delay", "withdrawal") and post.line == "first":
            near = {"place": post.spot, "within_m": NEAR_M[scale.units.echelon]}
            return [
                _do("hold farther back", {"stage_at_least": 1}, hold=f"{post.spot}-back"),
                {**_do("give ground", {"enemy_near": near}, withdraw=f"{post.spot}-back"), "set_stage": 1},
                hold,
            ]
        if post.line == "second" and (strikes_back or post.body.arm != "rifles"):
            lost = _nearest(post, first)
            return [_do("strike back", {"lost": [lost]}, attack=lost), hold]
        return [hold]

    return rules


def spots_of(row: BattleRow, scale: Scale, layout: Layout) -> list[tuple[str, float, float]]:
    """Every named point: name, metres towards the attackers and along the front."""
    back = scale.units.line_m
    objective, extent = objective_of(layout), scale.extent
    spots = [(post.spot, post.x, post.y) for post in (*layout.attackers, *layout.defenders)]
    spots += [(OBJECTIVE, objective.x, objective.y)]
    spots += [(REARS["defender"], -extent.west_m + 400.0, 0.0), (REARS["attacker"], extent.east_m - 400.0, 0.0)]
    if row.posture in ("delay", "withdrawal"):
        spots += [(f"{p.spot}-back", -back, p.y) for p in layout.defenders if p.line == "first"]
    return spots


def objective_of(layout: Layout) -> Post:
    """Where the objective lies: with the infantry in the middle of the defenders' last line that has any."""
    rifles = [post for post in layout.defenders if post.body.arm == "rifles"]
    last = _line(rifles, "second") or _line(rifles, "first")
    return min(last, key=lambda one: (abs(one.y), one.body.id))


def _do(name: str, when: dict[str, Any] | None = None, **order: str) -> dict[str, Any]:
    return {"name": name, **({"when": when} if when else {}), "do": order}


def _line(posts: Sequence[Post], line: str) -> list[Post]:
    return [post for post in posts if post.line == line]


def _nearest(post: Post, posts: Sequence[Post]) -> str:
    """The place of whoever of those stands most nearly opposite."""
    return min(posts, key=lambda one: (abs(one.y - post.y), one.body.id)).spot


def _middle_of(posts: Sequence[Post]) -> str:
    return min(posts, key=lambda one: (abs(one.y), one.body.id)).spot


def _middle(posts: Sequence[Post], width_m: float) -> list[Post]:
    """Who stands on the middle of the front, so wide; the nearest two at least."""
    ordered = sorted(posts, key=lambda one: (abs(one.y), one.body.id))
    return [post for k, post in enumerate(ordered) if k < LEAST_MAIN_UNITS or abs(post.y) <= width_m / 2]
