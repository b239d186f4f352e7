"""A scenario's overview written out for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from khasan.present.scenario_page.plan_words import moment, percent
from khasan.scenario.catalog import status_words

Line = tuple[str, str]
"""A line, and what its continuation begins with when it is too long."""


def text(shown: Mapping[str, Any], width: int | None = None) -> str:
    """What ``khasan show`` prints, from an overview; as wide as the terminal."""
    return wrapped(_sections(shown), width)


def wrapped(lines: Iterable[Line], width: int | None = None) -> str:
    """Lines broken to a width, that of the terminal unless given."""
    width = width or max(60, shutil.get_terminal_size((100, 24)).columns)
    return "\n".join(_wrapped(line, hanging, width) for line, hanging in lines)


def _wrapped(line: str, hanging: str, width: int) -> str:
    return textwrap.fill(
        line,
        width,
        subsequent_indent=hanging,
        replace_whitespace=False,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sections(shown: Mapping[str, Any]) -> Iterator[Line]:
    yield f"{shown['title']} ({shown['id']}, {status_words(shown['status'], shown['checked'])})", ""
    if shown["also_called"]:
        yield "Also: " + ", ".join(shown["also_called"]), "  "
    yield shown["summary"], ""
    yield f"{moment_words(shown['start'])} to {moment_words(shown['end'])}, in steps of {shown['step_s']} s", ""
    where = shown["map"]
    yield f"Map {where['id']}, hexes of {where['hex_m']:g} m, {where['members']} drawn maps", ""
    if shown["record_rule"] != "graded":
        yield f"Rival claims are turned into ranges by the rule {shown['record_rule']}", ""
    if shown["record_withheld"]:
        yield f"What the sources say is withheld from reports: {shown['record_withheld']}", "  "
    if shown["what_ifs_applied"]:
        yield "With the what-ifs: " + ", ".join(shown["what_ifs_applied"]), "  "
    yield from section("Phases", [_stretch(phase) for phase in shown["phases"]])
    yield from section("Places for which the holder is reported", [goal["name"] for goal in shown["objectives"]])
    usual = _usual_ammunition(shown["order_of_battle"])
    yield from section(
        "Order of battle (men and weapons at the strength stated; each replication draws its own; basic loads of "
        f"ammunition {usual} unless said)"
    )
    for side in shown["order_of_battle"]:
        yield f"{side['name']}: {size(side)}", ""
        yield from _tree(side["parts"], "", usual)
    yield from section("Plans (in each, the first rule that applies gives the order)")
    for plan in shown["plans"]:
        who = ", ".join(formation["name"] for formation in plan["formations"])
        yield from section(f"Plan {plan['id']}: {plan['title']} ({who})", plan["words"])
    yield from section("Weather that may come", [spell["words"] for spell in shown["weather"]] or ["none"])
    yield from section("Sources", [_source_line(source) for source in shown["sources"]])
    total = sum(shown["numbers"].values())
    counts = shown["numbers"].items()
    yield from section(
        "Where the numbers come from", [f"{kind}: {n} ({percent(round(n / total, 2))})" for kind, n in counts]
    )
    what_ifs = [f"{what['id']}: {what['title']}" for what in shown["what_ifs"]]
    if what_ifs:
        yield from section("What-ifs (khasan run --what-if NAME)", what_ifs)


def section(title: str, lines: Sequence[str] = ()) -> Iterator[Line]:
    """An empty line, a title, and what stands below it."""
    yield "", ""
    yield title, "  "
    for line in lines:
        yield f"  {line}", "      "


def _usual_ammunition(parts: Sequence[Mapping[str, Any]]) -> str:
    """What most units have; said once instead of at each."""

    def units(part: Mapping[str, Any]) -> Iterator[str]:
        if "type" in part:
            yield part["ammunition"]
        for inner in part.get("parts", ()):
            yield from units(inner)

    return Counter(ammunition for part in parts for ammunition in units(part)).most_common(1)[0][0]


def _tree(parts: Sequence[Mapping[str, Any]], indent: str, usual: str) -> Iterator[Line]:
    """The parts of a formation; neighbours that differ in nothing but their names take one line."""
    alike = [list(group) for _, group in groupby(parts, key=lambda part: part.get("parts") or _line(part, usual))]
    for number, group in enumerate(alike):
        last = number == len(alike) - 1
        first, final = group[0], group[-1]
        names = first["name"] if len(group) == 1 else f"{first['name']} to {final['name']}, each"
        below = indent + ("   " if last else "│  ")
        yield f"{indent}{'└─ ' if last else '├─ '}{names} ({first['echelon']}): {_line(first, usual)}", below + "     "
        yield from _tree(first.get("parts", ()), below, usual)


def _line(part: Mapping[str, Any], usual: str) -> str:
    told = [size(part)]
    if part["commander"]:
        told.append(part["commander"])
    if "type" in part:
        told = [part["type"], *told]
        told += [f"{weapon['count']:g} x {weapon['name']}" for weapon in part["weapons"]]
        told.append(part["at"] if part["at_start"] else f"{part['at']}, arrives {_short(part['arrives'])}")
        unsaid = {"strength": "1", "works": "0", "ammunition": usual}
        told += [f"{name} {part[name]}" for name, value in unsaid.items() if part[name] != value]
    if part["plan"]:
        told.append(f"plan {part['plan']}")
    return "; ".join(told)


def size(part: Mapping[str, Any]) -> str:
    """How many units, men and vehicles there are in a part of the order of battle."""
    units = f"{part['units']} units, " if part["units"] > 1 else ""
    vehicles = f", {part['vehicles']} {part.get('vehicle') or 'vehicles'}" if part["vehicles"] else ""
    return f"{units}{part['men']:,} men{vehicles}"


def _source_line(source: Mapping[str, Any]) -> str:
    title = source["title"] or "not in the list of sources"
    grade = f", grade {source['grade']}" if source["grade"] else ""
    return f"{source['key']}: {title}{grade}; {source['numbers']} numbers, {source['claims']} claims"


def _stretch(phase: Mapping[str, Any]) -> str:
    return f"{phase['title']}: {moment_words(phase['start'])} to {moment_words(phase['end'])}"


def moment_words(iso: str) -> str:
    """A moment, as JSON has it, in words."""
    return moment(datetime.fromisoformat(iso))


def _short(iso: str) -> str:
    """Without the offset, which stands at the top."""
    return moment_words(iso).partition(" (")[0]
