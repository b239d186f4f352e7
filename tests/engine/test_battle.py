"""A battle in pieces: any cuts, saved and loaded in the middle, branched; and played from outside."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.edited import edited
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import Battle, advance, begin, branch, give, load, outcome, run_replication, save, view
from khasan.errors import InputError, RunError
from khasan.kernels.state import tables as t
from khasan.output import CannotWrite

ODD_CUTS = (1, 2, 77, 78, 200, 333)


def same(one: Replication, two: Replication) -> bool:
    """Bit for bit."""
    return all(np.asarray(x).tobytes() == np.asarray(y).tobytes() for x, y in zip(one, two, strict=True))


def in_pieces(battle: Battle, cuts: tuple[int, ...] = ODD_CUTS) -> Battle:
    for cut in cuts:
        advance(battle, cut)
    advance(battle)
    return battle


@pytest.mark.parametrize("record", [False, True])
def test_pieces_leave_the_same_bits_as_the_whole(khanka: Compiled, record: bool) -> None:
    whole = run_replication(khanka, 7, 5, record=record)
    assert same(outcome(in_pieces(begin(khanka, 7, 5, record=record))), whole)
    assert not same(outcome(in_pieces(begin(khanka, 7, 21, record=record))), whole)


def busy(battle: Battle) -> bool:
    """Men stand in contact, orders are on their way, units are broken."""
    counts = battle.state.counts
    broken, coming = (counts[a.STATUS] == a.BROKEN).any(), (counts[a.NEXT_ORDER] != a.NO_ORDER).any()
    return bool((counts[a.CONTACT_AGE] < a.UNSEEN).any() and broken and coming)


def test_a_battle_that_is_saved_and_loaded_goes_on_with_the_same_bits(lake_khasan: Compiled, tmp_path: Path) -> None:
    """Twice, in the thick of it."""
    whole = run_replication(lake_khasan, 7, 1, record=True)
    battle = begin(lake_khasan, 7, 1, record=True)
    for cut in (441, 1117):
        advance(battle, cut)
        while not busy(battle):
            advance(battle, battle.step + 1)
        battle = load(save(battle, tmp_path / "battle.npz"), lake_khasan)
    advance(battle)
    assert same(outcome(battle), whole)


def test_a_book_too_small_is_enlarged_in_the_middle(khanka: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_replication(khanka, 7, 5, record=True)
    assert len(whole.events) > 10
    monkeypatch.setattr("khasan.engine.battle.FIRST_ROWS", 3)
    assert same(outcome(in_pieces(begin(khanka, 7, 5, record=True))), whole)


def test_until_is_a_step_a_moment_or_the_end(khanka: Compiled) -> None:
    battle = begin(khanka, 7, 0)
    assert advance(battle, battle.time + timedelta(seconds=61)).step == 3
    assert battle.time == khanka.resolved.clock.start + timedelta(seconds=90)
    with pytest.raises(InputError, match="past"):
        advance(battle, 2)
    with pytest.raises(InputError, match="offset"):
        advance(battle, battle.time.replace(tzinfo=None))
    with pytest.raises(RunError, match="step 3 of 480"):
        outcome(battle)
    assert advance(battle, 10**6).ended


# --- files -------------------------------------------------------------------------------------------------------


def test_a_file_of_something_else_is_one_clear_error(khanka: Compiled, tmp_path: Path) -> None:
    path = save(begin(khanka, 7, 0), tmp_path / "battle.npz")
    other = edited("lake-khanka-1935", lambda flat: flat["time"].update(moon="full"), tmp_path)
    with pytest.raises(InputError, match=r"battle\.npz: digest: got .*what-ifs differ") as caught:
        load(path, other)
    assert len(caught.value.problems) == 1
    (tmp_path / "torn.npz").write_bytes(path.read_bytes()[:-200])
    (tmp_path / "text.npz").write_text("no battle")
    for name in ("torn", "text", "missing"):
        with pytest.raises(InputError, match=f"{name}.npz: battle: got"):
            load(tmp_path / f"{name}.npz", khanka)


@pytest.mark.parametrize(("field", "value"), [("version", "0.0.0"), ("rules", "0"), ("format", "khasan-battle/0")])
def test_a_file_of_another_version_or_other_rules_is_refused(
    field: str, value: str, khanka: Compiled, tmp_path: Path
) -> None:
    path = save(begin(khanka, 7, 0), tmp_path / "battle.npz")
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    about = json.loads(arrays["about"].tobytes()) | {field: value}
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    np.savez_compressed(path, **arrays)
    with pytest.raises(InputError, match=f"{field}: got {value}"):
        load(path, khanka)


def test_loading_runs_no_code(khanka: Compiled, tmp_path: Path) -> None:
    """An array of objects, which numpy would unpickle, is refused."""
    path = save(begin(khanka, 7, 0), tmp_path / "battle.npz")
    np.save(tmp_path / "evil.npy", np.array([Path], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(tmp_path / "evil.npy", "evil.npy")
    with pytest.raises(InputError, match="damaged"):
        load(path, khanka)


def test_a_file_is_written_whole_or_not_at_all(
    khanka: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    battle = begin(khanka, 7, 0)
    path = save(battle, tmp_path / "battle.npz")
    before = path.read_bytes()
    advance(battle, 50)

    def fails(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(CannotWrite, match="no space"):
        save(battle, path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["battle.npz"]


# --- branches ----------------------------------------------------------------------------------------------------


def test_a_branch_goes_its_own_way(khanka: Compiled) -> None:
    whole = run_replication(khanka, 7, 5, record=True)
    trunk = begin(khanka, 7, 5, record=True)
    advance(trunk, 60)
    twin, other, again = branch(trunk), branch(trunk, "other"), branch(trunk, "other")
    assert same(outcome(in_pieces(twin, ())), whole)
    assert trunk.step == 60  # what became of the twin did not touch it
    renewed = outcome(in_pieces(other, ()))
    assert not same(renewed, whole)
    assert np.array_equal(renewed.parameters, whole.parameters)
    assert np.array_equal(renewed.visibility_m, whole.visibility_m)
    assert same(outcome(in_pieces(again, (99, 100))), renewed)
    assert same(outcome(in_pieces(trunk, ())), whole)


def test_a_branch_is_saved_with_its_key(khanka: Compiled, tmp_path: Path) -> None:
    trunk = begin(khanka, 7, 5)
    advance(trunk, 60)
    twig = branch(trunk, "twig")
    back = load(save(twig, tmp_path / "twig.npz"), khanka)
    assert same(outcome(in_pieces(back, ())), outcome(in_pieces(twig, ())))


# --- from outside ------------------------------------------------------------------------------------------------


def test_an_outside_player_is_asked_when_something_new_has_come(khanka: Compiled) -> None:
    battle = begin(khanka, 7, 5, outside=["japanese-patrol"])
    stops = []
    while not battle.ended:
        stops.append(advance(battle))
    assert {stop.step % battle.decide_every for stop in stops[:-1]} == {0}
    assert [stop.step for stop in stops] == sorted({stop.step for stop in stops})
    hour = round(3600 / khanka.step_s)
    assert np.diff([0, *(stop.step for stop in stops)]).max() <= hour + battle.decide_every
    news = {what for stop in stops for what in stop.news}
    assert "japan: contacts" in news
    assert not any(what.startswith("soviet") for what in news)


def test_without_orders_from_outside_only_the_opening_of_the_plan_counts(khanka: Compiled) -> None:
    theirs = khanka.labels.commanders.index("soviet-horsemen")
    opening = khanka.orders.rules_of[theirs + 1] - 1  # ride up to the hollow
    free, left = begin(khanka, 7, 5), begin(khanka, 7, 5, outside=["soviet-horsemen"])
    for battle in (free, left):
        advance_over_stops(battle, khanka.steps)
    assert left.state.commanders[t.C_RULE, theirs] == opening
    assert free.state.commanders[t.C_RULE, theirs] != opening


def test_an_order_from_outside_takes_as_long_as_the_commanders_own(khanka: Compiled) -> None:
    """The patrol's own rule, and the same order given from outside at the same step: the same delay and history."""
    own = begin(khanka, 7, 5, record=True)
    advance(own)
    chosen = [row for row in own.log.events[: own.log.used[0]] if row[a.EV_KIND] == a.RULE_CHOSEN]
    patrol = khanka.labels.commanders.index("japanese-patrol")
    later = [row for row in chosen if row[a.EV_UNIT] == patrol][1:]
    assert later
    played = begin(khanka, 7, 5, outside=["japanese-patrol"], record=True)
    for row in later:
        advance_over_stops(played, int(row[a.EV_STEP]))
        order = int(khanka.orders.rules[row[a.EV_VALUE], t.R_ORDER])
        give(played, "japanese-patrol", a.ORDER_NAMES[order], khanka.labels.places[row[a.EV_PLACE]])
    advance_over_stops(played, khanka.steps)
    assert np.array_equal(outcome(own).counts, outcome(played).counts)


