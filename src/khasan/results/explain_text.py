"""Why a loss happened, in words: the losses one a line, and one of them with its multiplication written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from khasan import arrays as a
from khasan.results.explain import CAUSES, Why


def list_text(entries: Sequence[Mapping[str, Any]]) -> str:
    """The losses one a line."""
    if not entries:
        return "nobody was lost in this replication"
    return "\n".join(
        f"{entry['event']}: {_clock(entry['time'])} {entry['target']}: {_lost(entry['lost'])} "
        f"({entry['cause']}{' of ' + entry['shooter'] if entry['shooter'] else ''})"
        for entry in entries
    )


def text(found: Why) -> str:
    """The explanation in words, with the multiplication written out."""
    by = f"{found.shooter_name} ({found.shooter})" if found.shooter else "nobody in particular"
    armed = f", {found.weapon}" if found.weapon else ""
    at = f" at {found.range_m:.0f} m" if found.range_m else ""
    unit = "vehicles" if "vehicles" in " ".join(found.lost) else "men"
    lines = [
        f"{found.scenario}, seed {found.seed}, replication {found.replication}, loss {found.event}",
        f"{_clock(found.time)} (step {found.step}): {found.target_name} ({found.target}) lost {_lost(found.lost)}",
        f"by {found.cause}{at} of {by}{armed}",
        "",
        "Expected, the factors multiplied:",
    ]
    fired = found.cause not in (CAUSES[a.CLOSE], CAUSES[a.PURSUIT], CAUSES[a.CARRIED], CAUSES[a.SURRENDER])
    for number, factor in enumerate(found.factors):
        if not fired and number and factor.value == 1.0:
            continue  # what only fire has
        sign = " " if number == 0 else "x"
        lines.append(f"  {sign} {factor.value:<12.6g} {factor.name}: {factor.meaning}")
    same = "the same number" if found.drawn_again else "ANOTHER NUMBER: this run cannot be reproduced here"
    lines += [
        f"  = {found.product:<12.6g} {unit} expected (recorded: {found.expected:.6g})",
        "",
        f"The draw was {found.draw:.17g};",
        _drawn(found, unit),
        f"made again at its address (step {found.step}, stream {found.stream}, sub {found.sub}): {same}",
    ]
    return "\n".join(lines)


def _drawn(found: Why, unit: str) -> str:
    """What the draw means for the count."""
    if found.cause == CAUSES[a.CARRIED]:
        return f"of the men aboard it makes {found.fallen}, each of whom ran that risk (a binomial count)"
    if found.span is None:
        return "it decided whether the unit gave way; a second draw at the same address decided how many fell"
    low, high = found.span
    what = unit if found.fallen != 1 else {"men": "man", "vehicles": "vehicle"}[unit]
    if found.draw >= high:
        return f"it would have been more than {found.fallen} {unit} (above {high:.6g}), but no more were left"
    return f"from {low:.6g} to {high:.6g} it means {found.fallen} {what}, below that fewer"


def _lost(lost: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in lost.items()) or "nothing"


def _clock(time: str) -> str:
    return time[:16].replace("T", " ")
