"""The report of an experiment: what stands in it, what must not, and that its numbers are those of the rows."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

import helpers_study
from khasan.errors import RunError
from khasan.experiment.study import Study, run_study
from khasan.present.study_report.sensitivity import indices
from khasan.present.study_report.study_data import Data, crossing, differences
from khasan.present.study_report.study_page import write_report
from khasan.scenario.library import SHIPPED

MEASURED = helpers_study.DESIGN.replace("[soviet_casualties,", "[soviet_killed,")
WHY = "registered comparison to come first"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("compared")
    return run_study(helpers_study.written(folder, MEASURED), folder / "study", workers=1, command=["khasan", "x"])


def test_the_page_stands_alone_and_says_what_was_run(compared: Study) -> None:
    page = write_report(compared).read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!#)|url\((?!#|data:)|@import""", page), "nothing is fetched"
    assert "Differences from the baseline" in page
    assert "280 replications, seed 5, khasan" in page, "the sentence to cite"
    assert "The record’s figures above" in page, "the historical value is marked"
    assert "made up" in page, "why a factor has its range"
    figures = {path.suffix for path in (compared.folder.path / "figures").iterdir()}
    assert figures == {".svg", ".png", ".txt"}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "two figures share an id"


def test_a_full_disk_costs_the_report_and_no_rows(compared: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(RunError, match=r"No space left.*All rows are kept.*khasan experiment report"):
            write_report(compared)
    assert write_report(compared).is_file()


def test_differences_are_those_of_pairs(compared: Study) -> None:
    data = Data(compared.plan, compared.table)
    outcome = compared.plan.design.outcomes[2]
    found = differences(data, outcome)
    values = [data.of_point(outcome, point) for point in range(len(compared.plan.points))]
    for one in found:
        less = values[one.point] - values[0]
        assert one.difference.mean == pytest.approx(less.mean())
        assert one.difference.half_width == pytest.approx(1.6449 * less.std(ddof=1) / math.sqrt(less.size), rel=1e-3)
        assert one.higher == pytest.approx((less > 0).mean() + (less == 0).mean() / 2)


def test_what_a_scenario_withholds_no_report_shows(tmp_path: Path) -> None:
    scenario = (SHIPPED / "scenarios" / "lake-khanka-1935.yaml").read_text(encoding="utf-8")
    own = tmp_path / "lake-khanka-1935.yaml"
    own.write_text(scenario + f'record_outcomes: {{withheld: "{WHY}"}}\n', encoding="utf-8")
    text = MEASURED.replace("scenario: lake-khanka-1935", f"scenario: {own}").replace("tions: 40", "tions: 4")
    study = run_study(helpers_study.written(tmp_path, text), tmp_path / "study", workers=1)
    page = write_report(study).read_text(encoding="utf-8")
    assert WHY in page
    assert "What the sources say is withheld." in page
    assert "The record’s figures above" not in page


@pytest.mark.slow
def test_indices_share_out_the_variance(tmp_path: Path) -> None:
    """An outcome that a factor alone decides has an index of one for it, and none for another."""
    pytest.importorskip("SALib")
    text = helpers_study.DESIGN.replace("one-at-a-time", "sobol, base: 64").replace(
        "replications: 40", "replications: 1"
    )
    text = text.replace("factors:", "factors:\n  - {id: chance, chance: true}").replace("part: 10", "part: 400")
    text = text.replace("  - {id: step, path: time.step_s, values: [30, 60]}\n", "")
    text = re.sub(r"outcomes: .*", 'outcomes: [{column: param_small_arms, title: "itself"}]', text)
    study = run_study(helpers_study.written(tmp_path, text), tmp_path / "study", workers=1)
    data = Data(study.plan, study.table)
    itself = study.plan.design.outcomes[0]
    by = {one.factor: one for one in indices(data, itself)}
    assert by["rifles"].total == pytest.approx(1.0, abs=0.35)
    assert by["rounds"].total == pytest.approx(0.0, abs=1e-9)
    assert by["chance"].total == pytest.approx(0.0, abs=1e-9)
    cells = crossing(data, itself, 1, 2)
    assert np.all(np.diff(cells.means, axis=1) > 0)
    page = write_report(study).read_text(encoding="utf-8")
    assert "What drives the results" in page
    assert "all else that is drawn" in page
