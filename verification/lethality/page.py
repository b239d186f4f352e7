"""The tables of `docs/model/lethality.md`, made from the chains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from khasan.arrays import F8
from khasan.kernels.morale import suppression
from khasan.kernels.state import parameters as p
from khasan.scenario.numbers import Number, Share
from khasan.scenario.parameters import load_parameters
from verification.lethality import checks
from verification.lethality import values as v
from verification.lethality.chain import Row, bullet_row, bullets, burst_row, shot_row


@dataclass(frozen=True)
class Walk:
    """A weapon as the page walks it, at three ranges: as bullets, bursts of a mission, other bursts, shot at tanks."""

    id: str
    weapon: str
    metres: tuple[float, float, float]
    kind: str
    count: float = 0.0


def _walks() -> tuple[Walk, ...]:
    at_guns = v.unit_count("su-regimental-at-battery", "45mm-at")
    return (
        Walk("rifle", "type-38-rifle", (100.0, 200.0, 400.0), "bullets"),
        Walk("light-machine-gun", "dp-27", (100.0, 300.0, 600.0), "bullets"),
        Walk("heavy-machine-gun", "type-92-hmg", (200.0, 400.0, 800.0), "bullets"),
        Walk(
            "field-gun", "76mm-m1902-30", (2000.0, 4000.0, 8000.0), "mission",
            v.unit_count("su-divisional-gun-battery", "76mm-m1902-30"),
        ),
        Walk(
            "mortar", "82mm-m1937-mortar", (500.0, 1500.0, 3000.0), "bursts",
            v.unit_count("su-rifle-battalion", "82mm-m1937-mortar"),
        ),
        Walk("anti-tank-gun", "45mm-at", (200.0, 400.0, 800.0), "shot", at_guns),
        Walk("anti-tank-gun-bursts", "45mm-at", (200.0, 400.0, 800.0), "bursts", at_guns),
    )  # fmt: skip


WALKS = _walks()


def rows_of(walk: Walk, par: F8) -> list[Row]:
    """All rows of a weapon: ranges, and postures within them."""
    if walk.kind == "shot":
        return [
            shot_row(walk.weapon, walk.count, metres, moving, par) for metres in walk.metres for moving in (False, True)
        ]
    make = partial(burst_row, walk.weapon, walk.count, par=par, by_call=walk.kind == "mission")
    if walk.kind != "bullets":
        return [make(metres, at) for metres in walk.metres for at in v.POSTURES]
    return [bullet_row(walk.weapon, bullets(metres, at, par), par) for metres in walk.metres for at in v.POSTURES]


def three(value: float) -> str:
    """Three figures.

    >>> three(0.0363), three(1.0), three(0.4), three(8208.3), three(0.0000312), three(12.64)
    ('0.0363', '1', '0.4', '8,210', '0.0000312', '12.6')
    """
    if value == 0.0:
        return "0"
    if abs(value) >= 999.5:
        return f"{float(f'{value:.3g}'):,.0f}"
    found = f"{float(f'{value:.3g}'):.10f}"
    return found.rstrip("0").rstrip(".")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    return [f"| {' | '.join(one)} |" for one in (head, ["---"] * len(head), *rows)]


def grouped(rows: Sequence[Row]) -> Iterator[tuple[str, str, Row]]:
    """Rows with the ranges and postures that they stand for: what differs in no number is one row."""
    kept: list[tuple[tuple[tuple[str, str], ...], list[float], list[str], Row]] = []
    for row in rows:
        numbers = tuple((name, three(value)) for name, value in {**row.a_round, **row.a_minute}.items())
        for known, metres, postures, _ in kept:
            if known == numbers and (row.posture in postures or row.metres in metres):
                metres.extend([row.metres] if row.metres not in metres else [])
                postures.extend([row.posture] if row.posture not in postures else [])
                break
        else:
            kept.append((numbers, [row.metres], [row.posture], row))
    for _, metres, postures, row in kept:
        yield span(metres), "; ".join(postures), row


def span(metres: Sequence[float]) -> str:
    """One range, or from which to which.

    >>> span([200.0]), span([2000.0, 4000.0, 8000.0])
    ('200', '2,000–8,000')
    """
    return f"{metres[0]:,.0f}" if len(metres) == 1 else f"{metres[0]:,.0f}–{metres[-1]:,.0f}"


def walk_tables(walk: Walk, par: F8) -> list[str]:
    """A weapon's two tables: of a round, and of a minute of a unit."""
    rows, hit = rows_of(walk, par), "tank stopped" if walk.kind == "shot" else "hit"
    name = "tanks" if walk.kind == "shot" else "men"
    shown = list(grouped(rows))
    of_round = markdown(
        ["metres", name, *rows[0].a_round, f"rounds a {hit}"],
        [[far, at, *map(three, row.a_round.values()), three(row.rounds_a_hit)] for far, at, row in shown],
    )
    last = f"{hit.replace(' ', 's ', 1) if walk.kind == 'shot' else 'hits'} a minute"
    of_minute = markdown(
        ["metres", name, *rows[0].a_minute, f"rounds a {hit}", last],
        [
            [far, at, *map(three, row.a_minute.values()), three(row.rounds_a_hit), three(row.hits_a_minute)]
            for far, at, row in shown
        ],
    )
    return ["A round:", "", *of_round, "", "A minute:", "", *of_minute]


