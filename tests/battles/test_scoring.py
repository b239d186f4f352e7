"""A score on a table of known truth: who knows the laws scores best, and planted faults are seen."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from battles.made_table import PATH, SPREAD, best_forecast, make_rows, truth, write_table
from khasan.battles.battle_table import read_battles
from khasan.battles.forecast_columns import COLUMNS
from khasan.battles.scoring.baselines import ALWAYS, RIDGE, RIDGE_NEW_WAR, SHARES, baselines, folds
from khasan.battles.scoring.case import Case, make_case, said_by
from khasan.battles.scoring.features import features
from khasan.battles.scoring.forecasts import read_forecasts
from khasan.battles.scoring.groups import FAMILIES
from khasan.battles.scoring.outcomes import read_outcomes
from khasan.battles.scoring.ridge import PENALTIES, fit_chance, fit_quantiles, newton
from khasan.battles.scoring.score_words import score_payload, score_text
from khasan.battles.scoring.scoreboard import Group, scoreboard
from khasan.battles.scoring.whole import OURS, Marks, score_files
from khasan.cli import main
from khasan.errors import InputError
from khasan.results.terminal_tables import printed

ROWS = make_rows()


def write_forecasts(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([list(COLUMNS), *lines])
    return path


@pytest.fixture(scope="module")
def best(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_forecasts(tmp_path_factory.mktemp("best") / "best.csv", [best_forecast(row) for row in ROWS])


@pytest.fixture(scope="module")
def marks(best: Path) -> Marks:
    return score_files(PATH, best, duration_known=False, draws=300)


def case() -> Case:
    outcomes, _ = read_outcomes(PATH)
    return make_case(read_battles(PATH, duration_known=False).rows, outcomes)


def figure(marks: Marks | list[Group], measure: str, model: str = OURS) -> float:
    """A measure of a model over all battles."""
    groups = marks.groups if isinstance(marks, Marks) else marks
    [found] = [one for one in groups if one.name == "all"]
    [score] = [one for one in found.scores if one.measure.name == measure]
    return score.models[model].value


def test_the_table_is_what_its_maker_makes(tmp_path: Path) -> None:
    assert write_table(tmp_path / "made.csv").read_bytes() == PATH.read_bytes()


def test_who_knows_the_laws_is_calibrated(marks: Marks) -> None:
    """480 sides, 230 battles, a fixed table: bounds of three standard errors and more, false alarms under 1 in 100."""
    assert figure(marks, "casualties, coverage of 50%") == pytest.approx(0.5, abs=0.07)
    assert figure(marks, "casualties, coverage of 90%") == pytest.approx(0.9, abs=0.045)
    assert figure(marks, "casualties, told to true") == pytest.approx(0, abs=0.05)
    assert figure(marks, "casualties, median |log10|") == pytest.approx(0.6745 * SPREAD, rel=0.15)
    assert figure(marks, "attacker's chance, told less true") == pytest.approx(0, abs=0.08)
    chances = np.array([truth(row).chance for row in ROWS])
    entropy = -(chances * np.log(chances) + (1 - chances) * np.log(1 - chances)).mean()
    assert figure(marks, "log loss") == pytest.approx(entropy, abs=0.08)
    crps_of_a_normal_law = SPREAD / np.sqrt(np.pi)
    assert figure(marks, "casualties, CRPS on log10") == pytest.approx(crps_of_a_normal_law, rel=0.12)


def test_statistics_lie_between_ignorance_and_truth(marks: Marks) -> None:
    losses = [figure(marks, "log loss", model) for model in (OURS, RIDGE, ALWAYS)]
    assert losses == sorted(losses)
    errors = [figure(marks, "casualties, CRPS on log10", model) for model in (OURS, RIDGE, SHARES)]
    assert errors == sorted(errors)
    assert figure(marks, "casualties, coverage of 90%", RIDGE) == pytest.approx(0.9, abs=0.06)
    assert figure(marks, "casualties, coverage of 90%", SHARES) == pytest.approx(0.9, abs=0.06)
    assert figure(marks, "log loss", RIDGE_NEW_WAR) < figure(marks, "log loss", ALWAYS)


def faulty(fault: Callable[[list[str]], list[str]], folder: Path) -> list[Group]:
    path = write_forecasts(folder / "fault.csv", [fault(best_forecast(row)) for row in ROWS])
    made = case()
    return scoreboard(made, said_by(OURS, made, read_forecasts(path)[0]), [], seed=1, draws=20)


def test_sides_changed_over_are_seen(marks: Marks, tmp_path: Path) -> None:
    found = faulty(lambda line: [line[0], line[1], *line[7:], *line[2:7]], tmp_path)
    assert figure(found, "casualties, CRPS on log10") > 1.1 * figure(marks, "casualties, CRPS on log10")
    assert figure(found, "exchange ratio within x2") < figure(marks, "exchange ratio within x2")


def test_the_wrong_winner_is_seen(marks: Marks, tmp_path: Path) -> None:
    found = faulty(lambda line: [line[0], f"{1 - float(line[1]):.4f}", *line[2:]], tmp_path)
    assert figure(found, "accuracy") == pytest.approx(1 - figure(marks, "accuracy"))
    assert figure(found, "log loss") > figure(marks, "log loss") + 0.3


def test_twice_the_casualties_are_told_as_twice(marks: Marks, tmp_path: Path) -> None:
    found = faulty(lambda line: [*line[:2], *(f"{2 * float(men):.2f}" for men in line[2:])], tmp_path)
    shift = figure(found, "casualties, told to true") - figure(marks, "casualties, told to true")
    assert shift == pytest.approx(np.log10(2), abs=1e-3)
    shift = figure(found, "exchange ratio, told to true") - figure(marks, "exchange ratio, told to true")
    assert shift == pytest.approx(0, abs=1e-3)


def test_folds_keep_groups_together_and_use_every_battle_once() -> None:
    groups = [row["group"] for row in ROWS]
    parts = folds(groups, seed=4)
    assert (np.sum(parts, axis=0) == 1).all()
    for part in parts:
        inside = {group for group, chosen in zip(groups, part, strict=True) if chosen}
        assert not inside & {group for group, chosen in zip(groups, part, strict=True) if not chosen}


def test_no_rival_knows_the_battle_it_is_asked_about() -> None:
    """What a rival says of a battle stays the same, bit by bit, when that battle's fold had other outcomes."""
    made = case()
    before = baselines(made, seed=1)
    [part, *_] = folds(made.groups, seed=1)
    other = Case(
        made.rows,
        np.where(part & made.decided, 1 - made.won, made.won),
        np.where(part[:, None], made.casualties + 1, made.casualties),
        made.men,
        made.groups,
    )
    after = baselines(other, seed=1)
    for one, two in list(zip(before, after, strict=True))[:3]:
        assert np.array_equal(one.chance[part], two.chance[part], equal_nan=True), one.name
        assert np.array_equal(one.quantiles[part], two.quantiles[part], equal_nan=True), one.name
    assert not np.array_equal(before[2].chance[~part], after[2].chance[~part])


