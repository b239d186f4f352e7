"""What a run has finished while it goes on: files of some histories that follow each other, each with a checksum.

RUN/parts/FIRST.json.z holds the histories from number FIRST on, at most `PART` of them. The folder is gone when the run
is finished: its rows are in the tables then.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from khasan.frontier.episodes import Answer, Decision, EpisodeTold, History, Report, State
from khasan.output import CannotWrite, make_folder, write_whole

PARTS = "parts"
PART = 50
"""Histories of a part at most: half a second's work is lost when a machine dies."""
_LISTS = {"episodes": EpisodeTold, "decisions": Decision, "answers": Answer, "reports": Report, "states": State}
_DAYS = ("day", "first", "last")


def keep(run: Path, histories: Sequence[History], remedy: str) -> None:
    """Write a part, whole or not at all. CannotWrite where it cannot be, or where a link stands in its place."""
    folder = run / PARTS
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CannotWrite(f"{folder}: is no folder of khasan's", "Take it away, or run into another folder")
    make_folder(folder, remedy=remedy)
    write_whole(_file(run, histories[0].replication), encode(histories), remedy=remedy)


def kept(run: Path, first: int, most: int) -> list[History]:
    """The histories of a part, from number ``first`` on; none where it is missing, torn, or holds others."""
    try:
        found = decode(_file(run, first).read_bytes())
    except OSError:
        return []
    numbers = [one.replication for one in found]
    return found if numbers == list(range(first, first + len(found))) and len(found) <= most else []


def remove(run: Path) -> None:
    """Take the parts away, and nothing else."""
    folder = run / PARTS
    if folder.is_symlink():
        return
    with contextlib.suppress(OSError):
        for path in folder.glob("*.json.z"):
            path.unlink()
        folder.rmdir()


def encode(histories: Sequence[History]) -> bytes:
    """Histories as bytes.

    >>> one = History(3, 0, date(1938, 7, 6), counts={("shootings", 1938): 4}, war=date(1941, 8, 9))
    >>> decode(encode([one])) == [one]
    True
    """
    told = []
    for one in histories:
        words = asdict(one)
        for name in ("counts", "by_rung"):
            words[name] = [[*key, value] for key, value in words[name].items()]
        told.append(words)
    body = zlib.compress(json.dumps(told, default=_plain, separators=(",", ":")).encode(), 1)
    return b"%08x\n" % zlib.crc32(body) + body


def decode(content: bytes) -> list[History]:
    """The histories again; none if a bit of it has changed.

    >>> decode(encode([History(3, 0, date(1938, 7, 6))])[:-1])
    []
    """
    try:
        check, body = content.split(b"\n", 1)
        if check != b"%08x" % zlib.crc32(body):
            return []
        return [_history(words) for words in json.loads(zlib.decompress(body))]
    except (ValueError, KeyError, TypeError, zlib.error):
        return []


def _history(words: dict[str, Any]) -> History:
    for name, kind in _LISTS.items():
        words[name] = [kind(**_dated(one)) for one in words[name]]
    for name in ("counts", "by_rung"):
        words[name] = {(one, other): value for one, other, value in words[name]}
    words["first"] = date.fromisoformat(words["first"])
    words["war"] = words["war"] and date.fromisoformat(words["war"])
    return History(**words)


def _dated(words: dict[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in _DAYS else value for key, value in words.items()}


def _plain(value: Any) -> Any:
    """A day as text, a number of numpy's as Python's."""
    return value.isoformat() if isinstance(value, date) else value.item()


def _file(run: Path, first: int) -> Path:
    return run / PARTS / f"{first:010d}.json.z"
