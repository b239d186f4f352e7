"""What a run came to, in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from khasan.results.aar_model import AfterAction, Judgement, Row
from khasan.results.verdict.side_words import adjective, with_article

_SO: Mapping[Judgement, str] = {
    "inside": "the model agrees",
    "above": "the model is too high",
    "below": "the model is too low",
}


def in_short(after: AfterAction) -> list[str]:
    """What a what-if changes; losses of the sides; who holds the heights in the end: a sentence or two each."""
    told = [*after.what_changes]
    for row in after.section("sides").rows:
        if row.phase or not row.measure.endswith(("_casualties", "_tanks_lost")) or not row.high95 > 0:
            continue
        sources = f", {row.record.text} in the sources: {_SO.get(row.verdict, row.verdict)}" if row.record else ""
        counted = ""
        if row.record is not None and row.told != row.text:
            counted = f", of which reports would count {row.compared.text}"
        told.append(f"{adjective(row.subject)} {row.quantity}: {row.text} in the model{counted}{sources}.")
    for height in after.heights:
        if height.days:
            shares = [(name, share) for name, share in height.days[-1].shares if share > 0]
            *most, last = (_holds(name, share) for name, share in shares)
            held = f"{', '.join(most)} and {last}" if most else last
            told.append(f"In the end {height.name} is held by {held}.")
    return told


def _holds(name: str, share: float) -> str:
    """A holder, and in how many of the runs.

    >>> _holds("Soviet Union", 0.85), _holds("nobody", 1.0)
    ('the Soviet Union in 85% of the runs', 'nobody')
    """
    return with_article(name) if share == 1 else f"{with_article(name)} in {share:.0%} of the runs"


def tally(rows: Iterable[Row]) -> str:
    """How many quantities of the record lie where, in a sentence."""
    count = Counter(row.verdict for row in rows)
    if count["withheld"]:
        some = "one quantity" if count["withheld"] == 1 else f"{count['withheld']} quantities"
        return f"What the sources say on {some} of this scenario is withheld."
    judged = sum(count[verdict] for verdict in ("inside", "above", "below"))
    if not judged:
        return "The sources give no figure that this scenario could be compared with."
    if judged == 1:
        so = next(words for verdict, words in _SO.items() if count[verdict])
        return f"The sources give one figure to compare: {so}."
    agrees = count["inside"] or "none"
    high = f"{count['above']} {'comes' if count['above'] == 1 else 'come'} out too high"
    return (
        f"The sources give {judged} figures to compare. The model agrees with {agrees} of them; {high} and "
        f"{count['below']} too low."
    )
