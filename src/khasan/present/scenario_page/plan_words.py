"""Plans, numbers and weather in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from khasan.scenario.plans import Action, Condition, Near, Plan, Rule

Names = Mapping[str, str]
"""Id -> what people call it; an id that is not there stands for itself."""


def plan_lines(plan: Plan, names: Names) -> list[str]:
    """A plan's rules in order, one a line: when ..., do ...

    >>> plan = Plan.model_validate({"id": "p", "title": "Hold", "formations": ["a"], "rules": [
    ...     {"name": "give way", "when": {"strength_below": 0.5}, "do": {"withdraw": "rear"}, "set_stage": 1},
    ...     {"name": "stay", "do": {"hold": "hill"}}]})
    >>> for line in plan_lines(plan, {"hill": "Hill 52"}):
    ...     print(line)
    1. give way: when strength is below 50%: withdraw to rear (stage 1 from then on)
    2. stay: else: hold Hill 52
    """
    return [f"{number}. {rule_words(rule, names)}" for number, rule in enumerate(plan.rules, 1)]


def rule_words(rule: Rule, names: Names) -> str:
    """One rule as a sentence."""
    conditions = condition_words(rule.when, names)
    when = "when " + " and ".join(conditions) if conditions else "else"
    stage = f" (stage {rule.set_stage} from then on)" if rule.set_stage is not None else ""
    return f"{rule.name}: {when}: {action_words(rule.do, names)}{stage}"


def condition_words(condition: Condition, names: Names) -> list[str]:
    """Each condition that is given, in the order of the format.

    >>> condition_words(Condition(dark=True, held=["a", "b"]), {"a": "Zaozernaya"})
    ['it is dark', 'own side holds Zaozernaya and b']
    """
    given = ((key, getattr(condition, key)) for key in Condition.model_fields)
    return [_SAY[key](value, names) for key, value in given if value is not None and value != []]


def action_words(action: Action, names: Names) -> str:
    """An order.

    >>> action_words(Action(support="hill"), {})
    'support at hill'
    """
    return f"{_VERBS[action.kind]} {names.get(action.place, action.place)}"


def moment(when: datetime) -> str:
    """Date and time on the scenario's own clock.

    >>> moment(datetime.fromisoformat("1938-07-31T03:15+09:00"))
    '31 Jul 1938 03:15 (UTC+09:00)'
    """
    offset = when.strftime("%z")
    return f"{when.day} {when:%b %Y %H:%M} (UTC{offset[:3]}:{offset[3:]})"


def amount(number: Any) -> str:
    """A number with its interval, if it has one.

    >>> from khasan.scenario.numbers import Number
    >>> amount(Number(value=10, guess="why")), amount(Number(value=4, source="S000"))
    ('10 (7 to 13)', '4')
    """
    low, high = number.interval
    value = f"{float(number):g}"
    return value if low == high else f"{value} ({low:g} to {high:g})"


def percent(share: float) -> str:
    """A share as a percentage.

    >>> percent(0.67)
    '67%'
    """
    return f"{100 * share:g}%"


def join(words: Sequence[str], last: str = "and") -> str:
    """Words as a list.

    >>> join(["a", "b", "c"]), join(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


_VERBS = {
    "hold": "hold",
    "move": "march to",
    "attack": "attack",
    "withdraw": "withdraw to",
    "bombard": "bombard",
    "support": "support at",
    "strike": "bomb",
    "cover": "cover from the air",
    "scout": "scout from the air",
    "bridge": "build a crossing at",
    "demolish": "blow the crossing at",
    "pursue": "pursue towards",
    "ambush": "lie in wait at",
}


def _places(ids: Sequence[str], names: Names, last: str = "and") -> str:
    return join([names.get(place, place) for place in ids], last)


def _near(near: Near, names: Names) -> str:
    return f"within {near.within_m:g} m of {names.get(near.place, near.place)}"


def _enemy_near(near: Near, names: Names) -> str:
    units = "an enemy unit is" if near.at_least == 1 else f"{near.at_least} enemy units are"
    return f"{units} known {_near(near, names)}"


def _no_enemy_near(near: Near, names: Names) -> str:
    units = "no enemy unit is" if near.at_least == 1 else f"fewer than {near.at_least} enemy units are"
    return f"{units} known {_near(near, names)}"


_SAY: dict[str, Callable[[Any, Names], str]] = {
    "after": lambda when, _: f"it is {moment(when)} or later",
    "before": lambda when, _: f"it is before {moment(when)}",
    "dark": lambda dark, _: "it is dark" if dark else "it is light",
    "visibility_below_m": lambda metres, _: f"visibility is less than {metres:g} m",
    "visibility_above_m": lambda metres, _: f"visibility is more than {metres:g} m",
    "stage": lambda stage, _: f"the stage is {stage}",
    "stage_at_least": lambda stage, _: f"the stage is {stage} or later",
    "held": lambda places, names: f"own side holds {_places(places, names)}",
    "lost": lambda places, names: f"the enemy holds {_places(places, names)}",
    "any_lost": lambda places, names: f"the enemy holds {_places(places, names, 'or')}",
    "enemy_near": _enemy_near,
    "no_enemy_near": _no_enemy_near,
    "strength_below": lambda share, _: f"strength is below {percent(share)}",
    "strength_above": lambda share, _: f"strength is above {percent(share)}",
    "arrived": lambda share, _: f"{percent(share)} of the units have arrived",
    "at": lambda place, names: f"half of the fit units are at {names.get(place, place)}",
    "suppressed_above": lambda share, _: f"suppression is above {percent(share)}",
    "vehicles_below": lambda share, _: f"fewer than {percent(share)} of the vehicles run",
    "ammunition_below": lambda share, _: f"ammunition is below {percent(share)} of the basic load",
    "spent": lambda yes, _: "it has lost more than its commander bears" if yes else "it has not lost too much yet",
    "stopped": lambda yes, _: "its attack has been broken off" if yes else "no attack of its own lies broken off",
    "stopped_hours": lambda hours, _: f"its attack was broken off {hours:g} hours ago or longer",
    "lost_lately_above": lambda share, _: f"over {percent(share)} of its men were lost in the last hour or two",
    "neighbour_gone": lambda yes, _: "its neighbours have gone" if yes else "its neighbours stand",
    "odds_above": lambda odds, names: (
        f"it has over {odds.times:g} times the enemies known round {names.get(odds.place, odds.place)}"
    ),
    "supported": lambda place, names: f"guns of its side fire at {names.get(place, place)}",
}
