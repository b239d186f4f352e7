"""The generator: a sector's ground, forces, the side that raises the fight and a season become a small scenario.

One side's column comes for a place that a few of the other hold; help comes for those after hours. The column attacks,
holds what it takes, and goes home when its commander has had enough (the doctrine says when). Those who help go for a
place that is lost, and hold one that is not. Nobody is told to win.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError, Problem
from khasan.frontier.fought.declared import CellFile, Forces, Ground, Part, Season
from khasan.scenario.catalog import load_scenario, read
from khasan.scenario.equipment import Toe
from khasan.scenario.resolved import Resolved

SIDES = ("japan", "soviet")
MAPS = 4
"""Drawn maps of each cell."""
LOOK_S = 600
"""Seconds between looks at the fight: its length is known to ten minutes."""
STOPPED_H = 2
"""Hours after a stopped attack after which a column goes home: it has no orders to wait for more."""
NAMES = {"japan": "Japan", "soviet": "Soviet Union", "mongolia": "Mongolia"}
_PEOPLE = {"japan": "Japanese", "soviet": "Soviet", "mongolia": "Mongolian"}
_WORDS = {"column": "column", "garrison": "men on the spot", "help": "men who come to help"}
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_COLOURS = {"japan": "#b23a2e", "soviet": "#2f5d8a"}


@dataclass(frozen=True)
class Cell:
    """One kind of fight."""

    sector: str
    forces: str
    raised_by: str
    """``japan`` or ``soviet``: the cause of the fight is that this side comes for the place."""
    season: str

    def __str__(self) -> str:
        return f"{self.sector}, {self.forces}, raised by {self.raised_by}, {self.season}"


def scenario_of(cell: Cell, title: str, ground: Ground, forces: Forces, season: Season, file: CellFile) -> str:
    """The cell as a scenario file. InputError where an army of the sector has no party in these forces."""
    raiser, other = (cell.raised_by, SIDES[1 - SIDES.index(cell.raised_by)])
    army = ground.of(raiser).army
    end = season.start + timedelta(hours=forces.hours)
    content = {
        "format": "khasan-scenario/1",
        "id": "-".join(("frontier", cell.sector, cell.forces, cell.raised_by, cell.season)),
        "title": f"{title}: {forces.title[0].lower()}{forces.title[1:]}",
        "summary": f"A fight made by rule for the frontier. A {_PEOPLE.get(army, army)} column comes for a place that "
        f"the other side holds, and help comes for those who hold it; {season.title}.",
        "incident": "border-conflicts",
        "provenance": {"guess": "made by rule: docs/model/frontier.md says how"},
        "time": {"start": season.start.isoformat(), "end": end.isoformat(), "step_s": forces.step_s},
        "map": {"id": ground.map, "hex_m": forces.hex_m, "members": MAPS, "digging": season.digging},
        "sides": [_side(side, ground, file) for side in SIDES],
        "objectives": [{"place": ground.place, "name": "the place that is fought for"}],
        "forces": [
            _formation("column", raiser, ground, forces, "raises", file),
            _formation("garrison", other, ground, forces, "holds", file)
            | {"at": ground.place, "works": _plain(file.works)},
            _formation("help", other, ground, forces, "helps", file)
            | {"arrives": (season.start + timedelta(hours=forces.help_after_h)).isoformat()},
        ],
        "plans": _plans(ground.place, ground.of(raiser).rear, ground.of(other).rear),
    }
    return yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120)


def compiled(text: str, sector: str) -> Compiled:
    """A scenario's text as the engine takes it. InputError as `resolved`."""
    found = compile_scenario(resolved(text, sector))
    return replace(found, snapshot_every=max(1, round(LOOK_S / found.step_s)))


