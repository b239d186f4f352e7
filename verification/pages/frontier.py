"""The tables of docs/model/frontier.md that are made from the data: every number that nobody knows, and every set."""

from __future__ import annotations

import re

from khasan.frontier.declarations import Prior
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.scenario.numbers import Provenance

MARK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables(library: FrontierLibrary) -> dict[str, str]:
    """Markdown of each table by its mark."""
    return {
        "numbers": _numbers(library.priors.priors),
        "outside": _outside(library),
        "actors": _actors(library),
        "forces": _forces(library),
        "grounds": _grounds(library),
        "sets": "| set | what it assumes | why |\n|---|---|---|\n"
        + "".join(f"| `{one.id}` | {one.title} | {one.why} |\n" for one in library.assumptions.sets),
    }


def _numbers(priors: list[Prior]) -> str:
    lines = ["| number | what it is | median (nine draws of ten) | where from |", "|---|---|---|---|"]
    lines += [f"| `{one.id}` | {one.meaning} | {_interval(one)} | {_origin(one.provenance)} |" for one in priors]
    return "\n".join(lines) + "\n"


def _interval(prior: Prior) -> str:
    """A prior in words."""
    if prior.cases is not None:
        return f"{prior.taken} of {prior.cases} cases, half a case added either way"
    unit = "" if prior.unit == "1" else f" {prior.unit}"
    return f"{prior.median:g} ({prior.low:g} to {prior.high:g}){unit}"


def _origin(provenance: Provenance) -> str:
    """A source, a derivation, or the word assumption."""
    kind = {"source": "source", "derived": "derived", "guess": "assumption"}[provenance.kind]
    return f"{kind}: {provenance.text}"


def _outside(library: FrontierLibrary) -> str:
    lines = [
        "| day | what happens | what it moves | median (nine draws of ten) | where from |",
        "|---|---|---|---|---|",
    ]
    for event in library.outside:
        rows = [(effect.prior, f"`{effect.prior.id}`: {effect.prior.meaning}") for effect in event.effects]
        if event.choice is not None:
            chosen = [event.choice.chance, *([event.choice.if_daring_low] if event.choice.if_daring_low else [])]
            rows += [(prior, f"`{prior.id}`: {prior.meaning}") for prior in chosen]
        stands = "; only where the pact was signed" if event.needs == "pact" and event.choice is None else ""
        for prior, meaning in rows:
            what = meaning + stands
            lines.append(f"| {event.day} | {event.title} | {what} | {_interval(prior)} | {_origin(prior.provenance)} |")
    return "\n".join(lines) + "\n"


def _actors(library: FrontierLibrary) -> str:
    lines = [
        "| actor | decides on rungs | leave from | days | knows | believes | dares |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in library.actors.values():
        rungs = ", ".join(str(rung) for rung in one.decides) or "none"
        days = f"{one.delay.median:g} (to {one.delay.high:g})"
        leave = f"`{one.leave_from}`" if one.leave_from else "nobody"
        cells = (f"{one.title} (`{one.id}`)", rungs, leave, days, one.information, one.beliefs, one.daring)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _forces(library: FrontierLibrary) -> str:
    """Forces of the fights that the engine fights, by army."""
    lines = [
        "| forces | rung | army | comes for the place | holds it | comes to help | where from |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in library.cells.forces:
        for party in one.parties:
            parts = (
                ", ".join(f"{part.count} `{part.toe}`" for part in parts)
                for parts in (party.raises, party.holds, party.helps)
            )
            head = f"{one.title} (`{one.id}`) | {one.rung}"
            lines.append(f"| {head} | {party.army} | {' | '.join(parts)} | {_origin(one.provenance)} |")
    return "\n".join(lines) + "\n"


def _grounds(library: FrontierLibrary) -> str:
    """The ground on which the fights of each sector are fought."""
    lines = ["| sector | map | the place | where from |", "|---|---|---|---|"]
    for one in library.sectors.values():
        if one.ground is None:
            lines.append(f"| {one.title} (`{one.id}`) | none | none | its fights come from the table of assumptions |")
        else:
            where = _origin(one.ground.provenance)
            lines.append(f"| {one.title} (`{one.id}`) | `{one.ground.map}` | `{one.ground.place}` | {where} |")
    return "\n".join(lines) + "\n"


def filled(text: str, library: FrontierLibrary) -> str:
    """A page with its tables made anew."""
    made = tables(library)
    return MARK.sub(lambda found: f"{found[1]}{made[found[2]]}{found[3]}", text)
