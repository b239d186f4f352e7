"""The page from a hit on a range to a hit in combat: its columns multiply, nothing is taken off twice."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from verification.behaviour.forces import weapon_of
from verification.lethality import checks, page
from verification.lethality import values as v
from verification.lethality.__main__ import main, written
from verification.lethality.chain import FACTORS, Row, bullets, kept_down
from verification.lethality.checks import Check, crossing

from khasan.arrays import F8
from khasan.errors import InputError
from khasan.kernels.state import parameters as p
from khasan.scenario.parameters import load_parameters

PAGE = Path(__file__).parents[2] / "docs" / "model" / "lethality.md"
UPDATE = "python -m verification.lethality --write docs/model/lethality.md"
FACTOR_OF = {"bullets": None, "mission": p.INDIRECT, "bursts": p.INDIRECT, "shot": p.ANTI_ARMOUR}


@pytest.fixture(scope="module")
def par() -> F8:
    return v.medians()


@pytest.fixture(scope="module")
def walked(par: F8) -> dict[str, list[Row]]:
    return {walk.id: page.rows_of(walk, par) for walk in page.WALKS}


def between(text: str, name: str) -> list[str]:
    """The lines between the marks of that name."""
    return text.split(f"<!-- lethality: {name} -->\n", 1)[1].split("<!-- end -->", 1)[0].splitlines()


def tables(lines: list[str]) -> list[list[dict[str, str]]]:
    """The Markdown tables among lines, each row by its heads."""
    found: list[list[dict[str, str]]] = []
    heads: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heads = []
        elif not heads:
            heads = cells
            found.append([])
        elif set(cells[0]) != {"-"}:
            found[-1].append(dict(zip(heads, cells, strict=True)))
    return found


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_the_page_is_what_the_command_makes(par: F8) -> None:
    text = PAGE.read_text("utf-8")
    assert written(text, page.parts(par)) == text, f"run {UPDATE}"


@pytest.mark.parametrize("walk", page.WALKS, ids=lambda walk: walk.id)
def test_the_columns_on_the_page_multiply_to_the_last(walk: page.Walk) -> None:
    of_round, of_minute = tables(between(PAGE.read_text("utf-8"), walk.id))
    assert len(of_round) == len(of_minute) > 0
    for row in of_round:
        *factors, last = list(row.values())[2:]
        assert math.prod(map(number, factors)) * number(last) == pytest.approx(1.0, rel=0.03), row
    for row in of_minute:
        *factors, rounds_a_hit, last = list(row.values())[2:]
        assert math.prod(map(number, factors)) / number(rounds_a_hit) == pytest.approx(number(last), rel=0.03), row


def test_every_posture_is_walked_at_three_ranges(walked: dict[str, list[Row]]) -> None:
    for walk in page.WALKS:
        postures = ("at rest, hull down", "on the move") if walk.kind == "shot" else [at.name for at in v.POSTURES]
        assert [(row.metres, row.posture) for row in walked[walk.id]] == [
            (metres, posture) for metres in walk.metres for posture in postures
        ]
        assert len(set(walk.metres)) == 3


def test_rows_are_told_together_only_where_no_number_differs(walked: dict[str, list[Row]]) -> None:
    for rows in walked.values():
        stands_for = 0
        for far, postures, kept in page.grouped(rows):
            same = [row for row in rows if row.posture in postures.split("; ") and far_holds(far, row.metres)]
            stands_for += len(same)
            for row in same:
                assert row.rounds_a_hit == pytest.approx(kept.rounds_a_hit, rel=0.01)
                assert row.hits_a_minute == pytest.approx(kept.hits_a_minute, rel=0.01)
        assert stands_for == len(rows)


def far_holds(far: str, metres: float) -> bool:
    ends = [number(end) for end in far.split("–")]
    return ends[0] <= metres <= ends[-1]


def test_the_combat_factor_is_in_its_column_and_nowhere_else(walked: dict[str, list[Row]], par: F8) -> None:
    for walk in page.WALKS:
        index = FACTOR_OF[walk.kind]
        factor = par[FACTORS[weapon_of(walk.weapon).group] if index is None else index]
        assert {row.a_round["combat factor"] for row in walked[walk.id]} == {factor}
    doubled = par.copy()
    doubled[[p.SMALL_ARMS, p.MACHINE_GUNS, p.INDIRECT, p.ANTI_ARMOUR]] *= 2.0
    for walk in page.WALKS:
        for row, other in zip(walked[walk.id], page.rows_of(walk, doubled), strict=True):
            assert other.hits_a_round == pytest.approx(2.0 * row.hits_a_round, rel=1e-12)


def test_no_table_of_combat_values_has_a_factor_besides_and_the_page_says_what_each_holds() -> None:
    medians = {name: one.median for name, one in load_parameters().items()}
    assert v.counted_twice(v.GROUPS, medians.__getitem__) == []
    for group in v.GROUPS:  # the test must see either fault
        wrong = 0.5 if medians[group.factor] == 1.0 else 1.0
        assert len(v.counted_twice(v.GROUPS, {**medians, group.factor: wrong}.__getitem__)) == 1
    (said,) = tables(between(PAGE.read_text("utf-8"), "groups"))
    assert [(row["group"], row["its table holds"]) for row in said] == [(one.name, one.holds) for one in v.GROUPS]
    for row, group in zip(said, v.GROUPS, strict=True):
        name, median, _ = row["combat factor: median (90%)"].split()
        assert (name, float(median)) == (f"`{group.factor}`", medians[group.factor])
        assert (float(median) < 1.0) == (row["its table holds"] != v.COMBAT)


def test_the_loss_of_shot_at_armour_is_split_between_table_and_factor_as_the_page_says() -> None:
    table = weapon_of("45mm-at").hit_probability
    assert table is not None
    assert table.value == 0.4
    assert v.factor_of("anti_armour") == pytest.approx(0.20 * 0.9 / 0.4)
    assert ".20 x .9 / .4" in " ".join(PAGE.read_text("utf-8").split())


def test_the_orders_that_the_text_speaks_of_are_those_of_the_summary() -> None:
    (said,) = tables(between(PAGE.read_text("utf-8"), "summary"))
    advancing, dug_in = ([number(row[at.name]) for row in said[:5]] for at in (v.ADVANCING, v.IN_HOLES))
    assert all(100 < one < 1000 for one in advancing[:3])  # some hundreds of rounds
    assert all(1000 < one < 10_000 for one in dug_in[:3])  # some thousands
    assert all(5 < one < 20 for one in advancing[3:])  # about ten shells or bombs
    assert all(50 < one < 200 for one in dug_in[3:])  # about a hundred


def test_men_go_down_until_as_many_get_up_again(par: F8) -> None:
    volume = 2.0
    rise, fade = par[p.SUPPRESSION] * volume, math.log(2.0) / par[p.RECOVERY]
    assert kept_down(lambda before: volume, par) == pytest.approx(rise / (rise + fade), rel=1e-9)
    assert kept_down(lambda before: 0.0, par) == 0.0


def test_nearer_fire_puts_more_men_down_and_who_is_not_fired_at_is_steady(par: F8) -> None:
    near, far = bullets(100.0, v.IN_HOLES, par), bullets(600.0, v.IN_HOLES, par)
    assert near.down > far.down > 0.0
    assert near.steadiness < far.steadiness < 1.0
    assert bullets(800.0, v.IN_HOLES, par).steadiness == 1.0  # beyond the reach of rifles and light machine guns


def test_the_crossing_agrees_with_the_integral_by_hand(par: F8) -> None:
    one = crossing(par, goes_down=False)
    for weapon, (p0, half, rate) in {
        "type-38-rifle": (0.03, 150.0, 5.0), "dp-27": (0.015, 250.0, 50.0), "type-92-hmg": (0.012, 300.0, 90.0)
    }.items():  # fmt: skip
        over_the_way = p0 * half * (math.atan(400.0 / half) - math.atan(50.0 / half)) / 30.0
        assert one.hits[weapon] == pytest.approx(rate * over_the_way * 0.6 * 0.67, rel=0.02)  # by bounds, bearing
    both = crossing(par, goes_down=True)
    assert all(both.hits[weapon] < one.hits[weapon] for weapon in one.hits)
    assert both.rounds == pytest.approx(one.rounds)


def test_a_figure_is_held_against_its_interval() -> None:
    assert [Check("", ours, "", "", 2.0, 4.0).verdict for ours in (1.9, 2.0, 4.0, 4.1)] == [
        "below", checks.INSIDE, checks.INSIDE, "above"
    ]  # fmt: skip
    assert Check("", 1.0, "", "").verdict == checks.NO_INTERVAL


def test_a_page_without_the_marks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lethality: down"):
        written("nothing", {"down": []})
    with pytest.raises(InputError, match="--write"):
        main(["--write", str(tmp_path / "no-page.md")])


def test_the_command_prints_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert all(f"{name}:" in said for name in ("outcome", "rifle", "check-wired"))
