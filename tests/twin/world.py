"""What the twin plays with: weapons, units, hexes and a fight, as plain objects.

Fields are named as in khasan/arrays.py and khasan/kernels/state/tables.py, in small letters. Units, hexes, places and
weapons are known by their place in their list; -1 is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.bodies import Body, Formation
from twin.draws import Draws

HITS = ("killed", "wounded", "missing", "burnt", "knocked_out", "horses", "trucks", "captured", "abandoned")
DEPOT_NAMES = (
    "declared", "railhead_t", "ammunition_t", "food_t", "brought_t", "issued_ammunition_t", "issued_food_t", "lost_t",
    "food_share", "wanted_t", "met", "legs",
    *(f"{name}_{k}" for k in range(t.MOST_CARRIERS) for name in ("leg", "fit", "broken", "tonnes_a_day", "breaks")),
)  # fmt: skip
NO_AIMS = {one.name: int(one.start) for one in t.aims.fields}
NO_MISSION = {one.name: int(one.start) for one in t.missions.fields}


@dataclass
class Weapon:
    """A kind of weapon. rate: rounds a second; pen_loss: millimetres a metre; group, killed: parameters' names."""

    id: str
    crew: float = 1.0
    rate: float = 0.1
    max_m: float = 2000.0
    min_m: float = 0.0
    effective_m: float = 800.0
    hit: float = 0.1
    half_m: float = 200.0
    lethal_m2: float = 0.0
    dispersion_m: float = 0.0
    pen_mm: float = 0.0
    pen_loss: float = 0.0
    load: float = 100.0
    daily: float = 10.0
    group: str = "small_arms"
    killed: str = "killed_bullet"
    indirect: int = 0
    round_kg: float = 0.03
    ceiling_m: float = 0.0
    aircraft_hit: float = 0.0


@dataclass
class Slot:
    """A weapon slot of a unit: which weapon (its place in the list), what is left of it, and what there was."""

    weapon: int
    working: int
    rounds: float
    on_arrival: int
    load: float


@dataclass
class Unit:
    """A unit: first what it is, then its state, then what the phases of one step hand on."""

    id: str
    side: int
    hex: int
    men: int
    # what it is
    role: int = t.ASSAULT
    mobility: int = t.FOOT
    commander: int = -1
    arrives: int = 0
    quality: str = "quality_japan_infantry"
    armoured: int = 0
    carrier: int = -1
    engineers: int = 0
    air_role: int = t.NO_AIRCRAFT
    grounded: int = 0
    surrender: str = "surrender_japan"
    sector: int = -1
    """-1: that of its side, the first two of a fight."""
    headquarters: int = -1
    rank: int = 2
    """Its echelon: 0 a section, 1 a platoon, 2 a company, 3 a battalion."""
    formation: int = -1
    body: int = -1
    borne: dict[str, float] = field(default_factory=dict)
    """What its commander bears, by the names of the laws; filled in where the twin is not told."""
    slots: list[Slot] = field(default_factory=list)
    frontage_m: float = 200.0
    depth_m: float = 100.0
    armour_mm: float = 0.0
    crew: float = 0.0
    cross_kmh: float = 0.0
    road_kmh: float = 0.0
    marsh_kmh: float = 0.0
    bog_per_hour: float = 0.0
    men_0: float = -1.0
    """On arrival; -1: as many as there are now."""
    vehicles_0: float = -1.0
    hits_to_stop: float = 1.0
    crew_exposure: float = 0.0
    horses_0: float = 0.0
    trucks_0: float = 0.0
    airfield_km: float = 0.0
    speed_kmh: float = 0.0
    serviceable: float = 0.0
    turnaround_h: float = 0.0
    patrol_h: float = 0.0
    air_worth: float = 0.0
    wire: float = 0.0
    # its state, counted
    killed: int = 0
    wounded: int = 0
    missing: int = 0
    vehicles: int = 0
    burnt: int = 0
    knocked_out: int = 0
    repaired: int = 0
    bogged: int = 0
    weapons_lost: int = 0
    status: int = a.ACTIVE
    posture: int = a.DEPLOYED
    order: int = a.HOLD
    order_place: int = -1
    next_order: int = 0
    next_place: int = -1
    next_step: int = 0
    moved: int = 0
    fired: int = 0
    rounds_fired: int = 0
    contact_age: int = a.UNSEEN
    contact_since: int = 0
    contact_hex: int = 0
    flight: int = 0
    flight_s: int = 0
    airborne: int = 0
    sorties: int = 0
    horses: int = 0
    trucks: int = 0
    horses_lost: int = 0
    trucks_lost: int = 0
    rounds_issued: int = 0
    hours_cut_off: int = 0
    captured: int = 0
    abandoned: int = 0
    # its state, measured
    suppression: float = 0.0
    cohesion: float = 1.0
    fatigue: float = 0.0
    progress_m: float = 0.0
    near_miss: float = 0.0
    food_days: float = 3.0
    hunger_days: float = 0.0
    supply_share: float = 1.0
    lift_kg_h: float = 0.0
    issued: float = 0.0
    barred: float = 0.0
    cut_off_h: float = 0.0
    shots: float = 0.0
    """Rounds fired: State.fired."""
    # its clocks and its way
    last_fired: int = t.LONG_AGO
    no_assault_before: int = t.LONG_AGO
    alights: int = t.LONG_AGO
    own_rule: int = -1
    heading: int = t.LONG_AGO
    alert_since: int = t.LONG_AGO
    last_alert: int = t.LONG_AGO
    regrouped: int = t.LONG_AGO
    wrecks_at: int = -1
    wrecks_lost: int = 0
    stopped: int = 0
    held_back: int = 0
    men_then: int = 0
    leaves: int = 0
    pressed_since: int = t.LONG_AGO
    lost_since: int = t.LONG_AGO
    alone_since: int = t.LONG_AGO
    aims: dict[str, int] = field(default_factory=lambda: dict(NO_AIMS))
    """Whom it fires at and how things stood when it looked, by the names of the block."""
    mission: dict[str, int] = field(default_factory=lambda: dict(NO_MISSION))
    """Its fire mission, by the names of the block."""
    then_q: float = 0.0
    then_r: float = 0.0
    moving: float = 0.0
    # the twin's own, put back between steps
    made: float = 1.0
    """Share of its way of the step that fire leaves it."""
    free: float = 1.0
    free_from: float = 0.0
    """Shares of the step until it came to grips, and that it was at grips at first."""
    at_grips: bool = False
    # buffers of the step
    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HITS, 0))
    weapons_hit: list[int] = field(default_factory=lambda: [0] * a.SLOTS)

    def __post_init__(self) -> None:
        self.sector = self.side if self.sector < 0 else self.sector


