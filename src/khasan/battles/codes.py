"""The code lists of a table of battles: data/battles/codes.yaml as a lookup.

>>> meaning("post1", "HD")
Code(code='HD', word='hasty', meaning='a position taken up in haste')
>>> meaning("att_pri1", "XX") is None
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from khasan.scenario.yaml_reading import read_nodes

PATH = Path(__file__).resolve().parent.parent / "data" / "battles" / "codes.yaml"
SIDES = ("att_", "def_")


class Code(NamedTuple):
    """One code: as a table writes it, the word that khasan uses for it, and a few words more."""

    code: str
    word: str
    meaning: str


@cache
def code_lists() -> Mapping[str, Mapping[str, Code]]:
    """The codes of every coded column that is read, by column and code."""
    lists: dict[str, Mapping[str, Code]] = {}
    node, _ = read_nodes(PATH)
    for part in node.plain().values():
        codes = {str(code): Code(str(code), *words) for code, words in part["codes"].items()}
        for column in part["columns"]:
            for side in SIDES if "*" in column else ("",):
                lists[column.replace("*", side)] = codes
    return lists


def meaning(column: str, code: str) -> Code | None:
    """What a code means in a column; None if the list has no such code. Capital and small letters mean the same."""
    return code_lists()[column].get(code.upper())