def test_features_have_no_unknown_left_and_no_outcome() -> None:
    known = features(read_battles(PATH, duration_known=True).rows)
    assert np.isfinite(known).all()
    assert known.shape[0] == len(ROWS)


def test_the_linear_ridge_leaves_out_each_case_as_its_closed_form_says() -> None:
    """Errors of leaving out, from refitting without each case, against the spread that the closed form tells."""
    draw = np.random.default_rng(6)
    known = draw.standard_normal((40, 3))
    value = known @ np.array([1.0, -2.0, 0.5]) + draw.standard_normal(40)
    tell = fit_quantiles(known, value)
    spread = tell(known[:1])[0] - tell(known[:1])[0, 2]
    scaled = (known - known.mean(axis=0)) / known.std(axis=0)

    def errors(penalty: float) -> np.ndarray:
        design = np.column_stack([np.ones(40), scaled])
        held = np.diag([0.0, *[penalty] * 3])
        left = []
        for k in range(40):
            rest = np.arange(40) != k
            weights = np.linalg.solve(design[rest].T @ design[rest] + held, design[rest].T @ value[rest])
            left.append(value[k] - design[k] @ weights)
        return np.array(left)

    wanted = min((errors(penalty) for penalty in PENALTIES), key=lambda one: float((one**2).mean()))
    quantiles = np.quantile(wanted, [0.05, 0.25, 0.5, 0.75, 0.95])
    assert spread == pytest.approx(quantiles - quantiles[2], abs=1e-8)


