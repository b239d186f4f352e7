"""Files that stand whole or not at all, and follow no link.

Whoever writes a file goes through `write_whole`, `write_together` or `drafted`: the content is written beside its place
under a name that nobody can foresee, made by us alone, and then put in its place in one step. What stood there is
replaced, be it a file or a link; where a link points to is left as it is.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from khasan.errors import RunError

DRAFT = ".part"
"""How the names of drafts end: what a killed process leaves can be told by it."""
_REMEDY = "Make room, or choose another place"
_OURS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class CannotWrite(RunError):
    """A file cannot be written: ``what`` and why, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what
        self.remedy = remedy


def write_whole(path: Path, content: str | bytes, *, remedy: str = _REMEDY) -> Path:
    """Write a file whole or not at all; text as UTF-8 with the line ends it has. Raises CannotWrite.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "hill.txt", "Zaozernaya").read_text()
    'Zaozernaya'
    """
    write_together({path: content}, remedy=remedy)
    return path


def write_together(contents: Mapping[Path, str | bytes], *, remedy: str = _REMEDY) -> None:
    """Write files that belong together: none takes its place before all are on the disk. Raises CannotWrite.

    Half a character, which stands for a byte of a file's name that is no text, is written as ``\\udcff``.
    """
    drafts: dict[Path, Path] = {}
    place = None
    try:
        for place, content in contents.items():
            drafts[place] = _beside(place)
            with _opened(drafts[place]) as stream:
                stream.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)
        for place, draft in drafts.items():
            os.replace(draft, place)
    except OSError as error:
        raise _cannot(place, error, remedy) from error
    finally:
        for draft in drafts.values():
            _remove(draft)


@contextlib.contextmanager
def drafted(path: Path, *, remedy: str = _REMEDY) -> Iterator[BinaryIO]:
    """A file to be written bit by bit, that takes its place when the block ends well and is gone if it does not.

    Raises CannotWrite where the system refuses: no room, no right, no folder.
    """
    draft = None
    try:
        draft = _beside(path)
        with _opened(draft) as stream:
            yield stream
        os.replace(draft, path)
    except OSError as error:
        raise _cannot(path, error, remedy) from error
    finally:
        if draft is not None:
            _remove(draft)


def make_folder(path: Path, *, remedy: str = "Choose another place") -> Path:
    """Make a folder and those above it, if they are not there. Raises CannotWrite."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{path}: this folder cannot be made ({error.strerror or error})", remedy) from error
    return path


def remove_drafts(folder: Path) -> None:
    """Take away what a killed process left half written in a folder and below it."""
    for path in folder.rglob("*" + DRAFT):
        _remove(path)


def _beside(path: Path) -> Path:
    """The draft's name. OSError where a file would take the place of a folder, a device or a pipe."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(0, "there is something here that is not a file")
    # the name is cut, lest a long one that has room becomes one that has none
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}{DRAFT}")


@contextlib.contextmanager
def _opened(draft: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(draft, _OURS, 0o666), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _cannot(path: Path | None, error: OSError, remedy: str) -> CannotWrite:
    return CannotWrite(f"{path}: cannot be written ({error.strerror or error})", remedy)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
