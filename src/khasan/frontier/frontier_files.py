"""Where the frontier's files lie, ours and a reader's own, read once and checked against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from khasan.errors import InputError, Problem, all_of, input_error, nearest
from khasan.frontier.declarations import (
    SIDES,
    TOP,
    Actor,
    AssumptionFile,
    AssumptionSet,
    FightFile,
    Outside,
    Prior,
    PriorFile,
    RecordedFight,
    Sector,
    WhatIf,
)
from khasan.frontier.fought.declared import CellFile
from khasan.frontier.fought.kept_fights import FILE, NOTHING, FoughtCells, read_cells
from khasan.record.record_folders import user_folders
from khasan.scenario.catalog import is_path
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.loader import Findings, Written, load_written
from khasan.scenario.provenance import check_sources

FOLDER = "frontier"
KINDS: dict[str, type[BaseModel]] = {"sectors": Sector, "actors": Actor, "outside": Outside, "whatifs": WhatIf}
ModelT = TypeVar("ModelT", bound=BaseModel)


class FrontierLibrary:
    """All that authors declare about the frontier. Each file is read at most once; InputError with all that is wrong.

    >>> FrontierLibrary().actors["tokyo"].kind
    'capital'
    """

    def __init__(self, roots: Sequence[Path] | None = None) -> None:
        self.roots = tuple(root / FOLDER for root in ((SHIPPED, *user_folders()) if roots is None else roots))
        self._files = Library(self.roots, KINDS)

    @cached_property
    def priors(self) -> PriorFile:
        """The numbers that nobody knows."""
        written = self._one("priors.yaml", PriorFile)
        _no_twice(written, "priors", [prior.id for prior in written.model.priors])
        return written.model

    @cached_property
    def assumptions(self) -> AssumptionFile:
        """The registered assumption sets, the base first."""
        written = self._one("assumptions.yaml", AssumptionFile)
        findings = Findings(written.node)
        known = [prior.id for prior in self.all_priors]
        fights = {episode for fight in self.fights for episode in (fight.id, *fight.episodes)}
        for number, one in enumerate(written.model.sets):
            for index, change in enumerate(one.priors):
                findings.known(("sets", number, "priors", index, "prior"), change.prior, known, "prior")
            for index, recode in enumerate(one.recode):
                if recode.episode is not None:
                    findings.known(("sets", number, "recode", index, "episode"), recode.episode, fights, "episode")
        if written.model.sets[0].id != "base":
            findings.say(("sets", 0, "id"), written.model.sets[0].id, "begin with the set that is called base")
        findings.stop_if_any()
        _no_twice(written, "sets", [one.id for one in written.model.sets])
        return written.model

    def assumption(self, set_id: str) -> AssumptionSet:
        """One registered set by its id."""
        sets = {one.id: one for one in self.assumptions.sets}
        if set_id not in sets:
            raise input_error("id", repr(set_id), nearest(set_id, sets), file="assumptions.yaml")
        return sets[set_id]

    @cached_property
    def fights(self) -> list[RecordedFight]:
        """The combined fights of the record, in order of time."""
        written = self._one("fights.yaml", FightFile)
        _no_twice(written, "fights", [fight.id for fight in written.model.fights])
        return sorted(written.model.fights, key=lambda fight: fight.first)

    @cached_property
    def cells(self) -> CellFile:
        """Forces and seasons of the fights that the engine fights."""
        written = self._one("cells.yaml", CellFile)
        findings, types = Findings(written.node), set(Library().ids("toe"))
        for number, forces in enumerate(written.model.forces):
            for index, party in enumerate(forces.parties):
                for part in ("raises", "holds", "helps"):
                    for place, unit in enumerate(getattr(party, part)):
                        trail = ("forces", number, "parties", index, part, place, "toe")
                        findings.known(trail, unit.toe, types, "type of unit")
        findings.stop_if_any()
        _no_twice(written, "forces", [one.id for one in written.model.forces])
        _no_twice(written, "seasons", [one.id for one in written.model.seasons])
        return written.model

    @cached_property
    def fought(self) -> FoughtCells:
        """What the engine's fights brought; nothing where no file of them lies. The last root that has one wins."""
        paths = [root / FILE for root in self.roots if (root / FILE).is_file()]
        return read_cells(paths[-1]) if paths else NOTHING

    @cached_property
    def sectors(self) -> dict[str, Sector]:
        """Sectors by id."""
        return {id_: written.model for id_, written in self._folder("sectors").items()}

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id; every rung above 0 has somebody of either side, in every sector, who decides on it."""
        found = self._folder("actors")
        problems: list[Problem] = []
        for written in found.values():
            findings = Findings(written.node)
            leave = written.model.leave_from
            if leave is not None:
                findings.known(("leave_from",), leave, found, "actor")
            for index, sector in enumerate(written.model.sectors if written.model.sectors != "all" else []):
                findings.known(("sectors", index), sector, self.sectors, "sector")
            problems += findings.problems
        actors = {id_: written.model for id_, written in found.items()}
        for side in SIDES:
            for rung in range(1, TOP + 1):
                for sector in self.sectors:
                    if _who(actors.values(), side, rung, sector) is None:
                        remedy = f"let an actor of this side decide on rung {rung} there"
                        problems.append(Problem("actors", None, None, side, f"nobody in {sector}", remedy))
        if problems:
            raise InputError(problems)
        return actors

    def who(self, side: str, rung: int, sector: str) -> Actor:
        """Who of a side decides to raise a fight to a rung in a sector: whoever has the sector before whoever has all.

        >>> FrontierLibrary().who("japan", 5, "posyet-khasan").id
        'korea-army'
        """
        found = _who(self.actors.values(), side, rung, sector)
        assert found is not None
        return found

    @cached_property
    def outside(self) -> list[Outside]:
        """Outside events in order of their days."""
        found = self._folder("outside")
        problems: list[Problem] = []
        for written in found.values():
            findings = Findings(written.node)
            choice = written.model.choice
            if choice is not None:
                findings.known(("choice", "actor"), choice.actor, self.actors, "actor")
            for index, effect in enumerate(written.model.effects):
                for number, sector in enumerate(effect.sectors):
                    findings.known(("effects", index, "sectors", number), sector, self.sectors, "sector")
            problems += findings.problems
        if problems:
            raise InputError(problems)
        return sorted((written.model for written in found.values()), key=lambda event: (event.day, event.id))

    @cached_property
    def all_priors(self) -> list[Prior]:
        """Every prior: those of the table, then those that outside events bring."""
        brought = [effect.prior for event in self.outside for effect in event.effects]
        for event in self.outside:
            if event.choice is not None:
                brought.append(event.choice.chance)
                if event.choice.if_daring_low is not None:
                    brought.append(event.choice.if_daring_low)
        named: dict[str, Prior] = {}
        for prior in (*self.priors.priors, *brought):
            if named.setdefault(prior.id, prior) != prior:
                remedy = "two priors have this id: rename one"
                raise input_error("id", repr(prior.id), remedy, file="priors.yaml and outside/")
        return list(named.values())

    def what_if_ids(self) -> list[str]:
        """Ids of all what-ifs."""
        return self._files.ids("whatifs")

    def what_if(self, id_or_path: str | Path) -> WhatIf:
        """A what-if by its id, or by the path of a YAML file; whom and what it names must be there."""
        if is_path(id_or_path):
            return self._what_if(self._sourced(load_written(Path(id_or_path), WhatIf)))
        return self._what_if(self._sourced(cast("Written[WhatIf]", self._files.written("whatifs", str(id_or_path)))))

    def _what_if(self, written: Written[WhatIf]) -> WhatIf:
        findings = Findings(written.node)
        events = {event.id for event in self.outside}
        fights = {fight.id for fight in self.fights}
        for index, change in enumerate(written.model.changes):
            for key, known, what in (
                ("drop", events, "outside event"), ("leave_required", set(self.actors), "actor"),
                ("alone", set(self.actors), "actor"), ("end_of", fights, "fight of the record"),
            ):  # fmt: skip
                if (named := getattr(change, key)) is not None:
                    findings.known(("changes", index, key), named, known, what)
            if change.end_of in fights:
                last = next(fight.last for fight in self.fights if fight.id == change.end_of)
                if last > written.model.from_:
                    remedy = f"begin when that fight is over: give from {last} or later"
                    findings.say(("from",), written.model.from_.isoformat(), remedy)
        findings.stop_if_any()
        return written.model

    def _one(self, name: str, model: type[ModelT]) -> Written[ModelT]:
        """A file of which there is one: the last root that has it wins."""
        paths = [root / name for root in self.roots if (root / name).is_file()]
        return self._sourced(load_written(paths[-1] if paths else self.roots[0] / name, model))

    def _folder(self, kind: str) -> dict[str, Written[Any]]:
        """All files of a kind by id; InputError with what is wrong in any."""
        ids = self._files.ids(kind)
        return dict(zip(ids, all_of(lambda one: self._sourced(self._files.written(kind, one)), ids), strict=True))

    def _sourced(self, written: Written[ModelT]) -> Written[ModelT]:
        """A file whose provenances name sources that there are; InputError with those that are not."""
        findings = Findings(written.node)
        check_sources(written.model, self._usual, findings)
        findings.stop_if_any()
        return written

    @cached_property
    def _usual(self) -> Library:
        return Library()


def _who(actors: Iterable[Actor], side: str, rung: int, sector: str) -> Actor | None:
    able = [one for one in actors if one.side == side and rung in one.decides]
    here = [one for one in able if one.sectors != "all" and sector in one.sectors]
    everywhere = [one for one in able if one.sectors == "all"]
    return min(here or everywhere, key=lambda one: one.id, default=None)


def _no_twice(written: Written[ModelT], key: str, ids: Sequence[str]) -> None:
    findings = Findings(written.node)
    for index, one in enumerate(ids):
        if one in ids[:index]:
            findings.say((key, index, "id"), one, "this id is taken: give another")
    findings.stop_if_any()


@dataclass(frozen=True)
class Place:
    """A sector and its share of incidents under a set of weights."""

    id: str
    share: float


def places(library: FrontierLibrary, weight_set: str) -> list[Place]:
    """Every sector's share under a named set of weights; InputError where a sector has none of that name.

    >>> round(sum(place.share for place in places(FrontierLibrary(), "equal")), 9)
    1.0
    """
    weights: dict[str, float] = {}
    problems = []
    for sector in library.sectors.values():
        found = {entry.set: entry.weight for entry in sector.weights}
        if weight_set not in found:
            problems.append(
                Problem(
                    f"sectors/{sector.id}.yaml", None, None, "weights", repr(weight_set), nearest(weight_set, found)
                )
            )
        weights[sector.id] = found.get(weight_set, 0.0)
    total = sum(weights.values())
    if not problems and total <= 0:
        problems.append(Problem("sectors", None, None, "weights", repr(weight_set), "give one sector a weight above 0"))
    if problems:
        raise InputError(problems)
    return [Place(id_, weight / total) for id_, weight in weights.items()]