def advance_over_stops(battle: Battle, until: int) -> None:
    while battle.step < until:
        advance(battle, until)


def test_an_order_to_a_part_reaches_that_part_only(lake_khasan: Compiled) -> None:
    battle = begin(lake_khasan, 7, 1, outside=["40-rd"])
    advance_over_stops(battle, 420)
    before = battle.state.counts.copy()
    give(battle, "40-tank-battalion", "move", "lake-s-shore")
    changed = before[a.NEXT_STEP] != battle.state.counts[a.NEXT_STEP]
    units = np.array(lake_khasan.labels.units)
    there = [name.startswith("40-tb-") for name in units] & (before[a.STATUS] == a.ACTIVE)
    assert np.array_equal(changed, there)
    assert there.any()
    due = battle.state.counts[a.NEXT_STEP, changed]
    assert (due > battle.step).all()
    reached = begin(lake_khasan, 7, 1, outside=["40-tank-battalion"])
    advance_over_stops(reached, 420)
    give(reached, "40-tank-battalion", "move", "lake-s-shore")
    # from the battalion's own commander it comes sooner than from the division's
    assert (reached.state.counts[a.NEXT_STEP, changed] < due).all()
    advance_over_stops(battle, int(due.max()) + 1)
    place = lake_khasan.labels.places.index("lake-s-shore")
    assert (battle.state.counts[a.ORDER_PLACE, changed] == place).all()


