"""What results hang on, worked out from rows made up so that the answer is known. Nothing is fought."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import helpers_study
from khasan.experiment.study.plan import make_plan
from khasan.present.study_report import sensitivity as sensitivity
from khasan.present.study_report.figures_by_design import drawings_of
from khasan.present.study_report.study_data import Data, telling_points
from khasan.present.study_report.study_tables import difference_table, sensitivity_tables, short

DESIGN = helpers_study.DESIGN.replace("  - {id: step, path: time.step_s, values: [30, 60]}\n", "")
Law = Callable[[np.ndarray, int], float]
"""Settings of a point between 0 and 1, replication -> the outcome."""


def made_up(folder: Path, kind: str, replications: int, law: Law, extra: str = "") -> Data:
    """Rows of a design whose outcome is a law of its settings; all three outcomes are the same."""
    text = DESIGN.replace("one-at-a-time", kind).replace("replications: 40", f"replications: {replications}") + extra
    plan = make_plan(helpers_study.written(folder, text))
    ends = np.array([one.ends for one in plan.factors], dtype=float)
    rows: dict[str, list[Any]] = {name: [] for name in ("point", "replication", "value")}
    for point in plan.points:
        raw = np.array([np.nan if s is None else float(s) for s in point.settings])
        for replication in range(replications):
            rows["point"].append(point.index)
            rows["replication"].append(replication)
            rows["value"].append(law((raw - ends[:, 0]) / (ends[:, 1] - ends[:, 0]), replication))
    columns = dict.fromkeys(("soviet_casualties", "any_killed", "japan_casualties"), rows["value"])
    errors = pa.nulls(len(rows["point"]), pa.string())
    table = pa.table({"point": rows["point"], "replication": rows["replication"], "error": errors, **columns})
    return Data(plan, table)


def noisy(size: float) -> Callable[[int], float]:
    """The same chance for a replication wherever it is fought."""
    draws = np.random.default_rng(3).normal(0.0, size, 1000)
    return lambda replication: float(draws[replication])


def test_common_chance_cancels_in_main_effects(tmp_path: Path) -> None:
    chance = noisy(50.0)
    data = made_up(tmp_path, "full-factorial, levels: 3", 20, lambda x, r: 3.0 * x[1] + chance(r))
    one, other = sensitivity.main_effects(data, data.plan.design.outcomes[0])
    assert one.effect.mean == pytest.approx(0.0, abs=1e-9)
    assert other.effect.mean == pytest.approx(3.0)
    assert other.effect.half_width == pytest.approx(0.0, abs=1e-9), "50 men of chance are the same at every point"
    assert (other.begin, other.end) == ("0.2", "1.5")
    assert sensitivity.ranked(sensitivity.carried(data, data.plan.design.outcomes[0])) == ["rounds", "rifles"]


def test_what_other_factors_do_is_no_error_of_a_main_effect(tmp_path: Path) -> None:
    data = made_up(tmp_path, "full-factorial", 10, lambda x, r: 100.0 * x[1] + (r % 2) * x[0])
    rifles = sensitivity.main_effects(data, data.plan.design.outcomes[0])[0]
    low, high = (data.plan.factors[0].levels(2)[k] for k in (0, 1))
    begin, end = data.plan.factors[0].ends
    assert rifles.effect.mean == pytest.approx(0.5 * (float(high or 0) - float(low or 0)) / (end - begin))
    assert rifles.effect.half_width < 1.0, "not the 100 men of the other"


def test_a_replication_that_failed_somewhere_is_left_out_of_main_effects(tmp_path: Path) -> None:
    data = made_up(tmp_path, "full-factorial", 6, lambda x, r: math.nan if r == 2 and x[1] > 0.5 else x[1])
    _, rounds = sensitivity.main_effects(data, data.plan.design.outcomes[0])
    assert rounds.effect.n == 5
    assert rounds.effect.mean == pytest.approx(1.0)


def test_one_replication_a_point_still_gives_an_interval(tmp_path: Path) -> None:
    data = made_up(tmp_path, "full-factorial, levels: 4", 1, lambda x, r: 5.0 * x[1] + x[0])
    _, rounds = sensitivity.main_effects(data, data.plan.design.outcomes[0])
    assert rounds.effect.mean == pytest.approx(5.0)
    assert rounds.effect.half_width > 0.0


def test_morris_finds_the_slope_and_that_there_is_no_spread_in_a_straight_line(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    data = made_up(tmp_path, "morris, trajectories: 16", 1, lambda x, r: -4.0 * x[1])
    outcome = data.plan.design.outcomes[0]
    by = {one.factor: one for one in sensitivity.morris(data, outcome)}
    assert (by["rounds"].size, by["rounds"].mean) == pytest.approx((4.0, -4.0))
    assert by["rounds"].spread == pytest.approx(0.0, abs=1e-9)
    assert by["rifles"].size == 0.0
    assert list(sensitivity.settling(data, outcome)) == [4, 8, 16], "prefixes of the trajectories are designs too"


def test_what_two_factors_do_together_is_told_where_it_was_paid_for(tmp_path: Path) -> None:
    """A product of two factors that are even about nought: neither does anything alone."""
    pytest.importorskip("SALib")
    law = lambda x, r: float((x[0] > 0.15) - 0.5) * float(x[1] - 0.5)  # noqa: E731
    data = made_up(tmp_path, "sobol, base: 256, second_order: true", 1, law)
    outcome = data.plan.design.outcomes[0]
    assert sensitivity.together(data, outcome)[0].factors == ("rifles", "rounds")
    assert sensitivity.together(data, outcome)[0].share > 0.3
    told = sensitivity_tables(data)
    assert told is not None
    assert told["tables"][0]["pairs"][0][0] == "small_arms with forces.japanese-patrol.ammunition"
    plain = made_up(tmp_path, "sobol, base: 64", 1, law)
    assert sensitivity.together(plain, outcome) == []


@pytest.mark.parametrize(
    ("kind", "replications", "figures"),
    [
        ("full-factorial, levels: 3", 8, {"effects-1", "interactions", "convergence"}),
        ("fractional-factorial", 8, {"effects-1", "interactions", "convergence"}),
        ("latin-hypercube, points: 160", 1, {"indices", "interactions", "convergence"}),
        ("morris, trajectories: 8", 2, {"effects", "interactions", "convergence"}),
        ("sobol, base: 64", 1, {"indices", "interactions", "convergence"}),
        ("one-at-a-time, levels: 3", 8, {"differences-1", "convergence"}),
        ("paired", 8, {"differences-1", "convergence"}),
    ],
)
def test_each_kind_shows_what_it_can_with_its_uncertainty(
    tmp_path: Path, kind: str, replications: int, figures: set[str]
) -> None:
    if not kind.startswith(("full", "one", "paired")):
        pytest.importorskip("SALib")
    chance = noisy(0.2)
    data = made_up(tmp_path, kind, replications, lambda x, r: float(np.nansum(x * (2.0, 1.0)) + chance(r) > 1.5))
    drawn = list(drawings_of(data))
    always = {"distribution-soviet-casualties", "distribution-japan-casualties", "shares"}
    assert {one.name for one in drawn} == figures | always
    for one in drawn:
        svg = one.svg_for_page()
        assert svg.count("<path") > 3, f"{one.name} is empty"
        assert one.caption.endswith(".")
        assert ".." not in one.caption
    said = list(short(data))
    assert len(said) == 3
    tables = sensitivity_tables(data)
    assert (tables is None) == data.plan.compared
    cells = difference_table(data) if tables is None else tables["tables"][0]["rows"]
    assert any("±" in str(row) for row in cells)
    assert all("±" in line for line in said), said


def test_an_index_whose_interval_is_not_known_says_so(tmp_path: Path) -> None:
    """One point in eighty differs: some resamples have no spread at all."""
    pytest.importorskip("SALib")
    data = made_up(tmp_path, "latin-hypercube, points: 80", 1, lambda x, r: float(x[1] > 0.98))
    assert "interval not known" in next(iter(short(data)))
    assert {"indices"} <= {one.name for one in drawings_of(data)}


def test_a_hypercube_too_small_for_indices_says_so(tmp_path: Path) -> None:
    """SALib corrects the bias by 20 harmonics over half the points: with 40 points it divides by nought."""
    pytest.importorskip("SALib")
    data = made_up(tmp_path, "latin-hypercube, points: 40", 1, lambda x, r: float(x[1]))
    assert sensitivity.indices(data, data.plan.design.outcomes[0]) == []
    assert "too few points" in next(iter(short(data)))


def test_the_points_that_settle_are_those_that_differ(tmp_path: Path) -> None:
    data = made_up(tmp_path, "one-at-a-time, levels: 5", 8, lambda x, r: float(np.nan_to_num(x[1]) * 4 + r % 2))
    found = telling_points(data, data.plan.design.outcomes[:1], 2)
    assert len(found) == 2
    assert all(data.plan.points[point].settings[1] is not None for point in found), "rifles change nothing here"
