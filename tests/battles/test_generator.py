"""From a row to a scenario: nothing is lost on the way, whatever a row says makes a battle, and files say the same."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from battles.made_rows import ROW, write_rows
from khasan.battles.battle_table import read_battles
from khasan.battles.codes import code_lists
from khasan.battles.forecast import fought
from khasan.battles.forecast.fought import Made, ending, endings, seed_of
from khasan.battles.generator.as_files import looked_up_in, write_files
from khasan.battles.generator.assumptions import assumptions, eras
from khasan.battles.generator.content import Battle, army_of, battle_of
from khasan.battles.generator.described import QUESTIONS, row_of
from khasan.battles.generator.in_memory import compiled, resolved
from khasan.battles.generator.scale import scale_of
from khasan.battles.generator.words import battle_words
from khasan.battles.row import BattleRow
from khasan.errors import InputError
from khasan.scenario.catalog import load_scenario
from khasan.scenario.lint import lint

CODED = ("post1", "terrain1_1", "terrain1_2", "terrain1_3", "wx1_1", "wx1_2", "wx1_4", "wx1_5", "surpa", "aeroa",
         "att_pri1", "att_sec1", "def_pri1")  # fmt: skip
MOST_UNITS = 110
"""Thirty or so battalions a side, and the guns, tanks and horsemen of both."""


def row_with(folder: Path, **cells: str) -> BattleRow:
    """The hand-made row with other cells."""
    path = folder / "battle.csv"
    write_rows(path, [dict(ROW) | cells])
    [row] = read_battles(path, duration_known=True).rows
    return row


def brought_of(battle: Battle, side: str) -> dict[str, float]:
    """Men, guns and vehicles of a side's units at full strength, over all sectors."""
    toes = {name: content for (kind, name), content in battle.files.items() if kind == "toe"}
    posts = battle.layout.attackers if side == "attacker" else battle.layout.defenders
    found = {"men": 0.0, "guns": 0.0, "vehicles": 0.0}
    for post in posts:
        toe = toes[post.body.toe]
        if post.body.arm == "aircraft":
            continue
        found["men"] += toe["men"]["value"]
        if post.body.arm == "guns":
            found["guns"] += sum(one["count"]["value"] for one in toe["weapons"])
        found["vehicles"] += toe.get("vehicles", {"value": 0})["value"]
    return {name: many * battle.scale.sectors for name, many in found.items()}


@pytest.mark.parametrize("men", ["60.0", "900.0", "9000.0", "250000.0"])
def test_men_guns_and_tanks_of_a_row_all_come(tmp_path: Path, men: str) -> None:
    cells = {f"att_{name}": men for name in ("strength", "str_initial", "str_total")}
    row = row_with(tmp_path, **cells, att_artillery="64.0", att_tanks="32.0", att_tanks_light="12.0")
    battle = battle_of(row)
    come = brought_of(battle, "attacker")
    sectors = battle.scale.sectors
    assert come["men"] == pytest.approx(float(men), rel=0.03, abs=3 * sectors)
    assert come["guns"] == pytest.approx(64, abs=sectors)
    assert come["vehicles"] == pytest.approx(32, abs=2 * sectors)
    assert len(battle.layout.attackers) + len(battle.layout.defenders) <= MOST_UNITS


def test_whatever_a_row_says_makes_a_battle(tmp_path: Path) -> None:
    """Each code of each column once, the rest drawn, from muskets to tanks and from a company to armies."""
    draw = random.Random(3)
    codes = {column: ["", *code_lists()[column]] for column in CODED}
    for number in range(max(map(len, codes.values()))):
        cells = {column: each[number] if number < len(each) else draw.choice(each) for column, each in codes.items()}
        year = str(draw.choice([era.first for era in eras().eras]))
        men = {f"def_{name}": str(draw.choice([40, 700, 6000, 70_000])) for name in ("strength", "str_initial")}
        more = {"year": year, "start": "", "end": "", "att_cavalry": "900", "def_front_km": "", "att_front_km": ""}
        battle = battle_of(row_with(tmp_path, **cells, **men, **more))
        scenario, _ = resolved(battle)
        assert {unit.id for unit in scenario.units} == {
            post.body.id for post in (*battle.layout.attackers, *battle.layout.defenders)
        }
        assert "orders" in battle_words(battle)


def test_files_say_the_same_and_are_faultless(tmp_path: Path) -> None:
    battle = battle_of(row_with(tmp_path, year="1944", start="1944-08-01", end="1944-08-03"))
    in_memory, _ = resolved(battle)
    path = write_files(battle, tmp_path / "files")
    with looked_up_in(tmp_path / "files"):
        assert load_scenario(path).canonical().replace(load_scenario(path).map_digest, "") == (
            in_memory.canonical().replace(in_memory.map_digest, "")
        )
        assert lint(str(path)) == []


def test_the_first_lines_middle_is_the_centre_of_a_hex_at_both_scales(tmp_path: Path) -> None:
    """Else half the hex would be another battle."""
    row = row_with(tmp_path)
    for scale in (scale_of(row), scale_of(row).halved()):
        ground = compiled(battle_of(row, scale)).world(0).ground
        xs, ys = ground.grid.centres
        assert ((xs**2 + ys**2) ** 0.5).min() < 1.0


