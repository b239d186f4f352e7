"""Mutants of the rules, and the case that catches each. They need the rules as plain Python: NUMBA_DISABLE_JIT=1.

`NUMBA_DISABLE_JIT=1 python -m verification.mutants` runs them all; tests/verification/test_mutants.py runs them too,
with `--quick` but for one case, unless in its long form.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import numba
import numpy as np

from khasan import arrays as a
from khasan.compiler import compile as compiling
from khasan.kernels import step
from khasan.kernels.chance import philox
from khasan.kernels.fire import effects, exposure, gunnery, shooting, target_choice, way_of_step
from khasan.kernels.morale import settling, suppression
from khasan.kernels.state import parameters as p
from khasan.kernels.works import fieldworks
from verification import composition, conservation, counts, lanchester, made, refinement, symmetry
from verification.figures import Figure, Size

Case = Callable[[Size], list[Figure]]
Change = Callable[[Any], Any]
"""From the right function to the wrong one."""


@dataclass(frozen=True)
class Mutant:
    """A rule gone wrong: what is wrong with it, the case that must notice, and where it is put."""

    what: str
    case: Case
    where: Any
    name: str
    change: Change

    def caught(self, before: set[str]) -> bool:
        """Whether figures fail that did not `before`, or the case cannot be run at all, while the rule is wrong."""
        right = getattr(self.where, self.name, None) or getattr(builtins, self.name)
        with mock.patch.object(self.where, self.name, self.change(right), create=True):
            try:
                return bool(failing(self.case) - before)
            except (IndexError, ValueError, OverflowError, AssertionError):
                return True


def failing(case: Case) -> set[str]:
    """The figures of a case that do not hold."""
    return {figure.what for figure in case("tiny") if not figure.ok}


def after(deed: Callable[..., None]) -> Change:
    """The rule does what it does, and then something else with the same arguments."""

    def change(right: Any) -> Any:
        def wrong(*arguments: Any) -> Any:
            answer = right(*arguments)
            deed(*arguments)
            return answer

        return wrong

    return change


def scaled(factor: float) -> Change:
    """The answer times a factor."""
    return lambda right: lambda *arguments: right(*arguments) * factor


def fall_at_once(unit: int, *arguments: Any) -> None:
    """Whoever is hit falls before he fires himself."""
    moment, (tables, state, scratch, scale, log) = arguments[1], arguments[-5:]
    scratch.steadiness[unit] = 1.0
    scratch.fight_factor[:] = 1.0
    for gathered in (scratch.hits_on_men, scratch.hits_on_vehicles, scratch.struck_men, scratch.struck_vehicles):
        gathered[:] = 0
    shots = range(scratch.shots_n[0])
    for shot in shots:
        shooting.expect(shot, moment, tables, state, scratch, scale)
    for shot in shots:
        shooting.draw_struck(shot, moment, tables, state, scratch)
    for shot in shots:
        shooting.strike(shot, moment, tables, state, scratch, log)
    scratch.shots_n[0] = 0
    for target in range(state.counts.shape[1]):
        settling.apply_hits(target, moment, state, scratch, log)


def fall_twice(unit: int, moment: int, state: Any, scratch: Any, log: Any) -> None:
    """One man more leaves the strength than falls."""
    state.counts[a.MEN, unit] -= min(1, state.counts[a.KILLED, unit])


def state_of(arguments: tuple[Any, ...]) -> Any:
    """The state among the arguments of a phase."""
    return next(one for one in arguments if hasattr(one, "counts"))


def lose_rounds(*arguments: Any) -> None:
    """Rounds vanish without being fired."""
    state_of(arguments).reals[a.AMMO_0, 0] *= 0.99


def find_a_vehicle(*arguments: Any) -> None:
    """A vehicle appears."""
    state_of(arguments).counts[a.VEHICLES, 0] += 1


def leave_the_map(*arguments: Any) -> None:
    """A unit steps over the edge."""
    state_of(arguments).counts[a.HEX, 0] = -1


def second_side_hesitates(right: Any) -> Any:
    """Units of the second side do not fire in every fourth step."""

    def may_fire(unit: int, tables: Any, state: Any, scratch: Any) -> bool:
        hesitates = tables.units[0, unit] == 1 and state.fired.sum() % 4.0 < 1.0
        return bool(right(unit, tables, state, scratch)) and not hesitates

    return may_fire


def quantile_and_one(right: Any) -> Any:
    """One more than the quantile in the upper tenth."""
    return lambda mean, u, limit: min(limit, right(mean, u, limit) + int(u > 0.9 and mean > 0.0))


def one_stream(right: Any) -> Any:
    """All purposes draw from one stream."""
    return lambda key, moment, stream, sub, unit, other: right(key, moment, np.int64(0), sub, unit, other)


def one_key(right: Any) -> Any:
    """All replications draw alike."""
    return lambda seed, replication: right(seed, 0)


def drawn_by_place(right: Any) -> Any:
    """Draws go by a unit's place in the file instead of its name."""

    def compiled(*arguments: Any) -> Any:
        one = right(*arguments)
        places = np.arange(one.forces.hashes.size, dtype=np.uint64)
        return replace(one, forces=replace(one.forces, hashes=places))

    return compiled


