"""Files of forecasts, read again: ours, or those of any other model in the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khasan.battles.cells import Cells, plain_number, whole
from khasan.battles.forecast_columns import CASUALTIES, CHANCE, COLUMNS
from khasan.battles.lines import read_lines
from khasan.errors import Problem

MOST = 1e9


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a model says of one battle."""

    chance: float
    """That the attacker wins; draws count half."""
    casualties: tuple[tuple[float, ...], tuple[float, ...]]
    """Quantiles at ``forecast_columns.LEVELS`` of the attacker's casualties, and of the defender's."""


def read_forecasts(path: Path) -> tuple[dict[str, Forecast], list[Problem]]:
    """Forecasts by the key of the battle, and rows that hold none, each with the reason.

    InputError, with one problem, for a file without a single forecast.
    """
    lines = read_lines(path, "a file of forecasts, CSV", COLUMNS, [(column,) for column in COLUMNS])
    found: dict[str, Forecast] = {}
    refused = list(lines.refused)
    for cells in lines.cells:
        cells.isqno = whole(cells.cells["isqno"])
        forecast = _forecast(cells, found)
        refused += cells.faults
        if forecast is not None:
            found[cells.isqno] = forecast
    if not found:
        raise lines.unusable(refused, "scored")
    return found, refused


def _forecast(cells: Cells, found: dict[str, Forecast]) -> Forecast | None:
    """The forecast of one line; None, and why among its faults, if it holds none."""
    if not any(cells.cells[column] for column in COLUMNS[1:]):
        cells.fault(CHANCE, "forecast this battle, or leave it out: it is not scored")
        return None
    if not cells.isqno:
        cells.fault("isqno", "give the key of the battle")
    elif cells.isqno in found:
        cells.fault("isqno", "give each battle one forecast")
    chance = plain_number(cells.cells[CHANCE])
    if chance is None or not 0 <= chance <= 1:
        cells.fault(CHANCE, "give a chance from 0 to 1, or forecast this battle")
    attacker, defender = (_quantiles(cells, columns) for columns in CASUALTIES)
    if cells.faults or chance is None:
        return None
    return Forecast(chance, (attacker, defender))


def _quantiles(cells: Cells, columns: tuple[str, ...]) -> tuple[float, ...]:
    values: list[float] = []
    for column in columns:
        value = plain_number(cells.cells[column])
        if value is None or not 0 <= value <= MOST:
            cells.fault(column, "give a number of men, 0 or more")
        elif values and value < values[-1]:
            cells.fault(column, f"give quantiles that rise; the one before is {values[-1]:g}")
        else:
            values.append(value)
    return tuple(values)
