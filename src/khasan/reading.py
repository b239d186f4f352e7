"""Files that somebody else wrote, read as text: within bounds, and with the place of what is no text."""

from __future__ import annotations

from pathlib import Path

from khasan.errors import InputError, Problem


def read_text(path: Path, what: str, most: int, *, shown_as: str = "", shorter: str = " or split it") -> str:
    """A plain file of at most so many bytes as text, without the byte order mark that spreadsheets like to put before.

    InputError if it is not there or something else, is larger, or is not UTF-8. ``what`` it should be and how to make
    it ``shorter`` go into the remedies; ``shown_as`` is its name in them.
    """

    def refuse(found: str, remedy: str, line: int | None = None, column: int | None = None) -> InputError:
        return InputError([Problem(shown_as or str(path), line, column, "", found, remedy)])

    try:
        if not path.is_file():
            found = "something that is no file" if path.exists() else "no such file"
            raise refuse(found, f"give the path of {what}")
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise refuse(getattr(error, "strerror", None) or str(error), "make the file readable") from error
    if len(content) > most:
        raise refuse("a file that is too large", f"keep it to {most} bytes{shorter}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise refuse(f"byte 0x{content[error.start]:02x}", "save the file as UTF-8", line, column) from error
