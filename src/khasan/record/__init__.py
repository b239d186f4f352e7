"""What the sources say: source -> claim -> incident, never merged.

>>> from khasan.record import load_incident
>>> khasan = load_incident("lake-khasan-1938")
>>> khasan.interval("soviet-killed").best
717.0
"""

from __future__ import annotations

from khasan.record.checks import Disagreement, RatioCheck
from khasan.record.claim import Claim
from khasan.record.incident import Incident, incident_ids, load_incident
from khasan.record.interval import Interval
from khasan.record.record_folders import RecordFolders
from khasan.record.rules import GRADED, NAMED, RULES, Rule, rule_of
from khasan.record.source import GRADES, Source, load_sources
from khasan.record.verdict import VERDICTS, Verdict, compare
from khasan.record.verify import Verification, verify

__all__ = [
    "GRADED",
    "GRADES",
    "NAMED",
    "RULES",
    "VERDICTS",
    "Claim",
    "Disagreement",
    "Incident",
    "Interval",
    "RatioCheck",
    "RecordFolders",
    "Rule",
    "Source",
    "Verdict",
    "Verification",
    "compare",
    "incident_ids",
    "load_incident",
    "load_sources",
    "rule_of",
    "verify",
]