def summary(par: F8) -> list[str]:
    """Rounds a hit of each weapon at its middle range, by posture, and how many it hits in a minute in the open."""
    at = (v.STANDING, v.ADVANCING, v.LYING, v.IN_HOLES, v.FULL_WORKS)
    found = []
    for walk in WALKS:
        if walk.kind == "shot":
            continue
        rows = {row.posture: row for row in rows_of(walk, par) if row.metres == walk.metres[1]}
        said = [three(rows[one.name].rounds_a_hit) for one in at]
        burst = ", bursts" if walk.id.endswith("bursts") else ""
        found.append([v.weapon(walk.weapon).name + burst, f"{walk.metres[1]:,.0f}", *said])
    return markdown(["rounds a hit", "metres", *(one.name for one in at)], found)


def groups_table() -> list[str]:
    """What the table of each group holds, and its combat factor."""
    table = load_parameters()
    rows = []
    for group in v.GROUPS:
        prior = table[group.factor]
        factor = f"`{group.factor}` {three(prior.median)} ({three(prior.low)}–{three(prior.high)})"
        rows.append([group.name, group.holds, factor, group.why])
    return markdown(["group", "its table holds", "combat factor: median (90%)", "why"], rows)


def down_table(par: F8) -> list[str]:
    """How far the two companies keep each other down."""
    rows = []
    for metres in (100.0, 200.0, 400.0, 600.0, 800.0):
        for at in (v.ADVANCING, v.LYING, v.IN_HOLES):
            one = bullets(metres, at, par)
            pace = suppression.pace(one.down, par[p.SLOWED], par[p.PINNED])
            left = f"{100 * pace:.0f}" if at.moved else "–"
            rows.append([span([metres]), at.name, f"{100 * one.down:.0f}", left, f"{100 - 100 * one.steadiness:.0f}"])
    head = [
        "metres",
        "men who are fired at",
        "of 100 of them down",
        "left of their pace, %",
        "of 100 who fire, in holes, down",
    ]
    return markdown(head, rows)


def all_checks(par: F8) -> list[checks.Check]:
    """What is held against outside figures that are not in the parameters already."""
    return [
        *checks.bullet_checks(par), *checks.range_checks(par), *checks.shell_checks(par), *checks.hectare_checks(par)
    ]  # fmt: skip