def test_the_logistic_ridge_stands_where_its_slope_is_nought() -> None:
    draw = np.random.default_rng(6)
    x = draw.standard_normal((80, 2))
    won = (draw.random(80) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    weights = newton(x, won, 3.0)
    chance = 1 / (1 + np.exp(-(weights[0] + x @ weights[1:])))
    assert x.T @ (won - chance) - 3.0 * weights[1:] == pytest.approx([0, 0], abs=1e-5)
    assert (won - chance).sum() == pytest.approx(0, abs=1e-5)
    assert np.abs(newton(x, won, 1e9)[1:]).max() < 1e-6


def test_every_battle_falls_in_one_group_of_a_family() -> None:
    rows = case().rows
    for name, label in FAMILIES.items():
        counts = {len(label(row, None)) for row in rows}
        assert counts <= {"years": {2}, "nation": {2}, "own strength": {0}, "role": {0}}.get(name, {1}), name
        assert all(label(row, side) for row in rows for side in (0, 1)), name


def test_words_and_numbers_of_a_score(marks: Marks) -> None:
    text = printed(score_text(marks, None), 200, colour=False)
    assert "240 rows" in text
    assert "By posture, since 1900" in text
    told = score_payload(marks)
    assert {group["family"] for group in told["groups"]} == set(FAMILIES)
    one = printed(score_text(marks, "posture"), 200, colour=False)
    assert "prepared" in one
    assert "casualties, CRPS on log10" in one
    json.dumps(told)


def test_the_same_seed_gives_the_same_score(best: Path, marks: Marks) -> None:
    again = score_files(PATH, best, duration_known=False, draws=300)
    assert score_payload(again) == score_payload(marks)


def test_rows_without_a_forecast_are_named_and_the_rest_is_scored(tmp_path: Path) -> None:
    lines = [best_forecast(row) for row in ROWS]
    lines[0][1], lines[1][1], lines[2][4], lines[3][0] = "1.2", "", "1", lines[4][0]
    found = score_files(PATH, write_forecasts(tmp_path / "odd.csv", lines), duration_known=False, draws=20)
    fields = sorted(problem.field for problem in found.problems)
    assert fields == [
        "battle 1, p_attacker_wins",
        "battle 2, p_attacker_wins",
        "battle 3, att_cas_q50",
        "battle 5, isqno",
        "isqno",
    ]
    assert found.counts["forecast"] == 236
    assert "no forecast of 4 battles" in str(found.problems[-1])
    assert "1, 2, 3, 4" in str(found.problems[-1])


@pytest.mark.parametrize(
    ("table", "forecasts", "told"),
    [
        ("isqno,year,att_strength,def_strength\n1,1938,5,5\n", None, "no column wina"),
        ("isqno,year,att_strength,def_strength,wina\n1,1938,5,5,\n", None, "no outcome in any row"),
        (None, "isqno,p_attacker_wins\n1,.5\n", "no column att_cas_q05"),
        (None, ",".join(COLUMNS) + "\n1" + ",x" * 11 + "\n", "none of which can be scored"),
        (None, ",".join(COLUMNS) + "\nother,.5" + ",1" * 10 + "\n", "none of these keys"),
    ],
)
def test_files_that_are_of_no_use_get_one_message(
    tmp_path: Path, best: Path, table: str | None, forecasts: str | None, told: str
) -> None:
    paths = [PATH, best]
    for k, content in enumerate((table, forecasts)):
        if content is not None:
            paths[k] = tmp_path / f"{k}.csv"
            paths[k].write_text(content.replace(",.5", ",0.5"), encoding="utf-8")
    with pytest.raises(InputError, match=told) as caught:
        score_files(*paths, duration_known=False)
    assert len(caught.value.problems) == 1


def test_the_command(best: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["battles", "score", str(PATH), "--forecast", str(best), "--duration", "unknown", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["forecast"] == 240
    assert main(["battles", "score", str(PATH), "--forecast", str(best), "--by", "postures"]) == 2
    assert "did you mean posture?" in capsys.readouterr().err


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("count", [1, 3, 8])
def test_few_battles_are_scored_without_a_stumble(tmp_path: Path, count: int) -> None:
    lines = PATH.read_text(encoding="utf-8").splitlines(keepends=True)[: count + 1]
    table = tmp_path / "few.csv"
    table.write_text("".join(lines), encoding="utf-8")
    forecasts = write_forecasts(tmp_path / "said.csv", [best_forecast(row) for row in ROWS[:count]])
    marks = score_files(table, forecasts, duration_known=False, draws=20)
    assert f"{count} rows" in printed(score_text(marks, None), 200, colour=False)
    assert bool(marks.groups[0].scores) is (count > 6)


def test_the_logistic_ridge_takes_the_penalty_that_does_best_on_parts_left_out() -> None:
    """From each part's log loss under a fit to the rest, summed, by hand."""
    draw = np.random.default_rng(2)
    x = draw.standard_normal((120, 4))
    won = (draw.random(120) < 1 / (1 + np.exp(-2 * x[:, 0]))).astype(float)
    parts = folds([str(k) for k in range(120)], seed=0, many=3)
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)

    def left_out(penalty: float) -> float:
        loss = 0.0
        for part in parts:
            weights = newton(scaled[~part], won[~part], penalty)
            chance = 1 / (1 + np.exp(-(weights[0] + scaled[part] @ weights[1:])))
            loss -= float(np.log(np.where(won[part] == 1, chance, 1 - chance)).sum())
        return loss

    best = newton(scaled, won, min(PENALTIES, key=left_out))
    wanted = 1 / (1 + np.exp(-(best[0] + scaled @ best[1:])))
    assert fit_chance(x, won, parts)(x) == pytest.approx(wanted, abs=1e-4)
    worst = newton(scaled, won, max(PENALTIES, key=left_out))
    assert np.abs(wanted - 1 / (1 + np.exp(-(worst[0] + scaled @ worst[1:])))).max() > 0.01
