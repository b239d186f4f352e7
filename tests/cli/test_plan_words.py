"""Plans must come out whole: no condition of the format may lack its words."""

from __future__ import annotations

from khasan.present.scenario_page import plan_words
from khasan.scenario.plans import Action, Condition


def test_every_condition_of_the_format_has_words() -> None:
    assert set(plan_words._SAY) == set(Condition.model_fields)


def test_every_verb_of_the_format_has_words() -> None:
    assert set(plan_words._VERBS) == set(Action.model_fields)


def test_a_condition_that_is_false_or_nought_is_not_left_out() -> None:
    said = plan_words.condition_words(Condition(dark=False, stage=0, strength_above=0.0), {})
    assert said == ["it is light", "the stage is 0", "strength is above 0%"]