def outcome(par: F8) -> list[str]:
    """How many figures lie inside what is known from elsewhere, and which do not."""
    held = [one for one in all_checks(par) if one.verdict != checks.NO_INTERVAL]
    out = [one for one in held if one.verdict != checks.INSIDE]
    found = [
        f"Of {len(held)} figures that are held against an interval from outside, {len(held) - len(out)} lie inside. "
        "Not inside:",
        "",
    ]
    return [*found, *(f"- {one.what}: {three(one.ours)}, {one.verdict} {one.outside}." for one in out)]


def checks_table(found: Sequence[checks.Check]) -> list[str]:
    """Figures of khasan's beside those from outside."""
    rows = [[one.what, three(one.ours), one.outside, one.verdict, one.source] for one in found]
    return markdown(["what", "khasan", "outside", "verdict", "from"], rows)


def _said(amount: Number | Share | None) -> str:
    if amount is None or amount.value is None:
        return "–"
    low, high = amount.interval
    kind = "guess" if amount.guess else "derived" if amount.derived else "source"
    return (
        f"{three(amount.value)} ({three(low)}–{three(high)}), {kind}"
        if low < high
        else f"{three(amount.value)}, {kind}"
    )


def values_table() -> list[str]:
    """The numbers of the weapons that the walk goes from, with their intervals, and which of them are guesses."""
    rows = []
    for weapon in dict.fromkeys(walk.weapon for walk in WALKS):
        one = v.weapon(weapon)
        fields = (one.rate_rpm, one.hit_probability, one.half_range_m, one.lethal_area_m2, one.dispersion_m)
        rows.append([f"`{weapon}`", *map(_said, fields)])
    head = [
        "weapon",
        "rounds a minute",
        "hits a round close by",
        "half of it at, m",
        "lethal area, m2",
        "half fall within, m",
    ]
    return markdown(head, rows)


PARAMETERS = (
    "small_arms", "machine_guns", "indirect", "anti_armour", "by_bounds", "lying", "ducking", "works", "works_area",
    "lying_area", "all_flat", "suppression", "recovery", "slowed", "pinned", "bursts_weight", "bearing",
    "fire_discipline", "least_fire", "threat", "moving_fire", "holding_room", "attacking_room", "nest_ground",
    "unobserved_spread", "hull_down", "moving_target", "penetration_spread", "tank_worth",
)  # fmt: skip
"""The parameters that the walk uses."""


def parameters_table() -> list[str]:
    """The parameters that the walk uses, and which of them are guesses."""
    table = load_parameters()
    rows = []
    for name in PARAMETERS:
        one = table[name]
        kind = "guess" if one.provenance.guess else "derived" if one.provenance.derived else "source"
        rows.append([f"`{name}`", three(one.median), f"{three(one.low)}–{three(one.high)}", kind, one.meaning])
    return markdown(["parameter", "median", "90%", "kind", "what it is"], rows)


def unseen_line(par: F8) -> list[str]:
    """What becomes of the share on the ground where nobody watches."""
    gun, mortar = (checks.observed_and_not(one, par) for one in ("76mm-m1902-30", "82mm-m1937-mortar"))
    return [
        f"On the ground of a company that holds fall {100 * gun[0]:.0f} of 100 shells of the field gun and "
        f"{100 * mortar[0]:.0f} of 100 bombs while somebody watches, "
        f"{100 * gun[1]:.0f} and {100 * mortar[1]:.0f} while nobody does."
    ]


def parts(par: F8) -> Mapping[str, list[str]]:
    """What stands between each pair of marks."""
    return {
        "outcome": outcome(par),
        "summary": summary(par),
        "groups": groups_table(),
        "down": down_table(par),
        **{walk.id: walk_tables(walk, par) for walk in WALKS},
        "unseen": unseen_line(par),
        "check-bullets": checks_table([*checks.bullet_checks(par), *checks.range_checks(par)]),
        "check-bursts": checks_table([*checks.shell_checks(par), *checks.hectare_checks(par)]),
        "check-wired": checks_table(checks.wired_checks(par)),
        "values": values_table(),
        "parameters": parameters_table(),
    }
