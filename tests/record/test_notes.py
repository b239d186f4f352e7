"""What KHN and KHG stand for can be read: each section that anything cites is on a page, and the pages are of today.

After a change of the record: python -m khasan.record.notes KHN > docs/model/notes_khn.md, and the same for KHG.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khasan.record.notes import NOTES, STATUS, all_incidents, figures, page
from khasan.record.source import load_sources
from khasan.record.table import DATA

DOCS = Path(__file__).parents[2] / "docs" / "model"
INCIDENTS = all_incidents()


@pytest.mark.parametrize("key", sorted(NOTES))
def test_the_page_is_of_today(key: str) -> None:
    assert (DOCS / f"notes_{key.lower()}.md").read_text(encoding="utf-8") == page(key, INCIDENTS)


def test_each_section_that_the_data_cite_is_on_a_page() -> None:
    files = [path for path in DATA.rglob("*") if path.suffix in (".csv", ".yaml", ".geojson")]
    cited = {
        (key, section)
        for path in files
        for key, section in re.findall(r"\b(KH[NG]) ([0-9](?:\.[0-9])?)\b", path.read_text(encoding="utf-8"))
    }
    told = {(key, section) for key in NOTES for section in re.findall(rf"^## {key} (\S+):", page(key, INCIDENTS), re.M)}
    assert len(cited) > 20
    assert cited <= told


def test_figures_name_known_sources_and_say_how_they_are_known() -> None:
    known = load_sources()
    for row in figures():
        assert row["status"] in STATUS
        assert set(re.findall(r"[A-Z][A-Za-z0-9-]+", row["source"])) <= set(known)
        assert (row["status"] == "seen") <= bool(row["source"]), row
