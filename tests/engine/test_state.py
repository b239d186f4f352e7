"""State is declared once: what is made from the declarations fits them, and a fight stays within their ranges."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import khasan
from engine.state_declared import BUNDLES, MODULES, all_blocks, assigned, holders, rows
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.declared import Block, Codes, Field, blocks, empty, sizes_of
from khasan.engine import Battle, advance, begin, load, save
from khasan.errors import InputError
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario import sizes
from khasan.scenario.equipment import Flight, Toe, Vehicle, Weapon
from khasan.scenario.ranges import Range, Within

FILES = {"weapon": Weapon, "vehicle": Vehicle, "flight": Flight, "toe": Toe}


@pytest.fixture(scope="module")
def khanka() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))


def fields() -> list[tuple[str, Field]]:
    return [(f"{where}.{field.name}", field) for where, block in all_blocks().items() for field in block.fields]


# --- the declarations themselves ---------------------------------------------------------------------------------


def test_constants_are_consecutive_and_unique_in_each_block() -> None:
    told = [lines for lines in holders().values() if lines[0].kind != "code"]
    for lines in told:
        block = lines[0].holder
        assert isinstance(block, Block)
        follows = [line.value for line in lines[1:]] + [len(block.fields)]
        assert lines[0].value == 0
        for line, after in zip(lines, follows, strict=True):
            assert after - line.value == 1 or line.kind in ("slot", "repeat"), line.constant
            assert after > line.value
            assert block.fields[line.value].name.startswith(line.name)
        assert len(set(block.names)) == len(block.names)
    assert len(told) > 20


def test_codes_are_consecutive_and_unique() -> None:
    told = [lines for lines in holders().values() if lines[0].kind == "code"]
    for lines in told:
        codes = lines[0].holder
        assert isinstance(codes, Codes)
        assert [line.value for line in lines] == list(range(len(codes.names)))
        assert tuple(line.name for line in lines) == codes.names
    assert len(told) > 12


def test_no_constant_is_declared_twice_in_a_module() -> None:
    """The second would take the name from the first, whose row nobody could read."""
    for module in MODULES:
        names = [row.constant for row in rows(module)]
        assert len(set(names)) == len(names), module.__name__


BY_HAND = {
    a: {"SLOTS", "MOST_STEPS", "MOST_MEN", "MOST_VEHICLES", "MOST_WEAPONS", "MOST_ROUNDS", "UNSEEN"},
    t: {"ECHELONS", "LONG_AGO", "KNOWN_1", "MOST_CARRIERS"},
    p: set(),
    bundles: {"KEPT", "BLOCK", "MOST_CALLS"},
}
"""Whole numbers that are no rows; KNOWN_1 is the second of two rows declared together."""


def test_no_row_is_numbered_by_hand() -> None:
    for module in MODULES:
        made = {row.constant for row in rows(module)}
        whole = {name for name, value in vars(module).items() if name.isupper() and isinstance(value, int)}
        counted = {name for name in whole if assigned(module, name).startswith("len(")}
        borrowed = {name for name in whole if not assigned(module, name)}  # declared in another module
        assert whole - made - counted - borrowed == BY_HAND[module], module.__name__


SPOKEN = {
    "NO_ORDER": "none", "BUILD_BRIDGE": "bridge", "AIMED": "aimed_fire", "AREA": "area_fire", "CLOSE": "close_combat",
    "ARMOUR": "anti_armour_fire", "AT_AIRFIELD": "airfield", "LO_BURNT": "vehicles_burnt",
    "LO_KNOCKED_OUT": "vehicles_knocked_out", "LO_WEAPONS": "weapons_lost", "LO_HORSES": "horses_lost",
    "LO_TRUCKS": "trucks_lost", "LO_ABANDONED": "vehicles_abandoned", "FA_EFFECT": "effect_per_round",
    "AMMO_0": "rounds", "COUNT_0": "weapons", "NO_AIRCRAFT": "none", "NO_ROAD": "none", "NO_CROSSING": "gone",
    "FOOTBRIDGE": "foot_bridge", "STAGE_IS": "stage", "ARRIVED_SHARE": "arrived", "AT_PLACE": "at", "IS_DARK": "dark",
    "NO_ENDING": "none", "BY_FLANK": "flank", "BY_NEIGHBOUR": "neighbour_gone", "BY_KEY_GROUND": "key_ground_lost",
    "BY_SURPRISE": "surprise", "BY_ORDERS": "orders", "BY_LIGHT": "night_or_day", "BY_NO_RESERVE": "no_reserve",
    "BY_AMMUNITION": "ammunition", "BY_FIRE": "fire_that_did_not_lift", "BY_LOSSES": "losses",
    "IS_SPENT": "spent", "HAS_STOPPED": "stopped", "ATTACKS_BY_0": "attacks", "POSITIONS_BY_0": "positions",
}  # fmt: skip
"""Constants of khasan.arrays that people read under another name."""


def test_a_constant_is_called_what_people_read() -> None:
    for module in MODULES:
        for row in rows(module):
            plain = row.constant.removeprefix("LO_").removeprefix("FA_").removeprefix("EV_").lower()
            if module is not t or row.kind == "code":
                assert row.name.replace(" ", "_") == SPOKEN.get(row.constant, plain), row.constant


def test_every_array_of_a_bundle_is_declared() -> None:
    for kind in BUNDLES:
        assert list(blocks(kind)) == list(kind._fields), kind.__name__


def test_every_field_has_unit_meaning_and_range() -> None:
    dimensions = {dimension for block in all_blocks().values() for dimension in block.dimensions} - {"field"}
    for name, field in fields():
        assert field.unit, name
        assert field.meaning, name
        if field.codes is not None:
            assert len(field.codes.names) > 1, name
        elif isinstance(field.high, str):
            assert field.high in dimensions, name
            assert field.low in (0, -1, t.LONG_AGO), name
        else:
            assert field.low < field.high, name
            assert field.low <= field.start <= field.high or field.file, name
    assert len(fields()) > 200


def test_ranges_are_no_narrower_than_what_a_file_may_say() -> None:
    """A number that the reader of files lets in is refused nowhere else, once it stands in the table's unit."""
    told = 0
    for block in (t.weapons, t.unit_reals):
        for field in block.fields:
            kind, _, name = field.file.partition(".")
            if kind not in FILES:
                continue
            found = _range(FILES[kind].model_fields[name])
            if found is not None:
                told += 1
                assert found.most / field.per <= field.most({}), field.name
                assert min(0.0, found.least / field.per) >= field.low or field.name == "hits"
    assert told > 20


