"""Supply from the railhead to the company: what a chain of carriers brings, what a unit can fetch, what it lives on.

Railhead to depot: a leg of the chain brings what its carriers that run bring, the chain what its weakest leg brings.
Depot to unit:     carriers of the unit go back and forth over the way to the rear.
Food:              days carried go down with the clock; days without are hunger, and hunger spends men.
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p


@rule
def trip_days(distance_km, kmh, hours_a_day, handling_hours):
    """Days from one loading to the next: out and back, loading and unloading, in days of so many hours.

    Form: ours, because a carrier is on the road twice the distance, and loads and unloads once, in the hours that he
    works.

    >>> trip_days(675.0, 27.0, 10.0, 0.0)
    5.0
    """
    return (2.0 * distance_km / kmh + handling_hours) / hours_a_day


@rule
def after_wear(fit, broken, days, breakdown, repair):
    """(fit, broken) motor vehicles after so many days: shares a day break down, of those broken are put right.

    Form: ours, because it is the exact solution of fit' = repair broken - breakdown fit: it does not matter in how many
    parts the days come.
    """
    both = breakdown + repair
    if both <= 0.0:
        return fit, broken
    settled = (fit + broken) * repair / both
    fit_after = settled + (fit - settled) * math.exp(-both * days)
    return fit_after, fit + broken - fit_after


@rule
def lift_kg_an_hour(men, horses, trucks, way_s, parameters):
    """Kilograms an hour that a unit's men, horses and trucks fetch from the depot over a way of so many seconds.

    Form: ours, because a load comes once in a trip there and back, and loads of men, horses and trucks add up.
    """
    load_kg = (
        men * parameters[p.MAN_LOAD_KG] + horses * parameters[p.HORSE_LOAD_KG] + trucks * parameters[p.TRUCK_LOAD_KG]
    )
    return load_kg / (2.0 * way_s / 3600.0 + parameters[p.HANDLING_HOURS])


@rule
def needed_kg_a_day(men, horses, parameters):
    """Food and fodder of a unit, kilograms a day.

    Form: ours, because rations are by the head and add up.
    """
    return men * parameters[p.RATION_KG] + horses * parameters[p.FODDER_KG]


@rule
def after_issue(rounds, working, daily, hours, load):
    """Rounds after the day's allotment has come up for so many hours, never above the load.

    Form: ours, because an allotment by the day comes evenly over it, and stops at a full load; what is over it stays.
    """
    return max(rounds, min(load, rounds + working * daily * hours / 24.0))


@rule
def after_eating(food_days, hunger_days, days):
    """(days of food carried, days of hunger) after so many days; a day's food undoes a day's hunger.

    Form: ours, because food and hunger are counted in the same days: one runs down before the other begins.
    """
    if food_days >= days:
        return food_days - days, max(0.0, hunger_days - days)
    return 0.0, hunger_days + days - food_days


@rule
def spent(hunger_days, parameters):
    """How far hunger has spent a unit, 0..1: half after `hunger_days` days without food.

    Fatigue does not fall below it; cohesion does not rise above 1 - `hunger_worth` x spent.

    Form: ours, because hunger spends a share of what is left, half in the tabled days: it closes on 1 and never gets
    there.
    """
    return -math.expm1(-math.log(2.0) * hunger_days / parameters[p.HUNGER_DAYS])
