"""The page on the general engagement says what the data say: its tables are made from them.

`python tests/battles/test_general_engagement.py` writes them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from khasan.battles.generator.assumptions import assumptions, eras
from khasan.scenario.numbers import Number

PAGE = Path(__file__).parents[2] / "docs" / "model" / "general_engagement.md"
KINDS = ("rifle", "light_machine_gun", "heavy_machine_gun", "light_mortar", "mortar", "anti_tank")


def table(head: str, rows: Iterator[tuple[object, ...]]) -> str:
    """A table of markdown."""
    names = [name.strip() for name in head.split("|")]
    lines = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def scales() -> Iterator[tuple[object, ...]]:
    for one in assumptions().scales:
        yield (
            one.echelon, f"{one.most_men:,}", f"{one.unit_men:g}", f"{one.guns_a_unit:g}", f"{one.vehicles_a_unit:g}",
            f"{one.hex_m:g}", one.step_s, f"{one.start_m:g}", f"{one.line_m:g}", f"{one.guns_back_m:g}",
            f"{one.flank_m:g}",
        )  # fmt: skip


def draws() -> Iterator[tuple[object, ...]]:
    for one in assumptions().draws:
        why = f"{one.provenance.kind}: {one.provenance.text}"
        yield f"`{one.id}`", one.unit, f"{one.median:g}", f"{one.low:g}", f"{one.high:g}", one.meaning, why


def numbers() -> Iterator[tuple[object, ...]]:
    given = assumptions()
    groups = {
        "engaged": dict(given.engaged), "works": given.works, "wire": given.wire, "woods": given.woods,
        "command, min": {name: delay for name, delay in given.command if isinstance(delay, Number)},
        "front, m a man": {"where none is given": given.front_m_a_man},
    }  # fmt: skip
    for group, found in groups.items():
        for name, number in found.items():
            low, high = number.interval
            yield group, name, f"{float(number):g}", f"{low:g}", f"{high:g}", f"{number.kind}: {number.why}"
    for name, relief in given.ground:
        if hasattr(relief, "noise_m"):
            low, high = relief.noise_m.interval
            why = f"{given.ground.provenance.kind}: {given.ground.provenance.text}"
            yield "relief, m", name, f"{float(relief.noise_m):g}", f"{low:g}", f"{high:g}", why


def of_eras() -> Iterator[tuple[object, ...]]:
    for one in eras().eras:
        counts = [f"{one.infantry.get(kind, 0):g}" for kind in KINDS]
        instead = ", ".join(f"{what}: {name}" for what, name in one.instead.items())
        vehicle = ", ".join(dict.fromkeys(filter(None, (one.vehicle, one.light_vehicle))))
        yield one.id, one.first, *counts, f"{one.guns:g}", f"{one.howitzers:.0%}", vehicle, one.aircraft or "", instead


def equipment() -> Iterator[tuple[object, ...]]:
    for found in (eras().weapons, eras().vehicles):
        for name, change in found.items():
            for key, value in change.items():
                if isinstance(value, dict):
                    what = f"{value['value']:g} ({value['low']:g} to {value['high']:g})"
                    yield f"`{name}`", change["like"], key, what, f"guess: {value['guess']}"


def made() -> dict[str, str]:
    """The tables, by their mark."""
    kinds = " | ".join(kind.replace("_", " ") for kind in KINDS)
    return {
        "scales": table(
            "unit | men of the larger side, at most | men | guns | tanks | hex, m | step, s | start, m "
            "| second line, m | guns behind, m | flank, m", scales(),
        ),
        "draws": table("law | unit | median | low | high | what it is | where it comes from", draws()),
        "numbers": table("what | of | value | low | high | where it comes from", numbers()),
        "eras": table(f"era | from | {kinds} | guns | of these howitzers | tanks | aircraft | instead", of_eras()),
        "equipment": table("name | like | number | value | where it comes from", equipment()),
    }  # fmt: skip


def part(text: str, mark: str) -> str:
    """What stands between a mark and its end."""
    [found] = re.findall(rf"<!-- {mark} -->\n(.*?)<!-- end -->", text, flags=re.DOTALL)
    return str(found)


def test_the_tables_of_the_page_are_those_of_the_data() -> None:
    text = PAGE.read_text("utf-8")
    for mark, wanted in made().items():
        assert part(text, mark) == wanted + "\n", f"python {Path(__file__).name} writes the page again"


def test_every_draw_is_explained_on_the_page() -> None:
    """By name in the text, above its row."""
    text = PAGE.read_text("utf-8").partition("## Scales")[0]
    named = set(re.findall(r"`([a-z_]+)`", text))
    assert {one.id for one in assumptions().draws if not one.id.startswith("hours_")} <= named


if __name__ == "__main__":
    whole = PAGE.read_text("utf-8")
    for mark, tables in made().items():
        whole = whole.replace(
            f"<!-- {mark} -->\n{part(whole, mark)}<!-- end -->", f"<!-- {mark} -->\n{tables}\n<!-- end -->"
        )
    PAGE.write_text(whole, "utf-8")
