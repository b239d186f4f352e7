"""The frontier as data, 1931 to 1945: events, what each side reports of them, series of counts, forces, decisions.

Six CSV files below ``data/frontier/record`` (``khasan.record.frontier.kinds`` says what a column holds). Each row has
its sources, a grade from A to D and, where it is no more than that, the flag ``guess``. A reader's own rows lie in
``frontier/record`` of their own folder. ``docs/how_to_add/frontier_event.md`` shows how a row is added.

>>> frontier = load_frontier()
>>> olankhuduk = next(event for event in frontier.events if event.id == "olankhuduk-1936")
>>> olankhuduk.rung, str(olankhuduk.killed_jp), [source.key for source in olankhuduk.said.sources]
(4, '6..10', ['FRUS36-d49', 'FRUS36-d50', 'S004', 'KHN'])
"""

from __future__ import annotations

from khasan.record.frontier.cells import GRADES, Range, Said
from khasan.record.frontier.columns import RUNGS, TOP_RUNG
from khasan.record.frontier.kinds import Count, Decision, Event, Force, Report, Sector
from khasan.record.frontier.tables import OURS, TABLES, Frontier, load_frontier

__all__ = [
    "GRADES",
    "OURS",
    "RUNGS",
    "TABLES",
    "TOP_RUNG",
    "Count",
    "Decision",
    "Event",
    "Force",
    "Frontier",
    "Range",
    "Report",
    "Said",
    "Sector",
    "load_frontier",
]
