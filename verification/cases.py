"""All cases in order: what each verifies, and the functions that do it in any size."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from verification import composition, conservation, counts, frontier, lanchester, refinement, symmetry
from verification.figures import Figure, Size


class Case(NamedTuple):
    """One row of the table of docs/verification.md."""

    name: str
    run: Callable[[Size], list[Figure]]


CASES = (
    Case("Lanchester, small forces", lanchester.small_forces),
    Case("Lanchester, large forces", lanchester.large_forces),
    Case("Nobody fires first", lanchester.equal_forces),
    Case("Laws of counts", counts.laws),
    Case("Recorded losses", counts.recorded_losses),
    Case("Independence of streams", counts.independence),
    Case("Addresses of draws", counts.addresses),
    Case("Conservation, fuzzed", conservation.fuzzed),
    Case("Sides exchanged", symmetry.sides_exchanged),
    Case("Map turned", symmetry.map_turned),
    Case("Units permuted", symmetry.units_permuted),
    Case("Idle unit added", symmetry.idle_unit_added),
    Case("Half steps compose", composition.halves),
    Case("Half the step", refinement.of_step),
    Case("Half the hex", refinement.of_hex),
    Case("Lake Khanka refined", refinement.khanka),
    Case("Frontier recovered", frontier.recovery),
)
