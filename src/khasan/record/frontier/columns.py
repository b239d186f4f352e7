"""The columns of the frontier's tables, and the words that may stand in them."""

from __future__ import annotations

from collections.abc import Mapping

TOP_RUNG = 7
RUNGS = (
    "presence or violation, no fire", "fire, seizure or abduction at a post", "local help on the same day",
    "a column or battalion ordered from above", "a combined fight, up to a regiment", "a division",
    "a corps or army group", "war in the whole theatre",
)  # fmt: skip
"""What each force rung means, from 0."""
EVENT_KINDS = (
    "ground-violation", "shooting", "armed-clash", "mass-fight", "seizure", "abduction", "air-intrusion", "shipping",
    "spy",
)  # fmt: skip
JP_PARTIES = ("japan", "manchukuo", "both", "none")
SU_PARTIES = ("ussr", "mpr", "both")
MOVERS = ("", "jp", "su", "mpr", "none", "na")
"""Whom an account names as the first mover; empty where no account was seen, na where nobody moved on the other."""
PROTESTS = ("", "none", "japan", "manchukuo", "ussr", "mpr", "both")
ASKERS = ("", "japan", "manchukuo", "ussr", "mpr")
INQUIRIES = ("", "refused", "not-held", "held")
BODIES = ("", "returned", "asked", "held")
REPORTERS = ("jp", "su", "mpr", "press", "third")
LOSSES = ("killed_jp", "wounded_jp", "captured_jp", "killed_su", "wounded_su", "captured_su")
COUNTED = (*LOSSES, "casualties_jp", "casualties_su", "men_jp", "men_su", "aircraft")
TOLD = ("account", "date")
SIDES = ("jp", "su", "both")
LEVELS = ("post", "field", "capital")
LEAVE = ("", "na", "sought", "not-sought", "own-power", "standing-order", "ignored", "told", "given")
STEPS = ("", "force", "answer", "restraint", "provoked")
KEPT = ("", "kept", "half", "broken")
FIRE = ("", "held", "opened")
YES_NO = ("yes", "no")

EVENT_COLUMNS = (
    "id", "date", "sector", "place", "kind", "jp_party", "su_party", "first_mover_jp", "first_mover_su", "men_jp",
    "force_jp", "men_su", "force_su", *LOSSES, "rung", "rung_low", "rung_high", "protest_by", "inquiry_by", "inquiry",
    "bodies", "settled", "response", "decided_by", "episode", "fight", "usable", "sources", "grade", "flag", "note",
)  # fmt: skip
REPORT_COLUMNS = ("id", "event", "reporter", "about", "count", "text", "sources", "grade", "flag", "note")
SERIES_COLUMNS = (
    "id", "start", "end", "series", "reporter", "kind", "value", "low", "high", "definition", "sources", "grade",
    "flag", "note",
)  # fmt: skip
FORCE_COLUMNS = (
    "id", "date", "force", "side", "divisions", "men_low", "men", "men_high", "tanks", "aircraft", "told_by", "sources",
    "grade", "flag", "note",
)  # fmt: skip
DECISION_COLUMNS = (
    "id", "date", "actor", "side", "level", "decision", "alternatives", "leave", "leave_result", "step", "restraint",
    "fire", "delay", "known", "outcome", "sources", "grade", "flag", "note",
)  # fmt: skip
SECTOR_COLUMNS = ("id", "title", "names", "lat", "lon", "radius_km", "sources", "grade", "flag", "note")

EVENT_WORDS: Mapping[str, tuple[str, ...]] = {
    "kind": EVENT_KINDS,
    "jp_party": JP_PARTIES,
    "su_party": SU_PARTIES,
    "first_mover_jp": MOVERS,
    "first_mover_su": MOVERS,
    "protest_by": PROTESTS,
    "inquiry_by": ASKERS,
    "inquiry": INQUIRIES,
    "bodies": BODIES,
    "usable": YES_NO,
}
EVENT_TEXTS = ("date", "place", "force_jp", "force_su", "response", "decided_by", "episode", "fight")
DECISION_WORDS: Mapping[str, tuple[str, ...]] = {
    "side": SIDES,
    "level": LEVELS,
    "leave": LEAVE,
    "step": STEPS,
    "restraint": KEPT,
    "fire": FIRE,
}
DECISION_TEXTS = ("date", "actor", "decision", "alternatives", "leave_result", "known", "outcome")
"""Columns that are read as they stand."""
