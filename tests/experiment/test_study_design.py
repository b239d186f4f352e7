"""Designs: what is refused before anything runs, how points are laid out, what a point is."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import helpers_study
from khasan.compiler import compile_scenario
from khasan.engine import run_replication
from khasan.errors import InputError
from khasan.experiment.compiled_templates import CompiledTemplate, packed
from khasan.experiment.extras import MissingExtra, need
from khasan.experiment.study.factors import Ranged
from khasan.experiment.study.plan import Plan, make_plan, told
from khasan.experiment.study.points import seed_of
from khasan.experiment.study.precision import not_yet
from khasan.experiment.study.schema import Factor, json_schema
from khasan.results.means import mean_of

DESIGN = helpers_study.DESIGN


def plan_of(folder: Path, *changes: tuple[str, str]) -> Plan:
    text = DESIGN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return make_plan(helpers_study.written(folder, text))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("ammunition, low: 0.2", "amunition, low: 0.2", 9, "did you mean ammunition"),
        ("japanese-patrol", "japanese-patrl", 9, "there is no japanese-patrl here"),
        ("parameter: small_arms", "parameter: small_arm", 8, "did you mean small_arms"),
        ("low: 0.2, high: 1.5", "low: 1.5, high: 1.5", 9, "an empty range"),
        ("low: 0.2, high: 1.5, why: made up", "low: 0.2, high: 1.5", 9, "say why"),
        ("values: [30, 60]", "values: [30, 30]", 10, "changes nothing"),
        ("ammunition, low", "works, low", 9, "must lie between 0 and 1"),
        ("replications: 40", "replications: 40000", 6, "too many: 7 points x 40,000"),
        ("replications: 40", "replicatons: 40", 11, "unknown key"),
        ("id: rounds", "id: rifles", 1, "stands twice"),
        ("[soviet_casualties", "[soviet_casualtys", 14, "did you mean soviet_casualties"),
        ("kind: one-at-a-time", "kind: sobol", 6, "needs base"),
        ("kind: one-at-a-time", "kind: sobol, base: 12", 6, "power of two: 8 or 16"),
        ("scenario: lake-khanka-1935", "scenario: lake-kanka-1935", 5, "did you mean lake-khanka-1935"),
        ("patrol.ammunition, low: 0.2, high: 1.5, why: made up", "patrl.ammunition", 9, "there is no japanese-patrl"),
        ("patrol.ammunition,", "patrol.ammunition, also: [forces.x.ammunition],", 9, "factors[1].also[0]"),
        ("patrol.ammunition,", "patrol.amunition,", 9, "factors[1].path: got forces.japanese-patrol.amunition"),
        ("parameter: small_arms", "what_if: no-such", 8, "use one of"),
        ("parameter: small_arms", "what_if: full-moon", 8, "it is written for lake-khasan-1938"),
        (
            "path: time.step_s, values: [30, 60]",
            "path: forces.soviet-horsemen.note, values: [a, b]",
            10,
            "changes nothing",
        ),
        ("replications: 40", "replications: 40\nrecord_rule: best", 12, "best-grade"),
        ("replications: 40", "replications: 4000", 6, "make it 2,857 replications of each point or 5 points at most"),
        ("small_arms}", "small_arms, boost: 2}", 8, "no multiplier"),
    ],
)
def test_a_bad_design_is_refused_with_its_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, line: int | None, says: str
) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(tmp_path, (old, new))
    found = [one for one in refused.value.problems if says in str(one)]
    assert found, str(refused.value)
    assert found[0].line == line
    assert line is None or found[0].file.endswith("design.yaml")
    assert not re.search("Traceback|Error:", str(refused.value))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(
            tmp_path, ("small_arms}", "smal_arms}"), ("patrol.ammunition", "patrol.amunition"),
            ("values: [30, 60]", "values: [30, 30]"), ("[soviet_casualties", "[sov"),
        )  # fmt: skip
    assert [one.line for one in refused.value.problems] == [8, 9, 10, 14]
    assert "japan_casualties" in str(refused.value) or "docs/results.md" in str(refused.value)


def test_a_number_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    # both horses' halves carry ammunition of their own: what their formation says reaches nobody
    text = DESIGN.replace(
        "forces.japanese-patrol.ammunition, low: 0.2, high: 1.5", "forces.jp-leader-group.count, low: 1, high: 2"
    )
    with pytest.raises(InputError, match=r"give the settings one by one as values|whole number"):
        make_plan(helpers_study.written(tmp_path, text))
    spell = DESIGN.replace("time.step_s, values: [30, 60]", "time.moon, values: [computed, computed]")
    with pytest.raises(InputError, match="changes nothing"):
        make_plan(helpers_study.written(tmp_path, spell))


KINDS = {
    "full-factorial": ("full-factorial", 8),
    "fractional-factorial": ("fractional-factorial", 8),
    "latin-hypercube": ("latin-hypercube, points: 9", 9),
    "sobol": ("sobol, base: 4", 20),
    "sobol-second": ("sobol, base: 4, second_order: true", 32),
    "morris": ("morris, trajectories: 3", 12),
    "one-at-a-time": ("one-at-a-time", 7),
    "paired": ("paired", 7),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_as_many_points_as_it_says_and_all_within_range(tmp_path: Path, kind: str) -> None:
    if "factorial" not in kind or kind == "fractional-factorial":
        pytest.importorskip("SALib")
    text, count = KINDS[kind]
    plan = plan_of(tmp_path, ("one-at-a-time", text), ("replications: 40", "replications: 1"))
    assert len(plan.points) == count == told(plan)["points"]
    assert len({point.settings for point in plan.points}) > 1
    for point in plan.points:
        _, rounds, step = point.settings
        assert rounds is None or 0.2 <= rounds <= 1.5
        assert step in (None, 0, 1)
    again = plan_of(tmp_path, ("one-at-a-time", text), ("replications: 40", "replications: 1"))
    assert again.points == plan.points


def test_common_random_numbers_leave_the_point_out_of_the_address(tmp_path: Path) -> None:
    shared = plan_of(tmp_path)
    assert {point.address(5, 3) for point in shared.points} == {(5, 3)}
    own = plan_of(tmp_path, ("seed: 5", "seed: 5\ncommon_random_numbers: false"))
    addresses = [point.address(5, 3) for point in own.points]
    assert len(set(addresses)) == len(addresses)
    assert addresses == [(seed_of(5, k + 1), 3) for k in range(len(addresses))]


def test_chance_as_a_factor_chooses_the_replication(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    plan = plan_of(
        tmp_path,
        ("one-at-a-time", "sobol, base: 4"),
        ("replications: 40", "replications: 1"),
        ("factors:", "factors:\n  - {id: chance, chance: true}"),
    )
    firsts = [point.first for point in plan.points]
    assert len(set(firsts)) == 8  # that of the first and of the second sample of each of four rows
    assert all(0 <= first < 2**31 - 1 for first in firsts)
    assert told(plan)["points"] == 24


def test_numbers_in_their_places_fight_as_if_the_scenario_had_been_written_so(tmp_path: Path) -> None:
    text = DESIGN.replace("  - {id: step, path: time.step_s, values: [30, 60]}\n", "")
    plan = make_plan(helpers_study.written(tmp_path, text + "\n"))
    point = next(k for k, one in enumerate(plan.points) if one.settings[1] is not None)
    template = plan.templates[plan.of_point[point]]
    compiled = CompiledTemplate.unpack(packed(template, {one.id: one.ends for one in plan.factors}))
    assert compiled.rows["rounds"], "the fast way is taken"
    fields, parameters = plan.numbers_of(plan.points[point])
    quick = compiled.at(fields, parameters)
    slow = compile_scenario(template.fill(fields))
    one, other = run_replication(quick, 5, 2), run_replication(slow, 5, 2)
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(one.ammunition, other.ammunition)
    other_end = run_replication(compiled.at({"rounds": 1.5}, parameters), 5, 2)
    assert not np.array_equal(one.ammunition, other_end.ammunition)


def test_a_fixed_parameter_is_exactly_what_it_says(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    compiled = CompiledTemplate.unpack(packed(plan.templates[plan.of_point[0]], {}))
    rep = run_replication(compiled.at({}, {"small_arms": 0.625}), 5, 0)
    assert rep.parameters[plan.subject.compiled.labels.parameters.index("small_arms")] == 0.625


def test_until_breaks_off_without_changing_what_comes_before(tmp_path: Path) -> None:
    whole = plan_of(tmp_path)
    cut = plan_of(tmp_path, ("seed: 5", 'seed: 5\nuntil: "1935-06-03T10:00:00+09:00"'))
    one, other = (run_replication(plan.subject.compiled, 5, 1) for plan in (whole, cut))
    shots = other.counts.shape[0]
    assert shots < one.counts.shape[0]
    assert np.array_equal(one.counts[:shots], other.counts)
    assert cut.subject.compiled.resolved.measures == {}, "figures for the whole battle are not laid beside a part of it"
    with pytest.raises(InputError, match="it lasts from"):
        plan_of(tmp_path, ("seed: 5", 'seed: 5\nuntil: "1935-06-04T10:00:00+09:00"'))


def test_more_replications_are_wanted_until_the_interval_is_small_enough() -> None:
    few, many = np.tile([0.0, 2.0], 5), np.tile([0.0, 2.0], 500)
    assert not_yet({0: few, 1: many}, 0.1, 0.9, against=False, paired=True, share=False) == {0}
    # pairs that go together need fewer than their spread says
    assert not_yet({0: few, 1: few + 1.0}, 0.1, 0.9, against=True, paired=True, share=False) == set()
    assert not_yet({0: few, 1: few + 1.0}, 0.1, 0.9, against=True, paired=False, share=False) == {0, 1}
    # ten noughts are no proof that it never happens
    assert not_yet({0: np.zeros(10)}, 0.1, 0.9, against=False, paired=True, share=True) == {0}


@pytest.mark.statistical
def test_nine_intervals_in_ten_hold_the_mean() -> None:
    """Seed 11; of 2,000 intervals of 90% from 60 draws 1,740 to 1,840 hold it. False alarms under 1 in 1,000."""
    draws = np.random.default_rng(11).normal(3.0, 2.0, (2000, 60))
    means = [mean_of(row, 0.9) for row in draws]
    assert 1740 <= sum(one.low <= 3.0 <= one.high for one in means) <= 1840


def test_the_json_schema_describes_the_example(tmp_path: Path) -> None:
    schema = json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= {line.partition(":")[0] for line in DESIGN.splitlines()}
    published = Path(__file__).parents[2] / "docs" / "studies" / "design.schema.json"
    import json

    assert json.loads(published.read_text(encoding="utf-8")) == schema, "khasan experiment schema > " + str(published)


def test_a_package_that_is_absent_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r"needs duckdb: pip install 'khasan\[experiments\]'"):
        need("duckdb", "sql")


MANY_FAULTS = """format: khasan-experiment/1
id: faults
title: Many faults
question: What is wrong?
scenario: lake-khanka-1935
what_ifs: [lake-khanka-1935-patrl-attacks]
replicatons: 10
design: {kind: one-at-a-time}
factors:
  - {id: a, parameter: small_arm}
  - {id: b, path: forces.japanese-patrl.ammunition, low: 0.2, high: 1, why: x}
  - {id: c, parameter: small_arms, low: 2, high: 1}
  - {id: c, what_if: full-moon}
  - {id: d, path: forces.japanese-patrol.amunition, low: 0.2, high: 1, why: x}
