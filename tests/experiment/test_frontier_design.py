"""Designs on the frontier: what is refused before anything runs, what a point is, what its rows hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import helpers_frontier_study as helpers
from khasan.cli import main
from khasan.errors import InputError, RunError
from khasan.experiment.backends import Threads
from khasan.experiment.histories.lives import live
from khasan.experiment.histories.worlds import LivingWorld, world_text
from khasan.experiment.study.begin import start
from khasan.experiment.study.many_points import ManyPoints
from khasan.experiment.study.of_frontier import OfFrontier
from khasan.experiment.study.plan import Plan, make_plan, told
from khasan.experiment.study.study import Study, run_study
from khasan.frontier.answers import solved
from khasan.frontier.history_tables import outcome_row
from khasan.frontier.many_histories import Asked, Frontier
from khasan.present.study_report.study_page import write_report
from long_forms import long_only_cases

DESIGN = helpers.DESIGN


def plan_of(folder: Path, *changes: tuple[str, str]) -> Plan:
    text = DESIGN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return make_plan(helpers.written(folder, text))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return make_plan(helpers.written(tmp_path_factory.mktemp("design")))


@pytest.fixture(scope="module")
def undisturbed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return run_study(plan, tmp_path_factory.mktemp("whole") / "study", workers=1)


# -- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("parameter: dares_japan", "parameter: dares_japn", 9, "did you mean dares_japan"),
        ("low: 0.05, high: 0.5", "low: -1, high: 0.5", 8, "give a value above 0: fights of a division"),
        ("parameter: dares_japan", "parameter: japan_raises_5, levels: [0.5, 1.5], why: x", 9, "below 1"),
        ("parameter: dares_japan", "parameter: remembered_1", 9, "changes nothing that is counted"),
        *long_only_cases(("parameter: dares_japan", "parameter: german_pact", 9, "changes nothing that is counted")),
        ("parameter: dares_japan", "path: forces.x.strength, low: 0, high: 1, why: x", 9, "of a scenario's fields"),
        ("what_if: leave-required", "what_if: leave-requird", 10, "did you mean leave-required"),
        ("what_if: leave-required", "what_if: no-german-pact", 10, "changes nothing in these years"),
        ("what_ifs: [line-marked]", "what_ifs: []", 11, "it says what another choice says"),
        ("assumptions: [sceptical", "assumptions: [sceptcal", 12, "no such assumption set: did you mean sceptical"),
        ("assumptions: [sceptical,", "assumptions: [khasan-below-division,", 12, "give each assumption set once"),
        ('to: "1936-12-31"', 'to: "1946-12-31"', 14, "which the data cover"),
        ('to: "1936-12-31"', 'from: "1937-01-01", to: "1936-12-31"', 14, "where the histories begin"),
        ('"1938-07-06", to: "1938-12-31", given: record', '"1932-03-01", to: "1936-12-31"', 13, "the same world"),
        ('to: "1938-12-31"}\n', 'to: "1938-12-31", assumptions: bass}\n', 5, "no such assumption set"),
        ('"1935-01-01"', '"1931-01-01"', 5, "which the data cover"),
        ('"1935-01-01"', "sometime", 5, "give a day such as 1938-07-31"),
        ("question: Does", "scenario: lake-khanka-1935\nquestion: Does", 1, "exactly one of scenario, frontier"),
        ("replications: 12", "replications: 12\nwhat_ifs: [no-such]", 16, "use one of"),
        ("replications: 12", "replications: 12\nrecord_rule: all", 16, "it is of scenarios"),
        ("replications: 12", 'replications: 12\nuntil: "1938-07-31T08:00:00+09:00"', 16, "frontier: {to"),
        ("replications: 12", "replications: 12000", 6, "too many"),
        ("[chance_5", "[chance_9", 18, "did you mean chance"),
        ("[chance_5", "[first_5", 18, "it holds days: ask happens: true, or by"),
        ("[chance_5", '[{column: episodes_5, by: "1936-01-01"}', 18, "the column holds no days"),
        ("equals: ladder", "equals: lader", 18, "did you mean ladder"),
        ("id: set,", "id: more, assumptions: [base, open]}\n  - {id: set,", 13, "says them already"),
    ],
)  # fmt: skip
def test_a_bad_design_is_refused_with_its_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(tmp_path, (old, new))
    found = [one for one in refused.value.problems if says in str(one)]
    assert found, str(refused.value)
    assert found[0].line == line, str(refused.value)
    assert found[0].file.endswith("design.yaml")


def test_keys_of_the_frontier_are_refused_in_a_scenarios_design(tmp_path: Path) -> None:
    text = DESIGN.replace('frontier: {from: "1935-01-01", to: "1938-12-31"}', "scenario: lake-khanka-1935")
    with pytest.raises(InputError) as refused:
        make_plan(helpers.written(tmp_path, text))
    told = {(one.line, one.field) for one in refused.value.problems}
    assert {(12, "factors[4].assumptions"), (14, "factors[5].periods"), (8, "factors[0].parameter")} <= told


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DESIGN
    for old, new in [
        ("replications: 12", "replicatons: 12"), ("dares_japan", "dares_japn"), ("leave-required", "leave-requird"),
        ("[sceptical", "[sceptcal"), ("[chance_5", "[chance_5x"), ("low: 0.05", "low: 0"),
    ]:  # fmt: skip
        text = text.replace(old, new)
    out = tmp_path / "study"
    assert main(["experiment", "run", str(helpers.written(tmp_path, text)), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    for line in (8, 9, 10, 12, 15, 18):
        assert f"design.yaml:{line}" in error, error
    assert "Traceback" not in error
    assert not out.exists()


# -- what a point is -------------------------------------------------------------------------------------------


def test_the_baseline_is_what_the_frontiers_own_command_plays(undisturbed: Study, plan: Plan) -> None:
    frontier = Frontier()
    asked = Asked(date(1935, 1, 1), date(1938, 12, 31), seed=5)
    draws, begin, _ = frontier.world(asked)
    extra = [one.id for one in plan.subject.world.draws.space.entries if one.id not in draws.space]  # type: ignore[attr-defined]
    assert extra == ["line_marked"], "a what-if of the design brings a number: every point of it has that"
    text = DESIGN.replace("choices: [{id: unmarked}, {id: marked, what_ifs: [line-marked]}]", "what_if: no-china-war")
    folder = undisturbed.folder.path.parent / "without"
    folder.mkdir()
    rows = run_study(make_plan(helpers.written(folder, text)), folder / "study", workers=1).table.to_pylist()[:12]
    for number, row in enumerate(rows):
        history, _ = frontier.history(asked, number)
        alone = outcome_row(history)
        assert {name: row[name] for name in alone if name in row and name != "replication"} == {
            name: alone[name] for name in alone if name in row and name != "replication"
        }
        assert (row["seed"], row["number"], row["member"]) == (5, number, history.draw)
        one = replace(draws, x=draws.x[[history.draw]])
        chance = solved(one, 5, asked.first, asked.last, given=False).chance[0, -1]
        assert row["chance_5"] == pytest.approx(chance, abs=1e-8)
    assert begin.day == asked.first


def test_points_differ_as_their_settings_say(undisturbed: Study, plan: Plan) -> None:
    table = undisturbed.table
    chance = {p: np.array([row["chance_5"] for row in table.to_pylist() if row["point"] == p]) for p in range(11)}
    rare, often, leave = chance[1], chance[2], chance[5]
    assert (rare < often).all(), "five against fifty in a hundred years"
    assert (leave < chance[0]).all(), "a gate can only lower"
    assert (chance[6] != chance[0]).all()
    assert (chance[10] < chance[0]).all(), "two years hold less than four"
    rows = {row["point"]: row for row in table.to_pylist() if row["replication"] == 3}
    assert rows[7]["factor_set"] == "Division fights thought rarer"
    assert rows[9]["factor_years"] == "july"
    july = [row for row in table.to_pylist() if row["point"] == 9 and row["years_to_4"] is not None]
    assert all(row["years_to_4"] < 0.5 for row in july), "it begins on 6 July 1938"
    worlds = [json.loads(plan.templates[digest].text) for digest in plan.of_point]
    assert [world["given"] for world in worlds] == [point == 9 for point in range(11)]
    assert [one["id"] for one in worlds[5]["what_ifs"]] == ["leave-required"]
    assert rows[0]["draw"] == rows[5]["draw"] == rows[0]["member"]


def test_a_fixed_number_is_exactly_what_it_says(plan: Plan) -> None:
    world = plan.subject.world  # type: ignore[attr-defined]
    moved = world.moved({"division_rate": 0.05, "japan_raises_5": 0.7}, [(5, 0)])
    for id_, value in (("division_rate", 0.05), ("japan_raises_5", 0.7)):
        assert np.allclose(moved.draws.space.value(moved.draws.x, id_), value)
    others = [k for k, id_ in enumerate(world.draws.space.ids) if id_ not in ("division_rate", "japan_raises_5")]
    assert np.array_equal(moved.draws.x[:, others], world.draws.x[:, others])


def test_a_number_without_a_range_follows_its_draws(tmp_path: Path) -> None:
    fitted = next(one for one in plan_of(tmp_path).factors if one.id == "daring")
    assert fitted.law == "posterior"
    draws = Frontier().posterior.of("base")
    column = np.exp(draws.draws[:, draws.ids.index("dares_japan")])
    for at in (0.1, 0.5, 0.9):
        assert fitted.at(at) == pytest.approx(float(np.quantile(column, at)), rel=1e-3)
    plain = plan_of(tmp_path, ("parameter: dares_japan", "parameter: length_great"))
    drawn = next(one for one in plain.factors if one.id == "daring")
    assert drawn.law == "prior"
    assert [drawn.at(u) for u in (0.05, 0.5, 0.95)] == pytest.approx([24.5, 60, 147], rel=0.01)
    cases = plan_of(tmp_path, ("parameter: dares_japan", "parameter: leave_given"))
    counted = next(one for one in cases.factors if one.id == "daring")
    assert 0 < counted.at(0.0) < counted.at(0.5) < counted.at(1.0) < 1


@pytest.mark.parametrize("kind", ["sobol, base: 4", "latin-hypercube, points: 9", "morris, trajectories: 2"])
def test_designs_that_others_make_lie_on_the_frontier_too(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("SALib")
    plan = plan_of(
        tmp_path, ("one-at-a-time", kind), ("replications: 12", "replications: 1"),
        *([("factors:", "factors:\n  - {id: chance, chance: true}")] if "sobol" in kind else []),
    )  # fmt: skip
    assert told(plan)["points"] == len(plan.points)
    rows = run_study(plan, tmp_path / "study", workers=1).table
    assert rows.num_rows == len(plan.points)
    assert rows["error"].null_count == rows.num_rows
    if "sobol" in kind:
        assert len(set(rows["member"].to_pylist())) > 3, "chance chooses the draw"


# -- what befalls it -------------------------------------------------------------------------------------------


class DiesAfter:
    """Threads, until so many parts are answered; then the power fails."""

    name, workers = "threads", 1

    def __init__(self, parts: int) -> None:
        self.parts = parts

    def work(self, do, tasks, stop):  # type: ignore[no-untyped-def]
        for count, answer in enumerate(Threads(1).work(do, tasks, stop)):
            if count == self.parts:
                raise RunError("the power fails")
            yield answer

    def close(self) -> None:
        pass


def test_resume_ends_in_the_rows_of_a_run_that_nothing_disturbed(
    tmp_path: Path, plan: Plan, undisturbed: Study
) -> None:
    study = Study.of(start(plan, tmp_path / "study"), plan)
    with pytest.raises(RunError, match="power"):
        study.resume(own=DiesAfter(3))
    assert study.status()["replications_done"] == 15
    again = Study.open(tmp_path / "study")
    again.resume(workers=2)
    assert again.table.equals(undisturbed.table)
    assert again.status()["finished"]


@pytest.mark.parametrize("backend", ["processes", *long_only_cases("dask")])
def test_rows_do_not_depend_on_the_backend_or_on_how_parts_are_cut(
    tmp_path: Path, undisturbed: Study, backend: str
) -> None:
    if backend == "dask":
        pytest.importorskip("distributed")
    other = plan_of(tmp_path, ("part: 5", "part: 34"))
    found = run_study(other, tmp_path / "study", backend=backend, workers=2).table
    assert found.equals(undisturbed.table)


def test_a_machine_with_other_data_is_refused(plan: Plan, tmp_path: Path) -> None:
    course = ManyPoints(plan, start(plan, tmp_path / "study"))
    task = course.task((0, 0), [(0, 0)])
    assert live(task).errors == [None]
    subject = plan.subject
    assert isinstance(subject, OfFrontier)
    elsewhere = json.loads(subject.text)
    elsewhere["inputs"] = "0" * 64
    template = replace(next(iter(plan.templates.values())), text=json.dumps(elsewhere))
    odd = replace(task, templates={task.points[0].template: subject.pack(template, {})})
    assert "differ from those it was begun with" in live(odd).refused


def test_an_actor_added_since_stops_a_resumption(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(plan, tmp_path / "study")
    mine = tmp_path / "mine" / "frontier" / "actors"
    mine.mkdir(parents=True)
    ours = Path(__file__).parents[2] / "src" / "khasan" / "data" / "frontier" / "actors" / "korea-army.yaml"
    text = ours.read_text("utf-8").replace("id: korea-army", "id: river-army")
    (mine / "river-army.yaml").write_text(text.replace("[posyet-khasan, hunchun]", "[amur]"), "utf-8")
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "mine"))
    with pytest.raises(InputError, match="another plan than the design makes now"):
        Study.open(tmp_path / "study").resume(workers=1)


def test_a_history_that_fails_leaves_its_error(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LivingWorld.history

    def history(self, moved, seed, number):  # type: ignore[no-untyped-def]
        if number == 1:
            raise ValueError("no such river")
        return whole(self, moved, seed, number)

    monkeypatch.setattr(LivingWorld, "history", history)
    course = ManyPoints(plan, start(plan, tmp_path / "study"))
    found = live(course.task((0, 0), [(0, 0), (0, 1), (0, 2)]))
    assert found.errors == [None, "ValueError: no such river", None]
    assert found.rows["episodes_0"][1] is None
    assert found.rows["episodes_0"][2] is not None


# -- what is told ----------------------------------------------------------------------------------------------


def test_the_report_tells_of_the_frontier_and_of_no_map(undisturbed: Study) -> None:
    text = re.sub(r"<svg.*?</svg>", "", write_report(undisturbed).read_text("utf-8"), flags=re.DOTALL)
    for words in (
        "The frontier, 1 January 1935 to 31 December 1938", "As registered",
        "with the same draw of everything uncertain",
        "baseline: the frontier as it is", "1938-07-06 to 1938-12-31, the record given before", "its draws as fitted",
        "much of it assumption", "Frontier&#39;s data",
    ):  # fmt: skip
        assert words in text, words
    assert "drawn map" not in text
    assert "Map digest" not in text


def test_the_manifest_says_what_it_was_played_with(undisturbed: Study) -> None:
    manifest = undisturbed.folder.manifest
    frontier = Frontier()
    assert manifest["scenario"] == "frontier"
    assert manifest["posterior"] == frontier.posterior.digest
    assert not manifest["posterior_stale"]
    assert len(manifest["frontier_inputs"]) == 64
    text = world_text(frontier, (date(1935, 1, 1), date(1938, 12, 31)), given=False, assumptions="base")
    assert json.loads(text)["inputs"] == manifest["frontier_inputs"]


PAGE = Path(__file__).parents[2] / "docs" / "experiments.md"


def test_the_example_of_the_page_is_a_design(tmp_path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    [text] = [block for block in blocks if "\nfrontier:" in block]
    plan = make_plan(helpers.written(tmp_path, text))
    assert [one.id for one in plan.factors] == ["daring", "leave", "both", "set", "years"]


def test_the_study_that_ships_is_of_the_design_beside_it() -> None:
    folder = Path(__file__).parents[2] / "docs" / "studies" / "leave"
    plan = make_plan(folder / "design.yaml")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["points"], manifest["finished"]) == (len(plan.points), len(plan.points) * plan.most)


def test_tables_can_be_asked(undisturbed: Study) -> None:
    pytest.importorskip("duckdb")
    found: pa.Table = undisturbed.sql("select point, avg(early) as early from outcomes group by point order by point")
    assert found.num_rows == 11
