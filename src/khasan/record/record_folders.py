"""Where records lie: those shipped with khasan, and a reader's own laid over them.

A reader's folders are those named in ``KHASAN_PATH`` (separated as in ``PATH``) and ``khasan`` in the user's data
directory. ``record/ID.csv`` there adds claims to an incident that we have, or is one of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from khasan.errors import RunError, all_of, input_error, nearest
from khasan.record.frontier import OURS, Frontier, load_frontier
from khasan.record.frontier.frontier_incident import FRONTIER, frontier_incident
from khasan.record.incident import Incident, load_incident
from khasan.record.source import Source, load_sources
from khasan.record.table import DATA


def _named_folders(environment: Mapping[str, str]) -> list[Path]:
    parts = environment.get("KHASAN_PATH", "").split(os.pathsep)
    return [Path(os.path.expanduser(part)) for part in parts if part]  # where there is no home, ~ stays


def _data_folder() -> list[Path]:
    """The user's data directory; none where there is no home, as for a service or in a container."""
    from platformdirs import user_data_path

    try:
        return [user_data_path("khasan", appauthor=False)]
    except RuntimeError:
        return []


def user_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The user's own folders that exist, in the order in which they are searched."""
    return tuple(folder for folder in (*_named_folders(environment), *_data_folder()) if folder.is_dir())


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where what a reader brings is put: the first folder of ``KHASAN_PATH``, else the user's data directory.

    Raises RunError where there is neither.
    """
    folder = next(iter([*_named_folders(environment), *_data_folder()]), None)
    if folder is None:
        raise RunError("There is no home folder to keep this in. Name a folder for it in KHASAN_PATH")
    return folder


@dataclass(frozen=True)
class RecordFolders:
    """All records that can be reached, ours first.

    >>> RecordFolders((DATA,)).incident("lake-khanka-1935").title
    'Lake Khanka, June 1935'
    """

    roots: tuple[Path, ...]

    @classmethod
    def usual(cls) -> RecordFolders:
        """Ours, and the folders of the user."""
        return cls((DATA, *user_folders()))

    def ids(self) -> list[str]:
        """Ids of all incidents, in order of the alphabet."""
        return sorted({*self._files, *((FRONTIER,) if self._tables else ())})

    def incident(self, incident_id: str) -> Incident:
        """One incident, and nothing else is read. Raises InputError, naming the nearest, if there is none."""
        if incident_id == FRONTIER and self._tables:
            return frontier_incident(self.sources, self._tables, self._files.get(FRONTIER, []))
        files = self._files.get(incident_id)
        if files is None:
            raise input_error("incident", repr(incident_id), nearest(incident_id, self.ids()), file="record")
        return load_incident(incident_id, folder=files[0].parent, sources=self.sources, over=files[1:])

    def incidents(self) -> list[Incident]:
        """All of them; InputError with what is wrong in any."""
        return all_of(self.incident, self.ids())

    @cached_property
    def sources(self) -> dict[str, Source]:
        """All sources by key. Raises InputError if a table is bad, or a reader's source has a key of ours."""
        sources: dict[str, Source] = {}
        for root in dict.fromkeys((DATA, *self.roots)):
            folder = root / "sources"
            if not folder.is_dir():
                continue
            for key, source in load_sources(folder).items():
                if sources.setdefault(key, source) != source:
                    remedy = "give your source a key of its own: ours of this key is another"
                    raise input_error("key", key, remedy, file=str(folder))
        return sources

    def frontier(self) -> Frontier:
        """The tables of the frontier, a reader's own rows among them. InputError with every bad row."""
        return load_frontier(self._tables, self.sources)

    @property
    def has_frontier(self) -> bool:
        """Are the tables of the frontier within reach?"""
        return bool(self._tables)

    @cached_property
    def _tables(self) -> list[Path]:
        """Folders with tables of the frontier; none unless ours are among them, on which all others lean."""
        folders = [root / "frontier" / "record" for root in self.roots]
        return [folder for folder in folders if folder.is_dir()] if OURS in folders else []

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for root in self.roots:
            for path in sorted((root / "record").glob("*.csv")):
                found.setdefault(path.stem, []).append(path)
        return found