outcomes: [soviet_casualtys, {column: holder_meeting_point_end}]
"""


def test_faults_of_form_and_of_substance_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(MANY_FAULTS, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        make_plan(path)
    told = [(one.line, one.field) for one in refused.value.problems]
    for wanted in [
        (6, "what_ifs[0]"), (7, "replicatons"), (10, "factors[0].parameter"), (11, "factors[1].path"),
        (12, "factors[2]"), (14, "factors[4].path"), (15, "outcomes[0].column"), (15, "outcomes[1].column"),
    ]:  # fmt: skip
        assert wanted in told, str(refused.value)
    assert len(told) == len(set(told))


def test_what_ifs_of_a_design_that_exclude_each_other_are_refused_beside_the_rest(tmp_path: Path) -> None:
    text = DESIGN.replace("scenario: lake-khanka-1935", "scenario: lake-khanka-1935\nwhat_ifs: [" + ", ".join(
        ("lake-khanka-1935-patrol-attacks", "lake-khanka-1935-riders-turn-back")) + "]").replace(
        "[soviet_casualties", "[soviet_casualtys")  # fmt: skip
    path = tmp_path / "design.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        make_plan(path)
    assert "leave one of the two what-ifs out" in str(refused.value)
    assert "did you mean soviet_casualties" in str(refused.value)


def test_a_law_with_tails_on_a_share_at_its_end_stays_there() -> None:
    """1 has no odds to spread; found by mutated designs."""
    at_its_end = Ranged(Factor.model_construct(), "prior", low=0.5, mode=1.0, high=1.0, share=True)
    assert [at_its_end.at(u) for u in (0.1, 0.9)] == [1.0, 1.0]
    inside = Ranged(Factor.model_construct(), "prior", low=0.2, mode=0.5, high=0.8, share=True)
    assert inside.at(0.1) < 0.5 < inside.at(0.9)
