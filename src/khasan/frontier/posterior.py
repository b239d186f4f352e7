"""The posterior as versioned data: draws by assumption set, and what they were made from."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.errors import InputError, Problem
from khasan.output import write_whole
from khasan.scenario.library import SHIPPED

PATH = SHIPPED / "frontier" / "posterior.npz"
FORMAT = 1


@dataclass(frozen=True)
class SetDraws:
    """Draws under one assumption set."""

    id: str
    ids: tuple[str, ...]
    """Names of the columns."""
    draws: NDArray[np.float32]
    """f4[draws, fitted], each number on its unbounded scale."""
    told: Mapping[str, Any]
    """How the sampling went."""


@dataclass(frozen=True)
class Posterior:
    """All sets, the base first."""

    digest: str
    sets: tuple[SetDraws, ...]

    def of(self, set_id: str) -> SetDraws:
        """The draws of one set. KeyError if it has none."""
        return {one.id: one for one in self.sets}[set_id]


def write_posterior(path: Path, sets: Sequence[SetDraws], digest: str) -> Path:
    """Keep the draws; the same draws give the same bytes."""
    head = {
        "format": FORMAT,
        "digest": digest,
        "sets": [{"id": one.id, "ids": list(one.ids), **one.told} for one in sets],
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "head.json", json.dumps(head, indent=1).encode())
        for one in sets:
            part = io.BytesIO()
            np.lib.format.write_array(part, np.ascontiguousarray(one.draws), allow_pickle=False)
            _put(archive, f"{one.id}.npy", part.getvalue())
    return write_whole(path, stream.getvalue())


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, compresslevel=9)


def read_posterior(path: Path = PATH) -> Posterior:
    """Read the shipped posterior, or another. InputError where it is missing or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            head = json.loads(archive.read("head.json"))
            if head["format"] != FORMAT:
                raise ValueError(f"format {head['format']}")
            sets = []
            for entry in head["sets"]:
                draws = np.lib.format.read_array(io.BytesIO(archive.read(f"{entry['id']}.npy")), allow_pickle=False)
                told = {key: value for key, value in entry.items() if key not in ("id", "ids")}
                if draws.ndim != 2 or draws.shape[1] != len(entry["ids"]):
                    raise ValueError("draws that do not fit their names")
                sets.append(SetDraws(entry["id"], tuple(entry["ids"]), draws, told))
            return Posterior(head["digest"], tuple(sets))
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        value = "no such file" if isinstance(error, FileNotFoundError) else f"a damaged posterior ({error})"
        raise InputError([Problem(str(path), None, None, "", value, "remake it: khasan frontier fit")]) from error
