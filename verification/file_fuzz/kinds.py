"""Each kind of file that khasan reads: where good ones are, and how a reader's own is loaded.

A loader is given the folder in which the changed file stands and its path, and does what a command would do with it:
lint and load a scenario and compile it, draw a map and lay it on hexes, ask everything of a record. The library of all
other files is read once, and a changed file is never kept in it.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from khasan.compiler import compile_scenario
from khasan.record import Incident, load_incident
from khasan.record.record_folders import RecordFolders
from khasan.record.search import search
from khasan.record.source import load_sources
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import lint
from khasan.scenario.yaml_reading import read_nodes

SMALL = ("lake-khanka-1935", "suifenho-1935", "halhamiao-1935", "buir-lake-1935-reconnaissance", "suifenho-1936")
"""Scenarios that load in milliseconds: nine cases in ten begin with one of them."""
HEX_M = 400.0

Load = Callable[[Path, "Subject", random.Random], None]


@dataclass(frozen=True)
class Subject:
    """A good file: its name below the folder that it is put in, its bytes, and its tree as JSON if it has one."""

    name: str
    content: bytes
    tree: str = ""
    table: str = ""
    beside: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """Other files of the folder, which stay as they are."""


@dataclass(frozen=True)
class Kind:
    """A kind of file. ``weight``: its share of the cases, the quicker it is loaded the larger."""

    name: str
    weight: int
    subjects: Callable[[], Sequence[Subject]]
    load: Load


@cache
def library() -> Library:
    """All shipped files, each read once."""
    return Library((SHIPPED,))


def warm() -> None:
    """Read what every case needs, so that children that are forked have it."""
    for name in SMALL:
        compile_scenario(load_scenario(name, library=library()))
    for kind in ("weapons", "vehicles", "toe", "parameters"):
        for one in library().ids(kind):
            library().written(kind, one)
    assert library().sources


# -- files of YAML ---------------------------------------------------------------------------------------------


def _yaml(folder: str, first: Sequence[str] = ()) -> Sequence[Subject]:
    """The shipped files of a folder, ten times over those that come first."""
    paths = sorted((SHIPPED / folder).glob("*.yaml"))
    subjects = {path.stem: _subject(path, folder) for path in paths}
    few = [subjects[name] for name in first]
    return [*few * max(1, 10 * len(paths) // max(1, len(few))), *subjects.values()]


def _subject(path: Path, folder: str) -> Subject:
    tree = json.dumps(read_nodes(path)[0].plain())
    return Subject(f"{folder}/{path.name}", path.read_bytes(), tree)


def _scenario(path: Path, subject: Subject, dice: random.Random) -> None:
    if dice.random() < 0.2:
        lint(path, library=library())
    loaded = load_scenario(path, library=library())
    if subject.name.removeprefix("scenarios/").removesuffix(".yaml") in SMALL or dice.random() < 0.05:
        compile_scenario(loaded)


def _what_if(path: Path, subject: Subject, dice: random.Random) -> None:
    from khasan.scenario.catalog import open_what_if

    scenario = open_what_if(path, library()).model.scenario
    if dice.random() < 0.1:
        lint(path, library=library())
    loaded = load_scenario(scenario, [path], library=library())
    if scenario in SMALL or dice.random() < 0.05:
        compile_scenario(loaded)


def _equipment(path: Path, subject: Subject, dice: random.Random) -> None:
    """Read, linted, and now and then fought with: a scenario that has it is compiled."""
    kind = path.parent.name
    own = Library((SHIPPED,))
    own.__dict__.update({**library().__dict__, "_paths": {**library()._paths}, "_read": {**library()._read}})
    written = own.open(kind, path)
    if dice.random() < 0.3:
        lint(path, library=library())
    user = _users().get((kind, path.stem))
    if user is None or dice.random() > 0.25:
        return
    own._read[kind, path.stem] = written
    compile_scenario(load_scenario(user, library=own))


@cache
def _users() -> dict[tuple[str, str], str]:
    """Of weapons, vehicles, types of unit and parameters, a small scenario that has them."""
    found: dict[tuple[str, str], str] = {}
    for name in SMALL:
        fresh = Library((SHIPPED,))
        load_scenario(name, library=fresh)
        for key in fresh._read:
            found.setdefault(key, name)
    return found


def _used(folder: str) -> Sequence[Subject]:
    """Those that a small scenario has, three times over, and all."""
    first = [name for kind, name in _users() if kind == folder]
    return _yaml(folder, first)


def _types_of_unit() -> Sequence[Subject]:
    """As those used, and three times over those that are like another: what they say is laid over a second file."""
    used = _used("toe")
    like = [subject for subject in dict.fromkeys(used) if "like" in json.loads(subject.tree)]
    return [*like * max(1, 3 * len(used) // (4 * len(like))), *used]


def _designs() -> Sequence[Subject]:
    shipped = sorted((SHIPPED.parents[2] / "docs" / "studies").glob("*/design.yaml"))
    found = [_subject(path, "designs") for path in shipped]
    for number, design in enumerate(_DESIGNS):
        text = f"{_DESIGN_HEAD}{design}"
        tree = json.dumps(_plain(text))
        found += [Subject(f"designs/made-{number}.yaml", text.encode(), tree)] * 4
    return found


def _plain(text: str) -> Any:
    from khasan.scenario.yaml_reading import parse_nodes

    return parse_nodes(text, "made")[0].plain()


_DESIGN_HEAD = """\
format: khasan-experiment/1
id: made
title: Six horsemen
question: Does it work?
scenario: lake-khanka-1935
outcomes: [soviet_casualties, {column: soviet_killed, at_least: 1, id: any_killed}, japan_casualties]
seed: 5
"""
_DESIGNS = (
    "design: {kind: one-at-a-time}\nreplications: 4\nfactors:\n  - {id: rifles, parameter: small_arms}\n"
    "  - {id: rounds, path: forces.japanese-patrol.ammunition, low: 0.2, high: 1.5, why: made up}\n"
    "  - {id: step, path: time.step_s, values: [30, 60]}\n",
    "design: {kind: latin-hypercube, points: 8}\nreplications: 3\nfactors:\n  - {id: rifles, parameter: small_arms}\n"
    "  - {id: rounds, path: forces.japanese-patrol.ammunition, low: 0.2, high: 1.5, why: made up}\n",
    "design: {kind: sobol, base: 4}\nreplications: 2\nfactors:\n  - {id: rifles, parameter: small_arms}\n"
    "  - {id: chance, chance: true}\n",
    "design: {kind: morris, trajectories: 3}\nfactors: [{id: rifles, parameter: small_arms}]\n"
    "until: 1935-06-03T09:00:00+09:00\n"
    "precision: {outcome: soviet_casualties, half_width: 0.5, most: 100}\n",
)


def _design(path: Path, subject: Subject, dice: random.Random) -> None:
    from khasan.experiment.study import plan

    with _in_place_of(plan, "Library", lambda *_: library()):
        if b"lake-khanka" in path.read_bytes() or dice.random() < 0.05:
            plan.make_plan(path)
        else:
            plan.load_design(path)


@contextlib.contextmanager
def _in_place_of(module: Any, name: str, value: Any) -> Iterator[None]:
    """While this lasts a module has something else by a name."""
    was = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, was)


# -- maps ------------------------------------------------------------------------------------------------------


def _maps() -> Sequence[Subject]:
    paths = sorted((SHIPPED / "maps").glob("*.geojson"))
    small = [path for path in paths if path.stat().st_size < 15_000]
    return [
        Subject(f"maps/{path.name}", content := path.read_bytes(), json.dumps(json.loads(content)))
        for path in (*small * 5, *paths)
    ]


def _map(path: Path, subject: Subject, dice: random.Random) -> None:
    from khasan.ground import ensemble_member, load_map, rasterise
    from khasan.ground.draw import svg_relief

    found = load_map(path)
    if dice.random() < 0.3:
        ground = rasterise(ensemble_member(found, dice.choice((0, 0, 3, 15))), HEX_M)
        if dice.random() < 0.1:
            svg_relief(ground, ensemble_member(found, 0)).svg()


# -- the record ------------------------------------------------------------------------------------------------


def _claims() -> Sequence[Subject]:
    found = []
    for path in sorted((SHIPPED / "record").glob("*.csv")):
        content = path.read_bytes()
        relations = SHIPPED / "record" / "relations" / path.name
        beside = ((f"record/relations/{path.name}", relations.read_bytes()),) if relations.exists() else ()
        subject = Subject(f"record/{path.name}", content, table=content.decode(), beside=beside)
        found += [subject] * (5 if len(content) < 20_000 else 1)
    return found


def _relations() -> Sequence[Subject]:
    found = []
    for path in sorted((SHIPPED / "record" / "relations").glob("*.csv")):
        claims = SHIPPED / "record" / path.name
        content = path.read_bytes()
        if content.count(b"\n") > 1 and claims.stat().st_size < 30_000:
            beside = ((f"record/{path.name}", claims.read_bytes()),)
            found.append(Subject(f"record/relations/{path.name}", content, table=content.decode(), beside=beside))
    return found


def _record(path: Path, subject: Subject, dice: random.Random) -> None:
    folder = path.parent if path.parent.name == "record" else path.parent.parent
    _ask(load_incident(path.stem, folder=folder, sources=library().sources), dice)


def _ask(incident: Incident, dice: random.Random) -> None:
    """Everything that a reader can ask of a record."""
    from khasan.record import incident_summary, show

    incident.disagreements()
    incident.ratios()
    incident_summary.when(incident)
    incident_summary.sites(incident)
    incident_summary.toll(incident)
    for quantity in incident.by_quantity():
        interval = incident.interval(quantity)
        if interval is not None and interval.unit == "s":
            interval.moments()
    if dice.random() < 0.2:
        search([incident], "Posyet")
        incident.under("all").disagreements()
        show.incident_text(incident, list(incident.by_quantity()), whole=True)
        show.incident_data(incident, list(incident.by_quantity()))


def _sources() -> Sequence[Subject]:
    paths = sorted((SHIPPED / "sources").glob("*.csv"))
    return [Subject(f"sources/{path.name}", path.read_bytes(), table=path.read_text("utf-8")) for path in paths]


def _source(path: Path, subject: Subject, dice: random.Random) -> None:
    from khasan.record.library_forms import bibtex, csl_json

    found = load_sources(path.parent)
    bibtex(found.values())
    csl_json(found.values())


def _brought() -> Sequence[Subject]:
    """Tables as a reader brings them: with the incident in its own column, among sources of their own."""
    found = []
    for path in sorted((SHIPPED / "record").glob("*.csv")):
        if path.stat().st_size < 16_000:
            content = path.read_bytes()
            found.append(Subject(f"{path.stem}.csv", content, table=content.decode()))
    return found


def _take_in(path: Path, subject: Subject, dice: random.Random) -> None:
    from khasan.record.intake import take_in

    take_in(path, _records(), None, keep_both=dice.random() < 0.5)


@cache
def _records() -> RecordFolders:
    return RecordFolders((SHIPPED,))


KINDS = (
    Kind("scenario", 12, lambda: _yaml("scenarios", SMALL), _scenario),
    Kind("what-if", 8, lambda: _yaml("whatifs"), _what_if),
    Kind("weapon", 12, lambda: _used("weapons"), _equipment),
    Kind("vehicle", 8, lambda: _used("vehicles"), _equipment),
    Kind("toe", 12, _types_of_unit, _equipment),
    Kind("parameters", 6, lambda: _yaml("parameters"), _equipment),
    Kind("map", 20, _maps, _map),
    Kind("claims", 10, _claims, _record),
    Kind("relations", 5, _relations, _record),
    Kind("sources", 6, _sources, _source),
    Kind("import", 5, _brought, _take_in),
    Kind("design", 8, _designs, _design),
)
