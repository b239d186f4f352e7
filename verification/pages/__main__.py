"""Bring the pages up to date."""

from __future__ import annotations

from pathlib import Path

from khasan.frontier.frontier_files import FrontierLibrary
from khasan.output import write_whole
from verification.pages import frontier, reporting, results

DOCS = Path(__file__).parents[2] / "docs"

for page, made in (
    (DOCS / "results.md", results.brought_up_to_date),
    (DOCS / "model" / "reporting.md", reporting.brought_up_to_date),
    (DOCS / "model" / "frontier.md", lambda text: frontier.filled(text, FrontierLibrary())),
):
    write_whole(page, made(page.read_text(encoding="utf-8")))
