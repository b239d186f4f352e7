"""Who has the ground: at the end, beside what the sources say of it, and where runs and sources part most."""

from __future__ import annotations

from khasan.results.aar_model import AfterAction, Day, Height
from khasan.results.frame import HELD_BY_NOBODY
from khasan.results.verdict.side_words import in_sentence, with_article


def at_the_end(after: AfterAction) -> str:
    """Who has the first place of the scenario in the end, in how many runs, and whom the sources name.

    "" for a scenario without places.
    """
    if not after.heights or not after.heights[0].days:
        return ""
    height = after.heights[0]
    day = height.days[-1]
    name, share = max(day.shares, key=lambda pair: pair[1])
    runs = round(share * after.replications)
    place = in_sentence(height.name)
    if after.replications == 1:
        told = f"Nobody holds {place} at the end" if name == HELD_BY_NOBODY else f"It leaves {place} to {_side(name)}"
    elif name == HELD_BY_NOBODY:
        told = f"In {_of(runs, after.replications)} nobody holds {place} at the end"
    else:
        told = f"It leaves {place} to {_side(name)} in {_of(runs, after.replications)}"
    said = "" if after.withheld or not after.incident else _sources(day, name, share)
    return f"{told}{said}."


def farthest_apart(after: AfterAction, height: Height) -> str:
    """The moment at which the runs have another holder than the sources most often, in a sentence; "" for none."""
    if after.replications == 1:
        return ""
    judged = [day for day in height.days if day.agree is not None]
    if not judged:
        return ""
    day = min(judged, key=lambda one: one.agree or 0.0)
    if day.agree is None or day.agree > 2 / 3:
        return "Whenever the sources name a holder, most runs have the same one." if len(judged) > 1 else ""
    named = " or ".join(dict.fromkeys(_side(claim.text) for claim in day.claims if claim.text != "both in part"))
    runs = round(day.agree * after.replications)
    when = day.label.partition(";")[0]
    moment = f"at the {when}" if when.startswith("end") else f"on {when}"
    return (
        f"Model and sources part most {moment}: the sources name {named}, "
        f"as do {runs:,} of the {after.replications:,} runs."
    )


def _sources(day: Day, name: str, share: float) -> str:
    words = list(dict.fromkeys(claim.text for claim in day.claims))
    if not words:
        return "; no source says who held it then"
    if len(words) > 1:
        return "; the sources disagree about who held it"
    some = "one source says" if len({claim.source for claim in day.claims}) == 1 else "the sources say"
    # the sides that the sources name are held in as many runs as this one: it is the one they name
    return f"; {some} the same" if day.agree == share else f"; {some}: {_side(words[0])}"


def _of(runs: int, all_runs: int) -> str:
    """So many of the runs.

    >>> _of(51, 60), _of(60, 60)
    ('51 of 60 runs', 'all 60 runs')
    """
    return f"all {all_runs:,} runs" if runs == all_runs else f"{runs:,} of {all_runs:,} runs"


def _side(name: str) -> str:
    return with_article(name[:1].upper() + name[1:] if name.islower() and " " not in name else name)
