"""What each column of outcomes is called where a person reads of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from khasan.results import number_words
from khasan.results.columns import LOSSES_COUNTED, REPORTED, identifier
from khasan.results.endings import ENDED, IDS
from khasan.results.endings import WORDS as CAUSES
from khasan.results.frame import frame_of
from khasan.results.vehicles import named, of_all, of_side

if TYPE_CHECKING:
    from khasan.compiler import Compiled

_AMOUNTS = {
    "men_arrived": "men arrived",
    "aircraft_arrived": "aircraft arrived",
    "tanks_arrived": "tanks arrived",
    "ammunition": "basic loads left",
    "ammunition_lowest": "basic loads left in the worst hour",
    "tonnes_brought": "supplies brought",
    "tonnes_issued": "supplies issued",
    "tonnes_left": "supplies left at the end",
}


def labels_of(compiled: Compiled) -> Mapping[str, tuple[str, str]]:
    """Column of outcomes -> label and unit; sides by their ids are there too, for columns that hold them.

    >>> import khasan
    >>> scenario = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    >>> labels_of(scenario)["japan_casualties"], labels_of(scenario)["holder_meeting_point_end"][0]
    (('Japan: casualties', 'men'), 'Place of the meeting: held at the end by')
    """
    frame = frame_of(compiled)
    found = {column.name: (column.name.replace("_", " "), column.unit) for column in frame.outcome_columns}
    units = {column.name: column.unit for column in frame.outcome_columns}
    for name, label in _told(compiled):
        if name in found:
            found[name] = (label, units[name])
    sides = zip(compiled.labels.sides, compiled.labels.side_names, strict=True)
    return found | {side: (name, "") for side, name in sides}


def _told(compiled: Compiled) -> Iterator[tuple[str, str]]:
    frame, labels = frame_of(compiled), compiled.labels
    windows = [(f"_{w.id}" if w.id else "", f", {w.title}" if w.id else "") for w in frame.windows]
    owners = [(identifier(s), labels.side_names[k], of_side(labels, k)) for k, s in enumerate(frame.sides)]
    for f in frame.formations:
        formation = f"formation_{identifier(labels.formations[f])}"
        owners.append((formation, labels.formation_names[f], of_all(labels)))
    for owner, subject, vehicles in owners:
        for quantity, words in _quantities():
            for suffix, phase in windows:
                yield f"{owner}_{quantity}{suffix}", f"{subject}: {named(words, vehicles)}{phase}"
    for side, side_name in zip(frame.sides, labels.side_names, strict=True):
        for what, (words, _) in ENDED.items():
            yield f"{identifier(side)}_{what}", f"{side_name}: {words}"
            for cause, why in CAUSES.items():
                yield f"{identifier(side)}_{what}_{IDS[cause]}", f"{side_name}: {words}: {why}"
    for place, place_name in zip(frame.places, frame.place_names, strict=True):
        column = identifier(place)
        for look in frame.looks:
            moment = number_words.moment(look.moment)
            yield f"holder_{column}_{look.id}", f"{place_name}: held on {moment} by"
        yield f"holder_{column}_end", f"{place_name}: held at the end by"
        for side, side_name in zip(frame.sides, labels.side_names, strict=True):
            yield f"taken_{column}_{identifier(side)}", f"{place_name}: taken by {side_name}"
            yield f"held_{column}_{identifier(side)}", f"{place_name}: hours held by {side_name}"


def _quantities() -> Iterator[tuple[str, str]]:
    yield from ((measure.id, measure.words) for measure in LOSSES_COUNTED)
    yield from ((f"reported_{measure.id}", measure.words) for measure in REPORTED)
    yield from _AMOUNTS.items()
