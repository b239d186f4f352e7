"""What a number of each kind can be: one table, by which the schema refuses what no unit, weapon or battle ever had.

A range is wide: it tells a slip of the pen (men where a share is asked for, metres where kilometres are) from a number,
not a likely number from an unlikely one. It is narrow enough that no sum of such numbers leaves its column. A field
says its kind where it is declared: ``rate_rpm: Annotated[Amount, Within("rate of fire")]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Range:
    """The least and the most that a number of a kind can be, in its unit, and why not less or more."""

    unit: str
    least: float
    most: float
    why: str
    above: bool = False
    """The number lies above the least."""
    below: bool = False
    """The number lies below the most."""
    hint: str = ""
    """What somebody probably meant who wrote another number; ``{value}`` is what stands there."""

    @property
    def words(self) -> str:
        """The range as a reader wants it.

        >>> RANGES["pace"].words, RANGES["share left"].words
        ('0.1 to 200 km/h', 'above 0, 1 at most')
        """
        unit = f" {self.unit}" if self.unit else ""
        if self.above:
            return f"above {_plain(self.least)}, {_plain(self.most)}{unit} at most"
        if self.below:
            return f"{_plain(self.least)} or more, below {_plain(self.most)}{unit}"
        return f"{_plain(self.least)} to {_plain(self.most)}{unit}"

    def holds(self, number: float) -> bool:
        """Whether a number lies in the range; nothing that is no number does."""
        low = self.least < number if self.above else self.least <= number
        return low and (number < self.most if self.below else number <= self.most)

    def remedy(self, number: float) -> str:
        """What to write in place of a number outside."""
        hint = self.hint.format(value=_plain(number)) if self.most < number <= MOST_MEANT else ""
        return f"give {self.words}" + (f"; {hint}" if hint else "")


RANGES: dict[str, Range] = {
    "strength": Range(
        "times the TO&E", 0, 20, "1 is full; where the TO&E is one car or a handful of men, so many cars or groups; "
        "above 4 for nothing larger",
        hint="strength is men present over men of the TO&E, and 1 is full: if {value} men are meant, divide them by "
        'the men of the TO&E, as in {{value: 0.75, derived: "150 men over 200 of TO&E"}}',
    ),
    "loads": Range("basic loads", 0, 20, "a unit carries a few days of fire"),
    "men": Range("men", 1, 20_000, "from one man to a division that is one unit"),
    "crew": Range("men", 0, 500, "nobody serves a bomb; a river gunboat has two hundred"),
    "weapons": Range("weapons", 0, 10_000, "a division's rifles in one unit"),
    "vehicles": Range("vehicles", 0, 1_000, "a brigade's tanks in one unit"),
    "horses": Range("horses", 0, 20_000, "a cavalry division in one unit"),
    "trucks": Range("trucks", 0, 5_000, "a transport regiment in one unit"),
    "front": Range("m", 0, 20_000, "aircraft stand on none; a division holds twenty kilometres"),
    "rate of fire": Range("rounds a minute", 0.01, 20_000, "from one round an hour and a half to a battery of barrels"),
    "reach": Range("m", 0, 60_000, "a bomb is not fired; no gun of these fronts reached half as far as the most"),
    "half range": Range("m", 1, 100_000, "a chance to hit is halved somewhere: the range is divided by it"),
    "lethal area": Range("m2", 0, 100_000, "the heaviest bomb clears some hectares"),
    "scatter": Range("m", 0, 10_000, "who falls farther off is not aiming at it"),
    "steel": Range("mm", 0, 1_000, "no armour is thicker"),
    "steel lost": Range("mm a km", 0, 1_000, "penetration that a kilometre takes off"),
    "rounds": Range("rounds for one weapon", 0, 100_000, "what one weapon has at hand or gets in a day"),
    "round": Range("kg", 0.001, 3_000, "from a pistol's cartridge to the heaviest bomb; loads are divided by it"),
    "pace": Range("km/h", 0.1, 200, "what does not move at all is of mobility static; ways are divided by it"),
    "speed in the air": Range("km/h", 30, 1_000, "ways are divided by it"),
    "bogging": Range("times an hour", 0, 60, "once a minute at most"),
    "hits": Range("hits", 1, 1_000, "what is hit less than once is not stopped"),
    "hours in the air": Range("h", 0, 240, "ten days"),
    "air combat": Range("times an I-15", 0.001, 100, "an I-15 is 1; one worth is divided by the other"),
    "flight": Range("km", 0, 5_000, "no field lies farther"),
    "delay": Range("minutes", 0, 20_160, "two weeks from a decision to the movement"),
    "answer": Range("h", 0, 8_760, "a year for an answer"),
    "visibility": Range("m", 1, 100_000, "from the hand before one's eyes to the clearest day from a mountain"),
    "bearing": Range("degrees", 0, 360, "clockwise from north; 360 is 0", below=True),
    "offset": Range("m", 0, 200_000, "no map is wider"),
    "circle": Range("m", 1, 200_000, "no map is wider; a place is no point"),
    "share left": Range("", 0, 1, "nothing falls below 0, and all that is below 1 has fallen", above=True),
    "share passed": Range("", 0, 1, "nothing rises above 1", below=True),
    "odds": Range("", 0.05, 100, "one against twenty attacks nobody, and a hundred to one needs no asking"),
    "hours of a plan": Range("h", 0, 240, "ten days"),
    "stage": Range("", 0, 1_000, "a plan counts its own stages, from 0"),
    "units": Range("units", 1, 10_000, "of the enemy near a place"),
    "units of one kind": Range("units", 1, 64, "more are better told apart by name"),
    "maps": Range("drawn maps", 1, 64, "each is prepared and kept in memory"),
    "step": Range("s", 1, 21_600, "from a second to six hours"),
    "hex": Range("m", 25, 20_000, "from a squad's front to a corps'"),
    "carriers": Range("carriers", 0, 100_000, "of one kind on one leg"),
    "payload": Range("t", 0.001, 10_000, "from a bearer to a ship"),
    "hours a day": Range("h", 0.1, 24, "a day has no more; what they carry is divided by it"),
    "leg": Range("km", 0, 10_000, "the Trans-Siberian is shorter"),
    "stock": Range("t", 0, 1_000_000, "a front's depots together"),
    "parameter": Range("in its own unit", 1e-6, 1e6, "its law is that of a logarithm: 0 has none"),
}  # fmt: skip
"""Kind of quantity -> its range. The page docs/how_to_add/ranges.md is written from it."""
SHARE = Range("", 0, 1, "a share of a whole, or a chance")
"""What a number of the class ``Share`` can be."""
MOST_MEANT = 100_000
"""A number above this is no slip of which a hint could tell what was meant."""
MOST_SPREAD = 1_000.0
"""High over low of a parameter's prior: who knows less than that knows nothing, and the tails of its law run away."""


