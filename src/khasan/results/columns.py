"""What a column is, and those of the outcomes, each defined once: name, unit, meaning, type.

The other tables have theirs in :mod:`khasan.results.table_columns`; ``docs/results.md`` is made from both.

A name may hold places to fill in: ``{side}_killed_{phase}`` stands for one column a side and phase. Ids are
written with underscores (``night-attack`` becomes ``night_attack``).

>>> [c.name for c in expand(Column("{side}_killed", "men", "dead", "int64"), {"side": ["soviet", "japanese"]})]
['soviet_killed', 'japanese_killed']
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Dtype = Literal["int32", "int64", "float32", "float64", "bool", "text"]
"""``text`` is stored as a dictionary: a number a row, each word once."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or a family of them. ``nullable``: a row may hold nothing there, and the meaning says when."""

    name: str
    unit: str
    meaning: str
    dtype: Dtype
    nullable: bool = False


def identifier(text: str) -> str:
    """An id as part of a column's name.

    >>> identifier("hill-52")
    'hill_52'
    """
    return text.replace("-", "_")


def expand(column: Column, fillings: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns a family stands for, the last place to fill in varying fastest."""
    places = [field for _, field, _, _ in string.Formatter().parse(column.name) if field]
    choices = itertools.product(*(fillings[place] for place in places))
    return [replace(column, name=column.name.format(**dict(zip(places, chosen, strict=True)))) for chosen in choices]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted of every side, phase and reporting formation."""

    id: str
    unit: str
    words: str
    meaning: str


LOSSES_COUNTED = (
    Measure("killed", "men", "killed", "men killed"),
    Measure("wounded", "men", "wounded", "men wounded"),
    Measure("missing", "men", "missing", "men missing: captured, or left behind when a unit broke"),
    Measure("captured", "men", "captured", "men taken prisoner: a part of the missing"),
    Measure("casualties", "men", "casualties", "killed + wounded + missing"),
    Measure("tanks_burnt", "vehicles", "tanks burnt", "fighting vehicles burnt out: beyond repair"),
    Measure(
        "tanks_knocked_out",
        "vehicles",
        "tanks knocked out",
        "fighting vehicles knocked out but recoverable, those repaired since included",
    ),
    Measure("tanks_abandoned", "vehicles", "tanks abandoned", "fighting vehicles left to the enemy unburnt"),
    Measure("tanks_repaired", "vehicles", "tanks repaired", "knocked-out fighting vehicles that came back"),
    Measure(
        "tanks_lost",
        "vehicles",
        "tanks lost",
        "tanks_burnt + tanks_knocked_out + tanks_abandoned, repaired or not",
    ),
    Measure("aircraft_lost", "aircraft", "aircraft lost", "aircraft that did not come home"),
    Measure(
        "aircraft_damaged",
        "aircraft",
        "aircraft damaged",
        "aircraft that came home damaged, those repaired since included",
    ),
    Measure("sorties", "sorties", "sorties", "sorties flown: one start of one aircraft"),
    Measure("guns_lost", "weapons", "guns lost", "weapons lost by artillery, infantry-gun and anti-tank units"),
    Measure("rounds_fired", "rounds", "rounds fired", "rounds fired by weapons of every kind"),
    Measure("horses_lost", "horses", "horses lost", "horses hit, or taken with their unit"),
    Measure("trucks_lost", "trucks", "trucks lost", "trucks and tractors of units hit, or taken with their unit"),
    Measure("rounds_issued", "rounds", "rounds issued", "rounds issued to units beside those they came with"),
    Measure(
        "hours_cut_off",
        "unit-hours",
        "unit-hours cut off",
        "hours in which the enemy barred the way to the rear, added up over units",
    ),
)
"""The order is that of the tables and of the arrays in ``outcomes``."""

LOSS_IDS = tuple(measure.id for measure in LOSSES_COUNTED)

REPORTED = (
    Measure("wounded", "men", "wounded reported", "men wounded, as the side's own report would count them"),
    Measure("missing", "men", "missing reported", "men missing, as the side's own report would count them"),
    Measure("casualties", "men", "casualties reported", "killed + wounded reported + missing reported"),
    Measure(
        "tanks_lost",
        "vehicles",
        "tanks reported lost",
        "tanks_burnt + tanks_abandoned + the share of tanks_knocked_out that the side's own report would count",
    ),
)
"""What is laid beside the record as a report would count it; by sides alone."""

ROW = (
    Column("replication", "", "number of the replication, counted from 0", "int32"),
    Column("member", "", "which drawn map of the ensemble the replication was fought on", "int32"),
)


def _of_each_loss() -> list[Column]:
    columns = []
    for m in LOSSES_COUNTED:
        columns += [
            Column(f"{{side}}_{m.id}", m.unit, f"{m.meaning}; of a side, whole scenario", "int64"),
            Column(f"{{side}}_{m.id}_{{phase}}", m.unit, f"{m.meaning}; of a side, within a phase", "int64"),
            Column(f"formation_{{formation}}_{m.id}", m.unit, f"{m.meaning}; of a formation, whole scenario", "int64"),
        ]
    return columns


def _of_each_report() -> list[Column]:
    return [
        Column(f"{{side}}_reported_{m.id}{suffix}", m.unit, f"{m.meaning}; {when}", "int64")
        for m in REPORTED
        for suffix, when in (("", "whole scenario"), ("_{phase}", "within a phase"))
    ]


_ARRIVED = "of all units that had arrived by the end"
_AMMUNITION = "share of basic loads left, averaged over units in the field"

OUTCOMES = (
    *ROW,
    Column("param_{parameter}", "see its file", "the global parameter as drawn for the replication", "float64"),
    *_of_each_loss(),
    Column(
        "formation_{formation}_casualties_{phase}",
        "men",
        "killed + wounded + missing; of a formation, within a phase",
        "int64",
    ),
    Column("{side}_men_arrived", "men", f"men on arrival {_ARRIVED}", "int64"),
    Column("{side}_men_arrived_{phase}", "men", f"men on arrival {_ARRIVED} of a phase", "int64"),
    Column("{side}_aircraft_arrived", "aircraft", f"aircraft on arrival {_ARRIVED}", "int64"),
    Column("{side}_aircraft_arrived_{phase}", "aircraft", f"aircraft on arrival {_ARRIVED} of a phase", "int64"),
    Column("{side}_tanks_arrived", "vehicles", f"fighting vehicles on arrival {_ARRIVED}", "int64"),
    Column("{side}_tanks_arrived_{phase}", "vehicles", f"fighting vehicles on arrival {_ARRIVED} of a phase", "int64"),
    Column("{side}_ammunition", "share", f"{_AMMUNITION}; at the end; nothing if none was", "float64", True),
    Column(
        "{side}_ammunition_{phase}",
        "share",
        f"{_AMMUNITION}; at the end of a phase; nothing if none was",
        "float64",
        True,
    ),
    Column(
        "{side}_ammunition_lowest",
        "share",
        f"{_AMMUNITION}; in the worst hour; nothing if none ever was",
        "float64",
        True,
    ),
    Column(
        "{side}_tonnes_brought",
        "t",
        "brought from the railhead to the depot; nothing if the side declares no supply",
        "float64",
        True,
    ),
    Column(
        "{side}_tonnes_issued",
        "t",
        "ammunition, food and fodder issued by the depot; nothing if the side declares no supply",
        "float64",
        True,
    ),
    Column(
        "{side}_tonnes_left", "t", "left at the depot at the end; nothing if no supply is declared", "float64", True
    ),
    *_of_each_report(),
    Column("{side}_attacks_stopped", "attacks", "attacks broken off, by bodies of a battalion or less", "int64"),
    Column("{side}_attacks_stopped_{ending}", "attacks", "attacks broken off for that cause", "int64"),
    Column("{side}_positions_given_up", "positions", "positions given up, unit by unit", "int64"),
    Column("{side}_positions_given_up_{ending}", "positions", "positions given up for that cause", "int64"),
    Column("holder_{place}_end", "side", "who holds the place at the end: the id of a side, or nobody", "text"),
    Column(
        "holder_{place}_{when}",
        "side",
        "who holds the place at a midnight, at the end of a phase and at the end of all (yyyymmdd_hhmm, local): "
        "the id of a side, or nobody",
        "text",
    ),
    Column(
        "taken_{place}_{side}",
        "h",
        "hours from the start to the first look (hourly, or every five minutes in fights of a day or less) at which "
        "the side holds the place and did not at the look before; "
        "nothing if that never happens. Holding it at the start is not taking it.",
        "float64",
        True,
    ),
    Column("held_{place}_{side}", "h", "hours for which the side held the place, from look to look", "float64"),
)
