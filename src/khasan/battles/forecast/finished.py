"""Battles that are forecast already, kept on disk line by line, so that whatever interrupts a forecast loses no more
than the battles under way."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from khasan.errors import RunError
from khasan.output.files import CannotWrite

SUFFIX = ".unfinished"


class Finished:
    """The figures of battles by their key, and the file that keeps them; ``asked``: what a forecast was asked for."""

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        self.path = path
        self.cells: dict[str, dict[str, str]] = {}
        self._read(json.loads(json.dumps(dict(asked))))

    def keep(self, isqno: str, cells: Mapping[str, str]) -> None:
        """Keep a battle's figures, on the disk before it counts as done."""
        self.cells[isqno] = dict(cells)
        self._append({"isqno": isqno, "cells": dict(cells)})

    def done(self) -> None:
        """All is forecast and written where it belongs: the file goes."""
        self.path.unlink(missing_ok=True)

    def _read(self, asked: dict[str, Any]) -> None:
        """Take up what is there of the same forecast; RunError if it is of another."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            self._append({"asked": asked})
            return
        except (OSError, UnicodeDecodeError) as error:
            raise RunError(f"{self.path}: cannot be read ({error}). Remove it to begin anew") from error
        found = [one for one in map(_line, lines) if one is not None]
        if not found or found[0].get("asked") != asked:
            raise RunError(
                f"{self.path} is of another forecast (another table, seed, number of replications or version). "
                "Remove it to begin anew, or choose another --out"
            )
        self.cells = {one["isqno"]: one["cells"] for one in found[1:] if "isqno" in one and "cells" in one}
        if lines and _line(lines[-1]) is None:  # a line that was cut short ends here, or the next would hang on to it
            self._append(None)

    def _append(self, content: Mapping[str, Any] | None) -> None:
        text = "\n" if content is None else json.dumps(content, ensure_ascii=False) + "\n"
        try:
            with self.path.open("a", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise CannotWrite(f"{self.path}: cannot be written ({error.strerror or error})", "Make room") from error


def _line(text: str) -> dict[str, Any] | None:
    """A line's content; None for one that was cut short."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