def unsorted(right: Any) -> Any:
    """Units stay in the order of the file."""

    def as_they_come(things: Iterable[Any], key: Any = None) -> Any:
        return right(things) if key is None else list(things)

    return as_they_come


def at_the_centre(right: Any) -> Any:
    """A unit stands at the centre of its hex until it is in the next."""

    def spot_of(unit: int, world: Any, state: Any, scale: Any) -> tuple[float, float]:
        here = state.counts[a.HEX, unit]
        return float(world.axial[0, here]), float(world.axial[1, here])

    return spot_of


def where_it_ends(right: Any) -> Any:
    """Who moves is fired at where his way of the step ends, for the whole step."""
    return lambda unit, which, state, scratch: scratch.spot[which, unit]


def sun_in_the_eyes(right: Any) -> Any:
    """Nobody aims at who lies further west than he does."""

    def promise_of(shooter: int, weapon: int, target: int, *rest: Any) -> float:
        scratch = rest[-2]
        west = scratch.spot[0, target] < scratch.spot[0, shooter]
        return 0.0 if west else float(right(shooter, weapon, target, *rest))

    return promise_of


def risen_then_faded(right: Any) -> Any:
    """Suppression rises for the whole step and then fades for the whole step."""

    def after_fire(before: float, rise: float, fade: float) -> float:
        return float((before + (1.0 - before) * -np.expm1(-rise)) * np.exp(-fade))

    return after_fire


def in_a_straight_line(right: Any) -> Any:
    """Works rise in a straight line for the whole step."""

    def after_digging(before: float, hours: float, suppression: float, parameters: Any) -> float:
        return float(min(1.0, before + 0.7 * (1.0 - before) * hours * (1.0 - suppression) / parameters[p.DIG_HOURS]))

    return after_digging


MUTANTS = (
    Mutant("exposure a third too large", lanchester.large_forces, exposure, "upright", scaled(4 / 3)),
    Mutant("all weapons gunnery, however few men are left", lanchester.large_forces, gunnery, "working_weapons",
           lambda right: lambda slot, men, weapons, counts_row, fields: float(counts_row[slot])),
    Mutant("three hits in four are missed", lanchester.small_forces, effects, "poisson",
           lambda right: lambda mean, u, limit: right(0.25 * mean, u, limit)),
    Mutant("hits are applied at once", lanchester.equal_forces, shooting, "fire_of_unit", after(fall_at_once)),
    Mutant("one more than the Poisson quantile", counts.laws, philox, "poisson", quantile_and_one),
    Mutant("losses above the quantile of their draw", counts.recorded_losses, effects, "poisson",
           quantile_and_one),
    Mutant("all purposes draw from one stream", counts.independence, philox, "two_uniforms", one_stream),
    Mutant("all replications have one key", counts.addresses, counts, "key_of", one_key),
    Mutant("losses taken twice", conservation.fuzzed, settling, "apply_hits", after(fall_twice)),
    Mutant("rounds vanish", conservation.fuzzed, step, "everybody_fires", after(lose_rounds)),
    Mutant("a vehicle appears", conservation.fuzzed, step, "settle", after(find_a_vehicle)),
    Mutant("a unit leaves the map", conservation.fuzzed, step, "everybody_moves", after(leave_the_map)),
    Mutant("suppression is no number", conservation.fuzzed, suppression, "after_fire", scaled(float("nan"))),
    Mutant("the second side hesitates", symmetry.sides_exchanged, shooting, "may_fire", second_side_hesitates),
    Mutant("ties go by the order of the file", symmetry.units_permuted, compiling, "sorted", unsorted),
    Mutant("draws go by the place in the file", symmetry.idle_unit_added, made, "compiled", drawn_by_place),
    Mutant("nobody aims westward", symmetry.map_turned, target_choice, "promise_of", sun_in_the_eyes),
    Mutant("metres made good within a hex do not count", refinement.of_hex, way_of_step, "spot_of", at_the_centre),
    Mutant("who moves is fired at only where his way ends", refinement.of_step, way_of_step, "then_of",
           where_it_ends),
    Mutant("suppression rises, then fades", composition.halves, suppression, "after_fire", risen_then_faded),
    Mutant("works rise in a straight line", composition.halves, fieldworks, "after_digging", in_a_straight_line),
)  # fmt: skip


SLOW = symmetry.map_turned
"""The case that takes as long as half of all others together."""


def main(quick: bool) -> int:
    """Each case holds as it is, and fails with each of its mutants; quick: but for the slow case."""
    assert numba.config.DISABLE_JIT, "set NUMBA_DISABLE_JIT=1"
    wrong, tried = 0, [mutant for mutant in MUTANTS if not (quick and mutant.case is SLOW)]
    before = {case: failing(case) for case in dict.fromkeys(mutant.case for mutant in tried)}
    for case, figures in before.items():
        wrong += bool(figures)
        print(*(f"{case.__name__} as it is: FAIL {figure}" for figure in figures), sep="\n", end="", flush=True)
    for mutant in tried:
        caught = mutant.caught(before[mutant.case])
        wrong += not caught
        print(f"{'caught' if caught else 'MISSED'}  {mutant.what} [{mutant.case.__name__}]", flush=True)
    return min(1, wrong)


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv))
