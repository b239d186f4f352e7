"""A number and where it comes from: source, derivation or guess.

Short forms in YAML: a bare number takes the provenance of the nearest enclosing mapping that has one, but of a unit
not that of the formation it stands in; ``{value: 30, source: "KHG-S59"}``,
``{value: 8, derived: "2 batteries x 4", inputs: [toe/battery.weapons.howitzer]}``,
``{value: 30, low: 20, high: 40, guess: "why"}`` and ``{record: quantity-id}``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeVar, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

GUESS_SPREAD = 0.30
"""A guess without its own interval is uncertain by this share either way."""

Kind = Literal["source", "derived", "guess", "record", "bare"]


class Strict(BaseModel):
    """Base of every model an author writes: an unknown key is an error, and values are not coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True, allow_inf_nan=False)


class Provenance(Strict):
    """Says of the bare numbers below it where they come from; exactly one of the three keys."""

    source: str | None = None
    derived: str | None = None
    guess: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Provenance:
        if sum(bool(text) for text in (self.source, self.derived, self.guess)) != 1:
            raise ValueError("give exactly one of source, derived, guess")
        return self

    @property
    def kind(self) -> Kind:
        return "source" if self.source else "derived" if self.derived else "guess"

    @property
    def text(self) -> str:
        return self.source or self.derived or self.guess or ""


class Number(Strict):
    """A value with an interval and its provenance.

    >>> Number.model_validate({"value": 10, "guess": "by analogy"}).interval
    (7.0, 13.0)
    >>> Number.model_validate({"value": 4, "source": "S74"}).interval
    (4.0, 4.0)
    """

    value: float | None = None
    """Absent only in ``{record: ...}`` as an author writes it: a resolved scenario has a value everywhere."""
    low: float | None = None
    high: float | None = None
    source: str | None = None
    derived: str | None = None
    guess: str | None = None
    record: str | None = None
    inputs: list[str] | None = None
    """Of a derived number, what it comes from beside the sources in its text (``khasan.scenario.standing``)."""

    @model_validator(mode="before")
    @classmethod
    def _from_bare(cls, raw: Any) -> Any:
        if isinstance(raw, bool):
            raise ValueError("give a number, not true or false")
        if isinstance(raw, Stipulated):
            return {"value": float(cast("float", raw)), "derived": raw.why}
        if isinstance(raw, int | float):
            return {"value": raw}
        return raw

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        origins = [text for text in (self.source, self.derived, self.guess, self.record) if text is not None]
        if len(origins) > 1:
            raise ValueError("give one of source, derived, guess, record")
        if origins == [""]:
            raise ValueError("say which source, formula or reason: it is empty")
        if self.inputs is not None and self.derived is None:
            raise ValueError("inputs go with derived: they are what it is derived from")
        if self.value is None:
            if self.record is None:
                raise ValueError("a number needs a value (or record: the quantity it is taken from)")
            return self
        low, high = self.interval
        if not low <= self.value <= high:
            raise ValueError(f"low {low:g} <= value {self.value:g} <= high {high:g} does not hold")
        return self

    @property
    def kind(self) -> Kind:
        if self.source is not None:
            return "source"
        if self.derived is not None:
            return "derived"
        if self.guess is not None:
            return "guess"
        return "record" if self.record is not None else "bare"

    @property
    def why(self) -> str:
        return self.source or self.derived or self.guess or self.record or ""

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest value a replication may draw."""
        value = float(self)
        spread = GUESS_SPREAD * abs(value) if self.kind == "guess" else 0.0
        low = value - spread if self.low is None else self.low
        high = value + spread if self.high is None else self.high
        return low, high

    def __float__(self) -> float:
        return math.nan if self.value is None else self.value


class Amount(Number):
    """A number that is never negative.

    >>> Amount.model_validate(-1)
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.ValidationError: 1 validation error for Amount
      Value error, must not be negative ...
    """

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if self.value is not None and self.interval[0] < 0:
            raise ValueError("must not be negative")
        return self


class Share(Amount):
    """A number from 0 to 1; the interval of a guess is cut off at 1.

    >>> Share.model_validate({"value": 0.9, "guess": "by analogy"}).interval
    (0.63, 1.0)
    """

    @model_validator(mode="after")
    def _at_most_one(self) -> Share:
        if self.value is not None and max(self.value, self.high or 0.0) > 1:
            raise ValueError("must lie between 0 and 1")
        return self

    @property
    def interval(self) -> tuple[float, float]:
        low, high = super().interval
        return low, max(min(1.0, high), float(self))


class Stipulated:
    """Marks a bare number of a what-if: exactly what the question says, wherever it is put."""

    why: str


class _StipulatedFloat(float, Stipulated): ...


class _StipulatedInt(int, Stipulated): ...


def stipulated(value: float, why: str) -> float:
    """The number with the question that stipulates it, for where a Number is wanted.

    >>> Amount.model_validate(stipulated(0.5, "what-if half-strength")).why
    'what-if half-strength'
    """
    number = _StipulatedInt(value) if isinstance(value, int) else _StipulatedFloat(value)
    number.why = why
    return number


def _in_one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("write it in one line, without tabulators")
    return text


Line = Annotated[str, AfterValidator(_in_one_line)]
"""A name or a title: what stands in one cell of a table."""
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""Lower-case words and digits joined by hyphens."""


