"""What stands behind the page, closed until somebody wants it: evidence, and an appendix of what went in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from khasan.present.pages import fragment
from khasan.present.run_report.after_action_tables import Part
from khasan.record import Incident, Source
from khasan.record.claim_words import said, some
from khasan.results.columns import identifier
from khasan.results.drivers import drivers
from khasan.results.number_words import amount
from khasan.results.verdict.side_words import short
from khasan.scenario.stories.claim_in_words import answer_in_words, quantity_in_words

ALL_ROWS = "comparisons"
"""Id of the line that holds every comparison."""
_MOST_RUNS = 200
_OF_A_RUN = ("casualties", "killed", "tanks_lost", "aircraft_lost")
_WORDS = {
    "casualties": "casualties", "killed": "killed", "tanks_lost": "vehicles lost", "aircraft_lost": "aircraft lost"
}  # fmt: skip


def line(id_: str, name: str, says: str, count: str, kind: str, **content: Any) -> Part:
    """A closed line: its name, what is inside, how much of it; ``kind``: how its content is laid out."""
    return {"id": id_, "name": name, "says": says, "count": count, "kind": kind, **content}


def of_the_tables(parts: Sequence[Part]) -> list[Part]:
    """Lines of the after-action report's tables: the comparisons, then one a section."""
    return [line(part["id"], part["title"], part["says"], part["count"], "table", part=part) for part in parts]


def disagreements(incident: Incident) -> Part | None:
    """Where the sources contradict each other, the widest apart first."""
    found = incident.disagreements()
    if not found:
        return None
    rows = [
        {
            "what": _named(one.quantity),
            "kind": one.words,
            "note": one.note,
            "claims": [
                # hours on one clock, so that they can be compared
                {"says": said(claim) if claim.kind == "time" else answer_in_words(claim), "by": claim.citation}
                for claim in one.claims
            ],
        }
        for one in found
    ]
    html = fragment("evidence_record.html.j2", {"kind": "disagreements", "rows": rows})
    says = "Figures on which they disagree, the widest apart first, and texts that contradict themselves"
    return line(
        "contradictions", "Where sources contradict each other", says, some(len(rows), "quarrel"), "html", html=html
    )


def _named(quantity: str) -> str:
    words = "names" if quantity == "name-incident" else quantity_in_words(quantity)
    if quantity.startswith("name-"):
        words = words.replace("name ", "names of ", 1)
    return words[:1].upper() + words[1:]


def what_drives(content: Any) -> Part | None:
    """The parameters with which losses, and the hours on the first place, go up or down; None of too few runs."""
    outcomes, labels = content.outcomes, content.compiled.labels
    asked: dict[str, tuple[str, str]] = {
        f"{identifier(side)}_casualties": (f"{who}: casualties", "men")
        for side, who in zip(labels.sides, labels.side_names, strict=True)
    }
    for goal in content.compiled.resolved.objectives[:1]:
        column = f"held_{identifier(goal.place)}_{identifier(labels.sides[0])}"
        asked[column] = (f"{short(goal.name)}: hours held by {labels.side_names[0]}", "hours")
    found = drivers(outcomes, [name for name in asked if name in outcomes.column_names])
    if not found:
        return None
    meanings = {one.id: one.meaning for one in content.compiled.resolved.parameters}
    outcomes_told = [
        {
            "name": asked[name][0],
            "rows": [
                (
                    one.parameter.replace("_", " "),
                    meanings.get(one.parameter, ""),
                    _amount(one.at_low),
                    _amount(one.at_high),
                )
                for one in rows
            ],
        }
        for name, rows in found.items()
    ]
    html = fragment("evidence_drivers.html.j2", {"outcomes": outcomes_told, "runs": outcomes.num_rows})
    count = some(len({one.parameter for rows in found.values() for one in rows}), "parameter")
    says = "The model parameters with which casualties and the hours on the ground go up or down"
    return line("drivers", "What drives the results", says, count, "html", html=html)


def _amount(value: float) -> str:
    return amount(round(value, 1) if value < 10 else round(value))


def every_claim(incident: Incident) -> Part:
    """All that the record holds of the incident, claim by claim."""
    rows = [
        {
            "what": _named(quantity),
            "claims": [
                {"says": answer_in_words(claim), "by": claim.citation, "source": claim.source.key,
                 "grade": claim.confidence, "enemy": claim.stance == "other"}
                for claim in claims
            ],
        }
        for quantity, claims in incident.by_quantity().items()
    ]  # fmt: skip
    html = fragment("evidence_record.html.j2", {"kind": "claims", "rows": rows})
    count = some(len(incident.claims), "claim")
    return line("claims", "Every claim", "Who says it, where, and how far to trust it", count, "html", html=html)


def all_runs(content: Any) -> Part:
    """The outcomes of each run: losses of the sides, and who holds the places in the end."""
    outcomes, labels = content.outcomes, content.compiled.labels
    names = set(outcomes.column_names)
    columns: list[tuple[str, str, Mapping[str, str]]] = []
    for side, who in zip(labels.sides, labels.side_names, strict=True):
        for kind in _OF_A_RUN:
            column = f"{identifier(side)}_{kind}"
            if column in names and any(value for value in outcomes[column].to_pylist()):
                columns.append((f"{who}: {_WORDS[kind]}", column, {}))
    sides = dict(zip(labels.sides, labels.side_names, strict=True))
    goals = {goal.place: goal.name for goal in content.compiled.resolved.objectives}
    for place in (labels.places[index] for index in labels.objectives):
        column = f"holder_{identifier(place)}_end"
        if column in names:
            columns.append((f"{short(goals.get(place, place))}: holder", column, sides))
    shown = min(outcomes.num_rows, _MOST_RUNS)
    picked = [outcomes["replication"].slice(0, shown).to_pylist(), outcomes["member"].slice(0, shown).to_pylist()]
    picked += [
        [_cell(value, words) for value in outcomes[column].slice(0, shown).to_pylist()] for _, column, words in columns
    ]
    html = fragment(
        "evidence_record.html.j2",
        {
            "kind": "runs",
            "heads": ("Run", "Map", *(head for head, _, _ in columns)),
            "rows": list(zip(*picked, strict=True)),
            "left": outcomes.num_rows - shown,
            "numbers": 2 + sum(not words for _, _, words in columns),
        },
    )
    count = some(outcomes.num_rows, "run")
    says = "Losses of the sides and holders of the places, run by run; everything else is in outcomes.parquet"
    return line("runs", _which_runs(shown, outcomes.num_rows), says, count, "html", html=html)


def _which_runs(shown: int, all_: int) -> str:
    """What the table of runs holds; a page does not grow with the runs beyond those.

    >>> _which_runs(1, 1), _which_runs(60, 60), _which_runs(200, 1000)
    ('The one run', 'All 60 runs', 'The first 200 of 1,000 runs')
    """
    if all_ == 1:
        return "The one run"
    return f"All {all_:,} runs" if shown == all_ else f"The first {shown:,} of {all_:,} runs"


def _cell(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return words.get(value, value)
    return "–" if value is None else amount(float(value))


def grades(sources: Sequence[Mapping[str, Any]], known: Mapping[str, Source]) -> str:
    """From which grade to which the sources go: "A to E"."""
    found = sorted({known[s["key"]].grade for s in sources if s["key"] in known})
    return "" if not found else found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"
