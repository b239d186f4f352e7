"""The measure of behaviour: its rows, its definitions worked by hand on made-up fights, and two rows end to end.

Statistical tests use seed 7 and assert only what holds in any history: no false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest
from verification.behaviour import __main__ as command
from verification.behaviour import divisions, measures, setups, wiring
from verification.behaviour.bursts import Blows, blows
from verification.behaviour.judge import Figure, alike, distance, figure, judge, statistic
from verification.behaviour.page import Line, replaced, table, verdict_of_all
from verification.behaviour.play import Fought, needed
from verification.behaviour.recipes import AS_SHARES, RECIPES, SETUPS, Recipe
from verification.behaviour.rows import FAMILIES, FILE, chosen, load
from verification.behaviour.tables import Course, Events, Fight, Losses, Units, fight_of
from verification.behaviour.wiring import FROM_DRAWS, wired

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "behaviour.md"


def made_up(
    told: list[tuple[int, str, str, int, int, int]],
    *,
    step_s: float = 60.0,
    steps: int = 20,
    taken_from: int | None = None,
    rounds: dict[int, list[int]] | None = None,
    metres: list[float] | None = None,
    suppression: dict[int, list[float]] | None = None,
    tanks_lost: list[int] | None = None,
    events: Sequence[tuple[int, str, int, int]] = (),
) -> Fight:
    """A fight of four units: attacking riflemen (100), guns (40) and tanks (20 men, 10 tanks), defending riflemen (50).

    told: (step, cause, arm, shooter, target, hits); nobody is lost in another way. By unit: 0, 1, 2 and 3. events:
    (step, kind, unit, value).
    """
    men, rows = np.array([100, 40, 20, 50], dtype=np.int32), steps + 1
    lost = np.zeros((rows, 4), dtype=np.int32)
    for step, _, _, _, target, hits in told:
        lost[step + 1 :, target] += hits
    fired, pinned, far = np.zeros((rows, 4), np.int32), np.zeros((rows, 4)), np.full((rows, 4), 500.0)
    for unit, values in (rounds or {}).items():
        fired[:, unit] = values
    for unit, levels in (suppression or {}).items():
        pinned[:, unit] = levels
    if metres is not None:
        far[:, 0] = metres
    tanks = np.zeros((rows, 4), np.int32)
    if tanks_lost is not None:
        tanks[:, 2] = tanks_lost
    columns = list(zip(*told, strict=True)) if told else [()] * 6
    return Fight(
        step_s,
        Units(
            ("a-rifles", "a-battery", "a-tanks", "d-rifles"),
            ("infantry", "artillery", "tank", "infantry"),
            np.array([True, True, True, False]),
            men,
            np.array([0, 0, 10, 0], np.int32),
            np.array([90, 20, 0, 40], np.int32),
            np.array([3, 0, 0, 5], np.int32),
        ),
        Course(
            men - lost, lost, tanks, fired, pinned, far,
            np.array([taken_from is not None and k >= taken_from for k in range(rows)]),
        ),
        Losses(
            np.array(columns[0], np.int32), tuple(columns[1]), tuple(columns[2]), np.array(columns[3], np.int32),
            np.array(columns[4], np.int32), np.array(columns[5], np.int32),
        ),
        Events(
            np.array([row[0] for row in events], np.int32), tuple(row[1] for row in events),
            np.array([row[2] for row in events], np.int32), np.array([row[3] for row in events], np.int32),
        ),
    )  # fmt: skip


RIFLES, GUNS, TANKS, POST = range(4)


class TestRows:
    def test_all_thirty_one_and_two_of_our_own_are_there_with_a_measure_each(self) -> None:
        book = load()
        own = [row.id for row in book.emergent if row.origin.endswith("row of our own")]
        assert (len(book.emergent), own) == (33, ["F-hand", "G-hand"])
        assert [row.id for row in book.emergent] == list(RECIPES)
        assert [row.id for row in book.wiring] == list(FROM_DRAWS)
        assert {row.family for row in book.emergent} == set(FAMILIES)

    def test_a_recipe_fights_the_set_ups_of_its_row(self) -> None:
        for row in load().emergent:
            recipe = RECIPES[row.id]
            if isinstance(recipe, Recipe):
                assert recipe.setup.split()[0] in row.setups
                assert (recipe.over == "") == (recipe.kind not in ("gain", "ratio of medians"))
                assert {recipe.setup, recipe.over} <= {*SETUPS, ""}
        assert set(AS_SHARES) <= set(RECIPES)

    def test_gains_and_ratios_are_taken_against_the_set_up_that_their_row_names(self) -> None:
        pairs = {id_: (one.setup, one.over) for id_, one in RECIPES.items() if isinstance(one, Recipe) and one.over}
        assert pairs == {
            "A1-gain": ("A1 3:1", "A1 1:1"),
            "A2-gain": ("A2", "A"),
            "A2-loss": ("A2", "A"),
            "D1-suppression": ("D1", "D"),
            "E-machine-guns": ("E", "A"),
            "A-over-G": ("A", "G"),
        }

    def test_scales_are_those_of_the_file(self) -> None:
        book = load()
        for name, setup in SETUPS.items():
            words = book.setups[name.split()[0]]
            where = words if " m / " in words else book.conditions
            assert all(f"{hex_m:g} m / {step_s} s" in where for hex_m, step_s in setup.scales.values())

    @pytest.mark.parametrize(
        ("before", "after", "remedy"),
        [
            ("{id: A-succeeded, ", "{id: A-succeeded, colour: red, ", "colour"),
            ("low: 3.7, high: 12.5", "low: 13.7, high: 12.5", "low < high"),
            ("sources: [MCQUIE]", "sources: [MQUIE]", "keys of sources"),
            ("id: A-held", "id: A-taken", "taken"),
            ("setup: [A, G]", "setup: [A, H]", "one of the set-ups"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(self, tmp_path: Path, before: str, after: str, remedy: str) -> None:
        text = FILE.read_text("utf-8")
        assert text.count(before) == 1
        number = text[: text.index(before)].count("\n") + 1
        path = tmp_path / "behaviour.yaml"
        path.write_text(text.replace(before, after), "utf-8")
        with pytest.raises(InputError) as told:
            load(path)
        assert f"behaviour.yaml:{number}:" in str(told.value)
        assert remedy in str(told.value)

    def test_rows_go_by_id_set_up_and_family(self) -> None:
        book = load()
        assert [row.id for row in chosen(book, ["A1", "tanks", "G-bullets"])] == [
            "A1-chance", "A1-gain", "G-bullets", "E-tanks", "E-machine-guns",
        ]  # fmt: skip
        with pytest.raises(InputError, match="--rows: got Z; use one of"):
            chosen(book, ["Z"])


class TestEndings:
    def test_losses_are_in_per_cent_of_the_side_and_go_by_whether_the_place_fell(self) -> None:
        told = [(2, "aimed_fire", "rifle", POST, RIFLES, 8), (3, "close_combat", "", RIFLES, POST, 10)]
        held, fell = made_up(told), made_up(told, taken_from=5)
        assert measures.attacker_loss(held) == [100 * 8 / 160]
        assert measures.defender_loss(held) == [100 * 10 / 50]
        assert measures.loss_of_both(held) == [100 * 18 / 210]
        assert (measures.loss_of_failed_attack(held), measures.loss_of_success(held)) == ([5.0], [])
        assert (measures.loss_of_failed_attack(fell), measures.loss_of_success(fell)) == ([], [5.0])
        assert (measures.loss_where_held(held), measures.loss_where_taken(held)) == ([20.0], [])
        assert (measures.loss_where_held(fell), measures.loss_where_taken(fell)) == ([], [20.0])
        assert (measures.success(held), measures.success(fell)) == ([0.0], [1.0])


class TestFire:
    TOLD = (
        (2, "aimed_fire", "rifle", POST, RIFLES, 4),
        (4, "aimed_fire", "machine gun", POST, RIFLES, 10),
        (5, "aimed_fire", "machine gun", RIFLES, POST, 6),
        (6, "close_combat", "", POST, RIFLES, 9),
        (9, "aimed_fire", "rifle", POST, RIFLES, 8),
    )

    def test_the_bout_runs_from_the_first_hit_to_the_end(self) -> None:
        assert measures.bout(made_up(list(self.TOLD))) == (2, 20)
        assert measures.bout(made_up(list(self.TOLD), taken_from=7)) == (2, 20)
        assert measures.bout(made_up([])) == (20, 20)

    def test_hits_per_weapon_of_the_defenders_are_by_fire_in_the_bout(self) -> None:
        fell = made_up(list(self.TOLD), taken_from=8)
        assert measures.hits_per_rifle(fell) == [12 / 40]
        assert measures.hits_per_machine_gun(fell) == [10 / 5]
        assert measures.loss_in_bout(fell) == [pytest.approx(100 * 31 / 160)]

    def test_rounds_of_both_sides_over_hits_of_both(self) -> None:
        rounds = {RIFLES: [100 * k for k in range(21)], POST: [50 * k for k in range(21)]}
        fell = made_up(list(self.TOLD), taken_from=8, rounds=rounds)
        assert measures.rounds_a_casualty(fell) == [150 * 18 / 28]
        assert measures.rounds_a_casualty(made_up([], rounds=rounds)) == [inf]

    def test_an_advance_stops_when_five_minutes_win_no_hex(self) -> None:
        walks = [500.0, 450, 450, 400, 400, 400, 400, 350, *[350] * 13]
        told = [(2, "aimed_fire", "rifle", POST, RIFLES, 1)]
        assert measures.minutes_to_stop(made_up(told, metres=walks)) == [5.0]
        assert measures.minutes_to_stop(made_up(told, metres=walks, taken_from=9)) == [inf]
        assert measures.minutes_to_stop(made_up([], metres=walks)) == []
        comes = [max(0.0, 500.0 - 50 * k) for k in range(21)]
        assert measures.minutes_to_stop(made_up(told, metres=comes)) == [inf]
        back = [500.0, 450, 400, 450, 500, 450, 400, *[400] * 14]
        later = [(4, "aimed_fire", "rifle", POST, RIFLES, 1)]
        assert measures.minutes_to_stop(made_up(later, metres=back)) == [0.0]  # what was lost is won back, and no more

    def test_shells_are_those_of_the_attackers_guns(self) -> None:
        told = [
            (3, "area_fire", "shell", GUNS, POST, 4),
            (4, "area_fire", "shell", RIFLES, POST, 5),
            (5, "aimed_fire", "rifle", GUNS, POST, 1),
            (6, "area_fire", "shell", POST, RIFLES, 2),
        ]
        shelled = made_up(told, rounds={GUNS: [10 * k for k in range(21)]})
        assert measures.shells_a_casualty(shelled) == [200 / 4]
        assert measures.loss_by_shells(shelled) == [100 * 4 / 50]
        assert measures.shells_a_casualty(made_up([])) == [inf]
        assert measures.share_by_bullets(shelled) == [1 / 12]

    def test_suppression_is_that_of_the_last_five_minutes_of_shelling(self) -> None:
        fired = [0, 0, *[10 * k for k in range(1, 11)], *[100] * 9]  # the last shell in step 10: row 11 ends it
        levels = [0.1 * k for k in range(12)] + [0.0] * 9
        shelled = made_up([], rounds={GUNS: fired}, suppression={POST: levels, RIFLES: [1.0] * 21})
        assert measures.suppression_at_assault(shelled) == [pytest.approx(np.mean([0.7, 0.8, 0.9, 1.0, 1.1]))]
        assert measures.suppression_at_assault(made_up([])) == []

    def test_bullets_are_counted_against_all_fire_of_both_sides(self) -> None:
        told = [*self.TOLD, (7, "area_fire", "shell", GUNS, POST, 12)]
        assert measures.share_by_bullets(made_up(told)) == [28 / 40]
        assert measures.share_by_bullets(made_up([])) == []

    def test_at_close_quarters_counts_who_is_hit_hand_to_hand_or_thrown_out_among_all(self) -> None:
        hands = [(8, "close_combat", "", RIFLES, POST, 6), (8, "pursuit", "", RIFLES, POST, 4)]
        assert measures.share_at_close_quarters(made_up([*self.TOLD, *hands])) == [(9 + 10) / (37 + 10)]
        assert measures.share_at_close_quarters(made_up([])) == []


class TestLeaving:
    def test_who_withdrew_is_who_gave_up_before_anybody_threw_him_out(self) -> None:
        told, leaves = [(3, "aimed_fire", "rifle", RIFLES, POST, 5)], (4, "gave_up_position", POST, a.BY_FLANK)
        assert measures.loss_where_withdrew(made_up(told, events=[leaves])) == [10.0]
        assert measures.loss_where_withdrew(made_up(told, events=[(2, "driven_out", POST, 0), leaves])) == []
        assert measures.loss_where_withdrew(made_up(told)) == []

    def test_each_side_has_one_ending_and_what_nobody_decides_is_by_losses(self) -> None:
        stop, last = (3, "attack_stopped", RIFLES, a.BY_FIRE), (9, "attack_stopped", RIFLES, a.BY_LOSSES)
        assert measures.ended_by_losses(made_up([], events=[stop])) == [0.0]
        assert measures.ended_by_losses(made_up([], events=[stop, last])) == [1.0]
        assert measures.ended_by_losses(made_up([], events=[stop, (9, "broke", POST, 0)])) == [0.0, 1.0]
        assert measures.ended_by_losses(made_up([], taken_from=8, events=[last])) == []

    def test_attempts_are_attacks_mounted(self) -> None:
        mounted = [(1, "attack_mounted", RIFLES, 1), (9, "attack_mounted", RIFLES, 2), (9, "attack_mounted", POST, 1)]
        assert measures.attempts(made_up([], events=mounted)) == [2.0]


def test_tanks_count_in_the_bout() -> None:
    fell = made_up(list(TestFire.TOLD), taken_from=8, tanks_lost=[1] * 3 + [4] * 5 + [7] * 13)
    assert measures.tanks_lost(fell) == [100 * 6 / 10]
    assert measures.tanks_lost(made_up(list(TestFire.TOLD), taken_from=7, tanks_lost=[1] * 3 + [4] * 18)) == [30.0]


class TestJudging:
    def test_statistics(self) -> None:
        ten, two = np.arange(1.0, 11.0), np.array([2.0, 2.0, 5.0])
        assert statistic("median", ten, two) == 5.0
        assert statistic("median", np.array([1.0, inf, inf]), two) == inf
        assert statistic("share", np.array([0.0, 1.0, 1.0, 1.0]), two) == 0.75
        assert statistic("95th percentile", np.arange(1.0, 101.0), two) == 95.0
        assert statistic("95th over 5th", np.arange(1.0, 101.0), two) == 19.0
        assert statistic("gain", np.array([1.0, 1.0]), np.array([1.0, 0.0])) == 0.5
        assert statistic("ratio of medians", ten, two) == 2.5
        assert isnan(statistic("ratio of medians", ten, np.zeros(3)))
        assert isnan(statistic("median", np.empty(0), two))

    def test_what_two_set_ups_share_drops_out_of_the_error_of_a_gain(self) -> None:
        rng = np.random.default_rng(7)
        base = [[np.array([value]) for value in rng.normal(10.0, 3.0, 200)] for _ in range(2)]
        shifted = [[one + 1.0 for one in side] for side in base]
        found = figure("gain", shifted, base)
        assert (found.low, found.value, found.high) == (pytest.approx(1.0), pytest.approx(1.0), pytest.approx(1.0))
        unpaired = figure("gain", [side[::-1] for side in shifted], base)
        assert unpaired.high - unpaired.low > 0.5

    def test_the_error_of_a_share_is_that_of_the_binomial_law(self) -> None:
        half = [[np.array([float(k % 2)]) for k in range(200)] for _ in range(2)]
        found = figure("share", half)
        assert (found.value, found.cases) == (0.5, 400)
        assert (found.low, found.high) == (pytest.approx(0.451, abs=0.01), pytest.approx(0.549, abs=0.01))

    def test_inside_at_both_scales_or_out(self) -> None:
        good, bad = Figure(5.0, 4.0, 6.0, 400), Figure(12.0, 9.0, 14.0, 400)
        both = judge("median", {"fine": good, "coarse": Figure(5.5, 5.0, 6.5, 400)}, 2.0, 10.0)
        assert (both.inside, both.agree, both.straddles, both.off) == (True, True, False, 0.0)
        one = judge("median", {"fine": good, "coarse": bad}, 2.0, 10.0)
        assert (one.inside, one.agree, one.straddles, one.off, one.far) == (False, False, True, 1.2, False)
        few = judge("median", {"fine": Figure(5.0, 4.0, 6.0, 29)}, 2.0, 10.0, conditional=True)
        assert not few.inside
        assert few.why == "fewer than 30 cases at the fine scale"
        none = judge("median", {"fine": Figure(nan, nan, nan, 0)}, 2.0, 10.0, conditional=True)
        assert (none.inside, none.off) == (False, inf)
        assert none.far

    def test_how_far_out_goes_by_factor_or_by_width(self) -> None:
        assert distance(40.0, 1.0, 10.0, in_widths=False) == 4.0
        assert distance(0.5, 1.0, 10.0, in_widths=False) == 2.0
        assert distance(0.0, 1.0, 10.0, in_widths=False) == inf
        assert distance(1.1, 0.0, 0.5, in_widths=True) == pytest.approx(1.2)
        near = judge("gain", {"fine": Figure(0.59, 0.5, 0.6, 400)}, 0.10, 0.35)
        assert (near.in_widths, near.far) == (True, False)
        assert near.off == pytest.approx(0.96)
        assert judge("gain", {"fine": Figure(0.61, 0.6, 0.7, 400)}, 0.10, 0.35).far
        share = judge("median", {"fine": Figure(0.005, 0.0, 0.01, 400)}, 0.02, 0.20, as_share=True)
        assert (share.in_widths, share.inside, share.far) == (True, False, False)

    def test_scales_agree(self) -> None:
        assert alike("median", 4.0, 5.0)
        assert not alike("median", 4.0, 5.1)
        assert alike("median", inf, inf)
        assert alike("gain", 0.1, 0.2)
        assert not alike("median", 0.5, 0.601, as_share=True)
        assert alike("95th over 5th", 1.0, 9.0) is None
        assert alike("median", nan, 9.0) is None


def test_wiring_goes_by_5_and_95_per_cent_of_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(row for row in load().wiring if row.id == "W-lying")
    inside = np.linspace(0.2, 0.5, 101)
    assert wired(row, {"lying": inside}).holds
    assert wired(row, {"lying": np.append(inside, 0.9)}).holds
    assert not wired(row, {"lying": inside + 0.03}).holds
    monkeypatch.setitem(wiring.FROM_DRAWS, row.id, wiring.Missing("no such rule yet: made up"))
    assert not wired(row, {}).holds
    assert wired(row, {}).why.startswith("no such rule yet")


def test_blows_count_units_by_the_men_they_had_when_the_five_minutes_began() -> None:
    window, unit = np.array([0, 0, 0, 1, 2]), np.array([0, 0, 1, 0, 1])
    lost, fire = np.array([20, 10, 30, 25, 40]), np.array([True, False, True, True, True])
    # 150 men lose 20 by fire (30 in all), then 25 of 120 left: a blow; 200 lose 30, then 40 of 170: a blow
    assert blows(window, unit, lost, fire, np.array([150, 200])) == Blows(115, 65)
    everything = np.ones(5, dtype=bool)
    assert blows(window, unit, lost, everything, np.array([150, 99])) == Blows(55, 25)
    assert blows(window[:4], unit[:4], lost[:4], everything[:4], np.array([129, 99])) == Blows(30, 30)  # 99 are left


class TestSetUps:
    @pytest.mark.parametrize("side", ["japan", "soviet"])
    def test_forces_are_of_the_size_that_is_named(self, side: str) -> None:
        assert sum(one["men"] for one in setups.battalion(side)) == 500
        for riflemen in (100, 300):
            companies = setups.battalion(side, riflemen)[:3]
            assert sum(one["weapons"][0]["count"] for one in companies) == riflemen
        for what in (divisions.F, divisions.G):
            for one, guns in ((what.attackers, (36, 91)), (what.defenders, (34, 52))):
                order = divisions.order_of_battle("a", side, one, what.front_m)
                types = {type_["id"]: type_ for type_ in order.types}
                assert sum(types[unit[1]]["men"] for unit in (*order.companies, *order.guns)) == one.men
                assert sum(types[unit[1]]["weapons"][0]["count"] for unit in order.guns) == one.guns
                assert one.guns in guns

    def test_the_defender_has_what_the_set_up_says(self) -> None:
        compiled = SETUPS["E"].compiled("japan", "coarse")
        units = fight_of(compiled, _replication(compiled), "japan").units
        post = units.names.index("d-rifles")
        assert (units.rifles[post], units.machine_guns[post]) == (100, 9)
        assert units.vehicles[units.attacker].sum() == 16
        assert units.men[units.attacker & (units.vehicles == 0)].sum() == 500

    def test_nine_hundred_shells_fall_evenly_in_their_hour(self) -> None:
        compiled = SETUPS["D"].compiled("japan", "coarse")
        fight = fight_of(compiled, _replication(compiled), "japan")
        shells = np.diff(fight.course.rounds[:, fight.units.of(attacker=True, branch="artillery")].sum(axis=1))
        fired = np.flatnonzero(shells)
        assert shells.sum() == 900
        assert shells.max() == 75
        assert fired[0] * compiled.step_s >= setups.LOOK_S
        assert fired.size <= 13


def _replication(compiled: Compiled) -> Replication:
    return run_replication(compiled, 7, 0, record=True)


@pytest.mark.statistical
def test_two_rows_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Seed 7; only what any history shows is asserted."""
    asked = ["--rows", "A1-gain,A-withdrew,A-rifles", "--scale", "coarse", "--replications", "6"]
    assert command.main(asked) == 0
    told = capsys.readouterr()
    rows = {
        line.split(" | ")[0].strip("| "): line.split(" | ") for line in told.out.splitlines() if line.startswith("| A")
    }
    assert set(rows) == {"A1-gain", "A-withdrew", "A-rifles"}
    assert -1.0 <= float(rows["A1-gain"][6].split()[0]) <= 1.0
    assert 0.0 < float(rows["A-rifles"][6].split()[0]) < 5.0
    assert rows["A-withdrew"][7].startswith(("in", "out", "far out"))
    assert "A1 3:1 coarse, soviet attacks: 3 replications" in told.err
    assert "killed share of hits by bullet" in told.out


