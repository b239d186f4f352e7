"""The typical history within the page of a run: what its replay holds, and the section that opens it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from khasan.present.histories.section import histories_section
from khasan.present.histories.ways import bookmarks, links_beside
from khasan.present.run_report.content import Content, seen_in
from khasan.results.histories import Histories
from khasan.results.tables import events_table, losses_table, units_table


def embedded(content: Content, found: Histories, folder: Path) -> tuple[Markup, Content]:
    """(the section of histories; the content of the page, its replay that of the typical history alone).

    ``found``: what ``histories_of_run`` gave for the run in ``folder``. Where there are no histories the content
    stays as it is, and the section says why. Files of histories that lie in the folder are linked.
    """
    if not found.items:
        return histories_section(found, content.compiled), content
    typical = found.role("typical")
    rep = typical.rep
    tables = {"units": units_table, "events": events_table, "losses": losses_table}
    kept = {name: table(content.compiled, [rep]) for name, table in tables.items()}
    seen = {rep.replication: seen_in(content.compiled, content.manifest["seed"], rep.replication)}
    section = histories_section(found, content.compiled, links_beside(folder, found, [rep.replication]))
    return section, replace(content, seen=seen, typical=True, bookmarks=bookmarks(found, typical), **kept)
