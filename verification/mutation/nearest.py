"""Which files a fault may be planted in, and which tests are nearest to each."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

SOURCE = "src/khasan"
AREAS = {
    "phases": (2, ["kernels/*.py", "kernels/*/*.py"]),
    "compiler": (1, ["compiler/*.py", "engine/setup.py"]),
    "results": (1, ["results/*.py"]),
}
"""Areas of the code with their share of a sample. By number of places alone nine in ten would stand in the rules."""
NO_RULE = ["kernels/__init__.py", "kernels/*/__init__.py", "kernels/compiling/*", "kernels/state/[!l]*"]
"""How kernels are compiled, and tables of names: no rule stands there."""


def files(root: Path, area: str) -> list[Path]:
    """The files of an area, in order."""
    base = root / SOURCE
    found = {path for pattern in AREAS[area][1] for path in base.glob(pattern)}
    return sorted(path for path in found if not _is_any(path.relative_to(base).as_posix(), NO_RULE))


def _is_any(path: str, patterns: list[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def tests(root: Path, file: str) -> list[str]:
    """The tests nearest to a file, the nearest first; each once, and only what is there."""
    inside = file.removeprefix(SOURCE + "/")
    found: dict[str, None] = {}
    for pattern, named in NEAREST:
        if fnmatch(inside, pattern):
            found |= dict.fromkeys(named)
    return [there.relative_to(root).as_posix() for one in found for there in sorted(root.glob(one))]


def plain(file: str) -> bool:
    """Are its faults planted in plain Python? The rules are: numba would compile them anew for each."""
    return file.startswith(f"{SOURCE}/kernels/")


_FIRE = [
    "tests/twin/test_fire*.py",
    "tests/kernels/test_fire.py",
    "tests/kernels/test_passage.py",
    "tests/engine/plain_passage.py",
]
_SIGHT = [
    "tests/twin/test_light*.py",
    "tests/kernels/test_ground.py",
    "tests/kernels/test_places.py",
]
_MEN = ["tests/twin/test_morale*.py", "tests/twin/test_close*.py", "tests/kernels/test_men.py"]
_CLOSE = ["tests/twin/test_close*.py", "tests/kernels/test_men.py", "tests/kernels/test_surrender.py"]
_MOVES = [
    "tests/twin/test_move*.py",
    "tests/kernels/test_ground.py",
    "tests/twin/test_pursue*.py",
    "tests/kernels/test_pursue.py",
]
_COMMAND = ["tests/twin/test_command*.py", "tests/kernels/test_conditions.py", "tests/kernels/test_messages.py"]
_SUPPLY = ["tests/twin/test_supply*.py", "tests/kernels/test_supply.py", "tests/engine/plain_supply.py"]
_AIR = ["tests/twin/test_air*.py", "tests/kernels/test_air.py", "tests/engine/plain_air.py"]
_CARRIERS = ["tests/twin/test_carriers*.py", "tests/engine/plain_hulls.py"]
_WORKS = [
    "tests/twin/test_upkeep*.py",
    "tests/twin/test_engineers*.py",
    "tests/twin/test_places*.py",
    "tests/engine/plain_wire.py",
]
_BY_HAND = ["tests/engine/plain.py"]

NEAREST: list[tuple[str, list[str]]] = [
    ("kernels/chance/philox.py", ["tests/twin/test_draws.py", "tests/kernels/test_rng.py"]),
    ("kernels/chance/draws.py", ["tests/twin/test_draws*.py", "tests/kernels/test_parameters.py"]),
    ("kernels/movement/hexgrid.py", ["tests/kernels/test_directions.py", *_MOVES]),
    ("kernels/fire/gunnery.py", _FIRE),
    ("kernels/fire/exposure.py", _FIRE),
    ("kernels/fire/passage.py", _FIRE),
    ("kernels/fire/ranges.py", _FIRE),
    ("kernels/fire/armour.py", _FIRE),
    ("kernels/fire/target_choice.py", _FIRE),
    ("kernels/fire/shooting.py", _FIRE),
    ("kernels/fire/effects.py", _FIRE),
    ("kernels/fire/offers.py", _FIRE),
    ("kernels/fire/way_of_step.py", _FIRE),
    ("kernels/movement/fall_short.py", [*_FIRE, *_MOVES]),
    ("kernels/morale/suppression.py", [*_FIRE, *_MEN]),
    ("kernels/supply/transport.py", [*_FIRE, *_MEN]),
    ("kernels/supply/transport_losses.py", [*_FIRE, *_MEN]),
    ("kernels/state/log.py", [*_FIRE, *_MEN]),
    ("kernels/supply/transport.py", [*_SUPPLY, *_AIR]),
    ("kernels/supply/transport_losses.py", [*_SUPPLY, *_AIR]),
    ("kernels/knowledge/line_of_sight.py", _SIGHT),
    ("kernels/knowledge/detection.py", _SIGHT),
    ("kernels/knowledge/contacts.py", _SIGHT),
    ("kernels/knowledge/in_view.py", _SIGHT),
    ("kernels/close/close_combat.py", _CLOSE),
    ("kernels/close/surrender.py", _CLOSE),
    ("kernels/close/fights.py", _CLOSE),
    ("kernels/close/yielding.py", _CLOSE),
    ("kernels/close/prisoners.py", _CLOSE),
    ("kernels/morale/cohesion.py", _MEN),
    ("kernels/morale/settling.py", _MEN),
    ("kernels/movement/travel.py", _MOVES),
    ("kernels/movement/goals.py", _MOVES),
    ("kernels/movement/moves.py", _MOVES),
    ("kernels/movement/pursuit.py", _MOVES),
    ("kernels/command/conditions.py", _COMMAND),
    ("kernels/command/permission.py", _COMMAND),
    ("kernels/command/messages.py", _COMMAND),
    ("kernels/command/decisions.py", _COMMAND),
    ("kernels/command/conditions.py", ["tests/engine/plain_fog.py"]),
    ("kernels/supply/logistics.py", _SUPPLY),
    ("kernels/supply/columns.py", _SUPPLY),
    ("kernels/supply/hourly.py", _SUPPLY),
    ("kernels/air/aviation.py", _AIR),
    ("kernels/air/flights.py", _AIR),
    ("kernels/air/flak.py", _AIR),
    ("kernels/air/raids.py", _AIR),
    ("kernels/aboard/passengers.py", _CARRIERS),
    ("kernels/aboard/carriers.py", _CARRIERS),
    ("kernels/works/fieldworks.py", _WORKS),
    ("kernels/works/wire.py", _WORKS),
    ("kernels/works/bridging.py", _WORKS),
    ("kernels/works/engineers.py", _WORKS),
    ("kernels/works/upkeep.py", _WORKS),
    ("kernels/step.py", ["tests/twin/test_step*.py"]),
    ("kernels/*", _BY_HAND),
    ("compiler/*", ["tests/compiler", "tests/golden", "tests/ground/test_crossings.py", "tests/engine/test_battle.py"]),
    (
        "engine/setup.py",
        ["tests/compiler", "tests/engine/test_setup.py", "tests/golden", "tests/engine/test_battle.py"],
    ),
    ("results/*", ["tests/results/test_measures*.py", "tests/results/test_[!lm]*.py", "tests/golden"]),
    *(
        (f"results/{name}.py", ["tests/cli/test_khanka.py"])
        for name in ("explain", "unit_ledger", "story_names", "run_summary", "store")
    ),
    *((f"results/{name}.py", ["tests/experiment/test_run.py"]) for name in ("lock", "store")),
    *((f"results/{name}.py", ["tests/results/test_ledger.py"]) for name in ("unit_ledger", "explain")),
]
"""(pattern of files, tests); all that fit count, in this order."""
