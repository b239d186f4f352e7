"""A battle on its way as a file, and as a copy that goes its own way."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

import khasan
from khasan.compiler.addresses import key_of_branch
from khasan.compiler.compile import Compiled
from khasan.compiler.world import with_ways
from khasan.declared import Field, blocks, sizes_of
from khasan.engine.battle import Battle, Snapshots, begin, copied_log
from khasan.engine.crossings import own_world
from khasan.engine.setup import empty_log
from khasan.errors import InputError, input_error
from khasan.kernels.compiling.cache import rules_digest
from khasan.kernels.state import bundles
from khasan.output import write_whole

FORMAT = "khasan-battle/1"


def save(battle: Battle, path: str | Path) -> Path:
    """Write a battle on its way to one file, whole or not at all; :func:`load` goes on from there. Raises CannotWrite.

    The file holds arrays and a few words (npz without pickled objects): loading it runs no code. What the seed decides
    - map, parameters, strengths, weather - is not in it, but made again.
    """
    path = Path(path)
    buffer = io.BytesIO()
    about = np.frombuffer(json.dumps(_about(battle)).encode(), dtype=np.uint8)
    np.savez_compressed(buffer, about=about, **_arrays(battle))
    return write_whole(path, buffer.getvalue())


def _about(battle: Battle) -> dict[str, Any]:
    """What a file says of itself."""
    return {
        "format": FORMAT,
        "version": khasan.__version__,
        "rules": rules_digest(),
        "scenario": battle.compiled.resolved.id,
        "digest": battle.compiled.resolved.digest,
        "seed": battle.seed,
        "replication": battle.replication,
        "outside": battle.outside,
        "recording": bool(battle.log.on[0]),
        "step": battle.step,
        "key": battle.tables.key.tolist(),
        "ways": battle.ways,
    }


def _arrays(battle: Battle) -> dict[str, Any]:
    """Every array that changes as the battle is fought, by name; of the book what is written."""
    events, losses = battle.log.used.tolist() if battle.log.on[0] else (0, 0)
    book = {
        "log.used": battle.log.used,
        "log.events": battle.log.events[:events],
        "log.losses": battle.log.losses[:losses],
        "log.factors": battle.log.factors[:losses],
    }
    bundles = {
        "state": battle.state._asdict(),
        "scratch": battle.scratch._asdict(),
        "snapshots": battle.snapshots._asdict(),
    }
    return book | {f"{name}.{field}": block for name, fields in bundles.items() for field, block in fields.items()}


def load(path: str | Path, compiled: Compiled) -> Battle:
    """A saved battle, to go on with. InputError if the file is damaged, or is of another scenario, version or rules.

    compiled: the scenario that it was begun with, what-ifs included.
    """
    path = Path(path)
    about, arrays = _read(path)
    _check(path, about, compiled)
    battle = begin(compiled, about["seed"], about["replication"], outside=about["outside"], record=about["recording"])
    battle.step = about["step"]
    battle.ways = tuple((place, mobility) for place, mobility in about["ways"])
    battle.world = with_ways(battle.world, battle.prepared.ground, compiled.world_plan, battle.ways)
    battle.tables = battle.tables._replace(key=np.array(about["key"], dtype=np.uint64))
    rows = [arrays[f"log.{name}"].shape[0] for name in ("events", "losses") if f"log.{name}" in arrays]
    battle.log = empty_log(about["recording"], max([battle.log.events.shape[0], *rows]))
    battle.log.used[:] = [*rows, 0, 0][:2] if about["recording"] else 0
    for name, block in _arrays(battle).items():
        saved = arrays.get(name)
        if saved is None or saved.dtype != block.dtype or saved.shape != block.shape:
            raise input_error(name, "another form", "the file is damaged: save the battle anew", file=str(path))
        block[...] = saved
    _refuse_implausible(path, battle)
    battle.world = own_world(compiled.scale, battle.world, battle.state)
    return battle


def _refuse_implausible(path: Path, battle: Battle) -> None:
    """InputError for numbers that no battle leaves: they would be read as places in arrays, or carried into results."""
    sizes = sizes_of(battle.world, battle.tables, battle.orders, battle.state, battle.scratch)
    kinds = {"state": bundles.State, "scratch": bundles.Scratch, "log": bundles.Log, "snapshots": Snapshots}
    declared = {f"{name}.{part}": block for name, kind in kinds.items() for part, block in blocks(kind).items()}
    found = {name: declared[name].outside(array, sizes) for name, array in _arrays(battle).items() if name in declared}
    wrong = {f"{name}.{one[0].name}".removesuffix("."): one for name, one in found.items() if one is not None}
    if not 0 <= battle.step <= battle.compiled.steps:
        wrong["step"] = Field("step", "step", "", 0, battle.compiled.steps), battle.step
    remedy = "it can be {}: the file is damaged, save the battle anew"
    problems = [
        input_error(name, number, remedy.format(field.words(sizes)), file=str(path)).problems[0]
        for name, (field, number) in wrong.items()
    ]
    if problems:
        raise InputError(problems)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = dict(json.loads(arrays.pop("about").tobytes()))
    except FileNotFoundError:
        raise input_error("battle", path.name, "there is no such file", file=str(path)) from None
    except (OSError, TypeError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise input_error(
            "battle", type(error).__name__, "this is no saved battle, or it is damaged", file=str(path)
        ) from error
    return about, arrays


def _check(path: Path, about: dict[str, Any], compiled: Compiled) -> None:
    """One problem for each thing that is not as it was when the battle was saved."""
    expected = {
        "format": (FORMAT, "give a battle saved by khasan"),
        "version": (khasan.__version__, "install that version of khasan, or begin the battle anew"),
        "rules": (rules_digest(), "the rules have changed since: begin the battle anew"),
        "scenario": (compiled.resolved.id, "give the scenario that the battle was begun with"),
        "digest": (compiled.resolved.digest, "its data or what-ifs differ: give the scenario as it was"),
    }
    wrong = [
        input_error(field, about.get(field), f"{remedy} (here: {here})", file=str(path)).problems[0]
        for field, (here, remedy) in expected.items()
        if about.get(field) != here
    ]
    if wrong:
        raise InputError(wrong)


def branch(battle: Battle, name: str | None = None) -> Battle:
    """An independent copy of a battle. With a name, what is drawn from here on is drawn anew.

    Without, both go on alike if they get the same orders. With a name the key of all draws to come is made from the
    key so far, the step and the name (SHA-256): the same name gives the same continuation, another one another. What
    was drawn at the beginning stays: map, parameters, strengths, weather. Losses after such a branch are not those of
    the replication's address, so `khasan explain` does not know them.
    """
    twin = copy.copy(battle)
    twin.state = bundles.State(*(block.copy() for block in battle.state))
    twin.scratch = bundles.Scratch(*(block.copy() for block in battle.scratch))
    twin.snapshots = battle.snapshots._replace(
        **{name: block.copy() for name, block in battle.snapshots._asdict().items()}
    )
    twin.world = own_world(battle.compiled.scale, battle.world, twin.state)
    twin.log = copied_log(battle.log, battle.log.used, battle.log.events.shape[0])
    if name is not None:
        twin.tables = battle.tables._replace(key=key_of_branch(battle.tables.key, battle.step, name))
    return twin
