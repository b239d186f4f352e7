"""Which files a fault may be planted in, and which tests are nearest to each."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

SOURCE = "src/khasan"
AREAS = {
    "phases": (2, ["kernels/*.py"]),
    "compiler": (1, ["compiler/*.py", "engine/setup.py"]),
    "results": (1, ["results/*.py"]),
}
"""Areas of the code with their share of a sample. By number of places alone nine in ten would stand in the rules."""
NO_RULE = [
    "kernels/__init__.py", "kernels/blocks.py", "kernels/cache.py", "kernels/compiled.py", "kernels/lean.py",
    "kernels/parameters.py", "kernels/pinned.py", "kernels/places.py", "kernels/remembered.py", "kernels/sealed.py",
    "kernels/stages.py", "kernels/tables.py",
]  # fmt: skip
"""How kernels are compiled, and tables of names: no rule stands there."""


def files(root: Path, area: str) -> list[Path]:
    """The files of an area, in order."""
    base = root / SOURCE
    found = {path for pattern in AREAS[area][1] for path in base.glob(pattern)}
    return sorted(path for path in found if path.relative_to(base).as_posix() not in NO_RULE)


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
    ("kernels/rng.py", ["tests/twin/test_draws.py", "tests/kernels/test_rng.py"]),
    ("kernels/draws.py", ["tests/twin/test_draws*.py", "tests/kernels/test_parameters.py"]),
    ("kernels/hexgrid.py", ["tests/kernels/test_directions.py", *_MOVES]),
    *((f"kernels/{name}.py", _FIRE) for name in ("fire", "exposure", "passage", "ranges", "armour", "phase_choose")),
    *((f"kernels/{name}.py", _FIRE) for name in ("phase_fire", "phase_effect", "phase_target", "phase_passage")),
    *((f"kernels/{name}.py", [*_FIRE, *_MOVES]) for name in ("phase_slowed",)),
    *((f"kernels/{name}.py", [*_FIRE, *_MEN]) for name in ("suppression", "transport", "phase_transport", "book")),
    *((f"kernels/{name}.py", [*_SUPPLY, *_AIR]) for name in ("transport", "phase_transport")),
    *((f"kernels/{name}.py", _SIGHT) for name in ("sight", "spotting", "phase_spot", "view")),
    *((f"kernels/{name}.py", _CLOSE) for name in ("close_combat", "surrender", "phase_close", "phase_leave")),
    *((f"kernels/{name}.py", _CLOSE) for name in ("phase_surrender",)),
    *((f"kernels/{name}.py", _MEN) for name in ("cohesion", "phase_morale")),
    *((f"kernels/{name}.py", _MOVES) for name in ("movement", "phase_move", "phase_pursue")),
    *((f"kernels/{name}.py", _COMMAND) for name in ("command", "leave", "messages", "phase_command")),
    ("kernels/command.py", ["tests/engine/plain_fog.py"]),
    *((f"kernels/{name}.py", _SUPPLY) for name in ("supply", "phase_supply")),
    *((f"kernels/{name}.py", _AIR) for name in ("air", "phase_air", "phase_flak", "phase_raid")),
    *((f"kernels/{name}.py", _CARRIERS) for name in ("carry", "phase_carry")),
    *((f"kernels/{name}.py", _WORKS) for name in ("works", "wire", "engineering", "phase_engineer", "phase_upkeep")),
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
        for name in ("explain", "ledger", "names", "short", "store")
    ),
    *((f"results/{name}.py", ["tests/experiment/test_run.py"]) for name in ("lock", "store")),
    *((f"results/{name}.py", ["tests/results/test_ledger.py"]) for name in ("ledger", "explain")),
    ("results/reference.py", ["tests/cli/test_docs.py"]),
]
"""(pattern of files, tests); all that fit count, in this order."""
