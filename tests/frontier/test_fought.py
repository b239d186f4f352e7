"""Fights up to a battalion: set-ups made by rule, cells fought by the engine, and what histories draw from them."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from khasan.cli import main
from khasan.engine import run_replication
from khasan.errors import InputError
from khasan.frontier.calendar import stretches
from khasan.frontier.day_chances import World
from khasan.frontier.ends import CombinedEnds, fought_everywhere
from khasan.frontier.fighttable import ENDS, EngineFights, favours
from khasan.frontier.forward import solve
from khasan.frontier.fought import cells
from khasan.frontier.fought.cells import cell_of, cells_of, fight, measured, remade, text_of
from khasan.frontier.fought.engine_state import engine_digest
from khasan.frontier.fought.kept_fights import FILE, FoughtCells, read_cells
from khasan.frontier.fought.skirmish import SIDES, Cell, compiled
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.history import play
from khasan.frontier.history_tables import first_of
from khasan.frontier.many_histories import Frontier
from khasan.frontier.process import FIGHT
from khasan.frontier.sets import Draws
from khasan.frontier.space import FIT_END
from khasan.frontier.start import free_start
from khasan.results.outcomes import outcome_row
from khasan.scenario.library import SHIPPED

POSTS = Cell("khanka", "platoons", "japan", "open")
SAMPLE = (
    POSTS,
    Cell("suifenho-grodekovo", "column", "soviet", "frozen"),
    Cell("hunchun", "battalion-armour", "japan", "open"),
)
"""Cells of each rung that are cheap to prepare."""
REMAKE = "these rules fight otherwise than those that made the shipped fights: khasan frontier cells"


@pytest.fixture(scope="module")
def posts(frontier: Frontier):  # type: ignore[no-untyped-def]
    return compiled(text_of(frontier.library, POSTS), POSTS.sector)


def test_every_cell_ships_with_fights_enough(frontier: Frontier) -> None:
    fights = frontier.library.fought.fights
    assert set(fights) == set(cells_of(frontier.library))
    assert min(len(rows) for rows in fights.values()) >= 200
    assert {cell.sector for cell in fights} == {
        place.id for place in frontier.library.sectors.values() if place.ground is not None
    }


def test_the_shipped_fights_are_those_of_this_engine(frontier: Frontier) -> None:
    """Where a file of the engine has changed since, a few fights say whether what it does has."""
    fought = frontier.library.fought
    if fought.stale:
        for cell in SAMPLE:
            one = compiled(text_of(frontier.library, cell), cell.sector)
            assert fight(one, cell, [0, 1]).tolist() == fought.fights[cell][:2].tolist(), REMAKE


def test_nothing_is_fought_twice(frontier: Frontier, monkeypatch: pytest.MonkeyPatch) -> None:
    fought = frontier.library.fought
    monkeypatch.setattr(cells, "engine_digest", lambda: fought.engine)
    monkeypatch.setattr(cells, "fight", lambda *_: pytest.fail("the generator writes other scenarios: " + REMAKE))
    told: list[str] = []
    again = remade(frontier.library, fought, tell=told.append)
    assert told[0].startswith("0 of ")
    assert again.digest == fought.digest


def test_other_rules_make_another_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import khasan

    root = tmp_path / "khasan"
    shutil.copytree(Path(khasan.__file__).parent, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(khasan, "__file__", str(root / "__init__.py"))
    found = {engine_digest.__wrapped__()}
    assert found == {engine_digest()}
    for name in ("kernels/step.py", "data/doctrine/common.yaml", "data/maps/lake-khanka.geojson"):
        with (root / name).open("a") as stream:
            stream.write("\n")
        found.add(engine_digest.__wrapped__())
    assert len(found) == 4


def test_a_fight_is_the_same_whatever_else_is_fought(posts) -> None:  # type: ignore[no-untyped-def]
    many = fight(posts, POSTS, range(6))
    assert fight(posts, POSTS, [4], workers=2).tolist() == many[4:5].tolist()
    assert len({tuple(row) for row in many.tolist()}) == 6
    assert fight(posts, replace(POSTS, season="frozen"), [4]).tolist() != many[4:5].tolist(), "each cell has its seed"


def test_measures_are_those_of_the_fight(posts) -> None:  # type: ignore[no-untyped-def]
    rows = fight(posts, POSTS, range(30))
    men, killed = rows[:, :2], rows[:, 2:4]
    assert np.all((killed >= 0) & (killed <= men))
    assert np.all(men > 10)
    assert np.all(men < 100)
    assert set(rows[:, 4].tolist()) <= {-1, 0, 1}
    assert np.all((rows[:, 5] >= 0) & (rows[:, 5] <= 10 * 60))
    assert killed.sum() > 0
    assert len(set(rows[:, 4].tolist())) > 1, "neither side holds the place every time"


def test_measures_are_those_of_a_run(posts) -> None:  # type: ignore[no-untyped-def]
    """The columns of a run's outcomes, which are worked out elsewhere."""
    for number in range(8):
        rep = run_replication(posts, 5, number)
        row = outcome_row(posts, rep, 5)
        holder = {"japan": 0, "soviet": 1}.get(row["holder_border_mark_end"], -1)
        assert measured(posts, rep)[:5] == (
            row["japan_men_arrived"], row["soviet_men_arrived"], row["japan_killed"], row["soviet_killed"], holder
        )  # fmt: skip


