"""Forward equations against closed forms, against the likelihood's filter, and against whole histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from khasan.frontier import forward
from khasan.frontier.calendar import end_of
from khasan.frontier.declarations import TOP
from khasan.frontier.fighttable import EngineFights
from khasan.frontier.filtering import filtered
from khasan.frontier.forward import solve
from khasan.frontier.history import play
from khasan.frontier.history_tables import first_of
from khasan.frontier.many_histories import Asked, Frontier
from khasan.frontier.process import top_rates
from khasan.frontier.sets import Draws, draws_of
from khasan.frontier.setting import Setting
from khasan.frontier.space import FIT_END, Floats
from khasan.frontier.start import free_start, given_start
from long_forms import LONG


def still(draws: Draws) -> tuple[Setting, Floats, Floats, Floats]:
    """A world without daring, pulls or bad years: setting, draws, rates by rung from 1935, and years to the end."""
    setting = replace(draws.setting, dropped=frozenset(event.id for event in draws.setting.library.outside))
    x = draws.x.copy()
    for id_ in ("dares_japan", "dares_soviet", "year_scatter"):
        x[:, draws.space[id_]] = -30.0
    x[:, draws.space["belief_weight"]] = 0.0
    rates = top_rates(draws.space, x, setting, setting.active(date(1936, 6, 1)))[:, 1, 1]
    early = end_of(date(1934, 12, 31))
    return setting, x, rates, end_of(FIT_END) - early + early / draws.space.value(x, "behaviour_1935")


def test_without_daring_and_pulls_a_fight_comes_as_poisson_has_it(priors: Draws) -> None:
    setting, x, rates, years = still(priors)
    solved = solve(priors.space, x, setting, free_start(x), FIT_END, 4)
    assert np.allclose(solved.chance[:, -1], 1 - np.exp(-rates[:, 4:].sum(-1) * years), atol=1e-9)


def test_a_fight_that_never_ends_leaves_no_room_for_another(priors: Draws) -> None:
    setting, x, rates, years = still(priors)
    x[:, priors.space["length_combined"]] = 30.0
    all_, greater = rates[:, 4:].sum(-1), rates[:, 5:].sum(-1)
    solved = solve(priors.space, x, setting, free_start(x), FIT_END, 5)
    assert np.allclose(solved.chance[:, -1], greater / all_ * (1 - np.exp(-all_ * years)), atol=1e-9)


def test_shorter_steps_change_little(frontier: Frontier, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = draws_of(frontier.library, frontier.tables, frontier.posterior, limit=40)
    found = []
    for longest in (forward.LONGEST, forward.LONGEST / 4):
        monkeypatch.setattr(forward, "LONGEST", longest)
        solved = solve(draws.space, draws.x, draws.setting, free_start(draws.x), FIT_END, 5)
        found.append(solved.chance[:, -1])
    assert np.abs(found[0] - found[1]).max() < 0.01
    assert abs(found[0].mean() - found[1].mean()) < 0.002


def test_no_fight_at_all_is_as_likely_as_the_filter_says(priors: Draws) -> None:
    """Two solvers written apart: the likelihood of an empty record, and what the equations leave."""
    x = priors.x
    solved = solve(priors.space, x, priors.setting, free_start(x), FIT_END, 4)
    empty = filtered(priors.space, x, priors.setting, [], FIT_END)
    assert np.allclose(1 - solved.chance[:, -1], np.exp(empty.log), atol=1e-6)


def test_chances_grow_with_the_years_and_fall_with_the_rung(priors: Draws) -> None:
    found = [
        solve(priors.space, priors.x, priors.setting, free_start(priors.x), date(1945, 8, 9), rung)
        for rung in (4, 5, 6, 7)
    ]
    for lower, higher in pairwise(found):
        assert np.all(lower.chance >= higher.chance - 1e-9)
    for one in found:
        assert np.all(np.diff(one.chance, axis=1) >= 0)
        assert np.all((one.chance >= 0) & (one.chance <= 1))
        assert np.all(one.chance[:, -1] + one.war <= 1 + 1e-9)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("asked", "rungs"),
    [
        (Asked(replications=300 if LONG else 120, seed=3), (4, 5, 6)),
        (Asked(replications=200 if LONG else 100, seed=3, what_if="leave-required", last=FIT_END), (5,)),
        (Asked(replications=500, seed=3, first=date(1938, 7, 6), last=date(1939, 12, 31), given=True), (4, 5, 6)),
        (Asked(replications=150, seed=3, first=date(1938, 8, 5), last=FIT_END, given=True), (4, 5)),
    ],
    ids=["free", "what-if", "given", "given in a fight"],
)
def test_whole_histories_agree_with_the_equations(frontier: Frontier, asked: Asked, rungs: tuple[int, ...]) -> None:
    """Seed 3, 100 to 500 histories: within four standard errors; ten comparisons, one false alarm in 900 (in 1,250 in
    the long form), by the binomial law at the chances of the equations."""
    draws, start, _ = frontier.world(asked)
    table = EngineFights(frontier.library)
    histories = [
        play(draws.space, draws.x, draws.setting, start, asked.last, table, seed=asked.seed, replication=number)
        for number in range(asked.replications)
    ]
    for rung in rungs:
        chance = float(solve(draws.space, draws.x, draws.setting, start, asked.last, rung).chance[:, -1].mean())
        seen = np.mean([first_of(one, rung) is not None for one in histories])
        assert abs(seen - chance) < 4 * np.sqrt(chance * (1 - chance) / len(histories))
    if asked.last > date(1941, 4, 13):
        pact = float(solve(draws.space, draws.x, draws.setting, start, asked.last, TOP).pact.mean())
        signed = np.mean([one.pact for one in histories])
        assert abs(signed - pact) < 4 * np.sqrt(pact * (1 - pact) / len(histories))


def test_the_record_given_leaves_an_episode_open_as_high_as_it_stood(frontier: Frontier) -> None:
    draws = draws_of(frontier.library, frontier.tables, frontier.posterior, limit=20)
    for day, rung in ((date(1938, 7, 6), 0), (date(1938, 7, 16), 1), (date(1938, 8, 1), 5), (date(1938, 8, 5), 6)):
        start = given_start(draws.space, draws.x, draws.setting, draws.fights, day)
        assert start.episode is not None
        assert (start.episode.id, start.rung) == ("lake-khasan-1938", rung)
    after = given_start(draws.space, draws.x, draws.setting, draws.fights, date(1938, 8, 12))
    assert after.episode is None


def test_a_soviet_success_at_khalkhin_gol_leaves_less_japanese_daring(frontier: Frontier) -> None:
    draws = draws_of(frontier.library, frontier.tables, frontier.posterior, limit=50)
    level = np.arange(3)
    means = []
    for what_if in (None, "khalkhin-gol-lost"):
        setting = draws.setting if what_if is None else draws.setting.under(frontier.library.what_if(what_if))
        start = given_start(draws.space, draws.x, setting, draws.fights, date(1939, 9, 17))
        means.append((start.daring.sum(2) * level).sum(1))
    assert np.all(means[0] < means[1])