def test_workers_and_order_change_nothing() -> None:
    recipe = RECIPES["A-both"]
    assert isinstance(recipe, Recipe)
    one, two = (Fought(7, workers, needed([recipe])) for workers in (1, 2))
    one.fight("A", ["coarse"], 4)
    for each in (1, 4):
        two.fight("A", ["coarse"], each)
    assert one.samples == two.samples
    assert len({str(samples) for side in one.samples.values() for samples in side}) == 8


@pytest.mark.parametrize("name", ["A1 1:1", "A"])
def test_the_tables_of_a_fight_are_those_of_the_engine(name: str) -> None:
    compiled = SETUPS[name].compiled("soviet", "coarse")
    post, soviet = compiled.labels.places.index("post"), compiled.labels.sides.index("soviet")
    for number in range(3):
        one = run_replication(compiled, 7, number, record=True)
        fight = fight_of(compiled, one, "soviet")
        assert (fight.course.men[-1] + fight.course.lost[-1] == fight.units.men).all()
        felled = np.zeros(len(fight.units.names), dtype=int)
        np.add.at(felled, fight.losses.target, fight.losses.hits)
        assert (felled == one.counts[-1, a.KILLED] + one.counts[-1, a.WOUNDED]).all()
        events = one.events[(one.events[:, a.EV_KIND] == a.TOOK_PLACE) & (one.events[:, a.EV_PLACE] == post)]
        assert measures.taken(fight) == bool((events[:, a.EV_VALUE] == soviet).any())
        assert fight.course.metres[0, fight.units.names.index("d-rifles")] == 0.0
        assert fight.course.metres[0, fight.units.names.index("a-rifles-1")] == pytest.approx(1000.0)


