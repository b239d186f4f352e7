"""Which replications are told and where they turned: on tables made by hand, whose answers can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import helpers_results as made_up
from khasan.record import load_incident
from khasan.results.columns import identifier
from khasan.results.histories import FEWEST_RUNS, choice, histories_of
from khasan.results.histories.courses import Courses, courses_of
from khasan.results.histories.forecast import (
    ALIKE,
    FEWEST,
    Question,
    forecast,
    question,
    turning_points,
)
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.series import series_row, series_table
from khasan.scenario.schema import RecordOutcomes

# Five replications of three looks (hours 0, 1, 2) about one place. Japan (side 0) holds it at the end in 1, 2, 3.
#            held at 0, 1, 2    casualties at the end: Japan, Soviet Union
BY_HAND = [
    ((1, 1, 1), (90, 10)),  # 0: Japan fails and bleeds
    ((1, 0, 0), (40, 40)),  # 1: the middle
    ((1, 0, 0), (50, 30)),  # 2
    ((0, 0, 0), (10, 90)),  # 3: everything goes Japan's way
    ((1, 1, 1), (60, 20)),  # 4
]


def by_hand(rows=BY_HAND, numbers=None, hours=(0.0, 1.0, 2.0)) -> Courses:
    runs = len(rows)
    held = np.array([row[0] for row in rows], dtype=np.int8)[:, :, None]
    lost = np.zeros((runs, 3, 2), dtype=np.int32)
    lost[:, -1] = [row[1] for row in rows]
    numbers = np.arange(runs) if numbers is None else np.array(numbers)
    return Courses(numbers, np.array(hours), held, lost, np.zeros_like(lost))


def test_the_typical_replication_is_the_one_in_the_middle_of_the_commonest_end() -> None:
    """Percentiles by hand, Japan's casualties 90, 40, 50, 10, 60: 90, 30, 50, 10, 70; the Soviet Union's the reverse.

    Hours held, less the enemy's: -2, 0, 0, 2, -2, hence percentiles 20, 60, 60, 90, 20. Mean distances from 50:
    36.7, 16.7, 3.3, 40, 23.3. Three of five end with Japan on the hill: the nearest of 1, 2 and 3 is 2.
    """
    courses = by_hand()
    assert choice.from_the_middle(courses).round(1).tolist() == [36.7, 16.7, 3.3, 40.0, 23.3]
    assert choice.typical(courses) == 2


def test_the_typical_replication_ends_as_most_do_even_if_another_is_nearer_to_the_middle() -> None:
    """Of 0 the mean distance is 40/3: in the middle but for the hill. Of 1 and 2 it is 50/3, of 3 and 4 90/3."""
    taken = [((1, 0, 0), lost) for lost in ((90, 10), (10, 90), (95, 5), (5, 95))]
    courses = by_hand([((1, 1, 1), (50, 50)), *taken])
    assert choice.from_the_middle(courses).round(1).tolist() == [13.3, 16.7, 16.7, 30.0, 30.0]
    assert int(np.argmin(choice.from_the_middle(courses))) == 0
    assert choice.typical(courses) == 1


def test_best_and_worst() -> None:
    assert choice.best(by_hand(), 0) == 3
    assert choice.best(by_hand(), 1) == 0


def test_nearest_is_the_least_sum_of_squares_by_hand() -> None:
    """Ranges 20 to 39 and 30 to 39: of 0 (19, 39) the distance is log(21/20), of 1 (79, 39) log 2."""
    figures = {"a": np.array([19.0, 79.0, 300.0, 300.0, 300.0]), "b": np.array([39.0, 39.0, 300.0, 300.0, 300.0])}
    ranges = {"a": (20.0, 39.0), "b": (30.0, 39.0)}
    assert choice.distances(figures["a"], 20, 39)[:2].tolist() == pytest.approx([np.log(21 / 20), np.log(2)])
    assert choice.nearest(by_hand(), figures, ranges) == (0, 1)
    assert choice.nearest(by_hand(), figures, {}) is None


def test_of_those_equally_near_the_most_typical_is_taken() -> None:
    figures = {"a": np.full(5, 25.0)}
    assert choice.nearest(by_hand(), figures, {"a": (20.0, 39.0)}) == (2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_choice_does_not_depend_on_the_order_of_the_replications(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(BY_HAND))
    courses, mixed = by_hand(), by_hand([BY_HAND[k] for k in order], numbers=order)
    for chosen in (choice.typical, lambda one: choice.best(one, 0), lambda one: choice.best(one, 1)):
        assert mixed.numbers[chosen(mixed)] == courses.numbers[chosen(courses)]


def test_equal_ones_are_decided_by_their_number_in_any_order() -> None:
    twins = [BY_HAND[2]] * 4
    for numbers in ([4, 7, 5, 6], [7, 6, 5, 4]):
        courses = by_hand(twins, numbers=numbers)
        for row in (choice.typical(courses), choice.best(courses, 0), choice.best(courses, 1)):
            assert courses.numbers[row] == 4


def test_the_choice_does_not_depend_on_the_unit_of_time() -> None:
    minutes = by_hand(hours=(0.0, 60.0, 120.0))
    assert (choice.typical(minutes), choice.best(minutes, 0), choice.best(minutes, 1)) == (2, 3, 0)
    assert choice.score(minutes) == pytest.approx(choice.score(by_hand()))


def test_the_sides_exchanged_exchange_the_best() -> None:
    rows = [(tuple(1 - side for side in held), lost[::-1]) for held, lost in BY_HAND]
    other = by_hand(rows)
    assert choice.typical(other) == 2
    assert (choice.best(other, 0), choice.best(other, 1)) == (0, 3)


def test_a_fight_without_places_is_chosen_by_its_casualties_alone() -> None:
    courses = by_hand([((1, 1, 1), lost) for _, lost in BY_HAND])
    assert courses.contested == ()
    assert (choice.typical(courses), choice.best(courses, 0), choice.best(courses, 1)) == (2, 3, 0)


def test_replications_all_alike_are_told_by_the_lowest_number() -> None:
    courses = by_hand([((1, 1, 1), (0, 0))] * 3)
    assert (choice.typical(courses), choice.best(courses, 0), choice.best(courses, 1)) == (0, 0, 0)
    assert question(courses) is None


# -- turning points ----------------------------------------------------------------------------------------------

LOOKS, TURN = 40, 20


def decided_at_a_look(runs: int = 400) -> Courses:
    """Japan attacks the hill at one look: in every other replication it falls, and stays fallen."""
    held = np.ones((runs, LOOKS, 1), dtype=np.int8)
    held[::2, TURN:, 0] = 0
    lost = np.zeros((runs, LOOKS, 2), dtype=np.int32)
    return Courses(np.arange(runs), np.arange(LOOKS, dtype=float), held, lost, lost)


@pytest.mark.parametrize(("row", "after"), [(0, ALIKE), (1, 0)])
def test_what_is_decided_at_one_look_turns_there(row: int, after: int) -> None:
    courses = decided_at_a_look()
    asked = question(courses)
    assert asked is not None
    assert asked.place == 0
    told = forecast(courses, asked, row)
    assert set(told[:TURN].tolist()) == {int(asked.ends[[k for k in range(101) if k != row][:ALIKE]].sum())}
    assert set(told[TURN:].tolist()) == {after}
    (turn,) = turning_points(told)
    assert turn.first < TURN <= turn.last
    assert turn.after == after


def test_most_alike_are_first_those_with_the_same_holder_of_the_place_in_question() -> None:
    """Each of the others differs from replication 0 in one place: half in the one asked about, half in the other."""
    held = np.zeros((241, LOOKS, 2), dtype=np.int8)
    held[1::2, :, 0] = 1
    held[2::2, 1:, 1] = 1
    held[1::2, 0, 0] = 0
    lost = np.zeros((241, LOOKS, 2), dtype=np.int32)
    courses = Courses(np.arange(241), np.arange(LOOKS, dtype=float), held, lost, lost)
    assert courses.contested == (0, 1)
    same = np.arange(241) % 2 == 0
    assert forecast(courses, Question(0, same), 0)[-1] == ALIKE
    assert forecast(courses, Question(1, same), 0)[-1] == 0


def test_the_replication_itself_is_not_asked() -> None:
    """One replication alone ends otherwise: of those like it none does, so nobody could foresee it."""
    courses = decided_at_a_look()
    ends = np.zeros(400, dtype=bool)
    ends[7] = True
    assert forecast(courses, Question(0, ends), 7).max() == 0
    assert forecast(courses, Question(0, ends), 5).max() == 1


def test_two_turns_need_nine_looks_between_them_and_four_are_told_at_most() -> None:
    steps = np.repeat([0, 100] * 8, 30)
    found = turning_points(steps)
    assert len(found) == 4
    assert min(np.diff([turn.look for turn in found])) >= 9
    close = [50] * 20 + [99] * 3 + [10] * 20
    assert min(np.diff([turn.look for turn in turning_points(close)]), default=9) >= 9


def test_a_move_of_less_than_three_errors_is_none() -> None:
    """Between 50 and 68 of 100 the error is 6.8; three are 20.5, so 18 is too little and 22 is enough."""
    assert turning_points([50] * 20 + [68] * 20) == []
    assert len(turning_points([50] * 20 + [72] * 20)) == 1


@pytest.mark.statistical
def test_where_nothing_is_decided_chance_seldom_makes_a_turning_point() -> None:
    """Coins decide the end, whatever went before: a turning point would be false.

    Seed 1, 120 histories of 1,000 replications of 120 looks, whose casualties grow at random. On the courses of Lake
    Khasan chance makes one in about 5 of 100 histories; more than 12 of 120 come about once in 100 times then.
    """
    rng = np.random.default_rng(1)
    pace = rng.gamma(1.0, 3.0, (1000, 120, 2))  # uneven, so that who is like whom changes from look to look
    lost = rng.poisson(pace).cumsum(axis=1).astype(np.int32)
    courses = Courses(np.arange(1000), np.arange(120.0), np.zeros((1000, 120, 0), np.int8), lost, lost)
    ends = rng.random(1000) < 0.5
    false = sum(bool(turning_points(forecast(courses, Question(None, ends), row))) for row in range(120))
    assert false <= 12


def test_too_few_replications_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="too few"):
        forecast(decided_at_a_look(ALIKE), Question(0, np.zeros(ALIKE, bool)), 0)


# -- whole runs --------------------------------------------------------------------------------------------------

SCENARIO = made_up.compiled(measures={"soviet_killed": "soviet-killed", "japanese_killed": "japanese-killed"})
REPS = [made_up.replication(SCENARIO, k) for k in range(FEWEST_RUNS)]


def tables(reps=REPS):
    series = series_table(SCENARIO, [series_row(SCENARIO, rep) for rep in reps])
    return series, outcomes_table(SCENARIO, [outcome_row(SCENARIO, rep, 7) for rep in reps])


def chosen(reps=REPS, scenario=SCENARIO):
    series, outcomes = tables(reps)
    fought = lambda compiled, seed, number: made_up.replication(SCENARIO, number, record=True)  # noqa: E731
    return histories_of(scenario, 7, series, outcomes, load_incident("lake-khasan-1938"), fought)


def test_courses_are_read_whatever_the_order_of_the_rows() -> None:
    series, _ = tables()
    straight = courses_of(SCENARIO, series)
    mixed = courses_of(SCENARIO, series.take(np.random.default_rng(3).permutation(series.num_rows)))
    for name in ("numbers", "held", "casualties", "vehicles"):
        assert np.array_equal(getattr(straight, name), getattr(mixed, name)), name
    side = identifier(SCENARIO.labels.sides[1])
    assert straight.casualties[3, -1, 1] == series[f"{side}_casualties"].to_pylist()[4 * len(straight.hours) - 1]
    assert straight.held[0, -1].tolist() == REPS[0].holders[-1, :2].tolist()


def test_a_run_has_its_typical_its_best_and_its_nearest() -> None:
    found = chosen()
    roles = [role.id for history in found.items for role in history.roles]
    assert sorted(roles) == ["best-japanese", "best-soviet", "nearest", "typical"]
    assert found.role("typical").number in range(FEWEST_RUNS)
    assert all(history.course and history.ending for history in found.items)
    assert found.to_json()["histories"][0]["replication"] == found.items[0].number


def test_under_a_thousand_runs_no_turning_point_is_shown_and_it_says_so() -> None:
    found = chosen()
    assert all(history.turns == () for history in found.items)
    assert f"{FEWEST:,}" in found.no_turns


def test_of_a_few_runs_none_is_typical() -> None:
    found = chosen(REPS[:5])
    assert found.items == ()
    assert "has five" in found.missing


def test_where_the_record_is_withheld_no_history_is_told() -> None:
    veiled = SCENARIO.resolved.model_copy(update={"record_outcomes": RecordOutcomes(withheld="not registered yet")})
    found = chosen(scenario=replace(SCENARIO, resolved=veiled))
    assert found.items == ()
    assert found.courses is None
    assert "not registered yet" in found.missing
