"""Where the units of a sector stand at the start: two lines and the guns behind them, and who goes round a flank.

x runs from the defenders' first line towards the attackers, y along the front; both in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from khasan.battles.generator.assumptions import assumptions
from khasan.battles.generator.scale import Scale
from khasan.battles.generator.troops import Arm, Body, Troops
from khasan.battles.row import BattleRow

Line = Literal["first", "second", "flank", "guns", "airfield"]
TWO_UP = 2 / 3
"""Of a side's infantry so much stands in the first line: two up and one back."""
FIRST_OF = {"delay": 1 / 2, "withdrawal": 1 / 3}
"""Of defenders who fight for time, and of a rear party."""
ROUND = {"single-envelopment": (1 / 3,), "double-envelopment": (1 / 4, 1 / 4)} | dict.fromkeys(
    ("left-flank", "right-flank", "left-rear", "right-rear"), (1 / 3,)
)
"""Shares of the attackers' infantry who go round, on each flank that is turned."""
REARWARD = ("left-rear", "right-rear")
SOUTHERN = ("left-flank", "left-rear")
"""Schemes that go round the defenders' other flank; which one is of no account on ground that is drawn."""
GROUP = 3
"""Units that stand side by side under one commander."""


@dataclass(frozen=True)
class Post:
    """A unit where it stands."""

    body: Body
    line: Line
    x: float
    y: float

    @property
    def spot(self) -> str:
        """Name of the place where it stands."""
        return f"at-{self.body.id}"


@dataclass(frozen=True)
class Layout:
    """A sector: who stands where."""

    attackers: tuple[Post, ...]
    defenders: tuple[Post, ...]


def schemes_of(row: BattleRow) -> tuple[str, ...]:
    """The attacker's scheme in words, the second arm of it last; a frontal attack where nothing is said."""
    said = (row.attacker.scheme, row.attacker.scheme_second_arm)
    return tuple(one for one in said if one) or ("frontal",)


def layout_of(row: BattleRow, scale: Scale, attackers: Troops, defenders: Troops) -> Layout:
    """Both sides in one sector."""
    units, surprise = scale.units, max(0, row.surprise)
    start_m = max(2 * scale.units.hex_m, units.start_m * assumptions().surprise_starts[surprise])
    flank_m = scale.front_m / 2 + units.flank_m
    schemes = [one for one in schemes_of(row) if one in ROUND]
    posts = _defenders(row, scale, defenders)
    going_round = schemes[0] if schemes else ""
    return Layout(tuple(_attackers(scale, attackers, start_m, going_round, flank_m)), tuple(posts))


def _defenders(row: BattleRow, scale: Scale, troops: Troops) -> list[Post]:
    units, front = scale.units, scale.front_m
    rifles = troops.of("rifles")
    first = max(1, round(len(rifles) * FIRST_OF.get(row.posture or "", TWO_UP)))
    reserve = [*rifles[first:], *troops.of("tanks"), *troops.of("riders")]
    return [
        *_spread(rifles[:first], "first", 0.0, front),
        *_spread(reserve, "second", -units.line_m, front),
        *_spread(troops.of("guns"), "guns", -units.guns_back_m, front),
        *_spread(troops.of("aircraft"), "airfield", -units.guns_back_m, 0.0),
    ]


def _attackers(scale: Scale, troops: Troops, start_m: float, scheme: str, flank_m: float) -> list[Post]:
    units, front = scale.units, scale.front_m
    rifles = troops.of("rifles")
    posts: list[Post] = []
    for number, share in enumerate(ROUND.get(scheme, ())):
        many = min(len(rifles) - 1, ceil(share * len(rifles)))
        going, rifles = rifles[:many], rifles[many:]
        riders = troops.of("riders") if number == 0 else []
        south = (scheme in SOUTHERN) != (number == 1)
        x = -units.line_m if scheme in REARWARD else start_m / 2
        posts += _beside([*going, *riders], x, -flank_m if south else flank_m)
    first = max(1, round(len(rifles) * TWO_UP))
    mounted: list[Body] = [] if posts else troops.of("riders")
    return [
        *posts,
        *_spread(rifles[:first], "first", start_m, front),
        *_spread(troops.of("tanks"), "first", start_m, front),
        *_spread([*rifles[first:], *mounted], "second", start_m + units.line_m, front),
        *_spread(troops.of("guns"), "guns", start_m + units.guns_back_m, front),
        *_spread(troops.of("aircraft"), "airfield", start_m + units.guns_back_m, 0.0),
    ]


def _spread(bodies: Sequence[Body], line: Line, x: float, front_m: float) -> list[Post]:
    """Units evenly along a front."""
    many = len(bodies)
    return [Post(body, line, x, front_m * ((k + 0.5) / many - 0.5)) for k, body in enumerate(bodies)]


def _beside(bodies: Sequence[Body], x: float, y: float) -> list[Post]:
    return [Post(body, "flank", x, y) for body in bodies]


def groups_of(posts: Sequence[Post], arm: Arm) -> list[list[Post]]:
    """Units of an arm under one commander: neighbours of one line, three or so together."""
    found: list[list[Post]] = []
    for line in dict.fromkeys(post.line for post in posts):
        same = [post for post in posts if post.line == line and post.body.arm == arm]
        many = ceil(len(same) / GROUP)
        found += [[post for k, post in enumerate(same) if k * many // len(same) == number] for number in range(many)]
    return found