def _range(info: Any) -> Range | None:
    """That of a field of a file's model; it stands beside the type, which may be one of several."""
    inner = [part for one in typing.get_args(info.annotation) for part in typing.get_args(one)]
    found = [part.range for part in (*info.metadata, *inner) if isinstance(part, Within)]
    return found[0] if found else None


def test_sizes_are_no_smaller_than_what_a_scenario_may_have() -> None:
    assert a.MOST_STEPS >= sizes.MOST_STEPS
    assert a.MOST_ROUNDS >= sizes.MOST_ROUNDS
    assert sizes.MOST_OF_A_UNIT["men"] <= a.MOST_MEN
    assert sizes.MOST_OF_A_UNIT["vehicles"] <= a.MOST_VEHICLES
    assert sizes.MOST_OF_A_UNIT["weapons"] <= a.MOST_WEAPONS
    for counted in ("horses", "trucks"):
        row = a.counts.fields[a.COUNT_NAMES.index(counted)]
        assert row.most({}) >= sizes.MOST_OF_A_UNIT[counted]


# --- a fight -----------------------------------------------------------------------------------------------------


def implausible(battle: Battle) -> list[str]:
    """The fields of all bundles that hold a number outside their range, and the number."""
    bundled = (battle.world, battle.tables, battle.orders, battle.state, battle.scratch)
    known = sizes_of(*bundled, battle.log, battle.snapshots)
    events, losses = battle.log.used.tolist()
    written = battle.log._replace(
        events=battle.log.events[:events], losses=battle.log.losses[:losses], factors=battle.log.factors[:losses]
    )
    found = []
    for bundle in (*bundled, written, battle.snapshots):
        for name, block in blocks(type(bundle)).items():
            wrong = block.outside(getattr(bundle, name), known)
            if wrong is not None:
                found.append(f"{name}.{wrong[0].name}: {wrong[1]}, not {wrong[0].words(known)}")
    return found


def test_a_fight_stays_within_every_range_at_every_snapshot(khanka: Compiled) -> None:
    battle = begin(khanka, 7, 0, record=True)
    assert implausible(battle) == []
    for step in range(khanka.snapshot_every, khanka.steps + khanka.snapshot_every, khanka.snapshot_every):
        advance(battle, min(step, khanka.steps))
        assert implausible(battle) == []
    assert battle.ended
    assert battle.log.used.min() > 0


def test_a_battle_on_its_way_has_the_forms_declared(khanka: Compiled) -> None:
    battle = begin(khanka, 7, 0)
    wrong = battle.state._replace(works=battle.state.works[:-1])
    with pytest.raises(ValueError, match=r"State\.works is \d+ along hex, where \d+ are due"):
        sizes_of(battle.world, wrong)
    wrong = battle.state._replace(works=battle.state.works.astype(np.float32))
    with pytest.raises(ValueError, match=r"State\.works is float32"):
        sizes_of(battle.world, wrong)


# --- a saved battle ----------------------------------------------------------------------------------------------