def test_the_generator_gives_each_side_its_part(frontier: Frontier) -> None:
    library = frontier.library
    for raiser, other in (("japan", "soviet"), ("soviet", "japan")):
        content = yaml.safe_load(text_of(library, Cell("buir-halha", "battalion-armour", raiser, "frozen")))
        column, garrison, comes = content["forces"]
        assert (column["side"], garrison["side"], comes["side"]) == (raiser, other, other)
        assert garrison["at"] == library.sectors["buir-halha"].ground.place
        assert column["at"] != comes["at"]
        assert {one.get("army") for one in content["forces"] if one["side"] == "soviet"} == {"mongolia"}
        assert comes["arrives"] > content["time"]["start"]
        assert content["map"]["digging"] == "none"
        orders = {
            plan["formations"][0]: [next(iter(rule["do"])) for rule in plan["rules"]] for plan in content["plans"]
        }
        assert "attack" in orders["column"]
        assert "attack" not in orders["garrison"]
    texts = {text_of(library, cell) for cell in cells_of(library)}
    assert len(texts) == len(cells_of(library))


def test_histories_draw_from_the_cell_that_is_theirs(frontier: Frontier, priors: Draws) -> None:
    library = FrontierLibrary()
    column = library.cells.of_rung(3)
    made = {}
    for number, cell in enumerate(cells_of(library)):
        made[cell] = np.array([[100, 200, number, number, 0, 90]], dtype=np.int32)
    library.__dict__["fought"] = FoughtCells(made, {}, "", "")
    table, world = EngineFights(library), World(priors.space, priors.x[0], priors.setting)
    rng = np.random.default_rng(5)
    numbers = {cell: int(rows[0, 2]) for cell, rows in made.items()}
    for month, season in ((1, "frozen"), (7, "open")):
        for side in ("japan", "soviet"):
            found = {table.fight(world, rng, 3, "argun", month, side).killed_japan for _ in range(40)}
            assert found == {numbers[Cell("argun", one.id, side, season)] for one in column}
    one = table.fight(world, rng, 3, "argun", 7, "japan")
    assert (one.origin, one.hours, one.men_soviet) == ("engine", 1.5, 200)
    assert table.fight(world, rng, 3, "sea", 7, "japan").origin == "assumed"
    assert table.fight(world, rng, 5, "argun", 7, "japan").origin == "assumed"


@pytest.mark.statistical
def test_chances_of_ends_are_those_of_the_fights_drawn(frontier: Frontier, priors: Draws) -> None:
    """Seed 6, 3,000 fights in a month and by a side: within four standard errors; one false alarm in 1,300."""
    table, world = EngineFights(frontier.library), World(priors.space, priors.x[0], priors.setting)
    ends = CombinedEnds(priors.space, priors.x[:1], priors.setting)
    rng = np.random.default_rng(6)
    for number, side in enumerate(("japan", "soviet")):
        for month in (1, 7):
            chance = ends.of(["buir-halha"])[0, number, ends.season(month)]
            assert chance.sum() == pytest.approx(1)
            drawn = Counter(table.fight(world, rng, FIGHT, "buir-halha", month, side).favour for _ in range(3000))
            for place, favour in enumerate(ENDS):
                error = np.sqrt(chance[place] * (1 - chance[place]) / 3000) + 1e-9
                assert abs(drawn[favour] / 3000 - chance[place]) < 4 * error


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("holder", "low", "high"), [(0, 0.97, 1.0), (1, 0.0, 0.06), (-1, 0.2, 0.45), ("raiser", 0.97, 1.0)]
)
def test_what_the_engine_says_moves_equations_and_histories_alike(
    priors: Draws, holder: int | str, low: float, high: float
) -> None:
    """One side wins every combined fight, or neither, or who raised it, which in this world is Japan.

    Japanese daring, which every step hangs on, follows. Seed 9, 100 histories: within four standard errors; one false
    alarm in 4,000 over the four.
    """
    library = FrontierLibrary()
    made = {}
    for cell in cells_of(library):
        won = SIDES.index(cell.raised_by) if isinstance(holder, str) else holder
        made[cell] = np.array([[50, 50, 2, 2, won, 60]], dtype=np.int32)
    library.__dict__["fought"] = FoughtCells(made, {}, "", "")
    nothing_outside = frozenset(event.id for event in library.outside)
    setting, x = replace(priors.setting, library=library, dropped=nothing_outside), np.repeat(priors.x[:1], 4, 0)
    space = priors.space
    moved = {
        "jp_disputes": np.log(20), "division_rate": np.log(0.05), "behaviour_1935": 0, "year_scatter": -5, "calms": 3,
        "dares_japan": 0.9, "dares_soviet": -9, "rises": 0, "falls": 9,
        **{f"japan_raises_{rung}": 12 for rung in (3, 4, 5)}, **{f"year_{year}": 0 for year in range(1932, 1941)},
    }  # fmt: skip
    for id_, value in moved.items():
        x[:, space[id_]] = value
    start = free_start(x)
    chance = float(solve(space, x, setting, start, FIT_END, 5).chance[:, -1].mean())
    assert low <= chance <= high
    table = EngineFights(library)
    histories = [play(space, x, setting, start, FIT_END, table, seed=9, replication=k) for k in range(100)]
    seen = np.mean([first_of(one, 5) is not None for one in histories])
    assert abs(seen - chance) < 4 * np.sqrt(chance * (1 - chance) / len(histories))
    favoured = {one.favour for many in histories for one in many.episodes if one.rung == FIGHT}
    assert favoured == {("japan", "soviet", "neither")[0 if isinstance(holder, str) else holder]}


