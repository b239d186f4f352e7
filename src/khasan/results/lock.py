"""One writer a folder: a lock that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khasan.errors import RunError
from khasan.output import CannotWrite

LOCK = "lock"
"""Name of the file that is locked. It says who writes, and is there only while somebody does."""
_TRIES = 100
"""So often the lock may be gone by the time it is held."""
_OPENED = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Busy(RunError):
    """Somebody else is writing into the folder."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder; Busy if somebody else does, CannotWrite if its lock is a link or no plain file.

    The lock of a process that is no more is taken over.
    """
    path = folder / LOCK
    handle = _held(folder, path)
    try:
        with contextlib.suppress(OSError):  # a full disk: the lock holds, it only says not who
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        # taken away while it is held: whoever gets hold of it meanwhile sees that it is gone, and tries anew
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


def is_held(folder: Path) -> str:
    """Who is writing into the folder; "" if nobody is."""
    try:
        handle = os.open(folder / LOCK, _OPENED)
    except OSError:
        return ""
    try:
        return "" if not _is_plain(handle) or _hold(handle) else _holder(handle)
    finally:
        os.close(handle)


def _held(folder: Path, path: Path) -> int:
    """The lock's file, open and held, and still the one that stands in the folder."""
    for _ in range(_TRIES):
        try:
            handle = os.open(path, _OPENED | os.O_CREAT, 0o644)
        except OSError as error:
            what = "it is a link" if path.is_symlink() else error.strerror or str(error)
            raise CannotWrite(f"{path}: cannot be locked ({what})", "Take it away, or choose another folder") from error
        kept = False
        try:
            if not _is_plain(handle) or path.is_symlink():
                raise CannotWrite(f"{path}: is no file of khasan's", "Take it away, or choose another folder")
            if not _hold(handle):
                raise Busy(
                    f"{folder}: {_holder(handle)} is writing into it: wait for its end, or choose another folder"
                )
            kept = _stands(handle, path)
            if kept:
                return handle
        finally:
            if not kept:
                os.close(handle)
    raise Busy(f"{folder}: others take and leave it again and again: wait for their end, or choose another folder")


def _is_plain(handle: int) -> bool:
    """A file that has this name and no other: what a link of either kind leads to is not ours to write."""
    told = os.fstat(handle)
    return stat.S_ISREG(told.st_mode) and told.st_nlink <= 1


def _stands(handle: int, path: Path) -> bool:
    """Its holder may have taken it away between our opening and our locking it."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _holder(handle: int) -> str:
    return os.read(handle, 200).decode(errors="replace").strip() or "somebody else"


def _hold(handle: int) -> bool:
    """Take the lock of an open file, without waiting."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return _hold_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _hold_on_windows(handle: int) -> bool:
    import msvcrt

    lock: Any = vars(msvcrt)
    os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text, which others may read
    try:
        lock["locking"](handle, lock["LK_NBLCK"], 1)
    except OSError:
        return False
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return True