def test_what_is_engaged_is_one_draw_of_a_side(tmp_path: Path) -> None:
    """Companies of one side are short by the same share; the other side has its own."""
    made = Made.of(row_with(tmp_path))
    numbers = {
        name: {made.compiled.forces.strength[k] for k, unit in enumerate(made.compiled.labels.units) if name in unit}
        for name in ("attacker-rifles", "defender-rifles")
    }
    assert [len(found) for found in numbers.values()] == [1, 1]
    assert numbers["attacker-rifles"] != numbers["defender-rifles"]


def test_each_side_has_an_army_of_its_own(tmp_path: Path) -> None:
    for attacks, defends in itertools.product(("Redland", "Japan", "USSR"), repeat=2):
        row = row_with(tmp_path, att_actors=attacks, def_actors=defends)
        armies = [army_of(row, side) for side in ("attacker", "defender")]
        assert sorted(armies) == ["japan", "soviet"]
        if "Japan" in (attacks, defends) and attacks != defends:
            assert armies[(attacks, defends).index("Japan")] == "japan"


def test_a_known_length_is_kept_to_and_an_unknown_one_is_drawn(tmp_path: Path) -> None:
    known = row_with(tmp_path, active_hours="4.0")
    assert {one.hours for one in endings(Made.of(known), 1, 3)} == {4.0}
    path = tmp_path / "battle.csv"
    [unknown] = read_battles(path, duration_known=False).rows
    assert len({one.hours for one in endings(Made.of(unknown), 1, 3)}) == 3


def test_a_short_draw_of_the_length_is_fought_for_a_short_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row_with(tmp_path)
    [row] = read_battles(tmp_path / "battle.csv", duration_known=False).rows
    made, lost = Made.of(row), []
    for z in (-2.5, 1.0):
        monkeypatch.setattr(fought, "_draws", lambda seed, replication, z=z: np.array([z, 0.0, 0.0, 0.0, 0.0]))
        lost.append(np.sum([one.casualties for one in endings(made, 4, 3)]))
    assert 0 < lost[0] < 0.9 * lost[1]


def test_a_long_battle_costs_more_than_what_is_simulated_of_it(tmp_path: Path) -> None:
    """The same battle and draws, cut off at the longest time: the rest is carried on, by less than in proportion."""
    longest = assumptions().longest_hours
    cut, long = (
        [one.casualties for one in endings(Made.of(row_with(tmp_path, active_hours=hours)), 1, 4)]
        for hours in (str(longest), str(4 * longest))
    )
    ratios = [b / a for one, two in zip(cut, long, strict=True) for a, b in zip(one, two, strict=True) if b < 4200]
    assert ratios
    assert all(1.0 < ratio < 4.0 for ratio in ratios)


@pytest.mark.statistical
def test_more_men_win_more_often(tmp_path: Path) -> None:
    """Three to one against one to two, the same ground and draws, seed 5, 16 replications each.

    Were there no difference, a lead of 4 would come in some 13% of seeds; the seed is fixed, so the test is exact.
    """
    wins = []
    for men in ("9000.0", "1500.0"):
        cells = {f"att_{name}": men for name in ("strength", "str_initial", "str_total")}
        made = Made.of(row_with(tmp_path, **cells, def_strength="3000.0", def_str_initial="3000.0", active_hours="8.0"))
        wins.append(sum(one.attacker_wins for one in endings(made, 5, 16)))
    assert wins[0] >= wins[1] + 4


def test_a_replication_is_the_same_alone_and_in_a_row(tmp_path: Path) -> None:
    made = Made.of(row_with(tmp_path, active_hours="3.0"))
    third = list(endings(made, 9, 3))[2]
    assert ending(made, seed_of(made.battle.row, 9), 2) == third


@pytest.mark.parametrize(
    ("option", "said", "told"),
    [
        ("attackers", "60o0", "plain number"),
        ("attackers", "0", "1 to 20,000,000"),
        ("year", "19O5", "1400 to 2,100"),
        ("posture", "dug", "use one of hasty"),
        ("surprise", "4", "use one of 3"),
        ("scheme", "defensive", "use one of frontal"),
        ("name", "Hill\x007", "take out"),
    ],
)
def test_an_odd_answer_is_named(option: str, said: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        row_of({"attackers": "900", "defenders": "300", option: said})
    [problem] = refused.value.problems
    assert problem.field == f"--{option}"
    assert told in problem.remedy


def test_every_question_fills_a_column_that_is_read() -> None:
    given = {
        "attackers": "900", "defenders": "301", "hours": "7", "front-km": "2", "attacking-guns": "11",
        "defending-tanks": "3", "air": "attacker", "attacking-nation": "Japan",
    }  # fmt: skip
    row = row_of(given)
    assert (row.attacker.strength, row.defender.strength, row.attacker.guns, row.defender.tanks) == (900, 301, 11, 3)
    assert row.duration is not None
    assert row.duration.active_hours == 7
    assert (row.attacker.front_km, row.air_superiority, row.attacker.actors) == (2, "attacker", ("Japan",))
    assert all(row_of({**given, question.option: word}) for question in QUESTIONS for word in question.words[-1:])
