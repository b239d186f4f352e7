"""What vehicles are called where a person reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khasan.arrays import Labels

_ONE = {"tanks": "tank", "armoured cars": "armoured car", "boats": "boat", "wagons": "wagon", "vehicles": "vehicle"}


def together(words: Iterable[str]) -> str:
    """One word for vehicles of these kinds: their own if they are of one kind. Units without any say nothing.

    >>> together(["boats", "", "boats"]), together(["tanks", "armoured cars"]), together([""])
    ('boats', 'vehicles', '')
    """
    kinds = {word for word in words if word}
    return kinds.pop() if len(kinds) == 1 else "vehicles" if kinds else ""


def of_all(labels: Labels) -> str:
    """What the vehicles of a scenario are called."""
    return together(labels.unit_vehicles) or "vehicles"


def of_side(labels: Labels, side: int) -> str:
    """What the vehicles of a side are called; of one that has none, as those of the other."""
    own = (word for word, whose in zip(labels.unit_vehicles, labels.unit_side, strict=True) if whose == side)
    return together(own) or of_all(labels)


def one_of(word: str) -> str:
    """A single one of them.

    >>> one_of("wagons"), one_of("")
    ('wagon', '')
    """
    return _ONE.get(word, "")


def counted(count: int, word: str) -> str:
    """A number of vehicles of that kind.

    >>> counted(1, "boats"), counted(3, "armoured cars")
    ('1 boat', '3 armoured cars')
    """
    return f"{count} {_ONE[word] if count == 1 else word}"


def named(quantity: str, word: str) -> str:
    """A quantity of a measure that counts vehicles, under their own name.

    >>> named("tanks lost", "boats"), named("tanks lost", "vehicles"), named("killed", "boats")
    ('boats lost', 'vehicles lost', 'killed')
    """
    return quantity.replace("tanks", word, 1) if quantity.startswith("tanks ") else quantity
