"""Each property of histories and of the equations, and a fault with which its test must fail.

A fault takes the place of one function; the worlds are played again with it, and the test of the property is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from frontier import test_forward as forward_tests
from frontier import test_histories as history_tests
from frontier import test_process as process_tests
from khasan.frontier import aftermath, chronicle, climb, forward, history, process
from khasan.frontier.declarations import TOP
from khasan.frontier.many_histories import Asked, Frontier
from khasan.frontier.sets import Draws
from khasan.frontier.space import FIT_END
from long_forms import LONG

NUMBERS = list(range(40))
"""Histories of each world: enough for every test without a fault."""
Fault = Callable[[Any], Any]
"""From the right function, or number, to the wrong one."""


@dataclass(frozen=True)
class Mutant:
    """What is wrong, where, and the test that must notice."""

    what: str
    where: Any
    name: str
    fault: Fault
    test: Callable[..., None]
    worlds: Sequence[str | None] = (None,)
    quick: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    """What the test is given besides."""


def _one_stream_for_all(right: Any) -> Any:
    rng = np.random.default_rng(1)
    return lambda *address: rng


def _answers_too_early(right: Any) -> Any:
    return lambda *given: [replace(one, day=one.day - timedelta(days=9)) for one in right(*given)]


def _a_step_by_nobody(right: Any) -> Any:
    def climbed(*given: Any) -> Any:
        out = right(*given)
        if out.rung > 2 and out.decisions[-1].act == "raises":
            out.decisions.pop()
        return out

    return climbed


def _against_the_word(right: Any) -> Any:
    def answered(act: Any, out: Any, superior: Any, given: bool, z: Any) -> bool:
        right(act, out, superior, given, z)
        if not given:
            act.write(out, z[0], "raises", "refused", "ignored")
        return True

    return answered


def _of_the_engine(right: Any) -> Any:
    return lambda episode: None


def _no_step_of_1935(right: Any) -> Any:
    def counted(history_: Any, *given: Any) -> None:
        right(history_, *given)
        for series, year in list(history_.counts):
            history_.counts[series, year] = 100

    return counted


def _one_step_less(right: Any) -> Any:
    def rates(*given: Any) -> Any:
        found = right(*given)
        found[..., 5:] *= 0.9
        return found

    return rates


MUTANTS = (
    Mutant(
        "all purposes draw from one stream",
        history, "stream", _one_stream_for_all, history_tests.test_a_history_is_the_same_whatever_runs_beside_it,
    ),
    Mutant(
        "an army under order goes by its own judgement",
        climb, "_under_orders", lambda right: climb._own_judgement,
        history_tests.test_an_army_that_is_under_order_never_acts_against_it,
    ),
    Mutant(
        "notes are written before what they protest against",
        history, "answers", _answers_too_early, history_tests.test_nothing_comes_before_what_it_answers, quick=True,
    ),
    Mutant(
        "who has not protested asks for an inquiry",
        aftermath, "_writer", lambda right: lambda world, side, *_: {"japan": "moscow", "soviet": "tokyo"}[side],
        history_tests.test_notes_come_from_a_capital_or_an_ally_that_stands_there,
    ),
    Mutant(
        "the last step is taken by nobody",
        history, "climb", _a_step_by_nobody,
        history_tests.test_no_rung_is_reached_without_somebody_deciding_for_it,
    ),
    Mutant(
        "a Soviet army acts against Moscow's word",
        climb, "_answered", _against_the_word, history_tests.test_authority_holds_in_every_history,
        worlds=(None, "leave-required", "korea-army-alone"), quick=True,
    ),
    Mutant(
        "the leave that a what-if requires is not asked for",
        climb._Act, "gate", lambda right: "", history_tests.test_authority_holds_in_every_history,
        worlds=(None, "leave-required", "korea-army-alone"),
    ),
    Mutant(
        "a combined fight binds nobody",
        history, "top_allowed", lambda right: lambda bound: TOP, history_tests.test_one_combined_fight_at_a_time,
    ),
    Mutant(
        "an affair that never came to a fight keeps the fight's dead",
        history, "_stand_off", _of_the_engine, history_tests.test_fights_are_from_where_they_say,
    ),
    Mutant(
        "what is under way goes on after the war has come",
        history, "_cut", lambda right: lambda *given: None, history_tests.test_a_war_ends_its_history,
    ),
    Mutant(
        "every year is counted alike",
        history, "count_years", _no_step_of_1935, history_tests.test_counts_stay_apart_by_side_and_are_whole,
    ),
    Mutant(
        "a rung is called by its inner name",
        chronicle, "LEVEL", lambda right: dict.fromkeys(right, "rung 5"),
        history_tests.test_a_chronicle_is_in_order_and_names_no_inner_word,
    ),
    Mutant(
        "one division's fight in ten is lost",
        process_tests, "top_rates", _one_step_less,
        process_tests.test_division_fights_have_the_rate_the_prior_is_put_on,
    ),
    Mutant(
        "the equations end a stretch too early",
        forward, "stretches", lambda right: lambda *given: right(*given)[:-1],
        forward_tests.test_no_fight_at_all_is_as_likely_as_the_filter_says,
    ),
    Mutant(
        "the tree of leave loses a third of the wishes",
        climb, "_own_judgement", lambda right: lambda act, out, chance, u, z: right(act, out, chance * 2 / 3, u, z),
        forward_tests.test_whole_histories_agree_with_the_equations,
        more={"asked": Asked(replications=500, first=date(1938, 7, 6), last=FIT_END, given=True), "rungs": (5,)},
    ),
    Mutant(
        "daring turns the odds round",
        process, "LEVELS", lambda right: -right, process_tests.test_daring_raises_every_combined_fight,
    ),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "mutant", [one for one in MUTANTS if LONG or one.quick], ids=lambda one: one.what.replace(" ", "-")
)
def test_a_fault_is_caught_by_the_test_of_its_property(
    frontier: Frontier, priors: Draws, mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> None:
        needs = mutant.test.__code__.co_varnames[: mutant.test.__code__.co_argcount]
        given: dict[str, Any] = {"frontier": frontier, "priors": priors, **mutant.more}
        if "histories" in needs:
            given["histories"] = {
                world: history_tests.played(frontier, Asked(seed=8, what_if=world), NUMBERS) for world in mutant.worlds
            }
        mutant.test(**{name: given[name] for name in needs})

    run()
    monkeypatch.setattr(mutant.where, mutant.name, mutant.fault(getattr(mutant.where, mutant.name)))
    with pytest.raises((AssertionError, KeyError)):
        run()
