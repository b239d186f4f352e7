"""The one layer for what khasan writes: files stand whole or not at all, and no link is followed.

Whoever writes a file goes through `write_whole` or `drafted`: the content is written beside its place under a name that
nobody can foresee, made by us alone, and then put in its place in one step. What stood there is replaced, be it a file
or a link; where a link points to is left as it is.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from khasan.errors import RunError

DRAFT = ".part"
"""How the names of drafts end: what a killed process leaves can be told by it."""
_OURS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class CannotWrite(RunError):
    """A file cannot be written: ``what`` and why, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what
        self.remedy = remedy


def write_whole(path: Path, content: str | bytes, *, remedy: str = "Make room, or choose another place") -> Path:
    """Write a file whole or not at all; text as UTF-8 with the line ends it has. Raises CannotWrite.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "hill.txt", "Zaozernaya").read_text()
    'Zaozernaya'
    """
    with drafted(path, remedy=remedy) as stream:
        stream.write(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@contextlib.contextmanager
def drafted(path: Path, *, remedy: str = "Make room, or choose another place") -> Iterator[BinaryIO]:
    """A file to be written bit by bit, that takes its place when the block ends well and is gone if it does not.

    Raises CannotWrite where the system refuses: no room, no right, no folder.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}{DRAFT}")
    try:
        with os.fdopen(os.open(draft, _OURS, 0o666), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except OSError as error:
        _remove(draft)
        raise CannotWrite(f"{path}: cannot be written ({error.strerror or error})", remedy) from error
    except BaseException:
        _remove(draft)
        raise


def remove_drafts(folder: Path) -> None:
    """Take away what a killed process left half written in a folder and below it."""
    for path in folder.rglob("*" + DRAFT):
        _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