WRONG: list[tuple[str, tuple[int, ...], float, str]] = [
    ("state.counts", (a.MEN, 0), -1, r"state\.counts\.men: got -1.0; it can be 0 to 20,000"),
    ("state.counts", (a.HEX, 1), 10**6, r"state\.counts\.hex: got 1000000.0; it can be 0 to \d"),
    ("state.counts", (a.STATUS, 0), 6, r"state\.counts\.status: got 6.0; it can be one of 0 expected, 1 active"),
    ("state.reals", (a.SUPPRESSION, 0), np.nan, r"state\.reals\.suppression: got nan; it can be 0 to 1"),
    ("state.reals", (a.AMMO_0 + 5, 0), -0.5, r"state\.reals\.rounds_5: got -0.5"),
    ("state.works", (0,), 1.5, r"state\.works: got 1.5; it can be 0 to 1"),
    ("scratch.contacts", (1, 0), 99, r"scratch\.contacts: got 99.0; it can be 0 to \d"),
    ("scratch.hits", (bundles.BURNT, 0), -1, r"scratch\.hits\.burnt: got -1.0"),
    ("log.events", (0, a.EV_KIND), 99, r"log\.events\.kind: got 99.0; it can be one of 0 arrived"),
    ("log.losses", (0, a.LO_TARGET), -1, r"log\.losses\.target: got -1.0"),
    ("log.factors", (0, a.FA_DRAW), 2, r"log\.factors\.draw: got 2.0; it can be 0 to 1"),
    ("snapshots.counts", (1, a.KILLED, 0), -7, r"snapshots\.counts\.killed: got -7.0"),
    ("snapshots.reals", (1, a.FATIGUE, 0), 3, r"snapshots\.reals\.fatigue: got 3.0"),
    ("snapshots.holders", (0, 0), 2, r"snapshots\.holders: got 2.0; it can be -1 to 1"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "at", "value", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_a_saved_battle_with_a_number_outside_its_range_is_refused(
    block: str, at: tuple[int, ...], value: float, said: str, khanka: Compiled, tmp_path: Path
) -> None:
    battle = begin(khanka, 7, 0, record=True)
    advance(battle, khanka.steps)
    path = save(battle, tmp_path / "battle.npz")
    load(path, khanka)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays[block][at] = value
    np.savez_compressed(path, **arrays)
    with pytest.raises(InputError, match=said) as caught:
        load(path, khanka)
    assert len(caught.value.problems) == 1
    assert "save the battle anew" in str(caught.value)


def test_a_saved_battle_of_a_step_beyond_its_end_is_refused(khanka: Compiled, tmp_path: Path) -> None:
    battle = begin(khanka, 7, 0)
    battle.step = khanka.steps + 1
    path = save(battle, tmp_path / "battle.npz")
    with pytest.raises(InputError, match=rf"step: got {khanka.steps + 1}; it can be 0 to {khanka.steps}"):
        load(path, khanka)


def test_a_name_that_is_declared_twice_is_refused() -> None:
    block, codes = Block("i4[unit, field]", "made up"), Codes("made up")
    assert (block.field("men", "men", "there", 0, 9), codes.code("red")) == (0, 0)
    with pytest.raises(ValueError, match="men is declared twice in made up"):
        block.field("men", "men", "there", 0, 9)
    with pytest.raises(ValueError, match="red is declared twice"):
        codes.codes("blue | red")


def test_fields_may_stand_in_any_dimension() -> None:
    block = Block("f8[unit, field]", "made up")
    block.field("pace", "m/s", "walked", 0, 2, start=1.5, per=4)
    block.field("pause", "s", "rested", 0, 60)
    assert block.empty(unit=2).tolist() == [[1.5, 0.0], [1.5, 0.0]]
    assert (np.array([[4.0, 6.0]]) / block.per()).tolist() == [[1.0, 6.0]]
    wrong = block.outside(np.array([[1.0, 60.0], [2.0, 61.0]]), {})
    assert wrong is not None
    assert (wrong[0].name, wrong[1]) == ("pause", 61.0)
    later = block.over("look", 1)
    assert later.form == "f8[look, unit, field]"
    assert later.empty(look=2, unit=1).tolist() == [[[0.0]], [[0.0]]]


def test_what_stands_in_a_state_before_it_is_written() -> None:
    state = empty(bundles.State, unit=2, hex=3, place=1, commander=1, leave=0, side=2, sector=2, body=1)
    assert state.counts[a.CONTACT_AGE].tolist() == [a.UNSEEN] * 2
    assert state.places[:, 0].tolist() == [-1, -1, -1, -1, 0, 0]
    assert state.clocks[:, 1].tolist() == [t.LONG_AGO] * 3 + [-1] + [t.LONG_AGO] * 4 + [-1] + [0] * 5 + [t.LONG_AGO] * 3
    assert state.bodies[[t.BO_BEGAN, t.BO_STOPPED, t.BO_STOPPED_AT], 0].tolist() == [-1, 0, t.LONG_AGO]
    assert state.aims[[t.ONE_0, t.ONE_HOW_0, t.NEAREST], 0].tolist() == [-1, 0, -1]
    assert state.missions[:, 1].tolist() == [-1, 0, 0, 0, -1, -1, t.LONG_AGO]
    assert state.reals[[a.COHESION, a.FATIGUE], 0].tolist() == [1.0, 0.0]
    assert state.sectors[:, 1].tolist() == [t.LONG_AGO, 0]
    assert state.leaves.shape == (3, 0)