def test_a_stretch_lies_in_its_seasons(priors: Draws) -> None:
    ends = CombinedEnds(priors.space, priors.x[:1], priors.setting)
    for first, last, open_ground in (
        (date(1936, 5, 1), date(1936, 8, 31), 1.0), (date(1935, 12, 1), date(1935, 12, 31), 0.0),
        (date(1937, 1, 1), date(1937, 12, 31), 7 / 12),
    ):  # fmt: skip
        [stretch] = stretches(first, last, [])
        assert ends.seasons_in(stretch) == pytest.approx([open_ground, 1 - open_ground], abs=0.02)
    assert [ends.season(month) for month in (1, 4, 10, 11)] == [1, 0, 0, 1]


def test_the_shipped_sectors_hang_on_no_table_below_a_division(frontier: Frontier, priors: Draws) -> None:
    assert fought_everywhere(priors.setting)
    library = FrontierLibrary()
    library.__dict__["fought"] = replace(library.fought, fights={})
    assert not fought_everywhere(replace(priors.setting, library=library))


def test_a_place_won_at_the_dearer_price_favours_nobody() -> None:
    rows = np.array([[9, 9, 3, 2, 0, 0], [9, 9, 3, 3, 0, 0], [9, 9, 3, 4, 1, 0], [9, 9, 0, 0, -1, 0]], dtype=np.int32)
    assert [ENDS[k] for k in favours(rows)] == ["neither", "japan", "neither", "neither"]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("cells.yaml", "toe: jp-hmg-squad", "toe: jp-hmg-squid", "did you mean jp-hmg-squad or"),
        ("cells.yaml", "id: companies", "id: platoons", "this id is taken"),
        ("cells.yaml", "months: [4, 5", "months: [5", "each month from 1 to 12"),
        ("cells.yaml", "replications: 200", "replications: 20", "200"),
        ("cells.yaml", "help_after_h: 1.5", "help_after_h: 15", "must lie within the 10 hours"),
        ("cells.yaml", "rung: 3", "rung: 5", "4"),
    ],
)
def test_bad_cells_are_told_by_place_and_remedy(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    shutil.copytree(SHIPPED / "frontier", tmp_path / "frontier")
    path = tmp_path / "frontier" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as found:
        _ = FrontierLibrary([tmp_path]).cells
    assert any(said in problem.remedy and problem.line for problem in found.value.problems), found.value
    assert all(problem.file == str(path) for problem in found.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("map: lake-khanka", "map: lake-hanka", "did you mean lake-khanka or lake-khasan?"),
        ("place: border-mark", "place: border-marks", "did you mean border-mark?"),
        ("army: soviet", "army: soviets", "party of this army"),
    ],
)
def test_bad_ground_is_told_before_anything_is_fought(
    tmp_path: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sector = tmp_path / "frontier" / "sectors" / "made-up-shore.yaml"
    sector.parent.mkdir(parents=True)
    text = (SHIPPED / "frontier" / "sectors" / "khanka.yaml").read_text().replace("id: khanka", "id: made-up-shore")
    sector.write_text(text.replace(old, new, 1))
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    out = tmp_path / "fought.parquet"
    assert main(["frontier", "cells", "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "made-up-shore" in error or "cells.yaml" in error
    assert "Traceback" not in error
    assert "cells fought" not in error
    assert not out.exists()


def test_a_damaged_file_says_how_to_remake_it(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "frontier" / FILE, tmp_path)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="khasan frontier cells"):
        read_cells(path)


def test_a_fight_can_be_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "fight.yaml"
    assert main(["frontier", "fight", "khanka", "platoons", "japan", "open", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["lint", str(out)]) == 0
    capsys.readouterr()
    assert main(["frontier", "fight", "kanka", "platoon", "tokyo", "winter"]) == 2
    error = capsys.readouterr().err
    for said in ("did you mean khanka?", "did you mean platoons?", "japan, soviet", "frozen, open"):
        assert said in error


def test_unknown_parts_of_a_cell_are_all_told(frontier: Frontier) -> None:
    with pytest.raises(InputError) as found:
        cell_of(frontier.library, "sea", "army", "japan", "open")
    assert [problem.field for problem in found.value.problems] == ["FORCES", "SECTOR"]
