"""The process: the prior stands on division fights, daring and gates move chances the way they must."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from khasan.frontier.declarations import SIDES
from khasan.frontier.many_histories import Frontier
from khasan.frontier.process import FIGHT, NEUTRAL, Gate, after, base_steps, calm, episodes_a_year, steps, top_rates
from khasan.frontier.sets import Draws
from khasan.frontier.space import SPLITS

DAY = date(1936, 6, 1)


def quiet(draws: Draws) -> Draws:
    """No outside event pulls."""
    setting = replace(draws.setting, dropped=frozenset(event.id for event in draws.setting.library.outside))
    return replace(draws, setting=setting)


def test_division_fights_have_the_rate_the_prior_is_put_on(priors: Draws) -> None:
    world = quiet(priors)
    x = world.x.copy()
    x[:, world.space["belief_weight"]] = 0.0
    rates = top_rates(world.space, x, world.setting, world.setting.active(DAY))[:, NEUTRAL, NEUTRAL]
    assert np.allclose(rates[:, 5:].sum(1), world.space.value(x, "division_rate"), rtol=1e-6)


def test_the_split_moves_no_chance_of_a_division_fight(priors: Draws) -> None:
    other = priors.x.copy()
    other[:, [priors.space[id_] for id_ in SPLITS]] = np.random.default_rng(1).normal(0, 2, (len(other), 5))
    ways = [-np.log1p(np.exp(-base_steps(priors.space, x)[:, :5])).sum(1) for x in (priors.x, other)]
    assert np.allclose(*ways, rtol=1e-5)


def test_a_step_of_two_weights_is_two_steps_of_one() -> None:
    """Merging rungs keeps the law of the way: seed 4; means over 5 standard errors apart once in two million."""
    rng = np.random.default_rng(4)
    five = rng.dirichlet([1, 1, 1, 1, 1], 40_000)
    merged = five[:, 1] + five[:, 2]
    four = rng.dirichlet([1, 2, 1, 1], 40_000)[:, 1]
    for power in (1, 2):
        a, b = merged**power, four**power
        assert abs(a.mean() - b.mean()) < 5 * np.sqrt((a.var() + b.var()) / len(a))


def test_rates_by_rung_add_up_to_the_episodes(priors: Draws) -> None:
    world = quiet(priors)
    active = world.setting.active(DAY)
    rates = top_rates(world.space, world.x, world.setting, active)
    assert np.all(rates >= 0)
    assert np.allclose(rates.sum(-1), episodes_a_year(world.space, world.x, active)[:, None, None])


def test_before_1935_there_is_less_by_the_step_in_behaviour_alone(priors: Draws) -> None:
    world = quiet(priors)
    late, early = (
        top_rates(world.space, world.x, world.setting, world.setting.active(day)) for day in (DAY, date(1934, 6, 1))
    )
    factor = world.space.value(world.x, "behaviour_1935")
    assert np.allclose(early * factor[:, None, None, None], late)


def test_daring_raises_every_combined_fight(priors: Draws) -> None:
    rates = top_rates(priors.space, priors.x, priors.setting, priors.setting.active(DAY))[..., FIGHT:].sum(-1)
    for axis in (1, 2):
        assert np.all(np.diff(rates, axis=axis) >= 0)


def test_a_gate_only_lowers_and_deciding_alone_only_raises(frontier: Frontier, priors: Draws) -> None:
    active = priors.setting.active(DAY)
    before = steps(priors.space, priors.x, priors.setting, active)[0].japan
    everywhere = frozenset(place.id for place in priors.setting.places)
    for kind, sign in (("required", -1), ("alone", 1)):
        gated = replace(priors.setting, gates=(Gate(kind, everywhere, frozenset({5})),))
        now = steps(priors.space, priors.x, gated, active)[0].japan
        assert np.all(sign * (now[..., 2] - before[..., 2]) >= -1e-12)
        assert np.any(now[..., 2] != before[..., 2])
        assert np.array_equal(np.delete(now, 2, -1), np.delete(before, 2, -1))


def test_daring_after_fights_stays_a_distribution_and_moves_the_right_way(priors: Draws) -> None:
    v = np.full((len(priors.x), 3, 3), 1 / 9)
    level = np.arange(3)
    for favour, way in (("japan", 1), ("soviet", -1), ("neither", 0)):
        w = after(priors.space, priors.x, v, favour)
        assert np.allclose(w.sum((1, 2)), 1)
        moved = [(w.sum(other) * level).sum(1) - (v.sum(other) * level).sum(1) for other in (2, 1)]
        for side in range(len(SIDES)):
            expected = way if side == 0 else -way
            assert np.all(np.sign(np.round(moved[side], 12)) == expected)


def test_daring_comes_back_to_neutral(priors: Draws) -> None:
    v = np.full((len(priors.x), 3, 3), 1 / 9)
    w = calm(priors.space, priors.x, v, 1e4)
    assert np.allclose(w[:, NEUTRAL, NEUTRAL], 1)
