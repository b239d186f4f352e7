"""The folder of a site: whose it is, what stands in it, what is made already. Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import khasan
from khasan import __version__
from khasan.errors import input_error
from khasan.output import DRAFT, json_text, make_folder, remove_drafts, write_whole
from khasan.record.record_folders import user_folders
from khasan.results.lock import LOCK, locked

FORMAT = "khasan-site/1"
MANIFEST = "site.json"
RUN = "manifest.json"
"""What a folder of a run holds beside its page."""
MOST_BYTES = 60_000_000
"""What a site may take."""
_ROOM = MOST_BYTES + 30_000_000
"""Bytes that must be free where a new one is begun: runs keep what is finished apart until all of it is."""


class SiteFolder:
    """A site's folder, held for one writer. ``made``: file -> by what it was made (a digest)."""

    def __init__(self, path: Path, told: dict[str, Any]) -> None:
        self.path = path
        self.made: dict[str, str] = {file: by for file, by in told.get("made", {}).items() if (path / file).is_file()}
        self._before = [str(name) for name in told.get("files", [])]
        self._written: dict[str, None] = {}

    @classmethod
    @contextlib.contextmanager
    def begun(cls, path: Path) -> Iterator[SiteFolder]:
        """Make the folder, or take up the site in it, and hold it while the block lasts.

        Raises InputError if something else is there or there is no room, Busy if somebody is writing into it.
        """
        told = check_place(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise input_error("OUT", path, f"name a folder that can be made ({error.strerror})") from error
        with locked(path):
            remove_drafts(path)
            folder = cls(path, told)
            folder.keep(finished=False)
            yield folder

    def write(self, place: str, content: str | bytes) -> None:
        """Put a file into the site; what stands there already as it should is left alone. Raises CannotWrite."""
        target = self.path / place
        data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
        self._written[place] = None
        if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
            return
        make_folder(target.parent)
        write_whole(target, data)

    def mark(self, file: str, by: str) -> None:
        """Note that a file which takes long is whole, and by what it was made; it need not be made again."""
        self.made[file] = by
        self._written[file] = None
        self.keep(finished=False)

    def stands(self, file: str, by: str) -> bool:
        """Was the file made by just this? Then it stays."""
        return self.made.get(file) == by and self.leave(file)

    def leave(self, file: str) -> bool:
        """Leave a file that was made as it is; was it?"""
        if file not in self.made:
            return False
        self._written[file] = None
        return True

    def keep(self, *, finished: bool, **more: Any) -> None:
        """Write down how far the site has come."""
        files = sorted({*self._before, *self._written})
        told = {
            "format": FORMAT,
            "khasan": __version__,
            "finished": finished,
            **more,
            "made": self.made,
            "files": files,
        }
        write_whole(self.path / MANIFEST, json_text(told) + "\n")

    def finish(self, **more: Any) -> None:
        """Take away what an older site had and this one has not, and say that it is whole."""
        self.made = {file: by for file, by in self.made.items() if file in self._written}
        for run in {PurePosixPath(file).parent for file in self.made if (self.path / file).with_name(RUN).is_file()}:
            for one in sorted((self.path / run).iterdir()):
                self._written[(run / one.name).as_posix()] = None
        for name in self._before:
            if name not in self._written and not name.startswith(("/", "..")) and "/../" not in name:
                with contextlib.suppress(OSError):
                    (self.path / name).unlink()
                    (self.path / name).parent.rmdir()  # of a run that is no more, the last file takes the folder along
        self._before = []
        self.keep(finished=True, **more)

    def size(self) -> tuple[int, int]:
        """How many files the site has, and their bytes."""
        sizes = [file.stat().st_size for file in self.path.rglob("*") if file.is_file() and file.name != LOCK]
        return len(sizes), sum(sizes)


def digest_of_ours() -> str:
    """One digest of the package with its data, and of the user's own folders: what any page may depend on."""
    found = hashlib.sha256()
    for root in (Path(khasan.__file__).parent, *user_folders()):
        for file in sorted(root.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"{file.relative_to(root)}\0".encode("utf-8", "surrogateescape"))
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def check_place(path: Path) -> dict[str, Any]:
    """What the site that stands there says of itself, {} where none does yet.

    Raises InputError if something else stands there, or if there is no room for a site.
    """
    told = _told(path)
    _check_room(path, begun=bool(told))
    return told


def _told(path: Path) -> dict[str, Any]:
    """What the site's own file says; {} where nothing is there yet. Raises InputError if something else is."""
    if not path.exists() and not path.is_symlink():
        return {}
    if not path.is_dir():
        raise input_error("OUT", path, "it is no folder: choose another name")
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] == FORMAT and isinstance(told["made"], dict) and isinstance(told["files"], list):
            return dict(told)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    others = sorted(one.name for one in path.iterdir() if one.name != LOCK and not one.name.endswith(DRAFT))
    if others:
        few = ", ".join(others[:3])
        raise input_error("OUT", path, f"it holds no site of khasan, but other files ({few}): choose another folder")
    return {}


def _check_room(path: Path, *, begun: bool) -> None:
    """Refuse a disk that has no room for a new site; one that is begun goes on as far as it comes."""
    if begun:
        return
    there = next(one for one in (path, *path.absolute().parents) if one.is_dir())
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        remedy = f"only {free // 1_000_000} MB are free there, a site needs {_ROOM // 1_000_000}: make room"
        raise input_error("OUT", path, f"{remedy}, or choose another place")