def test_places_that_no_plan_sends_them_to_can_be_reached(khanka: Compiled, tmp_path: Path) -> None:
    battle = begin(khanka, 7, 5, outside=["soviet-horsemen"])
    goal, horse = khanka.labels.places.index("japan-rally"), t.HORSE
    assert battle.world.way_of[goal, horse] < 0
    give(battle, "soviet-horsemen", "move", "japan-rally")
    assert battle.world.way_of[goal, horse] >= 0
    assert khanka.world(khanka.member_of(5)).arrays.way_of[goal, horse] < 0  # other replications keep theirs
    battle = load(save(battle, tmp_path / "battle.npz"), khanka)
    assert battle.world.way_of[goal, horse] >= 0
    advance_over_stops(battle, 60)
    assert (battle.state.counts[a.MOVED] > 0).any()


def test_orders_that_make_no_sense_are_refused_at_once(khanka: Compiled) -> None:
    battle = begin(khanka, 7, 5, outside=["soviet-horsemen"])
    with pytest.raises(InputError) as caught:
        give(battle, "soviet-horseman", "charge", "meeting-pint")
    assert [problem.field for problem in caught.value.problems] == ["formation", "place", "verb"]
    assert "soviet-horsemen" in str(caught.value)
    with pytest.raises(InputError, match="not commanded from outside: that is soviet-horsemen"):
        give(battle, "japanese-patrol", "hold", "meeting-point")
    with pytest.raises(InputError, match="outside"):
        begin(khanka, 7, 5, outside=["nobody"])


# --- what he sees ------------------------------------------------------------------------------------------------


def test_a_view_tells_all_of_the_own_side_and_contacts_of_the_other(lake_khasan: Compiled) -> None:
    battle = begin(lake_khasan, 7, 1)
    advance(battle, 441)
    while not busy(battle):
        advance(battle, battle.step + 1)
    counts = battle.state.counts
    for side, name in enumerate(lake_khasan.labels.sides):
        seen = view(battle, name)
        ours = np.array(lake_khasan.labels.unit_side) == side
        assert len(seen.units) == ours.sum()
        assert sum(unit.men for unit in seen.units) == counts[a.MEN, ours].sum()
        known = counts[a.CONTACT_AGE, ~ours] < a.UNSEEN
        assert len(seen.contacts) == known.sum() > 0
        assert all(unit.q is None for unit in seen.units if unit.status == "expected")
        assert set(seen.places.values()) <= {*lake_khasan.labels.sides, "nobody"}
    with pytest.raises(InputError, match="japan"):
        view(battle, "mars")


def test_a_view_does_not_change_with_the_hidden_truth(lake_khasan: Compiled) -> None:
    battle = begin(lake_khasan, 7, 1)
    advance(battle, 441)
    while not busy(battle):
        advance(battle, battle.step + 1)
    random = np.random.default_rng(3)
    before = view(battle, "japan")
    theirs = battle.tables.units[t.SIDE] == lake_khasan.labels.sides.index("soviet")
    hidden = [row for row in range(a.COUNTS) if row not in (a.CONTACT_AGE, a.CONTACT_SINCE, a.CONTACT_HEX)]
    for row in hidden:
        battle.state.counts[row, theirs] = random.permutation(battle.state.counts[row, theirs])
    battle.state.reals[:, theirs] = random.random(battle.state.reals[:, theirs].shape)
    battle.state.places[t.HOLDER] = random.integers(-1, 2, battle.state.places.shape[1])
    assert view(battle, "japan") == before
    assert view(battle, "soviet") != before
    battle.state.counts[a.CONTACT_AGE, theirs] = a.UNSEEN
    assert view(battle, "japan") != before