@dataclass
class Hex:
    """A hex and what changes there."""

    elevation_m: float = 20.0
    crest_m: float = 20.0
    cover: float = 0.0
    concealment: float = 0.0
    surface: int = t.OPEN
    crossing: int = t.NO_CROSSING
    road: int = t.NO_ROAD
    works: float = 0.0
    wire: float = 0.0
    side: int = -1


@dataclass
class Place:
    """A named hex, who holds it, and what engineers have done there; site: State and World of a crossing."""

    hex: int
    holder: int = -1
    known_0: int = -1
    known_1: int = -1
    crossing_now: int = -1
    built: int = 0
    mined: int = 0
    site: int = -1
    site_hex: int = -1


@dataclass
class Commander:
    """A commander's standing."""

    stage: int = 0
    rule: int = -1
    side: int = 0
    order: int = 0
    place: int = -1
    outside: int = 0
    initiative: int = 0


@dataclass
class Leave:
    """A request for leave."""

    standing: int = 0
    due: int = 0
    commander: int = 0


@dataclass
class Sector:
    """A brigade, a division or a side: when there was fire by or at its units last, and how many fights it has had."""

    id: str
    last_fire: int = t.LONG_AGO
    fight: int = 0


@dataclass
class Light:
    """The light and the ground of one step."""

    visibility_m: float = 3000.0
    dark: float = 0.0
    wet: float = 0.0
    dust: float = 0.0


@dataclass
class Fight:
    """All of it. Hexes lie row by row, row 0 in the south, odd rows half a hex to the east."""

    cols: int
    rows: int
    hexes: list[Hex]
    weapons: list[Weapon]
    units: list[Unit]
    p: dict[str, float]
    places: list[Place]
    rear: tuple[int, int] = (0, 0)
    """Place of each side's rear."""
    step: int = 0
    step_s: float = 60.0
    hex_m: float = 250.0
    stack: int = 4
    reach: int = 6
    digging: int = 1
    carrying: int = 0
    air: int = 0
    engineering: int = 0
    wiring: int = 0
    light: list[Light] = field(default_factory=list)
    key: tuple[int, int] = (20250611, 77001)
    peace: int = 0
    across: dict[int, list[list[float]]] = field(default_factory=dict)
    """Seconds into each of the six neighbours, by mobility class and hex."""
    way: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    """Seconds to a place from each hex, by (place, mobility class)."""
    commanders: list[Commander] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    formations: list[Formation] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    """Filled in from the formations, in the order of their ids."""
    delays: list[list[float]] = field(default_factory=lambda: [[0.0] * t.ECHELONS, [0.0] * t.ECHELONS])
    """Tabled minutes of each side's echelons."""
    sectors: list[Sector] = field(default_factory=lambda: [Sector("one-side"), Sector("other-side")])
    depots: list[dict[str, float]] = field(default_factory=lambda: [dict.fromkeys(DEPOT_NAMES, 0.0) for _ in (0, 1)])
    losses: list[dict[str, float]] = field(default_factory=list)
    """What was recorded, by the names of LOSS_NAMES and FACTOR_NAMES."""
    events: list[tuple[int, ...]] = field(default_factory=list)
    """(step, kind, unit, other, place, value)."""

    @property
    def now(self) -> Light:
        return self.light[self.step]

    @property
    def draws(self) -> Draws:
        return Draws(self.key)

    def axial(self, here: int) -> tuple[int, int]:
        """Axial coordinates of a hex."""
        r, column = divmod(here, self.cols)
        return column - r // 2, r

    def hex_at(self, q: int, r: int) -> int:
        """The hex of axial coordinates, -1 off the map."""
        column = q + r // 2
        return r * self.cols + column if 0 <= r < self.rows and 0 <= column < self.cols else -1

    def neighbours(self, here: int) -> list[int]:
        """East, north-east, north-west, west, south-west, south-east; -1 off the map."""
        q, r = self.axial(here)
        return [self.hex_at(q + dq, r + dr) for dq, dr in ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))]

    def apart(self, here: int, there: int) -> int:
        """Hexes from one hex to another."""
        q, r = self.axial(here)
        p, s = self.axial(there)
        return max(abs(q - p), abs(r - s), abs(q - p + r - s))
