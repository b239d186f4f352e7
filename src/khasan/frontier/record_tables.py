"""The record's tables of the frontier, ours and a reader's own laid over them."""

from __future__ import annotations

from khasan.frontier.frontier_files import FrontierLibrary
from khasan.record.frontier import Frontier as RecordTables
from khasan.record.frontier import load_frontier
from khasan.record.record_folders import RecordFolders

__all__ = ["RecordTables", "read_tables"]


def read_tables(library: FrontierLibrary) -> RecordTables:
    """Events, series, forces and decisions. InputError with every bad row.

    >>> len(read_tables(FrontierLibrary()).events) >= 100
    True
    """
    folders = [root / "record" for root in library.roots]
    ours, *mine = folders
    return load_frontier((ours, *(folder for folder in mine if folder.is_dir())), RecordFolders.usual().sources)
