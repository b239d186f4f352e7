"""The verdict in words: hand-worked cases of each rule."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

import helpers_results as made_up
from khasan.record import load_incident
from khasan.results.aar import after_action
from khasan.results.aar_model import ClaimLine, Day, Height
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.verdict.factors import distance, factor, times, which_way
from khasan.results.verdict.headline import counts, headline, second_clause
from khasan.results.verdict.holder import at_the_end, farthest_apart
from khasan.results.verdict.judgement import judgement, sources_alone
from khasan.results.verdict.quantities import Point, Quantity, Simulated, Sourced, chosen, worst_first
from khasan.scenario.schema import RecordOutcomes

SIDES = ("Japan", "Soviet Union")


def quantity(
    median: float, low: float, high: float, kind: str = "casualties", side: int = 0, when: str = "whole battle"
) -> Quantity:
    """A quantity of a side with a range, and a model whose median alone matters."""
    point = Point(high, f"{high:g}", "S000", "S000 infobox", "C", of_the_enemy=False, counts=True)
    what = f"{('Japanese', 'Soviet')[side]} {kind}"
    sources = Sourced(low, high, high, (point,), "")
    return Quantity(f"{kind}-{when}", kind, side, what, when, "men", sources, Simulated(0, median, 2 * median))


# --- factors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("median", "low", "high", "said", "way"),
    [
        (910, 20, 62, "15×", "too high"),  # 910 / 62 = 14.7
        (4_400, 996, 1_439, "3×", "too high"),  # 3.06: whole above 3
        (1_057, 525, 526, "2.0×", "too high"),
        (34, 80, 85, "2.4×", "too low"),  # 80 / 34 = 2.35
        (2_100, 3_215, 5_872, "1.5×", "too low"),
        (520, 408, 717, "", "agrees"),
        (717, 408, 717, "", "agrees"),  # the ends belong to the range
        (408, 408, 717, "", "agrees"),
        (0, 2, 6, "", "too low"),  # a median of nothing has no factor
        (1, 0, 0, "", "too high"),
        (0, 0, 0, "", "agrees"),
        (721, 408, 717, "", "a little too high"),  # 1.006 would read 1.0×
        (298, 50, 100, "3×", "too high"),  # 2.98 would read 3.0×
    ],
)
def test_factor_is_the_median_over_the_nearer_end(median: float, low: float, high: float, said: str, way: str) -> None:
    found = factor(median, low, high)
    assert (times(found), which_way(found)) == (said, way)


def test_a_time_is_late_or_early() -> None:
    assert [which_way(one, "time") for one in (math.inf, 0.0, 1.0)] == ["too late", "too early", "agrees"]


def test_the_order_goes_by_the_size_of_the_logarithm() -> None:
    twice, third, agrees, never = (quantity(m, 10, 10) for m in (20, 10 / 3, 10, 0))
    assert worst_first([agrees, twice, third, never]) == [never, third, twice, agrees]
    assert distance(2.0) < distance(1 / 3) < distance(0.0)


def test_the_first_look_holds_losses_of_the_whole_then_of_phases_then_the_rest() -> None:
    whole = [quantity(11, 10, 10, kind, side) for kind in ("casualties", "killed") for side in (0, 1)]
    phases = [quantity(10 * k, 10, 10, when=f"day {k}") for k in (5, 4, 3)]
    rest = [quantity(10_000, 10, 10, "wounded")]
    found = chosen([*rest, *phases, *whole], 6)
    assert found == [*phases[:2], *whole], "the farthest apart first; wounded and the mildest phase left out"
    assert chosen([*rest, *whole], 9)[0] == rest[0]


# --- the headline -----------------------------------------------------------------------------------------------------


def of_agreeing(agree: int, miss: int) -> list[Quantity]:
    return [quantity(10, 10, 10, f"agreed {k}") for k in range(agree)] + [
        quantity(30, 10, 10, f"missed {k}") for k in range(miss)
    ]


@pytest.mark.parametrize(
    ("agree", "miss", "said"),
    [
        (4, 2, "The model agrees with most sources"),  # two thirds exactly
        (3, 0, "The model agrees with the sources"),
        (3, 2, "The model agrees on Japanese agreed 0 and Japanese agreed 1, not on Japanese missed 0"),
        (1, 2, "The model agrees on Japanese agreed 0, not on Japanese missed 0 and Japanese missed 1"),  # one third
        (1, 3, "The model is no guide to"),
        (1, 0, "The model agrees with the one figure that the sources give, Japanese agreed 0"),
        (0, 1, "The model misses the one figure that the sources give, Japanese missed 0"),
        (0, 0, "No source gives a figure"),
    ],
)
def test_the_headline_goes_by_the_share_that_agrees(agree: int, miss: int, said: str) -> None:
    assert headline(of_agreeing(agree, miss)).startswith(said)


def test_a_quantity_whose_figures_part_is_on_neither_side_of_the_headline() -> None:
    mixed = [quantity(10, 10, 10), quantity(30, 10, 10, when="day 1")]
    assert headline(mixed) == "The model agrees with 1 of the sources’ 2 figures"


def test_no_guide_to_what() -> None:
    losses = [quantity(30, 10, 10), quantity(30, 10, 10, "tanks_lost_on_a_day"), quantity(30, 10, 10, "killed")]
    assert headline(losses) == "The model is no guide to the losses here"
    assert headline([quantity(30, 10, 10, f"sorties {k}") for k in range(3)]) == "The model is no guide to this fight"


def test_the_second_clause_takes_the_median_logarithm_of_each_side() -> None:
    """Japan: 3, 15, 1.9 and 1.5 times too high, between 1.9 and 3 in the middle; the Soviet side a quarter to 1.1."""
    japan = [quantity(10 * f, 10, 10, when=f"day {f}") for f in (3, 15, 1.9, 1.5)]
    soviet = [quantity(10 * f, 10, 10, side=1, when=f"day {f}") for f in (0.25, 1 / 1.5, 1 / 1.4, 1.1)]
    assert second_clause([*japan, *soviet], SIDES) == "it has far too many Japanese casualties, too few Soviet"


@pytest.mark.parametrize(
    ("times_too_high", "said"),
    [
        (1.25, ""),
        (1.26, "it has too many Japanese casualties"),
        (2.0, "it has too many Japanese casualties"),
        (2.01, "it has far too many Japanese casualties"),
        (0.79, "it has too few Japanese casualties"),
        (0.49, "it has far too few Japanese casualties"),
    ],
)
def test_thresholds_of_the_second_clause(times_too_high: float, said: str) -> None:
    assert second_clause([quantity(100 * times_too_high, 100, 100)], SIDES) == said


def test_one_man_where_the_sources_have_none_is_not_without_end() -> None:
    assert second_clause([quantity(1, 0, 0)], SIDES) == "it has too many Japanese casualties"  # 2 over 1
    assert second_clause([quantity(0, 5, 5)], SIDES) == "it has far too few Japanese casualties"  # 1 over 6


def test_without_casualties_the_killed_speak() -> None:
    killed = quantity(40, 10, 10, "killed", 1)
    assert second_clause([killed], SIDES) == "it has far too many Soviet dead"
    assert second_clause([killed, quantity(10, 10, 10)], SIDES) == ""


def test_counts() -> None:
    some = [quantity(10, 10, 10), quantity(30, 10, 10), quantity(40, 10, 10), quantity(0, 10, 10)]
    assert counts(some) == (
        "The sources give 4 figures to compare; the model agrees with 1, is too high on 2 and too low on 1."
    )
    assert counts(some[1:3]).endswith("the model agrees with none and is too high on 2.")
    assert counts(some[2:]).endswith("agrees with none, is too high on 1 and too low on 1.")
    assert counts(some[:1]) == "", "one figure stands in the headline"


# --- who holds the ground ---------------------------------------------------------------------------------------------


def height(shares: tuple[float, float, float], *answers: tuple[str, str], agree: float | None = None) -> Height:
    claims = tuple(ClaimLine(source, source, text, "B", "third", stands=True) for source, text in answers)
    named = tuple(zip((*SIDES, "nobody"), shares, strict=True))
    day = Day("1938-08-11T11:00+09:00", "11 August 11:00; the scenario ends", named, claims, agree)
    return Height("hill", "Zaozernaya (Changkufeng)", (day,))


def held_by(found: Height, runs: int = 200, **more: Any) -> str:
    after = SimpleNamespace(heights=(found,), replications=runs, withheld="", incident="lake-khasan-1938", **more)
    return at_the_end(after)  # type: ignore[arg-type]


def test_the_holder_is_always_told_with_what_the_sources_say() -> None:
    lead = "It leaves Zaozernaya to the Soviet Union in 160 of 200 runs"
    mostly = (0.2, 0.8, 0.0)
    assert held_by(height(mostly)) == f"{lead}; no source says who held it then."
    two = height(mostly, ("S000", "Soviet Union"), ("S004", "Japan"), agree=1.0)
    assert held_by(two) == f"{lead}; the sources disagree about who held it."
    assert held_by(height(mostly, ("S004", "Japan"), agree=0.2)) == f"{lead}; one source says: Japan."
    same = height(mostly, ("S000", "Soviet Union"), ("VOR", "Soviet Union"), agree=0.8)
    assert held_by(same) == f"{lead}; the sources say the same."
    assert held_by(height((0.1, 0.2, 0.7))).startswith("In 140 of 200 runs nobody holds Zaozernaya at the end")
    assert held_by(height((1.0, 0.0, 0.0)), runs=1).startswith("It leaves Zaozernaya to Japan;")


def test_where_runs_and_sources_part_most() -> None:
    found = height((0.2, 0.8, 0.0), ("S004", "Japan"), agree=0.2)
    after = SimpleNamespace(replications=200)
    said = farthest_apart(after, found)  # type: ignore[arg-type]
    assert said == ("Model and sources part most on 11 August 11:00: the sources name Japan, as do 40 of the 200 runs.")
    assert farthest_apart(after, height((0.2, 0.8, 0.0))) == ""  # type: ignore[arg-type]


# --- the whole, on made-up replications beside the record of Lake Khasan ----------------------------------------------

OPEN = made_up.compiled(measures={"soviet_killed": "soviet-killed", "japanese_casualties": "japanese-casualties"})


def judged(runs: int = 30, withheld: str = "", what_ifs: tuple[str, ...] = ()) -> Any:
    outcomes = RecordOutcomes(withheld=withheld) if withheld else None
    changed = OPEN.resolved.model_copy(update={"record_outcomes": outcomes, "what_ifs": what_ifs})
    compiled: Any = replace(OPEN, resolved=changed)
    rows = [outcome_row(compiled, made_up.replication(compiled, k), 7) for k in range(runs)]
    khasan = load_incident("lake-khasan-1938")
    after = after_action(compiled, outcomes_table(compiled, rows), khasan)
    changes = ("What if: no-fog. It changes a lot.", "And more.") if what_ifs else ()
    return judgement(compiled, replace(after, what_changes=changes), khasan)


def test_each_source_s_figure_and_what_counts_of_them() -> None:
    found = judged()
    killed = next(one for one in found.quantities if one.measure == "soviet_killed")
    assert (killed.side, killed.kind, killed.what, killed.when) == (0, "killed", "Soviet killed", "whole battle")
    points = {(point.value, point.source): point.counts for point in killed.sources.points}
    assert points == {(717, "S000"): True, (717, "SHI"): True, (408, "SHI"): True, (236, "NP"): False}
    assert (killed.sources.low, killed.sources.best, killed.sources.high) == (408, 717, 717)
    assert not killed.sources.from_one
    assert found.halves == "both"
    assert found.judged


def test_a_single_source_is_told() -> None:
    one = quantity(10, 10, 10)
    assert one.sources is not None
    assert one.sources.from_one
    other = replace(one.sources.points[0], source="SHI")
    assert not replace(one.sources, points=(*one.sources.points, other)).from_one
    assert replace(one.sources, points=(*one.sources.points, replace(other, counts=False))).from_one


def test_withheld_leaves_the_model_s_half_and_says_why() -> None:
    found = judged(withheld="not registered yet")
    assert found.halves == "model"
    assert all(one.sources is None for one in found.quantities)
    assert found.said[0] == "The sources are not laid beside this run: not registered yet."
    assert "source" not in found.said[1], "whom they name in the end is withheld too"


def test_a_what_if_says_what_it_changes_and_is_not_judged() -> None:
    found = judged(what_ifs=("no-fog",))
    assert found.headline.startswith("What if: ")
    assert found.said[-2:] == ("And more.", "The sources tell of the battle as it was: whether a what-if agrees with "
                               "them is no test of the model.")  # fmt: skip
    assert (found.judged, found.clause, found.halves) == (False, "", "both")
    veiled = judged(what_ifs=("no-fog",), withheld="not registered yet")
    assert "And more." in veiled.said
    assert veiled.halves == "model"


def test_one_run_is_not_judged() -> None:
    found = judged(runs=1)
    assert (found.headline, found.judged, found.clause) == ("One run beside the sources", False, "")


def test_the_sources_alone_hold_nothing_simulated() -> None:
    compiled: Any = OPEN
    found = sources_alone(compiled, load_incident("lake-khasan-1938"), "because")
    assert [one.measure for one in found.quantities] == ["soviet_killed", "japanese_casualties"]
    assert all(one.model is None and not one.compared for one in found.quantities)
    assert (found.halves, found.said) == ("sources", ("because",))
