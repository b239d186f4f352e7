"""Files that are read as they were written, or not at all.

Each begins with a digest of all that follows, so a byte lost or changed is noticed before anything is made of it. A
file of another user, or a link, is not read: what is kept here becomes code that this user runs.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from khasan.output import write_whole

MARK = b"khasan kernel 1\n"
_DIGEST = hashlib.sha256().digest_size
_HEAD = len(MARK) + 2 * _DIGEST
_READ = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):  # a pipe in the way must not make us wait
    _READ |= getattr(os, _name, 0)


class Damaged(Exception):
    """The file is there, and not as it was written."""


class Sealed(NamedTuple):
    """What a file holds: of what it is (a digest), and the content."""

    label: bytes
    content: bytes


def ours(found: os.stat_result) -> bool:
    """Whether it belongs to this user. Windows has no such number: there the rights of the profile guard it."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def label(*of: object) -> bytes:
    """A digest of what a file is of, by which one that was put in the place of another is told."""
    return hashlib.sha256(repr(of).encode()).digest()


def write(path: Path, sealed: Sealed) -> None:
    """Write the file whole or not at all, whoever else writes it at the same time. Raises CannotWrite."""
    rest = sealed.label + sealed.content
    write_whole(path, MARK + hashlib.sha256(rest).digest() + rest)


def read(path: Path) -> Sealed | None:
    """What was written, or None where there is no file. Raises Damaged.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "one"
    ...     write(path, Sealed(label("one"), b"code"))
    ...     read(path).content
    b'code'
    """
    found = _bytes(path)
    if found is None:
        return None
    digest, rest = found[len(MARK) : len(MARK) + _DIGEST], found[len(MARK) + _DIGEST :]
    if len(found) < _HEAD or not found.startswith(MARK) or hashlib.sha256(rest).digest() != digest:
        raise Damaged(path)
    return Sealed(rest[:_DIGEST], rest[_DIGEST:])


def _bytes(path: Path) -> bytes | None:
    """All of a plain file of this user."""
    try:
        handle = os.open(path, _READ)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or not ours(found):
                raise Damaged(path)
            with open(handle, "rb", closefd=False) as stream:
                return stream.read()
        finally:
            os.close(handle)
    except FileNotFoundError:
        return None
    except OSError as error:  # no right to read it, a link, a disk that fails
        raise Damaged(path) from error