class OutOfRange(ValueError):
    """A number that no field of its kind can hold: which of value, low and high it is, and what to write instead."""

    def __init__(self, key: str, number: float, kind: Range, note: str = "") -> None:
        super().__init__(kind.remedy(number))
        self.key = key
        """Empty where the number stands by itself."""
        self.shown = f"{_plain(number)} {kind.unit}".rstrip() + note


def outside(kind: Range, found: Any) -> OutOfRange | None:
    """What is wrong with a number, or with the value, low or high of one with an interval; None if nothing is.

    >>> outside(RANGES["hex"], 5)
    OutOfRange('give 25 to 20,000 m')
    """
    if not hasattr(found, "interval"):
        return None if kind.holds(found) else OutOfRange("", found, kind)
    if found.value is None:
        return None  # it comes from the record, and is looked at when it has come
    low, high = found.interval
    for key, number in (("value", found.value), ("low", low), ("high", high)):
        if not kind.holds(number):
            return OutOfRange(key, number, kind, _UNWRITTEN if getattr(found, key) is None else "")
    return None


_UNWRITTEN = ", since a guess goes 30% either way"


@dataclass(frozen=True)
class Within:
    """Annotates a field with the kind of its quantity: what lies outside the range is refused, InputError at its line.

    >>> from typing import Annotated
    >>> from pydantic import TypeAdapter
    >>> TypeAdapter(Annotated[int, Within("hex")]).validate_python(5)
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.ValidationError: 1 validation error for function-after[check(), int]
      Value error, give 25 to 20,000 m ...
    """

    kind: str

    @property
    def range(self) -> Range:
        """What a number of the kind can be."""
        return RANGES[self.kind]

    def check(self, found: Any) -> Any:
        """The number itself; OutOfRange if it lies outside."""
        wrong = outside(self.range, found)
        if wrong is not None:
            raise wrong
        return found

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """For pydantic: the schema of what is annotated, and then the check."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))


def _plain(number: float) -> str:
    """A number as people write it.

    >>> _plain(20000.0), _plain(0.001), _plain(1e30)
    ('20,000', '0.001', '1e+30')
    """
    if number == round(number) and abs(number) < 1e12:
        return f"{number:,.0f}"
    return f"{number:.6f}".rstrip("0") if 1e-6 <= abs(number) < 1e-3 else f"{number:g}"