def test_bad_input_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--replications: got 0; give 1 or more"):
        command.main(["--replications", "0"])
    with pytest.raises(InputError, match="the page has the whole table"):
        command.main(["--rows", "A", "--write", str(tmp_path / "page.md")])
    with pytest.raises(ValueError, match="the page has no"):
        replaced("text", "table", [])


def test_the_page_has_every_row_and_the_verdict_first() -> None:
    page, book = PAGE.read_text("utf-8"), load()
    for row in (*book.emergent, *book.wiring):
        assert f"\n| {row.id} | " in page
    assert page.index("<!-- behaviour: verdict -->") < page.index("<!-- behaviour: table -->")
    assert "Figures of `python -m verification.behaviour" in page


def test_the_verdict_counts_families() -> None:
    book = load()
    inside = judge("median", {"fine": Figure(5.0, 5.0, 5.0, 400), "coarse": Figure(5.0, 5.0, 5.0, 400)}, 2.0, 10.0)
    outside = judge(
        "median", {"fine": Figure(50.0, 50.0, 50.0, 400), "coarse": Figure(30.0, 30.0, 30.0, 400)}, 2.0, 10.0
    )
    lines = [
        Line(row, inside if k % 2 else outside if k % 4 else None, "no such rule yet")
        for k, row in enumerate(book.emergent)
    ]
    told = verdict_of_all(lines, [])
    assert told[-3] == "| all | 33 | 16 | 8 | 9 |"
    assert told[-1] == "The two scales agree in 16 of 24 rows that they must agree in."
    assert len(table(lines)) == 35
