"""The site is made: first all pages that take no time, so that what is there can be read, then run after run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from khasan.errors import input_error
from khasan.experiment.argument_checks import MOST_REPLICATIONS, MOST_SEED, MOST_WORKERS, refuse, whole
from khasan.experiment.progress import Progress
from khasan.frontier.many_histories import MOST as MOST_HISTORIES
from khasan.frontier.many_histories import Asked as Histories
from khasan.frontier.many_histories import Frontier
from khasan.present.frontier_report.frontier_page import write_page
from khasan.present.record_pictures import incident_map, timeline
from khasan.present.scenario_page.scenario_map import svg_map
from khasan.present.site import frontier_pages, home_page, record_pages, record_search, story_pages
from khasan.present.site.doc_pages import Documents
from khasan.present.site.entries import PROCESS, Battle
from khasan.present.site.frame import FACES, FRONTIER, HOME, RECORD, STYLE, site_style
from khasan.present.typefaces import faces
from khasan.site.contents import Contents, documents_folder
from khasan.site.shipped_runs import Fought, lay_bar_over, leave_tables_out, ship
from khasan.site.site_folder import SiteFolder, check_place, digest_of_ours

REPLICATIONS = 1000
"""Replications of a battle: as many as it takes to say where histories part, and all of them in a few minutes."""
HISTORIES = 1000
"""Histories of the frontier."""
SEED = 7


@dataclass(frozen=True)
class Wanted:
    """What a site is asked for. ``battles``: ids of those to fight; all of them unless given."""

    replications: int = REPLICATIONS
    seed: int = SEED
    histories: int = HISTORIES
    """Histories of the frontier; none leaves its page out."""
    battles: Sequence[str] = ()
    tables: bool = False
    """Does it ship the tables of the runs?"""
    workers: int | None = None

    def checked(self) -> Wanted:
        """Itself, if every number makes sense. InputError with all that do not."""
        refuse(
            [
                whole("replications", self.replications, 1, MOST_REPLICATIONS),
                whole("seed", self.seed, 0, MOST_SEED),
                whole("histories", self.histories, 0, MOST_HISTORIES),
                None if self.workers is None else whole("workers", self.workers, 1, MOST_WORKERS),
            ]
        )
        return self


class Teller(Protocol):
    """Is told how it goes."""

    def say(self, words: str) -> None:
        """A line."""

    def fighting(self) -> AbstractContextManager[Progress]:
        """Is told of the replications of one battle while the block lasts."""


@dataclass(frozen=True)
class Made:
    """A site that was made."""

    index: Path
    files: int
    bytes: int
    fought: tuple[str, ...]
    """Battles whose runs it ships."""
    kept_back: tuple[str, ...]
    """Battles that are a test, with nothing simulated."""
    left_out: tuple[str, ...]
    """Scenarios whose fight has no story."""
    documents: bool
    """Are studies and validation in it?"""


def make_site(out: Path | str, wanted: Wanted, teller: Teller, contents: Contents | None = None) -> Made:
    """Make the site in a folder, or go on with the one that lies there; only what is missing or out of date is made.

    Raises InputError with all that is wrong before anything is written, KeyboardInterrupt after Ctrl-C: then what is
    finished stands and can be read, and the next call goes on. CannotWrite where the system refuses.
    """
    out = Path(out)
    wanted.checked()
    check_place(out)  # before anything is read, which takes a second
    contents = contents or Contents.usual()
    battles = _chosen(contents, wanted)
    with SiteFolder.begun(out) as folder:
        making = _Making(folder, contents, wanted, teller)
        making.quick_pages()
        try:
            making.maps()
            making.process()
            for number, battle in enumerate(battles, 1):
                making.battle(battle, f"{number} of {len(battles)}")
        finally:
            making.pages_with_ways_to_runs()
        for battle in contents.battles:  # of those that were not asked for now, what is there stays
            folder.leave(battle.page)
        folder.finish(replications=wanted.replications, seed=wanted.seed, histories=wanted.histories)
        files, size = folder.size()
        there = tuple(one.id for one in contents.battles if one.page in folder.made)
        kept = tuple(one.id for fight in contents.fights for one in fight.battles if one.withheld)
        return Made(out / HOME, files, size, there, kept, tuple(contents.left_out), making.documents is not None)


def _chosen(contents: Contents, wanted: Wanted) -> list[Battle]:
    """The battles to fight. InputError for one that is none, and for one that is kept as a test."""
    known = {battle.id: battle for battle in contents.battles}
    kept = {one.id for fight in contents.fights for one in fight.battles if one.withheld}
    for name in wanted.battles:
        if name in kept:
            raise input_error(
                "--battle", name, "this battle is kept as a test and is not simulated for a site: choose another"
            )
        if name not in known:
            raise input_error("--battle", name, f"choose of {', '.join(known)}")
    return [battle for battle in contents.battles if not wanted.battles or battle.id in wanted.battles]


@dataclass
class _Making:
    """One making of a site."""

    folder: SiteFolder
    contents: Contents
    wanted: Wanted
    teller: Teller
    documents: Path | None = field(default_factory=lambda: documents_folder())
    _known: frozenset[str] | None = None
    """Pages of runs that the last pages with ways to them were told of."""

    def quick_pages(self) -> None:
        """Everything that only has to be told, and not fought or drawn at length."""
        self.teller.say("the record, the stories, the documents")
        contents, write = self.contents, self.folder.write
        write(STYLE, site_style())
        write(FACES, faces())
        write(record_search.SCRIPT, record_search.search_script())
        for place, text in story_pages.figure_files().items():
            write(place, text)
        write(
            record_search.DATA,
            record_search.search_data(contents.incidents, contents.records.sources, contents.frontier, contents.fights),
        )
        write(RECORD, record_pages.record_page(contents.incidents, contents.counts()))
        write(record_pages.SOURCES, record_pages.sources_page(contents.records.sources, contents.incidents))
        if self.documents is None:
            self.teller.say("studies and validation are left out: only a checkout of khasan has them, beside the code")
        else:
            documents = Documents.of(self.documents)
            for place, text in documents.pages():
                write(place, text)
            for place, file in documents.files().items():
                write(place, file.read_bytes())
        self.pages_with_ways_to_runs()

    def pages_with_ways_to_runs(self) -> None:
        """Pages that lead to those of runs which are there."""
        contents, write = self.contents, self.folder.write
        made = frozenset(self.folder.made)
        if made == self._known:
            return
        write(
            HOME,
            home_page.home_page(
                contents.fights, made, replications=0 if self.wanted.battles else self.wanted.replications,
                counts=contents.counts(), documents=self.documents is not None,
            ),
        )  # fmt: skip
        for fight in contents.fights:
            write(fight.page, story_pages.fight_page(fight, made, contents.scenarios, contents.library))
        fights = {fight.id: fight for fight in contents.fights}
        for incident in contents.incidents:
            place = record_pages.incident_place(incident.id)
            write(place, record_pages.incident_page(incident, fights.get(incident.id), made))
        if contents.frontier is not None:
            write(FRONTIER, frontier_pages.frontier_page(contents.frontier, contents.fights, made))
        self._known = made

    def maps(self) -> None:
        """The record's two pictures, and maps of the fights at their start."""
        contents = self.contents
        incidents = [one for one in contents.incidents if not one.raw]
        for place, picture in ((frontier_pages.MAP, incident_map), (frontier_pages.TIMELINE, timeline)):
            by = self._by(place)
            if not self.folder.stands(place, by):
                picture.draw(incidents, self.folder.path / place, contents.frontier)
                self.folder.mark(place, by)
        for battle in [one for fight in contents.fights for one in fight.battles]:
            by = self._by(battle.map)
            if not self.folder.stands(battle.map, by):
                self.folder.write(battle.map, svg_map(contents.scenarios[battle.id]))
                self.folder.mark(battle.map, by)

    def process(self) -> None:
        """The page of a run of the frontier."""
        wanted = self.wanted
        if not wanted.histories or self.contents.frontier is None:
            return
        by = self._by(PROCESS, wanted.histories, wanted.seed, wanted.tables)
        folder = (self.folder.path / PROCESS).parent
        if self.folder.stands(PROCESS, by):
            self._trim(folder)
            return
        self.teller.say("the frontier, 1932-45")
        command = ["khasan", "frontier", "run", "--replications", str(wanted.histories), "--seed", str(wanted.seed)]
        frontier = Frontier()
        asked = Histories(replications=wanted.histories, seed=wanted.seed)
        played = frontier.run(asked, folder, force=True, command=command, tell=self.teller.say)
        if played.interrupted:
            raise KeyboardInterrupt
        write_page(frontier, played)
        lay_bar_over(folder, PROCESS.rpartition("/")[0], FRONTIER)
        self.folder.mark(PROCESS, by)
        self._trim(folder)

    def battle(self, battle: Battle, which: str) -> None:
        """The run of a battle and its page."""
        by = self._by(battle.id, self.wanted.replications, self.wanted.seed, self.wanted.tables)
        if self.folder.stands(battle.page, by):
            self._trim(self.folder.path / battle.folder)
            return
        self.teller.say(f"{battle.title} ({which})")
        asked = Fought(self.wanted.replications, self.wanted.seed, self.wanted.workers, self.wanted.tables)
        with self.teller.fighting() as progress:
            ship(self.folder.path, battle, self.contents.scenarios[battle.id], asked, progress)
        self.folder.mark(battle.page, by)
        self._trim(self.folder.path / battle.folder)

    def _trim(self, folder: Path) -> None:
        """Leave tables out once the page stands, if they are not wanted."""
        if not self.wanted.tables:
            leave_tables_out(folder)

    def _by(self, *asked: object) -> str:
        """What a file depends on, as one word: the code, the data and what was asked for."""
        return hashlib.sha256(repr((self._ours, asked)).encode()).hexdigest()[:16]

    @cached_property
    def _ours(self) -> str:
        return digest_of_ours()
