"""A replication depends on its address alone: not on the recording, on who runs beside it, on the order of a file."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import khasan
from engine import midway
from engine.edited import edited
from khasan.arrays import Replication
from khasan.compiler import Compiled, addresses
from khasan.engine import battle, run_replication
from long_forms import some


def same(one: Replication, two: Replication, but: tuple[str, ...] = ()) -> bool:
    """Bit for bit."""
    first, second = one._asdict(), two._asdict()
    return all(
        midway.differing({n: np.asarray(first[n])}, {n: np.asarray(second[n])}) == [] for n in first if n not in but
    )


ON_TWO_MAPS = [*range(0, 320, 16), *range(3, 323, 16)]
"""Forty replications of Lake Khanka; drawing more of its sixteen maps would cost seconds."""
BOOKS = ("events", "losses", "factors")


def by_workers(khanka: Compiled) -> list[list[dict[str, Any]]]:
    """Every table of eight replications, fought by one, two and five workers."""
    results = [khasan.run(khanka, seed=7, replications=8, workers=workers, record=2) for workers in (1, 2, 5)]
    names = ("outcomes", "series", "units", "events", "losses")
    return [[row for name in names for row in result.table(name).to_pylist()] for result in results]


def test_any_number_of_workers_leaves_the_same_tables(khanka: Compiled) -> None:
    one, two, five = by_workers(khanka)
    assert one == two == five
    assert len(one) > 500


def test_draws_that_go_by_the_worker_would_be_noticed(khanka: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    def key_of(seed: int, replication: int) -> Any:
        return addresses.key_of(seed + (not threading.current_thread().name.endswith("_0")), replication)

    monkeypatch.setattr(battle, "key_of", key_of)
    one, two, _ = by_workers(khanka)
    assert one != two


@pytest.mark.parametrize("name", ["khanka", "lake_khasan"])
def test_same_address_same_bits_recorded_or_not(name: str, request: pytest.FixtureRequest) -> None:
    compiled = request.getfixturevalue(name)
    one = run_replication(compiled, 7, 1, record=True)
    assert same(one, run_replication(compiled, 7, 1, record=True))
    bare = run_replication(compiled, 7, 1)
    assert same(one, bare, but=BOOKS)
    assert len(bare.events) == len(bare.losses) == len(bare.factors) == 0
    assert not same(one, run_replication(compiled, 8, 1), but=BOOKS)
    assert not same(one, run_replication(compiled, 7, 17), but=BOOKS)  # the same map, another replication


def test_threads_change_nothing(lake_khasan: Compiled, khanka: Compiled) -> None:
    jobs = [(lake_khasan, 0), (khanka, 3), (lake_khasan, 1), *((khanka, k) for k in ON_TWO_MAPS)]
    alone = [run_replication(compiled, 7, k, record=True) for compiled, k in jobs]
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda job: run_replication(job[0], 7, job[1], record=True), jobs))
    assert all(same(one, two) for one, two in zip(alone, beside, strict=True))


def test_a_book_too_small_is_enlarged(khanka: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_replication(khanka, 7, 5, record=True)
    assert len(whole.events) > 10
    monkeypatch.setattr("khasan.engine.battle.FIRST_ROWS", 3)
    assert same(whole, run_replication(khanka, 7, 5, record=True))


@pytest.mark.parametrize("pause", [1, 37, 200])
def test_stopping_and_going_on_changes_nothing(pause: int, khanka: Compiled) -> None:
    whole = midway.begin(khanka, 7, 2).run_until(khanka.steps).outcome()
    parts = midway.begin(khanka, 7, 2)
    while parts.step < parts.steps:
        parts.run_until(min(parts.steps, parts.step + pause))
    # The last snapshot's row is overwritten at each pause and right at the end.
    assert midway.differing(whole, parts.outcome()) == []


def idle(side: str, toe: str, place: str, north_m: float, flat: dict[str, Any]) -> None:
    """Add a unit that no plan names, far from everybody."""
    like = next(part for part in flat["forces"] if part.get("toe") == toe)
    bearing = {"place": place, "bearing_deg": 0.0, "distance_m": north_m}
    flat["forces"].append({"id": "idlers", "name": "Idlers", "side": side, "echelon": "platoon"})
    flat["forces"].append({**like, "id": "idler", "name": "Idler", "parent": "idlers", "at": bearing})


def test_an_inert_unit_changes_nobody_elses_history(khanka: Compiled, tmp_path: Path) -> None:
    """Out of sight of all (2.5 km from the meeting), without orders; bit for bit."""
    more = edited("lake-khanka-1935", lambda f: idle("soviet", "su-horse-pair", "entry-soviet-e", 600.0, f), tmp_path)
    assert len(more.labels.units) == len(khanka.labels.units) + 1
    at = [more.labels.units.index(unit) for unit in khanka.labels.units]
    losses = 0
    for k in ON_TWO_MAPS:
        one, two = run_replication(khanka, 7, k, record=True), run_replication(more, 7, k, record=True)
        assert np.array_equal(one.counts, two.counts[:, :, at])
        assert np.array_equal(one.reals, two.reals[:, :, at])
        assert np.array_equal(one.factors, two.factors)
        losses += len(one.losses)
    assert losses > 5


def test_a_unit_that_is_not_inert_does_change_histories(khanka: Compiled, tmp_path: Path) -> None:
    """The same unit at the meeting point: the comparison above sees it."""
    more = edited("lake-khanka-1935", lambda f: idle("soviet", "su-horse-pair", "meeting-point", 0.0, f), tmp_path)
    at = [more.labels.units.index(unit) for unit in khanka.labels.units]
    one, two = run_replication(khanka, 7, 0), run_replication(more, 7, 0)
    assert not np.array_equal(one.counts, two.counts[:, :, at])


def shuffled(flat: dict[str, Any]) -> None:
    """The same scenario with its units and formations in another order."""
    forces = flat["forces"]
    formations = [part for part in forces if "toe" not in part]
    units = [part for part in forces if "toe" in part]
    random.Random(3).shuffle(units)
    flat["forces"] = formations[::-1] + units


@pytest.mark.parametrize("name", ["lake-khanka-1935", "lake-khasan-1938"])
def test_the_order_of_the_file_changes_nothing(
    name: str, khanka: Compiled, lake_khasan: Compiled, tmp_path: Path
) -> None:
    """Bit for bit, crowded entries and equal targets included: the compiler sorts units by id."""
    compiled = khanka if name == "lake-khanka-1935" else lake_khasan
    other = edited(name, shuffled, tmp_path)
    assert other.labels.units == compiled.labels.units
    for k in some(ON_TWO_MAPS, 1 if name == "lake-khanka-1935" else 10):
        one, two = run_replication(compiled, 7, k), run_replication(other, 7, k)
        assert np.array_equal(one.counts, two.counts)
        assert np.array_equal(one.reals, two.reals)
        assert np.array_equal(one.holders, two.holders)
