"""What a run came to, in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from khasan.results.aar_model import AfterAction, Row

_SO = {
    "inside": "the median lies inside",
    "above": "the simulation lies above",
    "below": "the simulation lies below",
}


def in_short(after: AfterAction) -> list[str]:
    """What a what-if changes; losses of the sides; who holds the heights in the end: a sentence or two each."""
    told = [*after.what_changes]
    for row in after.section("sides").rows:
        if row.phase or not row.measure.endswith(("_casualties", "_tanks_lost")) or not row.high95 > 0:
            continue
        record = f", {row.record.text} in the record: {_SO.get(row.verdict, row.verdict)}" if row.record else ""
        told.append(f"{row.subject}: {row.text} {row.quantity} simulated{record}.")
    for height in after.heights:
        if height.days:
            shares = [(name, share) for name, share in height.days[-1].shares if share > 0]
            held = ", ".join(
                name if share == 1 else f"{name} in {share:.0%} of the replications" for name, share in shares
            )
            told.append(f"{height.name} is held in the end by {held}.")
    return told


def tally(rows: Iterable[Row]) -> str:
    """How many quantities of the record lie where, in a sentence."""
    count = Counter(row.verdict for row in rows)
    if count["withheld"]:
        some = "one quantity" if count["withheld"] == 1 else f"{count['withheld']} quantities"
        return f"What the record has for {some} of this scenario is withheld."
    judged = sum(count[verdict] for verdict in ("inside", "above", "below"))
    if not judged:
        return "No quantity of this scenario has a figure in the record to be laid beside."
    some = "one quantity" if judged == 1 else f"{judged} quantities"
    return (
        f"Of {some} with figures in the record, the simulated median lies inside the record’s interval for "
        f"{count['inside']}, above it for {count['above']} and below it for {count['below']}."
    )
