"""A made battle as the files of an author: to be read, changed, and fought with `khasan run`."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from khasan.battles.generator.content import Battle
from khasan.output.files import make_folder, write_together
from khasan.record.claim import COLUMNS


def write_files(battle: Battle, folder: Path) -> Path:
    """Write scenario, map and types into a folder laid out as the shipped one; the scenario's path."""
    contents: dict[Path, str | bytes] = {}
    for (kind, name), content in battle.files.items():
        if kind == "maps":
            contents[folder / kind / f"{name}.geojson"] = json.dumps(content, indent=1) + "\n"
        else:
            plain = json.loads(json.dumps(content))  # nothing shared, so that no aliases are written
            text = yaml.safe_dump(plain, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)
            contents[folder / kind / f"{name}.yaml"] = text
    contents[folder / "record" / f"{battle.id}.csv"] = _record(battle)
    for place in {path.parent for path in contents}:
        make_folder(place)
    write_together(contents)
    return folder / "scenarios" / f"{battle.id}.yaml"


def _record(battle: Battle) -> str:
    """A record of one claim, the name: no source says how the battle went, or none that may be looked at."""
    title = {
        "id": "title@EST", "quantity": "title", "stance": "third", "concerns": "incident", "kind": "text",
        "text": battle.scenario["title"], "source": "EST", "flag": "guess", "note": "as the row has it",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(title)
    return text.getvalue()


@contextmanager
def looked_up_in(folder: Path) -> Iterator[None]:
    """For as long as the block lasts files are looked up in this folder too (KHASAN_PATH)."""
    before = os.environ.get("KHASAN_PATH")
    os.environ["KHASAN_PATH"] = os.pathsep.join(filter(None, (str(folder), before)))
    try:
        yield
    finally:
        if before is None:
            del os.environ["KHASAN_PATH"]
        else:
            os.environ["KHASAN_PATH"] = before
