"""A design held against the frontier before anything runs: all that is wrong at once, each at its line of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np

from khasan.errors import InputError, nearest
from khasan.experiment.histories.worlds import LivingWorld
from khasan.experiment.study import checks
from khasan.experiment.study.factors import Ranged, choices_of, stated
from khasan.experiment.study.of_frontier import OfFrontier, Worlds
from khasan.experiment.study.schema import Design, Factor
from khasan.frontier.declarations import Prior
from khasan.frontier.history_tables import outcome_row
from khasan.frontier.posterior import SetDraws
from khasan.frontier.process import FIGHT
from khasan.frontier.space import Entry, Space
from khasan.results.columns import Column
from khasan.scenario.loader import Findings, Written
from khasan.scenario.nodes import Trail

PLACES = 201
"""Quantiles by which the law of a number is known."""
DRAWN = 20_001
"""Draws from which those of a law without a formula are taken."""
LOOKED_AT = 60
"""Histories in which a factor is looked for that moves no chance."""
_OF_SCENARIOS = {
    "changes": "changes are of a scenario's fields: give a what-if of the frontier, or leave it out",
    "until": "give the last day as frontier: {to: ...}",
    "record_rule": "it is of scenarios: leave it out",
}
Looked = tuple[OfFrontier, tuple[Column, ...], list[Ranged]]


def look_at_frontier(written: Written[Design], findings: Findings, worlds: Worlds | None = None) -> Looked | None:
    """Hold a design against the frontier; what is wrong goes into the findings. None if its own files are at fault."""
    design = written.model
    worlds = worlds or findings.take(lambda: Worlds(written))
    if worlds is None:
        return None
    for key, remedy in _OF_SCENARIOS.items():
        if value := getattr(design, key):
            findings.say((key,), str(value) if key != "changes" else f"{len(value)} of them", remedy)
    sound = _names_can_be_had(worlds, findings)
    bare = worlds if sound else Worlds(_bare(written), worlds.frontier)
    columns = checks.columns_of(design, bare.base, findings)
    factors = [one for k, factor in enumerate(design.factors) if (one := _ranged(bare, factor, k, findings))]
    _once(design, findings)
    if len(factors) == len(design.factors) and factors:
        checks.within_budget(design, factors, findings)
    if not findings.problems:
        _change_something(worlds, factors, findings)
    return bare.base, columns, factors


def _names_can_be_had(worlds: Worlds, findings: Findings) -> bool:
    """Assumption sets and what-ifs; could all that hold at every point be had?"""
    library, design = worlds.frontier.library, worlds.design.model
    sets = [one.id for one in library.assumptions.sets]
    fitted = {one.id for one in worlds.frontier.posterior.sets}
    named: list[tuple[Trail, str]] = [(("frontier", "assumptions"), worlds.on.assumptions)]
    for i, factor in enumerate(design.factors):
        named += [(("factors", i, "assumptions", k), one) for k, one in enumerate(factor.assumptions)]
    wrong: list[Trail] = []
    for trail, name in named:
        if name not in sets:
            findings.say(trail, name, f"there is no such assumption set: {nearest(name, sets)}")
            wrong.append(trail)
        elif name not in fitted:
            findings.say(trail, name, "there are no draws of this set yet: khasan frontier fit makes them")
            wrong.append(trail)
    for trail, name in checks.what_ifs_of(design):
        try:
            library.what_if(name)
        except InputError as error:
            checks.lay_at(findings, trail, name, error)
            wrong.append(trail)
    return not any(trail[0] in ("frontier", "what_ifs") for trail in wrong)


def _bare(written: Written[Design]) -> Written[Design]:
    """The design without what holds at every point."""
    on = written.model.frontier
    assert on is not None
    without = {"what_ifs": [], "frontier": on.model_copy(update={"assumptions": "base"})}
    return Written(written.model.model_copy(update=without), written.node)


def _once(design: Design, findings: Findings) -> None:
    """Two factors cannot both say which years, or which assumption set."""
    for key in ("assumptions", "periods"):
        some = [k for k, factor in enumerate(design.factors) if getattr(factor, key)]
        for k in some[1:]:
            remedy = f"the factor {design.factors[some[0]].id} says them already: make one factor of the two"
            findings.say(("factors", k, key), design.factors[k].id, remedy)


# -- the settings of factors -----------------------------------------------------------------------------------


def _ranged(worlds: Worlds, factor: Factor, index: int, findings: Findings) -> Ranged | None:
    if factor.chance:
        return Ranged(factor, "chance")
    if factor.what_if is not None:
        return Ranged(factor, "choice", labels=("off", "on"))
    if factor.choices:
        return choices_of(factor, index, findings)
    if factor.assumptions:
        titles = {one.id: one.title for one in worlds.frontier.library.assumptions.sets}
        return Ranged(factor, "choice", labels=tuple(titles.get(one, one) for one in factor.assumptions))
    if factor.periods:
        return Ranged(factor, "choice", labels=tuple(one.title or one.id for one in factor.periods))
    if factor.path is not None:
        remedy = "a path is of a scenario's fields: give parameter, what_if, choices, assumptions or periods"
        findings.say(("factors", index, "path"), factor.path, remedy)
        return None
    return _parameter(worlds, factor, index, findings)


def _parameter(worlds: Worlds, factor: Factor, index: int, findings: Findings) -> Ranged | None:
    """A number of the model: over its own law, or where the design says."""
    id_ = factor.parameter or ""
    priors = {one.id: one for one in [*worlds.frontier.library.all_priors, *worlds.brought]}
    if id_ not in priors:
        remedy = f"there is no such number of the frontier's model: {nearest(id_, priors)}"
        findings.say(("factors", index, "parameter"), id_, remedy)
        return None
    prior = priors[id_]
    scale = "logit" if prior.cases is not None else prior.scale
    for name, some in (
        ("levels", factor.levels),
        ("low", [one for one in (factor.low, factor.high) if one is not None]),
    ):
        for value in some:
            if (scale != "identity" and value <= 0) or (scale == "logit" and value >= 1):
                bound = "above 0 and below 1" if scale == "logit" else "above 0"
                findings.say(("factors", index, name), value, f"give a value {bound}: {prior.meaning.lower()}")
                return None
    return stated(factor) or _its_own_law(worlds, factor, prior)


def _its_own_law(worlds: Worlds, factor: Factor, prior: Prior) -> Ranged:
    """The posterior where the number was fitted, else the prior, as quantiles in its own unit."""
    assumptions = worlds.on.assumptions
    library = worlds.frontier.library
    space = Space.of(library, library.assumption(assumptions), worlds.brought)
    kept: SetDraws = worlds.frontier.posterior.of(assumptions)
    entry = space.entries[space[prior.id]]
    places = np.linspace(0.0, 1.0, PLACES)
    if prior.id in kept.ids:
        law, raw = "posterior", np.quantile(kept.draws[:, kept.ids.index(prior.id)].astype(np.float64), places)
    else:
        law, raw = "prior", _quantiles(entry, places)
    vectors = np.zeros((PLACES, len(space.ids)))
    vectors[:, space[prior.id]] = raw
    table = space.value(vectors, prior.id)
    low, mode, high = (float(np.interp(at, places, table)) for at in (0.05, 0.5, 0.95))
    share = entry.scale == "logit"
    return Ranged(
        factor, "posterior" if law == "posterior" else "prior", low, mode, high, share,
        table=tuple(float(one) for one in table),
    )  # fmt: skip


def _quantiles(entry: Entry, places: np.ndarray) -> np.ndarray:
    """Of a number that is drawn from its prior, on its unbounded scale."""
    inner = np.clip(places, 0.5 / DRAWN, 1 - 0.5 / DRAWN)
    if entry.law == "normal":
        return np.array([NormalDist(entry.a, entry.b).inv_cdf(float(one)) for one in inner])
    rng = np.random.default_rng(0)
    drawn = rng.beta(entry.a, entry.b, DRAWN) if entry.law == "beta" else rng.gamma(entry.a, size=DRAWN)
    drawn = np.clip(drawn, 1e-9, 1 - 1e-9) if entry.law == "beta" else np.maximum(drawn, 1e-12)
    raw = np.log(drawn / (1 - drawn)) if entry.law == "beta" else np.log(drawn)
    return np.asarray(np.quantile(raw, inner))


# -- what changes nothing --------------------------------------------------------------------------------------


def _change_something(worlds: Worlds, factors: Sequence[Ranged], findings: Findings) -> None:
    """A factor that no chance and no history knows of is refused."""
    texts = {worlds.text({})}
    for one in factors:
        if one.is_choice:
            own = [worlds.text({one.id: k}) for k in range(len(one.labels))]
            texts |= set(own)
            if twice := [k for k, text in enumerate(own) if text in own[:k]]:
                remedy = "it makes the same world as another of its settings: leave one out"
                findings.say(("factors", _place(worlds, one)), one.labels[twice[0]], remedy)
    for one in factors:
        trail: Trail = ("factors", _place(worlds, one))
        if one.factor.what_if is not None or one.factor.choices:
            for k, label in enumerate(one.labels):
                text = worlds.text({one.id: k})
                if text != worlds.text({}) and not _differ(worlds, (text, {}), (worlds.text({}), {})):
                    remedy = f"it changes nothing in these years: {_span(worlds)}"
                    findings.say(trail, one.factor.what_if or label, remedy)
        elif one.factor.parameter is not None:
            id_, ends = one.factor.parameter, one.ends
            if not any(_differ(worlds, (text, {id_: ends[0]}), (text, {id_: ends[1]})) for text in sorted(texts)):
                remedy = f"it changes nothing that is counted in these years: {_span(worlds)}"
                findings.say((*trail, "parameter"), id_, remedy)


def _place(worlds: Worlds, one: Ranged) -> int:
    return worlds.design.model.factors.index(one.factor)


def _span(worlds: Worlds) -> str:
    return f"{worlds.on.from_} to {worlds.on.to}, vary what counts in them"


def _differ(worlds: Worlds, one: tuple[str, Mapping[str, float]], other: tuple[str, Mapping[str, float]]) -> bool:
    """Do two worlds part, in the chances of a few draws or in some of many histories?"""
    seed = worlds.design.model.seed
    made = [(LivingWorld.of(text), numbers) for text, numbers in (one, other)]
    few = [(seed, number) for number in range(8)]
    for rung in (FIGHT, FIGHT + 1):
        first, second = (world.chances(world.moved(numbers, few), rung) for world, numbers in made)
        if first != second:
            return True
    addresses = [(seed, number) for number in range(LOOKED_AT)]
    ready = [(world, world.moved(numbers, addresses)) for world, numbers in made]
    return any(
        outcome_row(ready[0][0].history(ready[0][1], *address))
        != outcome_row(ready[1][0].history(ready[1][1], *address))
        for address in addresses
    )