_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_AS_A_MOMENT = "give date, time and offset from UTC, such as 1938-07-31T03:15+09:00"
YEARS = (1900, 1999)
"""First and last year of a battle: sun and moon are computed for them, and the weapons are of this time."""


def _from_text(raw: Any) -> Any:
    if isinstance(raw, datetime):
        return raw
    if not isinstance(raw, str) or not _MOMENT.fullmatch(raw):
        raise ValueError(_AS_A_MOMENT)
    try:
        return datetime.fromisoformat(raw)
    except ValueError as error:  # such as the 31st of June
        raise ValueError(f"{_AS_A_MOMENT}: {error}") from None


def _has_offset(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("add the offset from UTC, such as +09:00")
    if not YEARS[0] <= moment.year <= YEARS[1]:
        raise ValueError(f"give a year from {YEARS[0]} to {YEARS[1]}")
    return moment


Moment = Annotated[datetime, BeforeValidator(_from_text), AfterValidator(_has_offset)]
"""Date and time with the offset from UTC; never without, and in ASCII digits."""


ModelT = TypeVar("ModelT", bound=BaseModel)
NumberT = TypeVar("NumberT", bound=Number)
Change = Callable[[Number, tuple[str | int, ...], Provenance | None], Number]
"""From a number, where it stands, and the nearest provenance above it, the number to put in its place."""


def map_numbers(
    model: ModelT,
    change: Change,
    above: Provenance | None = None,
    trail: tuple[str | int, ...] = (),
) -> ModelT:
    """The same model with each of its numbers changed; untouched parts are shared, not copied."""
    if isinstance(model, Number):
        return cast("ModelT", change(model, trail, above))
    nearest: Provenance | None = getattr(model, "provenance", None) or above
    changed: dict[str, Any] = {}
    for name, value in vars(model).items():
        if value is None or isinstance(value, str):
            continue
        if isinstance(value, BaseModel):
            new: Any = map_numbers(value, change, nearest, (*trail, name))
        elif isinstance(value, list | tuple) and value and isinstance(value[0], BaseModel):
            items = [map_numbers(item, change, nearest, (*trail, name, k)) for k, item in enumerate(value)]
            same = all(new is old for new, old in zip(items, value, strict=True))
            new = value if same else type(value)(items)
        else:
            continue
        if new is not value:
            changed[name] = new
    return model.model_copy(update=changed) if changed else model


def with_provenance(number: NumberT, above: Provenance | None) -> NumberT:
    """A bare number with the provenance above it; any other as it is."""
    if number.kind != "bare" or above is None:
        return number
    return number.model_copy(update={above.kind: above.text})


def inherit(model: ModelT, above: Provenance | None = None) -> ModelT:
    """The same model, its bare numbers with the provenance of the nearest enclosing model that has one.

    A bare number with none above stays bare; the linter reports it.

    >>> class Gun(Strict):
    ...     provenance: Provenance | None = None
    ...     crew: Amount
    >>> gun = Gun.model_validate({"provenance": {"source": "S74"}, "crew": 6})
    >>> inherit(gun).crew.why
    'S74'
    """
    return map_numbers(model, lambda number, _, nearest: with_provenance(number, nearest), above)
