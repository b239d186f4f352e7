"""Standard output and error, made so that writing never fails: what was lost is said once, at the end.

A full disk, a closed descriptor or an encoding that lacks a letter must not cost a run that took an hour. So while a
command runs both streams are wrapped: whoever writes - we, typer's help, rich's bars - is never interrupted.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from khasan.output.text import Styled, visible


def say(text: str) -> None:
    """To standard output: the answer. What would steer the terminal is escaped, unless the text is Styled."""
    if sys.stdout is not None:
        sys.stdout.write(_safe(text).rstrip("\n") + "\n")


def note(text: str) -> None:
    """To standard error: what is going on, not the answer."""
    if sys.stderr is not None:
        sys.stderr.write(_safe(text) + "\n")
        sys.stderr.flush()


def can_say(text: str) -> bool:
    """Has the encoding of standard output every letter of it?"""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeError, LookupError):
        return False
    return True


def why(error: OSError) -> str:
    """What the system refused and why, on one line.

    >>> why(FileNotFoundError(2, "No such file or directory", "hill.yaml"))
    'hill.yaml: No such file or directory'
    """
    reason = error.strerror or str(error).partition("\n")[0] or type(error).__name__
    name = error.filename2 if error.filename2 is not None else error.filename
    if name is not None:
        return f"{os.fsdecode(name) if isinstance(name, str | bytes) else name}: {reason}"
    try:
        os.getcwd()
    except OSError:
        return f"the folder you are in no longer exists: change to another ({reason})"
    return f"the system refused: {reason}"


class SafeStream(io.TextIOBase):
    """A stream to write to that never raises. ``lost``: why what was written did not arrive, None if all did.

    Letters that the encoding lacks are replaced. After the first failure nothing more is tried.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost: OSError | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return getattr(self._stream, "errors", None) or "strict"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream is not None and not self._stream.closed and self._stream.isatty()

    def fileno(self) -> int:
        if self._stream is None:
            raise io.UnsupportedOperation("fileno")
        return self._stream.fileno()

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"text is written here, not {type(text).__name__}")
        if self.lost is None:
            self._try(self._encodable(text))
        return len(text)

    def flush(self) -> None:
        if self.lost is None and self._stream is not None:
            self._try("")

    def _try(self, text: str) -> None:
        try:
            if self._stream is None or self._stream.closed:
                raise OSError(0, "it is closed")
            if text:
                self._stream.write(text)
            else:
                self._stream.flush()
        except OSError as error:
            self.lost = error
            self._let_go()

    def _encodable(self, text: str) -> str:
        try:
            text.encode(self.encoding, self.errors)
        except UnicodeError:
            return text.encode(self.encoding, "replace").decode(self.encoding)
        except LookupError:  # an encoding that Python does not know
            return text
        return text

    def _let_go(self) -> None:
        """Lead what is still in the stream's buffer nowhere: else it is tried, and told, again when Python ends."""
        with contextlib.suppress(OSError, ValueError):
            number = self.fileno()
            if number in (1, 2):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, number)
                os.close(nowhere)


@contextlib.contextmanager
def safe_streams() -> Iterator[SafeStream]:
    """Both streams made safe while the block runs; yields that of the answer.

    At the end one line on standard error says so if the answer did not arrive; nothing if whoever read it went away
    (``| head``), and nothing if remarks were lost, since there is nowhere to say it.
    """
    _fill_gaps()
    before = sys.stdout, sys.stderr
    out, remarks = SafeStream(sys.stdout), SafeStream(sys.stderr)
    sys.stdout, sys.stderr = out, remarks
    try:
        yield out
    finally:
        sys.stdout, sys.stderr = out, remarks  # typer puts streams of its own there when a pipe breaks
        out.flush()
        if out.lost is not None and not isinstance(out.lost, BrokenPipeError):
            note(
                f"standard output: cannot be written ({out.lost.strerror or out.lost}); the answer could not be printed"
            )
        remarks.flush()
        sys.stdout, sys.stderr = before


def _fill_gaps() -> None:
    """Open what was closed before we began (``>&-``), on nothing: else the next file opened would get its number."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _safe(text: str) -> str:
    return str(text) if isinstance(text, Styled) else visible(text)
