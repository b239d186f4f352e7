"""Where this process keeps compiled kernels: the folder asked for, or a temporary one where that cannot be used.

What lies there becomes code that this user runs, so a folder of another user is not used, and folders made here are
for this user alone. The installed package is never a place.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import sys
import tempfile
import threading
from pathlib import Path

from platformdirs import user_cache_dir

from khasan.kernels.compiling import sealed_files
from khasan.output import CannotWrite

ROOM = 4 << 20
"""Bytes that must find room before the first is compiled: more than the largest fight needs."""


class Places:
    """The folders of one process: it writes into the first, and reads from all. There may be none."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._folders: list[Path] | None = None
        self._temporary = False
        self._said: set[str] = set()
        self._lock = threading.RLock()

    def folders(self) -> list[Path]:
        """Where to look, the folder that is written to first; none that is another user's."""
        with self._lock:
            if self._folders is None:
                folder, fault = asked_for(self.name)
                self._folders = [] if fault else [folder]
                if fault:
                    self._leave(folder, fault)
            return list(self._folders)

    @property
    def temporary(self) -> bool:
        """Whether what is compiled now is gone when this process ends."""
        return not self.folders() or self._temporary

    def make_ready(self) -> bool:
        """Before much is compiled: go to a temporary folder if there is no room or right; whether there is a place."""
        with self._lock:
            if not self.temporary:
                folder = self.folders()[0]
                try:
                    _make(folder)
                    _try(folder)
                except OSError as error:
                    self._leave(folder, _why(error))
            return bool(self.folders())

    def put(self, name: str, found: sealed_files.Sealed) -> None:
        """Keep a file under this name; where there is no room or right, in a temporary folder; or not at all."""
        with self._lock:
            while folders := self.folders():
                try:
                    _make(folders[0])
                    sealed_files.write(folders[0] / name, found)
                    return
                except (CannotWrite, OSError) as error:
                    if _is_whole(folders[0] / name):  # another was quicker, and Windows does not let two in
                        return
                    self._leave(folders[0], _why(error))

    def take(self, path: Path) -> sealed_files.Sealed | None:
        """What the file holds; None where there is none, or a damaged one: that is said, and taken away."""
        try:
            return sealed_files.read(path)
        except sealed_files.Damaged:
            self.drop(path)
            return None

    def drop(self, path: Path) -> None:
        """Take away a file of which nothing can be made, and say so, once for all files."""
        with contextlib.suppress(OSError):
            path.unlink()
        self._say("damaged", f"The compiled model in {path.parent} is damaged: compiling it again.")

    def _leave(self, folder: Path, fault: str) -> None:
        """Go to a temporary folder, or do without one, and say why."""
        cannot = f"The compiled model cannot be kept in {folder} ({fault})"
        try:
            if self._temporary:
                raise OSError
            self._folders = [_made_for_now(self.name), *(self._folders or [])]
        except OSError:
            self._folders = []
            self._say("nowhere", f"{cannot}, nor in a temporary folder: each command has to compile it again.")
            return
        self._temporary = True
        remedy = "KHASAN_CACHE can name another folder for it"
        self._say("temporary", f"{cannot}: until this command ends it is kept in a temporary folder. {remedy}.")

    def _say(self, what: str, line: str) -> None:
        """One line on standard error, once a process; where nobody listens, none."""
        with self._lock, contextlib.suppress(OSError, ValueError, AttributeError):
            if what not in self._said:
                self._said.add(what)
                sys.stderr.write(line + "\n")
                sys.stderr.flush()


def asked_for(name: str) -> tuple[Path, str]:
    """The folder that the user or the system names, and why it cannot be used, or nothing."""
    try:
        named = os.path.expanduser(os.environ.get("KHASAN_CACHE") or user_cache_dir("khasan", appauthor=False))
    except RuntimeError:  # so says platformdirs where there is no home; its older versions leave the ~
        named = "~/.cache/khasan"
    if named.startswith("~"):
        return Path(named, "kernels", name), "there is no home folder"
    folder = Path(os.path.realpath(named), "kernels", name)
    return folder, _fault(folder)


def _fault(folder: Path) -> str:
    """What is wrong with the folder or those of ours above it, as far as they are there; links are not followed."""
    for path in (folder.parents[1], folder.parent, folder):
        try:
            found = path.lstat()
        except FileNotFoundError:
            return ""
        except OSError as error:
            return _why(error)
        if not stat.S_ISDIR(found.st_mode):
            return f"{path.name} is not a folder"
        if not sealed_files.ours(found):
            return "it belongs to another user"
    return ""


def _make(folder: Path) -> None:
    """Make the folder for this user alone; raises OSError."""
    folder.parents[1].mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if fault := _fault(folder):
        raise OSError(fault)


def _try(folder: Path) -> None:
    """Raises OSError where there is no room or no right to write."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(bytes(ROOM))


def _made_for_now(name: str) -> Path:
    """A temporary folder, gone when this process ends; a process that was forked from it leaves it alone."""
    root, maker = os.path.realpath(tempfile.mkdtemp(prefix="khasan-")), os.getpid()

    def remove() -> None:
        if os.getpid() == maker:
            shutil.rmtree(root, ignore_errors=True)

    atexit.register(remove)
    folder = Path(root, "kernels", name)
    _make(folder)
    _try(folder)
    return folder


def _is_whole(path: Path) -> bool:
    try:
        return sealed_files.read(path) is not None
    except sealed_files.Damaged:
        return False


def _why(error: BaseException) -> str:
    """The system's own words."""
    cause = error.__cause__ if isinstance(error, CannotWrite) and error.__cause__ is not None else error
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