def resolved(text: str, sector: str) -> Resolved:
    """A scenario's text, checked and explicit. InputError that names the sector's file where its ground is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fight.yaml"
        path.write_text(text, "utf-8")
        try:
            return load_scenario(path)
        except InputError as error:
            named = [
                replace(one, file=f"sectors/{sector}.yaml and cells.yaml", line=None, column=None)
                if one.file == str(path)
                else one
                for one in error.problems
            ]
            raise InputError(named) from error


def _side(side: str, ground: Ground, file: CellFile) -> dict[str, Any]:
    stand = ground.of(side)
    command = {
        name: value if name == "provenance" else _plain(value)
        for name, value in file.command.model_dump(mode="json", exclude_none=True).items()
    }
    return {
        "id": side, "name": NAMES.get(stand.army, stand.army), "colour": _COLOURS[side], "rear": stand.rear,
        "command": command,
    }  # fmt: skip


def _formation(id_: str, side: str, ground: Ground, forces: Forces, part: str, file: CellFile) -> dict[str, Any]:
    stand = ground.of(side)
    party = forces.party(stand.army)
    if party is None:
        remedy = f"give the forces {forces.id} a party of this army, or another army to the sector's ground"
        raise InputError([Problem("cells.yaml", None, None, f"forces.{forces.id}.parties", repr(stand.army), remedy)])
    return {
        "id": id_, "name": f"{_PEOPLE.get(stand.army, stand.army)} {_WORDS[id_]}", "side": side,
        **({"army": stand.army} if stand.army != side else {}),
        "echelon": forces.echelon, "at": stand.at, "strength": _plain(file.strength),
        "ammunition": {"value": 1, "guess": "they set out with their basic load"},
        "provenance": {"guess": "made by rule from data/frontier/cells.yaml"},
        "parts": _parts(id_, getattr(party, part)),
    }  # fmt: skip


def _parts(prefix: str, parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [
        {"id": f"{prefix}-{number}", "name": _type_name(part.toe), "toe": part.toe, "count": part.count}
        for number, part in enumerate(parts)
    ]


@cache
def _type_name(toe: str) -> str:
    """What a type of unit is called."""
    return cast("Toe", read("toe", toe)).name


def _plans(place: str, home: str, other_home: str) -> list[dict[str, Any]]:
    """Plans of the three formations: rules read from the top."""

    def plan(id_: str, title: str, back: str, *rules: dict[str, Any], stopped: bool = True) -> dict[str, Any]:
        first = [
            {"name": "keep going back", "when": {"stage": 2}, "do": {"withdraw": back}},
            {"name": "too many are lost", "when": {"spent": True}, "do": {"withdraw": back}, "set_stage": 2},
        ]
        if stopped:
            when = {"stopped_hours": STOPPED_H}
            first.append({"name": "the attack is stopped", "when": when, "do": {"withdraw": back}, "set_stage": 2})
        return {
            "id": f"{id_}-plan", "title": title, "formations": [id_], "provenance": {"guess": "made by rule"},
            "rules": [*first, *rules],
        }  # fmt: skip

    return [
        plan(
            "column", "Take the place and hold it", home,
            {"name": "hold what is taken", "when": {"held": [place]}, "do": {"hold": place}, "set_stage": 1},
            {"name": "go for it", "do": {"attack": place}},
        ),
        plan(
            "garrison", "Hold the place", other_home,
            {"name": "it is lost", "when": {"lost": [place]}, "do": {"withdraw": other_home}, "set_stage": 2},
            {"name": "hold it", "do": {"hold": place}},
            stopped=False,
        ),
        plan(
            "help", "Help those who hold the place, or take it back", other_home,
            {"name": "take it back", "when": {"lost": [place]}, "do": {"attack": place}, "set_stage": 1},
            {"name": "stand with them", "do": {"hold": place}},
        ),
    ]  # fmt: skip


def _plain(number: Any) -> dict[str, Any]:
    """A number as a scenario file has it."""
    said = number if isinstance(number, dict) else number.model_dump(mode="json")
    return {key: value for key, value in said.items() if value is not None}
