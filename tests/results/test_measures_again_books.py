"""Ledgers, explanations and the story beside sums over the losses and the counts they are made from."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest
from scipy.stats import poisson

import khasan
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.results import explain, unit_ledger, vehicles
from khasan.results.story import story
from results import measures_made_up

OF_LOSSES = {
    "killed": (a.LO_KILLED, a.KILLED), "wounded": (a.LO_WOUNDED, a.WOUNDED), "missing": (a.LO_MISSING, a.MISSING),
    "captured": (a.LO_CAPTURED, a.CAPTURED), "vehicles burnt": (a.LO_BURNT, a.BURNT),
    "vehicles knocked out": (a.LO_KNOCKED_OUT, a.KNOCKED_OUT), "vehicles abandoned": (a.LO_ABANDONED, a.ABANDONED),
    "weapons lost": (a.LO_WEAPONS, a.WEAPONS_LOST), "horses lost": (a.LO_HORSES, a.HORSES_LOST),
    "trucks lost": (a.LO_TRUCKS, a.TRUCKS_LOST),
}  # fmt: skip
CAUSES = {
    a.AIMED: "aimed fire", a.AREA: "area fire", a.ARMOUR: "anti-armour fire", a.CLOSE: "close combat",
    a.PURSUIT: "pursuit", a.CARRIED: "what befell the carrier", a.BOMBING: "bombing", a.STRAFING: "strafing",
    a.ANTI_AIRCRAFT: "anti-aircraft fire", a.AIR_COMBAT: "air combat", a.SURRENDER: "surrender",
}  # fmt: skip


@pytest.fixture(scope="module", params=["kanchazu-1937", "halhamiao-1935", "lake-khanka-1935"])
def fought(request: pytest.FixtureRequest) -> tuple[Compiled, Replication]:
    resolved = khasan.load_scenario(request.param)
    coarse = resolved.map.model_copy(update={"hex_m": 300.0})
    compiled = khasan.compile_scenario(resolved.model_copy(update={"map": coarse}))
    return compiled, run_replication(compiled, 7, 0, record=True)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Compiled, Replication]:
    compiled = measures_made_up.compiled(tmp_path_factory.mktemp("country"))
    return compiled, measures_made_up.replication(compiled)


# -- losses and ledgers ----------------------------------------------------------------------------------------


def test_losses_add_up_to_the_counts_at_every_look(fought: tuple[Compiled, Replication]) -> None:
    """What a unit has lost by the start of a step is what befell it in the steps before."""
    _, rep = fought
    assert len(rep.losses) >= 1
    for look, step in enumerate(rep.snapshot_steps):
        before = rep.losses[rep.losses[:, a.LO_STEP] < step]
        for what, (row, count) in OF_LOSSES.items():
            for unit in range(rep.counts.shape[2]):
                sums = before[before[:, a.LO_TARGET] == unit][:, row].sum()
                assert sums == rep.counts[look, count, unit], (what, unit, look)


def phase_of(compiled: Compiled, step: int) -> str:
    """Title of the phase in which a step begins; of phases that overlap, the later in the file."""
    begins = compiled.resolved.clock.start + timedelta(seconds=compiled.step_s * step)
    titles = [phase.title for phase in compiled.resolved.phases if phase.start <= begins < phase.end]
    return titles[-1] if titles else "outside the phases"


def lines_again(compiled: Compiled, rep: Replication, unit: int, whose: int, others: int) -> dict[Any, Any]:
    """Sums and number of losses by phase, cause, other unit and weapon."""
    labels = compiled.labels
    found: dict[Any, Any] = defaultdict(lambda: [0, defaultdict(int)])
    for loss in rep.losses:
        if loss[whose] != unit:
            continue
        other = labels.units[loss[others]] if loss[others] >= 0 else None
        weapon = labels.weapon_names[loss[a.LO_WEAPON]] if loss[a.LO_WEAPON] >= 0 else None
        line = found[phase_of(compiled, int(loss[a.LO_STEP])), CAUSES[int(loss[a.LO_CAUSE])], other, weapon]
        line[0] += 1
        for what, (row, _) in OF_LOSSES.items():
            if loss[row]:
                line[1][what] += int(loss[row])
    return {key: (times, dict(lost)) for key, (times, lost) in found.items()}


def check_ledgers(compiled: Compiled, rep: Replication) -> int:
    labels, lines = compiled.labels, 0
    for unit, name in enumerate(labels.units):
        kept = unit_ledger.ledger_of(compiled, rep, 7, unit)
        assert (kept.scenario, kept.seed, kept.replication) == (compiled.resolved.id, 7, rep.replication)
        assert (kept.unit, kept.unit_name) == (name, labels.unit_names[unit])
        assert kept.men == rep.initial_men[unit]
        assert kept.vehicles == rep.initial_vehicles[unit]
        assert kept.men_left == rep.counts[-1, a.MEN, unit]
        assert kept.vehicles_left == rep.counts[-1, a.VEHICLES, unit]
        for entries, whose, others in (
            (kept.suffered, a.LO_TARGET, a.LO_SHOOTER),
            (kept.inflicted, a.LO_SHOOTER, a.LO_TARGET),
        ):
            found = {(e.phase, e.cause, e.other, e.weapon): (e.times, e.lost) for e in entries}
            assert len(found) == len(entries)
            assert found == lines_again(compiled, rep, unit, whose, others)
            assert all(e.other_name == (None if e.other is None else labels.unit_names[labels.units.index(e.other)])
                       for e in entries)  # fmt: skip
            phases = [entry.phase for entry in entries]
            order = sorted(range(len(entries)), key=lambda k: (first_step(compiled, phases[k]), k))
            assert order == list(range(len(entries)))
            for one, two in itertools.pairwise(entries):
                assert one.phase != two.phase or sum(one.lost.values()) >= sum(two.lost.values())
            lines += len(entries)
        for what in OF_LOSSES:
            assert kept.total(what) == sum(e.lost.get(what, 0) for e in kept.suffered)
    return lines


def first_step(compiled: Compiled, phase: str) -> int:
    return next(step for step in range(compiled.steps) if phase_of(compiled, step) == phase)


def test_a_ledger_is_the_losses_gathered(fought: tuple[Compiled, Replication]) -> None:
    assert check_ledgers(*fought) >= 2


def test_a_ledger_of_made_up_losses_is_those_gathered(made_up: tuple[Compiled, Replication]) -> None:
    """Of every cause, in every phase, between them and in their first and last steps, by nobody in particular and by
    somebody, twice by some."""
    compiled, rep = made_up
    ends = [0, 451, 452, 453, 549, 550, 551, 881, 882, 883, compiled.steps - 1]  # 11.3, 13.75 and 22.05 hours
    rep.losses[: len(ends), a.LO_STEP] = ends
    twice = rep._replace(losses=rep.losses.repeat(2, axis=0), factors=rep.factors.repeat(2, axis=0))
    assert check_ledgers(compiled, twice) >= 70


def test_the_text_of_a_ledger_adds_up(made_up: tuple[Compiled, Replication]) -> None:
    compiled, rep = made_up
    unit = int(rep.losses[0, a.LO_TARGET])
    kept = unit_ledger.ledger_of(compiled, rep, 7, unit)
    said = unit_ledger.text(kept).splitlines()

    def told(entries: Any) -> str:
        sums = {what: sum(e.lost.get(what, 0) for e in entries) for what in OF_LOSSES}
        order = [name for name, _ in explain.LOST]
        return ", ".join(f"{sums[what]} {what}" for what in order if sums[what])

    assert said[1] == (
        f"{kept.unit_name} ({kept.unit}): {kept.men} men, {kept.men_left} at the end, vehicles {kept.vehicles}, "
        f"{kept.vehicles_left} at the end"
    )
    assert f"Lost: {told(kept.suffered)}" in said
    if kept.inflicted:
        assert f"Did to others: {told(kept.inflicted)}" in said
    for phase in {entry.phase for entry in kept.suffered}:
        assert f"  {phase}: {told([e for e in kept.suffered if e.phase == phase])}" in said


# -- explanations ----------------------------------------------------------------------------------------------


def test_an_explanation_has_the_numbers_of_its_loss(fought: tuple[Compiled, Replication]) -> None:
    compiled, rep = fought
    labels = compiled.labels
    names = {
        "rounds": a.FA_ROUNDS, "effect_per_round": a.FA_EFFECT, "exposure": a.FA_EXPOSURE,
        "steadiness": a.FA_STEADINESS, "observation": a.FA_OBSERVATION, "quality": a.FA_QUALITY,
        "parameter": a.FA_PARAMETER, "fight": a.FA_FIGHT, "saturation": a.FA_SATURATION,
    }  # fmt: skip
    for event, (loss, factors) in enumerate(zip(rep.losses, rep.factors, strict=True)):
        why = explain.why(compiled, rep, 7, event)
        assert (why.event, why.step, why.replication, why.seed) == (event, loss[a.LO_STEP], rep.replication, 7)
        assert why.cause == CAUSES[int(loss[a.LO_CAUSE])]
        assert why.target == labels.units[loss[a.LO_TARGET]]
        assert why.shooter == (labels.units[loss[a.LO_SHOOTER]] if loss[a.LO_SHOOTER] >= 0 else None)
        assert why.weapon == (labels.weapon_names[loss[a.LO_WEAPON]] if loss[a.LO_WEAPON] >= 0 else None)
        assert why.lost == {what: loss[row] for what, (row, _) in OF_LOSSES.items() if loss[row]}
        assert {factor.name: factor.value for factor in why.factors} == {name: factors[k] for name, k in names.items()}
        assert why.expected == factors[a.FA_EXPECTED] == pytest.approx(math.prod(factors[k] for k in names.values()))
        assert (why.range_m, why.weapons, why.draw) == (
            factors[a.FA_RANGE_M], factors[a.FA_WEAPONS], factors[a.FA_DRAW],
        )  # fmt: skip
        assert why.drawn_again
        begins = compiled.resolved.clock.start + timedelta(seconds=compiled.step_s * int(loss[a.LO_STEP]))
        assert why.time == begins.isoformat(timespec="seconds")
        check_span(why, loss)


def check_span(why: explain.Why, loss: Any) -> None:
    """A Poisson count of this mean is what it is for draws between two values; above them no more were left."""
    vehicles = int(loss[a.LO_BURNT] + loss[a.LO_KNOCKED_OUT])
    men = int(loss[a.LO_KILLED] + loss[a.LO_WOUNDED] + loss[a.LO_MISSING])
    assert why.fallen == (vehicles or men)
    if why.cause in (CAUSES[a.PURSUIT], CAUSES[a.CARRIED], CAUSES[a.SURRENDER]):
        assert why.span is None
        return
    assert why.span is not None
    low, high = why.span
    assert low == pytest.approx(poisson.cdf(why.fallen - 1, why.expected), abs=1e-12)
    assert high == pytest.approx(poisson.cdf(why.fallen, why.expected), abs=1e-12)
    assert why.draw >= low - 1e-12


# -- the story -------------------------------------------------------------------------------------------------


def without_events(made_up: tuple[Compiled, Replication]) -> tuple[Compiled, Replication]:
    """Made-up events would make no story."""
    compiled, rep = made_up
    return compiled, rep._replace(events=rep.events[:0])


SMALL = ("nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def toll(scenario: Any, lost: list[list[int]], vehicles: list[str]) -> str:
    """What either side lost, in words; the word "men" is not said again once it is."""
    sides: list[str] = []
    for name, word, (killed, wounded, missing, tanks, aircraft) in zip(
        scenario.labels.side_names, vehicles, lost, strict=True
    ):
        men = killed + wounded + missing
        said = SMALL[men] if men <= 10 else f"{men:,}"
        if men:
            said += " man" if men == 1 else "" if any(" men" in side for side in sides) else " men"
        if killed:
            said += (" (killed)" if men == 1 else " (all killed)") if killed == men else f" ({killed:,} killed)"
        parts = [said] if men else []
        number = SMALL[tanks] if tanks <= 10 else f"{tanks:,}"
        parts += [f"{number} {word[:-1] if tanks == 1 else word}"] if tanks else []
        parts += [f"{aircraft} aircraft"] if aircraft else []
        listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nobody"
        whose = name.replace("Soviet Union", "the Soviet Union")
        sides.append(f"{whose}{'' if sides else ' lost'} {listed}")
    return ", ".join(sides)


def sums(scenario: Any, rep: Replication, look: int) -> list[list[int]]:
    """By side: killed, wounded, missing, fighting vehicles, aircraft since the start."""
    found = [[0] * 5 for _ in scenario.labels.sides]
    for unit, side in enumerate(scenario.labels.unit_side):
        counts = rep.counts[look, :, unit]
        flies = scenario.labels.unit_branch[unit] == "aviation"
        for k, row in enumerate((a.KILLED, a.WOUNDED, a.MISSING)):
            found[side][k] += int(counts[row])
        found[side][3] += 0 if flies else int(counts[a.BURNT] + counts[a.KNOCKED_OUT])
        found[side][4] += int(counts[a.BURNT]) if flies else 0
    return found


def told_losses(scenario: Any, rep: Replication, vehicles: list[str]) -> list[tuple[str, str]]:
    """Sentences on the losses of days and of the whole, each with the day it stands under."""
    start: datetime = scenario.resolved.clock.start
    end = start + timedelta(seconds=scenario.step_s * scenario.steps)
    looks = [start + timedelta(seconds=scenario.step_s * int(step)) for step in rep.snapshot_steps]

    found, before = [], sums(scenario, rep, 0)
    midnight = start.replace(hour=0, minute=0) + timedelta(days=1)
    while midnight <= end:
        now = sums(scenario, rep, max(k for k, look in enumerate(looks) if look <= midnight))
        lost = [[y - x for x, y in zip(*pair, strict=True)] for pair in zip(before, now, strict=True)]
        if any(map(any, lost)):
            found.append(
                (
                    (midnight - timedelta(days=1)).date().isoformat(),
                    f"The day's losses: {toll(scenario, lost, vehicles)}.",
                )
            )
        before, midnight = now, midnight + timedelta(days=1)
    found.append((end.date().isoformat(), f"In all {toll(scenario, sums(scenario, rep, -1), vehicles)}."))
    return found


def test_the_story_sums_the_losses_of_days_and_of_the_whole(made_up: tuple[Compiled, Replication]) -> None:
    compiled, rep = without_events(made_up)
    told = [(when[:10], line) for when, line in story(compiled, rep)]
    days = [(day, line.partition(" At midnight")[0]) for day, line in told if line.startswith("The day's")]
    end = [(day, f"In all {line.partition(' In all ')[2]}") for day, line in told[-1:]]
    assert days + end == told_losses(compiled, rep, ["vehicles", "vehicles"])
    assert len(days) == 2


def test_the_story_of_a_small_fight_sums_its_losses(fought: tuple[Compiled, Replication]) -> None:
    compiled, rep = fought
    lost = sums(compiled, rep, -1)
    words = [vehicles.of_side(compiled.labels, side) for side in (0, 1)]
    assert story(compiled, rep)[-1][1].endswith(f" In all {toll(compiled, lost, words)}.")


def test_the_story_ends_with_who_holds_what(made_up: tuple[Compiled, Replication]) -> None:
    compiled, rep = without_events(made_up)
    held: dict[int, list[str]] = {}
    for objective in compiled.resolved.objectives:
        holder = int(rep.holders[-1, compiled.labels.places.index(objective.place)])
        held.setdefault(holder, []).append(objective.name.partition(" (")[0])
    last = story(compiled, rep)[-1][1]
    for side, places in held.items():
        if side >= 0:
            name = compiled.labels.side_names[side].replace("Soviet Union", "the Soviet Union")
            assert f"{name} held " in last
            assert all(place in last for place in places)
    assert len(held) == 2
